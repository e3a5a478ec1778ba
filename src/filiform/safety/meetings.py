"""How near a needle comes to each of many structures, and how likely it crosses them."""

from dataclasses import dataclass
from math import erf, sqrt

import numpy as np
from numpy.typing import NDArray

from filiform.face.face import Floats
from filiform.face.mesh import Indices
from filiform.points.located import Located
from filiform.points.segments import Apart, Segments, apart
from filiform.safety.shaft import Shaft

NEEDLE_MM = 0.3  # radius of a needle and of the tear it makes
NEAR_SDS = 1.28  # a structure is near within its radius and so many standard deviations: four in five of them
RING_95 = 2.45  # a 95 % ring of a place in the plane is so many standard deviations
FAR_MM = 5.0  # a course is looked at though its places stand so far apart


@dataclass(frozen=True)
class Meetings:
    """
    How near one needle comes to c structures, each at the place that counts most.

    Attributes
    ----------
    courses
        (c,), which of the courses.
    entry_mm
        (c,), from the site to the course; negative within an area.
    distance_mm
        (c,), to the near side of what has a given radius.
    depth_mm
        (c, 2), the shallowest and deepest it may lie there.
    crossing
        (c,), whether the needle comes near it and as deep.
    p_cross, p_over
        (c,), chance that it is crossed, and that it lies under or over the needle however deep.
    """

    courses: Indices
    entry_mm: Floats
    distance_mm: Floats
    depth_mm: Floats
    crossing: NDArray[np.bool_]
    p_cross: Floats
    p_over: Floats


def _normal_share(z: Floats) -> Floats:
    """Return the share of a normal distribution below z."""
    return np.array([0.5 * (1.0 + erf(value / sqrt(2.0))) for value in z.ravel()]).reshape(z.shape)


def inside(points: Floats, course: Located) -> NDArray[np.bool_]:
    """Tell which of (m, 3) places lie within the border of an area, seen from the front."""
    x, y = points[:, 0, None], points[:, 1, None]
    x0, y0 = course.skin_mm[:, 0], course.skin_mm[:, 1]
    x1, y1 = np.roll(x0, -1), np.roll(y0, -1)
    straddles = (y0 > y) != (y1 > y)
    rise = np.where(np.abs(y1 - y0) < 1e-9, 1e-9, y1 - y0)  # noqa: PLR2004 a level side is never straddled
    crossings = straddles & (x < x0 + (y - y0) / rise * (x1 - x0))
    return np.asarray(crossings.sum(axis=1) % 2 == 1)


def sigma_mm(sd_mm: Floats, error_mm: float | Floats) -> Floats:
    """Return the standard deviation of a structure and a site together."""
    return np.hypot(sd_mm, np.asarray(error_mm) / RING_95)


def _in_reach(shaft: Shaft, pieces: Segments) -> Indices:
    """Return which courses of its side a needle may come near at all."""
    sigma = sigma_mm(pieces.sd_most_mm, shaft.error_mm)
    reach = pieces.radius_mm + NEAR_SDS * sigma + float(shaft.along_mm[-1]) + FAR_MM + pieces.across_mm
    squares = ((pieces.place_mm - shaft.skin_mm[0]) ** 2).sum(axis=1)
    near = np.minimum.reduceat(squares, pieces.first_place) <= reach**2
    beside = np.array([shaft.side in {course.side, "midline"} for course in pieces.courses])
    return np.flatnonzero(near & beside & (pieces.count > 0))


def _signed(shaft: Shaft, pieces: Segments, chosen: Indices) -> Apart:
    """Return how far a needle's places lie from courses; within an area a distance is negative."""
    found = apart(shaft.skin_mm, pieces, chosen)
    for column, course in enumerate(chosen):
        if pieces.courses[course].closed:
            found.mm[inside(shaft.skin_mm, pieces.courses[course]), column] *= -1.0
    return found


def _any_way(found: Apart, along_mm: Floats) -> Apart:
    """Return the same for a needle that may go any way from its site: each step as near as it can come."""
    nearer = np.where(found.mm > 0, np.maximum(found.mm - along_mm[:, None], 0.0), found.mm)
    count = len(along_mm)
    return Apart(nearer, np.repeat(found.depth_mm, count, axis=0), np.repeat(found.sd_mm, count, axis=0))


def meetings(shaft: Shaft, pieces: Segments) -> Meetings:
    """Return how near a needle comes to each structure in its reach whose millimetres can be told."""
    chosen = _in_reach(shaft, pieces)
    at_entry = _signed(shaft, pieces, chosen)
    found = at_entry if shaft.heading is not None else _any_way(at_entry, shaft.along_mm)
    deep = shaft.deep_mm[:, None]
    sigma = sigma_mm(found.sd_mm, shaft.error_mm)
    width = pieces.radius_mm[chosen] + NEEDLE_MM
    filled = np.array([pieces.courses[c].closed or pieces.courses[c].structure.radius_mm is not None for c in chosen])
    far_side = _normal_share(np.where(filled, width - found.mm, found.mm + width) / sigma)
    lateral = far_side - np.where(filled, 0.0, _normal_share((found.mm - width) / sigma))
    least, most = found.depth_mm[..., 0], found.depth_mm[..., 2]
    share = np.clip((np.minimum(deep, most) - least) / (most - least), 0.0, 1.0)
    crossing = (found.mm <= width + NEAR_SDS * sigma) & (deep >= least)
    crossed: NDArray[np.bool_] = np.any(crossing, axis=0)
    at = np.where(crossed, np.where(crossing, lateral * share, -1.0).argmax(axis=0), found.mm.argmin(axis=0))
    each = np.arange(len(chosen))
    own = np.array([pieces.courses[c].structure.radius_mm or 0.0 for c in chosen])
    return Meetings(
        courses=chosen,
        entry_mm=at_entry.mm[0],
        distance_mm=np.maximum(found.mm[at, each] - own, 0.0),
        depth_mm=found.depth_mm[at, each][:, [0, 2]],
        crossing=crossed,
        p_cross=(lateral * share).max(axis=0),
        p_over=lateral.max(axis=0),
    )
