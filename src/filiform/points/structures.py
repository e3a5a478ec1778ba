"""What lies under the skin, located on one face: courses with their depth and spread, as average anatomy has them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from filiform.face.face import Face, Floats
from filiform.face.feet import nearest_feet
from filiform.face.frame import TO_HEAD, rotation
from filiform.face.mesh import INNER_CANTHI, Mesh
from filiform.face.surface import Surface, surface
from filiform.knowledge.fact import Side
from filiform.knowledge.models import Knowledge
from filiform.points.course_places import CoursePlaces, Sided, even_places, given_places
from filiform.points.ground import Spot, ground
from filiform.points.located import Located
from filiform.points.segments import Segments, segments

# Past this the border of the mesh is the visible silhouette and its millimetres are not usable.
MOST_TURNED_DEG = 70.0
DOUBLED_FROM_DEG = 60.0  # from here 1 mm on the photo is 2-3 mm on the skin: the spread counts twice
MM3 = tuple[float, float, float]


@dataclass(frozen=True)
class Below:
    """One face with its skin and with everything of the list that lies beneath it."""

    skin: Surface
    courses: tuple[Located, ...]

    @cached_property
    def segments(self) -> Segments:
        """The pieces of its courses, to measure from."""
        return segments(self.courses)


def _to_photo(points_mm: Floats, face: Face) -> Floats:
    """Return (n, 2) photo pixels of places in the frontal frame; works beside the mesh too."""
    middle = (face.landmarks_px[list(INNER_CANTHI)] * TO_HEAD).mean(axis=0)
    head = points_mm @ rotation(face.pose).T / face.scale.mm_per_px + middle
    return np.asarray(head[:, :2] * TO_HEAD[:2], dtype=np.float64)


def _located(courses: Sequence[Sided], places: CoursePlaces, skin: Surface, seen: Surface, face: Face) -> list[Located]:
    """Return courses as they lie on the skin and on the photo."""
    on = ~places.beyond
    on_skin = nearest_feet(skin, places.at[on])
    at, outward = places.at.copy(), places.outward.copy()
    at[on], outward[on] = on_skin.positions, on_skin.normals
    outward /= np.linalg.norm(outward, axis=1, keepdims=True)
    corners = skin.triangles[on_skin.triangles]
    shown = np.einsum("nk,nkd->nd", on_skin.weights, seen.vertex_normals[corners])
    cosine = (outward @ rotation(face.pose).T)[:, 2]
    cosine[on] = shown[:, 2] / np.maximum(np.linalg.norm(shown, axis=1), 1e-9)
    facing = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
    on_photo = _to_photo(at, face)
    on_photo[on] = np.einsum("nk,nkd->nd", on_skin.weights, face.landmarks_px[corners][..., :2])
    spread = np.repeat([float(structure.lateral_sd_mm or 0.0) for structure, _ in courses], places.counts)
    spread = np.where(facing >= DOUBLED_FROM_DEG, 2 * spread, spread)
    told = on & (facing <= MOST_TURNED_DEG)
    cuts = np.cumsum(places.counts)[:-1]
    each = (at, outward, places.depth_mm, spread, on_photo, facing, told)
    pieces = zip(*(np.split(values, cuts) for values in each), strict=True)
    return [Located(*course, *values) for course, values in zip(courses, pieces, strict=True)]


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
    sides: tuple[Side, ...] = ("right", "left")
    grounds = {side: replace(whole, side=side) for side in sides}
    courses = [(structure, side) for structure in facts.structures.values() if structure.course for side in sides]
    if not courses:
        return Below(whole.skin, ())
    closed = np.array([structure.shape == "area" for structure, _ in courses])
    places = even_places(given_places(courses, grounds, whole.skin), closed)
    seen = surface(face.landmarks_px * TO_HEAD, mesh)
    return Below(whole.skin, tuple(_located(courses, places, whole.skin, seen, face)))
