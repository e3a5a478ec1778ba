"""How each needle of a plan lies on this face, and what of the list it comes near."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from filiform.face.face import Floats
from filiform.knowledge.fact import Level
from filiform.planning.candidates import Candidate
from filiform.planning.case import Case
from filiform.planning.needles import Insertion
from filiform.planning.proposal import Needle, Proposal
from filiform.points.heading import MM3, along_skin, heading
from filiform.points.site import Site
from filiform.safety.beneath import named_for, nears
from filiform.safety.finding import SiteKey
from filiform.safety.near import Near, NoteKind
from filiform.safety.shaft import shaft

MOST_NOTES = 5  # of a plan: more are not read
NO_RANK = 0.01  # of a structure that is named for a point without millimetres, of each step of severity
DIGITS = 3
SIDE_ORDER = {"right": 0, "midline": 1, "left": 2}


@dataclass(frozen=True)
class BeneathNote:
    """One structure that needles of a plan come near: which needles, what to do, and from where it is known."""

    structure: str
    label: str
    kind: NoteKind
    sites: tuple[SiteKey, ...]
    varies_mm: int | None
    say: str
    source: str
    level: Level
    rank: float


def _normal(case: Case, site: Site) -> Floats | None:
    """Return the outward unit normal of the skin at a site; (3,)."""
    if case.below is None:
        return None
    weights = np.clip(site.anchor.weights, 0.0, None)
    normal: Floats = weights @ case.below.skin.vertex_normals[list(site.anchor.triangle)]
    return np.asarray(normal / np.linalg.norm(normal), dtype=np.float64)


def towards(candidate: Candidate, case: Case) -> MM3 | None:
    """Return the way along the skin a needle of a candidate follows when it is slanted, None where none is known."""
    site = candidate.site
    outward = _normal(case, site) if site and site.view == "front" else None
    if site is None or outward is None:
        return None
    if candidate.line and candidate.line.aim_mm:
        return along_skin(np.subtract(candidate.line.aim_mm, site.position_mm), outward)
    others = {(other.id, other.side): other for other in case.placement.sites}
    return heading(candidate.point, site, outward, others)


def beneath(candidate: Candidate, plan: Insertion, case: Case, way: MM3 | None) -> tuple[Near, ...]:
    """Return what the needle of a candidate comes near, what matters most first."""
    press_min = case.limits.press_min
    named = named_for(candidate.point.id, case.facts, press_min=press_min)
    if candidate.site is None or candidate.site.view != "front" or case.below is None or candidate.point.part != "face":
        return named
    laid = shaft(candidate.site, case.below.skin, heading=way, angle_deg=plan.angle_deg, inserted_mm=plan.inserted_mm)
    met = nears(laid, case.below.segments, press_min=press_min, bound_by=plan.bound_by)
    return (*met, *(one for one in named if one.structure not in {other.structure for other in met}))


def _rank(near: Near) -> float:
    return near.rank or NO_RANK * near.severity


def notes(needles: Iterable[Needle]) -> tuple[BeneathNote, ...]:
    """Return one note a structure, at most the five that matter most, each with all the needles it is about."""
    met: dict[str, list[tuple[Needle, Near]]] = {}
    for needle in needles:
        for near in needle.beneath:
            met.setdefault(near.structure, []).append((needle, near))
    told = [_told(pairs) for pairs in met.values()]
    return tuple(sorted(told, key=lambda one: (-one.rank, one.structure))[:MOST_NOTES])


def _told(pairs: Sequence[tuple[Needle, Near]]) -> BeneathNote:
    first = max((near for _, near in pairs), key=lambda near: (near.kind == "limit", _rank(near)))
    sites = dict.fromkeys((needle.site, needle.side) for needle, _ in pairs)
    return BeneathNote(
        structure=first.structure,
        label=first.label,
        kind=first.kind,
        sites=tuple(sorted(sites, key=lambda site: (site[0], SIDE_ORDER[site[1]]))),
        varies_mm=first.varies_mm,
        say=first.say,
        source=first.source,
        level=first.level,
        rank=round(max(_rank(near) for _, near in pairs), DIGITS),
    )


def plan_notes(proposal: Proposal) -> tuple[BeneathNote, ...]:
    """Return the notes of a plan about what lies beneath its needles, at most five."""
    return notes(proposal.needles)


def sites_said(sites: Sequence[SiteKey]) -> str:
    """Return needles as they are read, pairs together: LI20, ST4 right and left; GV26."""
    by_sides: dict[tuple[str, ...], list[str]] = {}
    for point in dict.fromkeys(point for point, _ in sites):
        there = tuple(side for name, side in sites if name == point)
        by_sides.setdefault(there, []).append(point)
    said = [
        f"{', '.join(points)} {' and '.join(side for side in sides if side != 'midline')}".strip()
        for sides, points in by_sides.items()
    ]
    return re.sub(r"\s+", " ", "; ".join(said))
