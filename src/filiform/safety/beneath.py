"""
Each planned needle against what lies beneath it: what it comes near, and how deep it may go because of that.

The check warns, ranks and asks to feel first. It never clears a site: the list is average anatomy, and site and
structure together are uncertain by more than most distances.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, cos, erf, hypot, radians, sin, sqrt

import numpy as np

from filiform.face.face import Floats
from filiform.face.feet import nearest_feet
from filiform.face.surface import Surface
from filiform.knowledge.anatomy import Structure
from filiform.knowledge.fact import Side
from filiform.knowledge.models import Knowledge
from filiform.points.site import Site
from filiform.points.structures import Located
from filiform.safety.finding import SiteKey
from filiform.safety.near import PRESS_MIN, Near, note

MM3 = tuple[float, float, float]
STEP_MM = 0.5  # between the places of a needle that are looked at; its end is rounded up to the next
MARK_MM = 2.0  # between the places of a needle that are brought to the skin
STRAIGHT_DEG = 80.0  # from here a needle goes straight in
NEEDLE_MM = 0.3  # radius of a needle and of the tear it makes
NEAR_SDS = 1.28  # a structure is near within its radius and so many standard deviations: four in five of them
RING_95 = 2.45  # a 95 % ring of a place in the plane is so many standard deviations
FAR_MM = 5.0  # a course is looked at though its places stand so far apart
FORBIDDEN_DEG = 45.0  # a needle within this of a forbidden way goes that way


@dataclass(frozen=True)
class Shaft:
    """
    A needle as it would lie, as m places from its site to its tip.

    Attributes
    ----------
    along_mm
        (m,), how far each place has gone along the skin.
    deep_mm
        (m,), how deep it lies.
    skin_mm
        (m, 3), the skin over it in the frontal frame; the site alone where the needle may go any way.
    heading
        (3,), unit vector along the skin at the site, or None.
    error_mm
        95 % radius of the site.
    """

    site: str
    side: Side
    along_mm: Floats
    deep_mm: Floats
    skin_mm: Floats
    heading: Floats | None
    error_mm: float


def shaft(site: Site, skin: Surface, *, heading: MM3 | None, angle_deg: float, inserted_mm: float) -> Shaft:
    """Return the needle that goes in at a site; straight in, or with no known way, it has no heading."""
    count = max(1, ceil(inserted_mm / STEP_MM - 1e-9))
    gone = np.arange(count + 1, dtype=np.float64) * STEP_MM
    along: Floats = gone * cos(radians(angle_deg))
    deep: Floats = gone * sin(radians(angle_deg))
    entry = np.array(site.position_mm)
    way = None if heading is None or angle_deg >= STRAIGHT_DEG else np.array(heading)
    on_skin = entry[None] if way is None else _on_skin(entry, way, along, skin)
    return Shaft(site.id, site.side, along, deep, on_skin, way, site.error_mm)


def _on_skin(entry: Floats, heading: Floats, along: Floats, skin: Surface) -> Floats:
    """Return the skin over places so far from the entry; brought to the skin every few millimetres."""
    marks = np.arange(ceil(along[-1] / MARK_MM) + 1) * MARK_MM
    places = nearest_feet(skin, entry + marks[:, None] * heading).positions
    return np.stack([np.interp(along, marks, places[:, axis]) for axis in range(3)], axis=1)


@dataclass(frozen=True)
class _Meeting:
    """How near one needle comes to one structure, at the place that counts most."""

    distance_mm: float  # to the near side of what has a given radius
    depth_mm: tuple[float, float]
    crossing: bool
    p_cross: float
    p_over: float  # however deep it lies


def _normal_share(z: Floats) -> Floats:
    """Return the share of a normal distribution below z."""
    return np.array([0.5 * (1.0 + erf(value / sqrt(2.0))) for value in z])


def radius_mm(structure: Structure) -> float:
    """Return half of what the structure is wide; an area has none beside its border."""
    if structure.shape == "area":
        return 0.0
    return structure.radius_mm if structure.radius_mm is not None else (structure.diameter_mm or 0.0) / 2


def nearest(points: Floats, course: Located) -> tuple[Floats, Floats, Floats]:
    """Return for (m, 3) places the distance across to the course, the depths there (m, 3) and its spread (m,)."""
    told = course.told
    ends = course.skin_mm
    after = np.roll(np.arange(len(ends)), -1)
    usable = told & told[after]
    if len(ends) == 1:
        after, usable = np.zeros(1, dtype=np.int64), told
    elif not course.closed:
        usable[-1] = False
    starts = np.flatnonzero(usable)
    if not len(starts):
        blank = np.full(len(points), np.inf)
        return blank, np.full((len(points), 3), np.inf), blank
    a, b = ends[starts], ends[after[starts]]
    way = b - a
    share = ((points[:, None] - a) * way).sum(-1) / np.maximum((way**2).sum(-1), 1e-9)
    share = np.clip(share, 0.0, 1.0)
    apart = np.linalg.norm(points[:, None] - (a + share[..., None] * way), axis=-1)
    best = apart.argmin(axis=1)
    rows = np.arange(len(points))
    part, piece = share[rows, best][:, None], starts[best]
    depth = course.depth_mm[piece] + part * (course.depth_mm[after[piece]] - course.depth_mm[piece])
    spread = np.maximum(course.sd_mm[piece], course.sd_mm[after[piece]])
    return apart[rows, best], depth, spread


def inside(points: Floats, course: Located) -> np.typing.NDArray[np.bool_]:
    """Tell which of (m, 3) places lie within the border of an area, seen from the front."""
    x, y = points[:, 0, None], points[:, 1, None]
    x0, y0 = course.skin_mm[:, 0], course.skin_mm[:, 1]
    x1, y1 = np.roll(x0, -1), np.roll(y0, -1)
    straddles = (y0 > y) != (y1 > y)
    rise = np.where(np.abs(y1 - y0) < 1e-9, 1e-9, y1 - y0)  # noqa: PLR2004 a level side is never straddled
    crossings = straddles & (x < x0 + (y - y0) / rise * (x1 - x0))
    return np.asarray(crossings.sum(axis=1) % 2 == 1)


def _any_way(shaft: Shaft, course: Located) -> tuple[Floats, Floats, Floats]:
    """Return what `nearest` does for a needle that may go any way: each step as near as it can come."""
    entry, along = shaft.skin_mm, shaft.along_mm
    apart, depth, spread = nearest(entry, course)
    if course.closed and inside(entry, course)[0]:
        apart = -apart
    count = len(along)
    nearer = np.where(apart > 0, np.maximum(apart - along, 0.0), apart)
    return nearer, np.repeat(depth, count, axis=0), np.repeat(spread, count)


def _distances(shaft: Shaft, course: Located) -> tuple[Floats, Floats, Floats]:
    """Return the signed distances, depths and spreads of a needle's places; within an area a distance is negative."""
    if shaft.heading is None:
        return _any_way(shaft, course)
    points = shaft.skin_mm
    apart, depth, spread = nearest(points, course)
    if course.closed:
        apart = np.where(inside(points, course), -apart, apart)
    return apart, depth, spread


def _meeting(shaft: Shaft, course: Located) -> _Meeting | None:
    """Return how near a needle comes to a structure, None where its millimetres cannot be told."""
    deep = shaft.deep_mm
    apart, depth, spread = _distances(shaft, course)
    if not np.isfinite(apart).any():
        return None
    sigma = np.hypot(spread, shaft.error_mm / RING_95)
    width = radius_mm(course.structure) + NEEDLE_MM
    if course.closed or course.structure.radius_mm is not None:
        lateral = _normal_share((width - apart) / sigma)
    else:
        lateral = _normal_share((apart + width) / sigma) - _normal_share((apart - width) / sigma)
    share = np.clip((np.minimum(deep, depth[:, 2]) - depth[:, 0]) / (depth[:, 2] - depth[:, 0]), 0.0, 1.0)
    crossing = (apart <= width + NEAR_SDS * sigma) & (deep >= depth[:, 0])
    at = int(np.where(crossing, lateral * share, -1.0).argmax()) if crossing.any() else int(apart.argmin())
    return _Meeting(
        distance_mm=max(float(apart[at]) - (course.structure.radius_mm or 0.0), 0.0),
        depth_mm=(float(depth[at, 0]), float(depth[at, 2])),
        crossing=bool(crossing.any()),
        p_cross=float((lateral * share).max()),
        p_over=float(lateral.max()),
    )


def goes(heading: Floats | None, side: Side, way: str) -> bool:
    """Tell whether a heading goes a named way; one that is not known does not."""
    if heading is None or way != "up_lateral":
        return False
    outwards = -1.0 if side == "right" else 1.0
    named = np.array([outwards * sqrt(0.5), sqrt(0.5)])
    flat = heading[:2] / max(float(np.linalg.norm(heading[:2])), 1e-9)
    return bool(flat @ named >= cos(radians(FORBIDDEN_DEG)))


def _ruled(shaft: Shaft, course: Located) -> bool:
    """Tell whether a needle goes in over the orbit, or so near a canal that the way it must not go has to be said."""
    entry, structure = shaft.skin_mm[:1], course.structure
    if structure.kind == "orbit" and course.closed:
        return bool(inside(entry, course)[0])
    reach = radius_mm(structure) + NEAR_SDS * (structure.lateral_sd_mm or 0.0)
    return bool(structure.never_towards) and float(nearest(entry, course)[0][0]) <= reach


def _in_reach(shaft: Shaft, course: Located) -> bool:
    """Tell whether a needle and a structure of its side may come near each other at all."""
    if shaft.side not in {course.side, "midline"} or not course.told.any():
        return False
    sigma = hypot(float(course.sd_mm.max()), shaft.error_mm / RING_95)
    reach = radius_mm(course.structure) + NEAR_SDS * sigma + float(shaft.along_mm[-1]) + FAR_MM
    if course.closed:
        reach += float(np.linalg.norm(np.ptp(course.skin_mm, axis=0)))
    return bool((((course.skin_mm - shaft.skin_mm[0]) ** 2).sum(axis=1) <= reach**2).any())


def goes_forbidden(shaft: Shaft, structure: Structure) -> bool:
    """Tell whether a needle points a way it must not go near a structure."""
    return any(goes(shaft.heading, shaft.side, way) for way in structure.never_towards)


def nears(
    shaft: Shaft, courses: Sequence[Located], *, press_min: float = PRESS_MIN, bound_by: str = ""
) -> tuple[Near, ...]:
    """
    Return what a needle comes near, what matters most first.

    A structure is near when a place of the needle lies within its radius and 1.28 standard deviations of it and of
    the site together, and at least as deep as its shallowest there; also when the needle goes in over the orbit or
    where a canal opens, and when it is what bounds the depth, as `bound_by` says.
    """
    found: dict[str, Near] = {}
    for course in courses:
        meeting = _meeting(shaft, course) if _in_reach(shaft, course) else None
        bounds = bound_by.startswith(f"{course.structure.label} ")
        if meeting is None or not (bounds or meeting.crossing or _ruled(shaft, course)):
            continue
        told = note(
            course.structure,
            distance_mm=meeting.distance_mm,
            depth_mm=meeting.depth_mm,
            p_cross=max(meeting.p_cross, meeting.p_over if course.structure.never_towards else 0.0),
            press_min=press_min,
            bound_mm=course.structure.limit_mm if bounds else None,
        )
        known = found.get(told.structure)
        if known is None or told.rank > known.rank:
            found[told.structure] = told
    return tuple(sorted(found.values(), key=lambda one: (-one.rank, one.structure)))


def named_for(point: str, facts: Knowledge, *, press_min: float = PRESS_MIN) -> tuple[Near, ...]:
    """Return the structures a point is named for wherever it is, on the photo or not; without millimetres."""
    return tuple(note(one, press_min=press_min) for one in facts.structures.values() if point in one.at_points)


def depth_bounds(sites: Sequence[Site], courses: Sequence[Located]) -> Mapping[SiteKey, tuple[tuple[float, str], ...]]:
    """
    Return how deep a needle may be planned at each site because of what lies near it, in mm with the structure.

    A structure bounds a site within its radius and 1.28 standard deviations; both sides of a point take the lesser,
    also a side that this photo does not show.
    """
    bounding = [course for course in courses if course.structure.limit_mm is not None]
    found: dict[str, dict[str, float]] = {}
    for site in sites:
        for course in bounding:
            if site.side in {course.side, "midline"} and _over(site, course):
                found.setdefault(site.id, {})[course.structure.label] = float(course.structure.limit_mm or 0.0)
    midline = {site.id for site in sites if site.side == "midline"}
    pair: tuple[Side, ...] = ("left", "right")
    return {
        (point, side): tuple((limit, label) for label, limit in limits.items())
        for point, limits in found.items()
        for side in (("midline",) if point in midline else pair)
    }


def _over(site: Site, course: Located) -> bool:
    apart, _, spread = nearest(np.array([site.position_mm]), course)
    sigma = hypot(float(spread[0]), site.error_mm / RING_95) if np.isfinite(spread[0]) else 0.0
    return bool(apart[0] <= radius_mm(course.structure) + NEEDLE_MM + NEAR_SDS * sigma)


def bruise_risk(notes: Sequence[Near]) -> float:
    """Return the largest chance that a needle crosses a vessel it is near, 0 to 1: an aid for ranking, no rate."""
    return max((one.p_cross for one in notes if one.kind == "palpate"), default=0.0)
