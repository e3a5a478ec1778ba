"""Anchors: a place on the photo tied to the mesh, so that it follows the same face to another photo."""

from dataclasses import replace
from math import hypot

import numpy as np

from filiform.errors import InputError
from filiform.face.face import Face, Floats
from filiform.face.frame import TO_HEAD
from filiform.face.mesh import Mesh
from filiform.face.surface import Foot, lifted, normal, surface
from filiform.points.site import Anchor, Site


def anchor(x_px: float, y_px: float, face: Face, mesh: Mesh, *, beyond_mm: float = 0.0) -> Anchor:
    """
    Return the anchor of a place on the photo; a place off the face is refused.

    Parameters
    ----------
    beyond_mm
        How far off the mesh a place may still lie, in the plane of the nearest triangle: the scalp above the forehead.
    """
    seen = surface(face.landmarks_px * TO_HEAD, mesh)
    foot = lifted(seen, x_px, -y_px)
    away_px = np.linalg.norm(seen.vertices[:, :2] - foot.position[:2], axis=1).min()
    if not foot.on and away_px * face.scale.mm_per_px > beyond_mm:
        raise InputError("That place is not on the face. Choose a place on the skin that the photo shows.")
    first, second, third = (int(vertex) for vertex in mesh.triangles[foot.triangle])
    return Anchor((first, second, third), (float(foot.weights[0]), float(foot.weights[1]), float(foot.weights[2])))


def _blend(where: Anchor, landmarks: Floats) -> Floats:
    """Return the place of an anchor among landmarks; (3,), in their unit."""
    return np.asarray(np.array(where.weights) @ landmarks[list(where.triangle)], dtype=np.float64)


def anchor_px(where: Anchor, face: Face) -> tuple[float, float]:
    """Return where an anchor is on a photo."""
    x_px, y_px, _ = _blend(where, face.landmarks_px)
    return float(x_px), float(y_px)


def anchor_mm(where: Anchor, face: Face) -> tuple[float, float, float]:
    """Return where an anchor is in the frontal frame."""
    x_mm, y_mm, z_mm = _blend(where, face.landmarks_mm)
    return float(x_mm), float(y_mm), float(z_mm)


def carried(site: Site, face: Face, mesh: Mesh) -> Site:
    """Return a site of an earlier photo on another photo of the same face; its error grows by what a photo changes."""
    x_px, y_px = anchor_px(site.anchor, face)
    skin = surface(face.landmarks_px * TO_HEAD, mesh)
    triangle = int(np.flatnonzero((mesh.triangles == site.anchor.triangle).all(axis=1))[0])
    foot = Foot(np.array([x_px, -y_px, 0.0]), triangle, np.array(site.anchor.weights), on=True)
    return replace(
        site,
        x_px=x_px,
        y_px=y_px,
        position_mm=anchor_mm(site.anchor, face),
        error_mm=hypot(site.error_mm, site.repeat_mm),
        facing_deg=float(np.degrees(np.arccos(np.clip(normal(skin, foot)[2], -1.0, 1.0)))),
        terms=None,
    )
