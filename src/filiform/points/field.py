"""How well the mesh knows each part of a face: its landmarks against named places that people marked."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from filiform.face.face import Face, Floats
from filiform.face.mesh import VERTICES, Indices, Mesh
from filiform.points.site import Site

NEAR_MM = 15.0  # on the canonical face; a site with no marked place as near as this is told nothing by them
REACH_MM = 10.0  # standard deviation of the weights with which marked places speak for a site
SHARE = 0.95


@dataclass(frozen=True)
class Template:
    """Named places of the face as people marked them: (n, 2) in pixels, the same order on every photo."""

    places_px: Floats
    px_per_mm: float


class _Templated(Protocol):
    """A photo that may carry marked places."""

    @property
    def face(self) -> Face: ...
    @property
    def template(self) -> Template | None: ...


@dataclass(frozen=True)
class Field:
    """
    The error of the landmarks at marked places.

    Attributes
    ----------
    canonical_mm
        (m, 3), where the landmark nearest to each marked place lies on the canonical face.
    radius_mm
        (m,), the radius about the mark that holds the landmark on 95 of 100 photos, their constant difference aside.
    """

    mesh: Mesh
    canonical_mm: Floats
    radius_mm: Floats


def field_of(shots: Iterable[_Templated], mesh: Mesh) -> Field:
    """Return the error of the landmarks on photos that carry marked places; without any an empty field."""
    frames = [_upright(shot.face, shot.template) for shot in shots if shot.template is not None]
    if not frames:
        return Field(mesh, np.empty((0, 3)), np.empty(0))
    marks, vertices = (np.array(each) for each in zip(*frames, strict=True))
    inner = np.setdiff1d(np.arange(VERTICES), border(mesh))
    nearest, radii = [], []
    for place in range(marks.shape[1]):
        apart = marks[:, place, None] - vertices
        scatter = apart - apart.mean(axis=0)
        best = int((scatter**2).sum(axis=2).mean(axis=0).argmin())
        if best in inner:
            left = scatter[:, best] * len(frames) / max(len(frames) - 1, 1)
            nearest.append(best)
            radii.append(float(np.percentile(np.linalg.norm(left, axis=1), 100 * SHARE)))
    return Field(mesh, mesh.canonical_mm[nearest], np.array(radii))


def _upright(face: Face, template: Template) -> tuple[Floats, Floats]:
    """Return marks and vertices in mm with the line of the eyes level."""
    roll = np.radians(face.pose.roll_deg)
    turn = np.array([[np.cos(roll), -np.sin(roll)], [np.sin(roll), np.cos(roll)]])
    return (
        template.places_px @ turn.T / template.px_per_mm,
        face.landmarks_px[:VERTICES, :2] @ turn.T / template.px_per_mm,
    )


def border(mesh: Mesh) -> Indices:
    """Return the vertices on the outline of the mesh: there it ends at the silhouette, not at anatomy."""
    sides = np.sort(np.concatenate([mesh.triangles[:, pair] for pair in ([0, 1], [1, 2], [2, 0])]), axis=1)
    known, count = np.unique(sides, axis=0, return_counts=True)
    return np.unique(known[count == 1])


def radius_mm(field: Field, site: Site) -> float | None:
    """Return the 95 % radius of the landmarks around a site, or None where no marked place is near."""
    if not len(field.radius_mm):
        return None
    here = np.array(site.anchor.weights) @ field.mesh.canonical_mm[list(site.anchor.triangle)]
    away = np.linalg.norm(field.canonical_mm - here, axis=1)
    if away.min() > NEAR_MM:
        return None
    weights = np.exp(-0.5 * (away / REACH_MM) ** 2)
    return float(np.sqrt((weights * field.radius_mm**2).sum() / weights.sum()))
