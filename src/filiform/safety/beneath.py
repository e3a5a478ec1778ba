"""
Each planned needle against what lies beneath it: what it comes near, and how deep it may go because of that.

The check warns, ranks and asks to feel first. It never clears a site: the list is average anatomy, and site and
structure together are uncertain by more than most distances.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from filiform.face.mesh import Indices
from filiform.knowledge.fact import Side
from filiform.knowledge.models import Knowledge
from filiform.points.segments import Segments, apart
from filiform.points.site import Site
from filiform.safety.finding import SiteKey
from filiform.safety.meetings import NEAR_SDS, NEEDLE_MM, Meetings, meetings, sigma_mm
from filiform.safety.near import PRESS_MIN, Near, note
from filiform.safety.shaft import Shaft


def _ruled(met: Meetings, index: int, pieces: Segments) -> bool:
    """Tell whether a needle goes in over the orbit, or so near a canal that the way it must not go has to be said."""
    course = pieces.courses[met.courses[index]]
    structure = course.structure
    if structure.kind == "orbit" and course.closed:
        return bool(met.entry_mm[index] < 0)
    reach = pieces.radius_mm[met.courses[index]] + NEAR_SDS * (structure.lateral_sd_mm or 0.0)
    return bool(structure.never_towards) and bool(abs(met.entry_mm[index]) <= reach)


def nears(shaft: Shaft, pieces: Segments, *, press_min: float = PRESS_MIN, bound_by: str = "") -> tuple[Near, ...]:
    """
    Return what a needle comes near, what matters most first.

    A structure is near when a place of the needle lies within its radius and 1.28 standard deviations of it and of
    the site together, and at least as deep as its shallowest there; also when the needle goes in over the orbit or
    where a canal opens, and when it is what bounds the depth, as `bound_by` says.
    """
    met = meetings(shaft, pieces)
    found: dict[str, Near] = {}
    for index, course in enumerate(met.courses):
        structure = pieces.courses[course].structure
        bounds = bound_by.startswith(f"{structure.label} ")
        if not (bounds or met.crossing[index] or _ruled(met, index, pieces)):
            continue
        least_mm, most_mm = met.depth_mm[index]
        told = note(
            structure,
            distance_mm=float(met.distance_mm[index]),
            depth_mm=(float(least_mm), float(most_mm)),
            p_cross=float(max(met.p_cross[index], met.p_over[index] if structure.never_towards else 0.0)),
            press_min=press_min,
            bound_mm=structure.limit_mm if bounds else None,
        )
        known = found.get(told.structure)
        if known is None or told.rank > known.rank:
            found[told.structure] = told
    return tuple(sorted(found.values(), key=lambda one: (-one.rank, one.structure)))


def named_for(point: str, facts: Knowledge, *, press_min: float = PRESS_MIN) -> tuple[Near, ...]:
    """Return the structures a point is named for wherever it is, on the photo or not; without millimetres."""
    return tuple(note(one, press_min=press_min) for one in facts.structures.values() if point in one.at_points)


def depth_bounds(sites: Sequence[Site], pieces: Segments) -> Mapping[SiteKey, tuple[tuple[float, str], ...]]:
    """
    Return how deep a needle may be planned at each site because of what lies near it, in mm with the structure.

    A structure bounds a site within its radius and 1.28 standard deviations; both sides of a point take the lesser,
    also a side that this photo does not show.
    """
    listed = [course.structure.limit_mm is not None for course in pieces.courses]
    bounding = np.flatnonzero(np.array(listed) & (pieces.count > 0))
    found: dict[str, dict[str, float]] = {}
    for row, column in np.argwhere(_over(sites, pieces, bounding)) if sites and len(bounding) else ():
        site, course = sites[row], pieces.courses[bounding[column]]
        if site.side in {course.side, "midline"}:
            found.setdefault(site.id, {})[course.structure.label] = float(course.structure.limit_mm or 0.0)
    midline = {site.id for site in sites if site.side == "midline"}
    pair: tuple[Side, ...] = ("left", "right")
    return {
        (point, side): tuple((limit, label) for label, limit in limits.items())
        for point, limits in found.items()
        for side in (("midline",) if point in midline else pair)
    }


def _over(sites: Sequence[Site], pieces: Segments, courses: Indices) -> NDArray[np.bool_]:
    """Tell which sites lie over which courses; (sites, courses)."""
    found = apart(np.array([site.position_mm for site in sites]), pieces, courses)
    error_mm = np.array([[site.error_mm] for site in sites])
    reach = pieces.radius_mm[courses] + NEEDLE_MM + NEAR_SDS * sigma_mm(found.sd_mm, error_mm)
    return np.asarray(found.mm <= reach)


def bruise_risk(notes: Sequence[Near]) -> float:
    """Return the largest chance that a needle crosses a vessel it is near, 0 to 1: an aid for ranking, no rate."""
    return max((one.p_cross for one in notes if one.kind == "palpate"), default=0.0)
