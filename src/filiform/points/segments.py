"""The pieces of courses, end to end, so that one needle is measured to many courses at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from filiform.face.face import Floats
from filiform.face.mesh import Indices
from filiform.knowledge.anatomy import Structure
from filiform.points.located import Located

TINY = 1e-9


@dataclass(frozen=True)
class Segments:
    """
    The s pieces of c courses that millimetres may be told of.

    Attributes
    ----------
    courses
        The courses, in their order.
    start, way
        (s, 3), where each piece begins, and from there to its end.
    depth_mm, deeper_mm
        (s, 3), shallowest, mean and deepest at its beginning, and what its end is deeper.
    sd_mm
        (s,), the larger standard deviation of its ends.
    first, count
        (c,), where the pieces of each course begin, and how many there are.
    place_mm
        (n, 3), all places of all courses.
    first_place
        (c,), where the places of each course begin.
    radius_mm, sd_most_mm, across_mm
        (c,), half of what it is wide, its largest standard deviation, and how far an area reaches.
    """

    courses: tuple[Located, ...]
    start: Floats
    way: Floats
    depth_mm: Floats
    deeper_mm: Floats
    sd_mm: Floats
    first: Indices
    count: Indices
    place_mm: Floats
    first_place: Indices
    radius_mm: Floats
    sd_most_mm: Floats
    across_mm: Floats


@dataclass(frozen=True)
class Apart:
    """From m points to c courses: distances (m, c), depths there (m, c, 3), standard deviations (m, c)."""

    mm: Floats
    depth_mm: Floats
    sd_mm: Floats


def radius_mm(structure: Structure) -> float:
    """Return half of what the structure is wide; an area has none beside its border."""
    if structure.shape == "area":
        return 0.0
    return structure.radius_mm if structure.radius_mm is not None else (structure.diameter_mm or 0.0) / 2


def _ends(course: Located) -> tuple[Indices, Indices]:
    """Return the places where the pieces that may be told of begin and end; a single place is one of no length."""
    count = len(course.skin_mm)
    start = np.arange(count if course.closed or count == 1 else count - 1)
    stop = (start + 1) % count
    told: NDArray[np.bool_] = course.told[start] & course.told[stop]
    return start[told], stop[told]


def segments(courses: Sequence[Located]) -> Segments:
    """Return the pieces of courses, of at least one."""
    counts = np.array([len(course.skin_mm) for course in courses])
    first_place = np.cumsum(counts) - counts
    ends = [_ends(course) for course in courses]
    offsets = list(zip(ends, first_place, strict=True))
    start = np.concatenate([begin + offset for (begin, _), offset in offsets])
    stop = np.concatenate([end + offset for (_, end), offset in offsets])
    place, depth, spread = (
        np.concatenate([getattr(course, name) for course in courses]) for name in ("skin_mm", "depth_mm", "sd_mm")
    )
    count = np.array([len(begin) for begin, _ in ends])
    return Segments(
        courses=tuple(courses),
        start=place[start],
        way=place[stop] - place[start],
        depth_mm=depth[start],
        deeper_mm=depth[stop] - depth[start],
        sd_mm=np.maximum(spread[start], spread[stop]),
        first=np.cumsum(count) - count,
        count=count,
        place_mm=place,
        first_place=first_place,
        radius_mm=np.array([radius_mm(course.structure) for course in courses]),
        sd_most_mm=np.maximum.reduceat(spread, first_place),
        across_mm=np.array(
            [float(np.linalg.norm(np.ptp(course.skin_mm, axis=0))) if course.closed else 0.0 for course in courses]
        ),
    )


def apart(points: Floats, pieces: Segments, chosen: Indices) -> Apart:
    """Return how far (m, 3) points lie from some courses that have pieces, at the nearest place of each."""
    counts = pieces.count[chosen]
    heads = np.cumsum(counts) - counts
    listed = np.arange(counts.sum()) + np.repeat(pieces.first[chosen] - heads, counts)
    way, to = pieces.way[listed], points[:, None] - pieces.start[listed]
    share = np.clip(np.einsum("msd,sd->ms", to, way) / np.maximum((way**2).sum(axis=1), TINY), 0.0, 1.0)
    distance = np.linalg.norm(to - share[..., None] * way, axis=-1)
    least = np.minimum.reduceat(distance, heads, axis=1)
    numbers = np.where(distance == np.repeat(least, counts, axis=1), np.arange(len(listed)), len(listed))
    nearest = np.minimum.reduceat(numbers, heads, axis=1)
    piece, part = listed[nearest], np.take_along_axis(share, nearest, axis=1)[..., None]
    return Apart(least, pieces.depth_mm[piece] + part * pieces.deeper_mm[piece], pieces.sd_mm[piece])
