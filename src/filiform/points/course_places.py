"""Places along the courses of many structures at once, one course after the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from filiform.face.face import Floats
from filiform.face.feet import nearest_feet
from filiform.face.mesh import Indices
from filiform.face.surface import Surface, feet
from filiform.knowledge.anatomy import Structure
from filiform.knowledge.fact import Side
from filiform.points.construct import spot
from filiform.points.ground import Ground

STEP_MM = 3.0  # between two places of a course; distances are measured to the pieces between them
BESIDE_EAR = (1.0, 0.0, 0.25)  # which way the skin faces behind the edge of the mesh: outwards, up, forwards
ON_THE_SKIN = {"lm", "lerp", "mean", "poly_arc", "poly_walk", "shift3"}  # the others are lifted from the front first
Sided = tuple[Structure, Side]


@dataclass(frozen=True)
class CoursePlaces:
    """
    Places of c courses, n in all.

    Attributes
    ----------
    at
        (n, 3), on the skin or behind its edge, in the frontal frame.
    outward
        (n, 3), which way the skin faces there.
    depth_mm
        (n, 3), shallowest, mean and deepest.
    beyond
        (n,), whether it lies behind the edge of the mesh.
    counts
        (c,), how many places each course has.
    """

    at: Floats
    outward: Floats
    depth_mm: Floats
    beyond: NDArray[np.bool_]
    counts: Indices


def _spots(courses: Sequence[Sided], grounds: Mapping[Side, Ground], beyond: NDArray[np.bool_]) -> Floats:
    """Return (n, 3) given places before they are brought to the skin."""
    listed = [(place.at, grounds[side]) for structure, side in courses for place in structure.course]
    at = np.array([spot(whole, expression).mm for expression, whole in listed], dtype=np.float64)
    flat = ~beyond & np.array([expression[0] not in ON_THE_SKIN for expression, _ in listed])
    lifted, on = feet(listed[0][1].skin, at[flat, :2])
    at[flat] = np.where(on[:, None], lifted, at[flat])
    return at


def given_places(courses: Sequence[Sided], grounds: Mapping[Side, Ground], skin: Surface) -> CoursePlaces:
    """Return the places the courses are given by, each brought to the skin unless it lies behind the edge."""
    listed = [(place, side) for structure, side in courses for place in structure.course]
    beyond = np.array([place.beyond_mesh for place, _ in listed])
    at = _spots(courses, grounds, beyond)
    on_skin = nearest_feet(skin, at)
    sideways = np.array([(grounds[side].lateral, 1.0, 1.0) for _, side in listed]) * BESIDE_EAR
    sideways /= np.linalg.norm(BESIDE_EAR)
    return CoursePlaces(
        at=np.where(beyond[:, None], at, on_skin.positions),
        outward=np.where(beyond[:, None], sideways, on_skin.normals),
        depth_mm=np.array([(place.range_mm[0], place.depth_mm, place.range_mm[1]) for place, _ in listed]),
        beyond=beyond,
        counts=np.array([len(structure.course) for structure, _ in courses]),
    )


def even_places(given: CoursePlaces, closed: NDArray[np.bool_]) -> CoursePlaces:
    """Return places at most so many mm apart along straight pieces between the given ones; (c,) says which close."""
    last = np.cumsum(given.counts) - 1
    start = np.arange(len(given.at))
    stop = start + 1
    stop[last] = np.where(closed, last + 1 - given.counts, last)
    apart = np.linalg.norm(given.at[stop] - given.at[start], axis=1)
    pieces = np.maximum(1, np.ceil(apart / STEP_MM)).astype(np.int64)
    before = np.cumsum(pieces) - pieces
    nth = np.repeat(start, pieces)
    share = (np.arange(len(nth)) - before[nth]) / pieces[nth]
    ends = last[~closed & (given.counts > 1)]  # a line ends where its last piece does
    start[ends], share[before[ends]] = ends - 1, 1.0
    one, other, part = start[nth], stop[nth], share[:, None]
    at, outward, depth_mm = (
        values[one] + part * (values[other] - values[one]) for values in (given.at, given.outward, given.depth_mm)
    )
    of_course = np.repeat(np.arange(len(last)), given.counts)[nth]
    return CoursePlaces(at, outward, depth_mm, given.beyond[one] | given.beyond[other], np.bincount(of_course))
