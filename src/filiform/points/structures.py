"""What lies under the skin, located on one face: courses with their depth and spread, as average anatomy has them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from filiform.face.face import Face, Floats
from filiform.face.feet import nearest_feet
from filiform.face.frame import TO_HEAD, rotation
from filiform.face.mesh import INNER_CANTHI, Mesh
from filiform.face.surface import Surface, lifted, surface
from filiform.knowledge.anatomy import Structure, StructurePlace
from filiform.knowledge.fact import Side
from filiform.knowledge.models import Knowledge
from filiform.points.construct import spot
from filiform.points.ground import Ground, Spot, ground

STEP_MM = 3.0  # between two places of a course; distances are measured to the pieces between them
BESIDE_EAR = (1.0, 0.0, 0.25)  # which way the skin faces behind the edge of the mesh: outwards, up, forwards
# Past this the border of the mesh is the visible silhouette and its millimetres are not usable.
MOST_TURNED_DEG = 70.0
DOUBLED_FROM_DEG = 60.0  # from here 1 mm on the photo is 2-3 mm on the skin: the spread counts twice
ON_THE_SKIN = {"lm", "lerp", "mean", "poly_arc", "poly_walk", "shift3"}  # the others are lifted from the front first
MM3 = tuple[float, float, float]


@dataclass(frozen=True)
class Located:
    """
    One structure on one side of one face, as n places from end to end; an area is its closed border.

    Attributes
    ----------
    skin_mm
        (n, 3), the skin over it in the frontal frame.
    outward
        (n, 3), unit normals of the skin there.
    depth_mm
        (n, 3), shallowest, mean and deepest below the skin.
    sd_mm
        (n,), standard deviation of its place across its course; doubled where the skin turns from the camera.
    photo_px
        (n, 2), the same places on the photo.
    facing_deg
        (n,), angle between the skin and the camera.
    told
        (n,), whether millimetres may be told there: on the mesh and turned no more than 70 degrees.
    """

    structure: Structure
    side: Side
    skin_mm: Floats
    outward: Floats
    depth_mm: Floats
    sd_mm: Floats
    photo_px: Floats
    facing_deg: Floats
    told: np.typing.NDArray[np.bool_]

    @property
    def closed(self) -> bool:
        return self.structure.shape == "area"


@dataclass(frozen=True)
class Below:
    """One face with its skin and with everything of the list that lies beneath it."""

    skin: Surface
    courses: tuple[Located, ...]


@dataclass(frozen=True)
class _Places:
    """The given places of a course: on the skin or behind its edge, with normals and depths."""

    at: Floats
    normals: Floats
    depth_mm: Floats
    beyond: np.typing.NDArray[np.bool_]


def _control(place: StructurePlace, whole: Ground) -> Floats:
    """Return a given place before it is brought to the skin; (3,)."""
    raw = spot(whole, place.at).mm
    if place.beyond_mesh or place.at[0] in ON_THE_SKIN:
        return np.asarray(raw, dtype=np.float64)
    foot = lifted(whole.skin, float(raw[0]), float(raw[1]))
    return foot.position if foot.on else np.asarray(raw, dtype=np.float64)


def _places(structure: Structure, whole: Ground) -> _Places:
    at = np.array([_control(place, whole) for place in structure.course])
    beyond = np.array([place.beyond_mesh for place in structure.course])
    on_skin = nearest_feet(whole.skin, at)
    sideways = np.array([whole.lateral, 1.0, 1.0]) * BESIDE_EAR
    sideways /= np.linalg.norm(sideways)
    return _Places(
        at=np.where(beyond[:, None], at, on_skin.positions),
        normals=np.where(beyond[:, None], sideways, on_skin.normals),
        depth_mm=np.array([(p.range_mm[0], p.depth_mm, p.range_mm[1]) for p in structure.course]),
        beyond=beyond,
    )


def _between(given: _Places, *, closed: bool) -> tuple[Floats, Floats, Floats, np.typing.NDArray[np.bool_]]:
    """Return places, normals, depths and whether they lie beyond the mesh, every few millimetres along the course."""
    if len(given.at) == 1:
        return given.at, given.normals, given.depth_mm, given.beyond
    ends = [(one, one + 1) for one in range(len(given.at) - 1)] + ([(len(given.at) - 1, 0)] if closed else [])
    starts, stops, shares = [], [], []
    for start, stop in ends:
        count = max(1, int(np.ceil(np.linalg.norm(given.at[stop] - given.at[start]) / STEP_MM)))
        share = np.linspace(0.0, 1.0, count + 1)[: None if stop == ends[-1][1] and not closed else -1]
        starts.append(np.full(len(share), start))
        stops.append(np.full(len(share), stop))
        shares.append(share)
    one, other, part = np.concatenate(starts), np.concatenate(stops), np.concatenate(shares)[:, None]
    at, normals, depth = (
        values[one] + part * (values[other] - values[one]) for values in (given.at, given.normals, given.depth_mm)
    )
    return at, normals, depth, given.beyond[one] | given.beyond[other]


def _to_photo(points_mm: Floats, face: Face) -> Floats:
    """Return (n, 2) photo pixels of places in the frontal frame; works beside the mesh too."""
    middle = (face.landmarks_px[list(INNER_CANTHI)] * TO_HEAD).mean(axis=0)
    head = points_mm @ rotation(face.pose).T / face.scale.mm_per_px + middle
    return np.asarray(head[:, :2] * TO_HEAD[:2], dtype=np.float64)


def _course(structure: Structure, side: Side, whole: Ground, seen: Surface, face: Face) -> Located:
    at, normals, depth, beyond = _between(_places(structure, whole), closed=structure.shape == "area")
    on_skin = nearest_feet(whole.skin, at)
    at = np.where(beyond[:, None], at, on_skin.positions)
    normals = np.where(beyond[:, None], normals, on_skin.normals)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    corners = whole.skin.triangles[on_skin.triangles]
    shown = np.einsum("nk,nkd->nd", on_skin.weights, seen.vertex_normals[corners])
    cosine = shown[:, 2] / np.maximum(np.linalg.norm(shown, axis=1), 1e-9)
    cosine = np.where(beyond, (normals @ rotation(face.pose).T)[:, 2], cosine)
    facing = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
    on_photo = np.einsum("nk,nkd->nd", on_skin.weights, face.landmarks_px[corners])[:, :2]
    spread = float(structure.lateral_sd_mm or 0.0)
    return Located(
        structure=structure,
        side=side,
        skin_mm=at,
        outward=normals,
        depth_mm=depth,
        sd_mm=np.where(facing >= DOUBLED_FROM_DEG, 2 * spread, spread),
        photo_px=np.where(beyond[:, None], _to_photo(at, face), on_photo),
        facing_deg=facing,
        told=~beyond & (facing <= MOST_TURNED_DEG),
    )


def below(
    face: Face,
    facts: Knowledge,
    mesh: Mesh,
    *,
    nodes_mm: Mapping[tuple[str, Side], MM3] | None = None,
) -> Below:
    """
    Return every structure that has a course on the face, right and left, on this face.

    Parameters
    ----------
    nodes_mm
        Named places known better than the stand-ins for what the mesh does not show, in the frontal frame: the
        tragus or the jaw angle as tapped on a side view.
    """
    named = {name: node.at for name, node in facts.structure_nodes.items()}
    whole = ground(face.landmarks_mm, mesh, named)
    whole.known.update({key: Spot(np.array(place)) for key, place in (nodes_mm or {}).items()})
    seen = surface(face.landmarks_px * TO_HEAD, mesh)
    sides: tuple[Side, ...] = ("right", "left")
    grounds = {side: replace(whole, side=side) for side in sides}
    courses = tuple(
        _course(structure, side, grounds[side], seen, face)
        for structure in facts.structures.values()
        if structure.course
        for side in sides
    )
    return Below(whole.skin, courses)
