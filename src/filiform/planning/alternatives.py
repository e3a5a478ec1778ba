"""What could stand in the place of a needle: other sites for the same need, the plan that is then worth most first."""

from collections.abc import Sequence
from dataclasses import dataclass

from filiform.knowledge.fact import Grade, Side
from filiform.knowledge.models import Point
from filiform.planning.broken import said
from filiform.planning.candidates import Candidate, candidate, closing, sides, single, with_row
from filiform.planning.case import Case
from filiform.planning.demand import strength
from filiform.planning.model import UNITS_PER_POINT, Unit, worth
from filiform.planning.proposal import Proposal
from filiform.planning.standing import standing
from filiform.planning.units import distance_mm, least_gap_mm, returns
from filiform.planning.written import units_of, worth_of
from filiform.safety.depth import depth_limit
from filiform.safety.finding import SiteKey

MOST = 5


@dataclass(frozen=True)
class Alternative:
    """
    A point that serves a need as another one does.

    `sites` are the sides it would be needled on, `weight` says how much it serves the need (3 core, 2 usual,
    1 adjunct), `but` what speaks against it here, empty when nothing does; `change` is how many points the objective
    gains or loses by the exchange, all else staying as it is.
    """

    point: str
    sites: tuple[SiteKey, ...]
    weight: int
    grade: Grade
    but: str
    change: float = 0.0


def alternatives(
    proposal: Proposal, need: str, instead_of: Sequence[SiteKey], case: Case, *, most: int = MOST
) -> tuple[Alternative, ...]:
    """
    Return what may stand in the place of some needles for a need, on the same sides.

    Sites that a finding, the patient or the depth closes are not among them, nor points that are in the proposal, nor
    body points for the face. What lies too close to another needle comes last and says so.
    """
    used = {needle.site for needle in proposal.needles}
    face = case.facts.points[instead_of[0][0]].part == "face"
    there = standing(proposal, case)
    others = [one for one in there if one.key not in instead_of]
    left, now = units_of(others, case), worth_of(there, case)
    found = []
    for point in case.facts.points.values():
        if point.id in used or (point.part == "face") != face or need not in point.indications:
            continue
        chosen = _sites(point, instead_of, case)
        if _worth(point, chosen, need, case) > 0:
            new, worth_then = _best(chosen, left, case)
            row = Alternative(
                point.id,
                chosen,
                point.indications[need],
                point.confidence.indications,
                _but(new, others, case),
                round(worth_then - now, 2),
            )
            found.append((bool(row.but), -worth_then, point.id, row))
    return tuple(row for *_, row in sorted(found)[:most])


def _best(chosen: Sequence[SiteKey], left: Sequence[Unit], case: Case) -> tuple[list[Candidate], float]:
    """Return the needles of some sites, a line with the count worth most, and what the session is worth then."""
    bases = [candidate(case, site) for site in chosen]
    counts = bases[0].line.needles if bases[0].line else (1,)
    rows = [
        [one for base in bases for one in single(with_row(base, count))] for count in counts if _takes(bases, count)
    ]
    shares = returns(case)
    worths = [worth([*left, *units_of(row, case)], shares) / UNITS_PER_POINT for row in rows]
    best = max(range(len(rows)), key=lambda index: (worths[index], -index))
    return rows[best], worths[best]


def _takes(bases: Sequence[Candidate], count: int) -> bool:
    return all(base.line is None or count in base.line.needles for base in bases)


def _sites(point: Point, instead_of: Sequence[SiteKey], case: Case) -> tuple[SiteKey, ...]:
    """Return the open sites of a point on the sides of others; a point or a place in the middle takes what there is."""
    asked: set[Side] = {side for _, side in instead_of}
    if asked == {"midline"} or point.side == "midline":
        asked = set(sides(point))
    chosen = tuple((point.id, side) for side in sides(point) if side in asked)
    return () if any(closing(case, site) or not _has_depth(site, case) for site in chosen) else chosen


def _has_depth(site: SiteKey, case: Case) -> bool:
    """Tell whether any depth may be planned at a site, with what lies beneath it on this face."""
    point = case.facts.points[site[0]]
    return depth_limit(point, case.facts, case.limits, case.depth_bounds.get(site, ())) is not None


def _worth(point: Point, chosen: Sequence[SiteKey], need: str, case: Case) -> float:
    weights = case.frame.weights
    meant = [demand for demand in case.demands if demand.need == need]
    return sum(strength(point, side, demand, case.facts, weights) for _, side in chosen for demand in meant)


def _but(new: Sequence[Candidate], others: Sequence[Candidate], case: Case) -> str:
    """Return what speaks against a point here: another needle too near, or that it is not used by default."""
    gaps = [
        (gap, said(other.key), least)
        for one in new
        for other in others
        if (gap := distance_mm(one, other)) is not None and gap < (least := least_gap_mm(one, other, case.frame))
    ]
    if gaps:
        gap, other, least = min(gaps)
        return f"{int(gap)} mm from {other}; needles keep {least:.0f} mm apart."
    return "" if new[0].point.default_use else "Not in the default set."
