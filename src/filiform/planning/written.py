"""Chosen sites written down as needles: how each is needled, what it serves and what it adds."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from filiform.knowledge.models import Protocol
from filiform.planning.candidates import Candidate
from filiform.planning.case import Case
from filiform.planning.evidence import serves
from filiform.planning.keep import NOTHING_KEPT
from filiform.planning.lying import beneath, towards
from filiform.planning.model import UNITS_PER_POINT, Unit, worth
from filiform.planning.needles import Insertion, insertion, sized
from filiform.planning.order import ordered
from filiform.planning.proposal import Needle, NeedleSize, Tray
from filiform.planning.units import returns, unit
from filiform.safety.finding import SiteKey
from filiform.safety.near import Near

FILLER = "Serves no stated wish: it only fills this protocol's minimum. The light protocol needs fewer."
LITTLE = "Adds less than it costs: it is here because this protocol needs its least number of needles."
LISTED = "Of this protocol's list; it serves no stated wish."
ADJUNCT = "Adjunct: for the complexion in general, not for a stated wish."


NOT_COUNTED: Mapping[NeedleSize, int | None] = {}
Serving = Literal["asked", "adjunct", "nothing"]


@dataclass(frozen=True)
class Chosen:
    """The sites of one session together, and why single sites stand without their other side."""

    case: Case
    candidates: tuple[Candidate, ...]
    alone: Mapping[SiteKey, str]
    locked: frozenset[SiteKey]


def gains(candidates: Iterable[Candidate], case: Case) -> dict[tuple[SiteKey, int], float]:
    """
    Return what a session loses without each of its needles, in points, exactly as the objective counts it.

    Needles are told by site and part; the parts of a line on both sides go in pairs as sites do.
    """
    by_point: defaultdict[tuple[str, int], list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_point[candidate.pair, candidate.part].append(candidate)
    shares = returns(case)
    whole = {name: unit(members, case, NOTHING_KEPT, tie=0) for name, members in by_point.items()}
    total = worth(whole.values(), shares)
    found = {}
    for name, members in by_point.items():
        others = [entire for other, entire in whole.items() if other != name]
        for gone in members:
            rest = [member for member in members if member is not gone]
            left = [unit(rest, case, NOTHING_KEPT, tie=0)] if rest else []
            found[gone.key, gone.part] = round((total - worth([*others, *left], shares)) / UNITS_PER_POINT, 2)
    return found


def units_of(candidates: Iterable[Candidate], case: Case) -> list[Unit]:
    """Return needles as the units they count as: both sides of a point, or of one part of a line, together."""
    by_point: defaultdict[tuple[str, int], list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_point[candidate.pair, candidate.part].append(candidate)
    return [unit(members, case, NOTHING_KEPT, tie=0) for members in by_point.values()]


def worth_of(candidates: Iterable[Candidate], case: Case) -> float:
    """Return what needles are worth together, in points, exactly as the objective counts it."""
    return worth(units_of(candidates, case), returns(case)) / UNITS_PER_POINT


def insertions(candidates: Iterable[Candidate], case: Case) -> dict[SiteKey, Insertion]:
    """Return how each site is needled, from the protocol's stock and within the findings' gauge."""
    return {c.key: insertion(c, case.frame.sizes, case.limits.max_gauge_mm) for c in candidates}


def _cautions(candidate: Candidate, chosen: Chosen, serving: Serving, gain: float) -> tuple[str, ...]:
    said = list(candidate.point.cautions)
    if candidate.key in chosen.alone:
        said.append(f"One side only. {chosen.alone[candidate.key]}".strip())
    if candidate.soft:
        said.append(f"Find by touch: {candidate.unseen or 'its place is not sure enough on this photo'}.")
    listed = chosen.case.frame.points
    if listed and candidate.point.id not in listed:
        said.append(f"Not of {chosen.case.frame.school}: added by hand.")
    elif listed and serving != "asked":
        said.append(LISTED)
    elif serving == "nothing":
        said.append(FILLER)
    elif serving == "adjunct":
        said.append(ADJUNCT)
    elif gain < 0 and candidate.key not in chosen.locked:
        said.append(LITTLE)
    return tuple(said)


def _passed(
    candidate: Candidate, plan: Insertion, case: Case, way: tuple[float, float, float] | None
) -> tuple[Near, ...]:
    """Return what a needle passes, looked up once a case: suggesting again asks of the same needles."""
    key = (candidate.key, candidate.part, candidate.of, plan, way)
    if key not in case.passed:
        case.passed[key] = beneath(candidate, plan, case, way)
    return case.passed[key]


def needle(
    order: int, candidate: Candidate, chosen: Chosen, plan: Insertion, *, size: NeedleSize, gain: float
) -> Needle:
    """Return one needle of a session."""
    case, point, site = chosen.case, candidate.point, candidate.site
    served = serves(point, candidate.side, case.demands, case.facts, case.frame.weights)
    stated = {demand.need for demand in case.demands if demand.stated}
    asked = any(row.need in stated for row in served)
    serving: Serving = "asked" if asked else "adjunct" if served else "nothing"
    way = towards(candidate, case)
    return Needle(
        order=order,
        zone=case.facts.regions[candidate.region].zone,
        site=point.id,
        side=candidate.side,
        where=point.part,
        region=candidate.region,
        needle=size,
        depth_mm=plan.depth_mm,
        bound_by=plan.bound_by,
        inserted_mm=plan.inserted_mm,
        angle=plan.angle,
        angle_deg=plan.angle_deg,
        direction=point.needling.direction,
        position_px=(site.x_px, site.y_px) if site and site.view == "front" else None,
        error_mm=site.error_mm if site else None,
        serves=served,
        gain=gain,
        cautions=_cautions(candidate, chosen, serving, gain),
        locked=candidate.key in chosen.locked,
        part=candidate.part,
        of=candidate.of,
        soft=candidate.soft,
        towards=way,
        beneath=_passed(candidate, plan, case, way),
    )


def needles(chosen: Chosen) -> tuple[Needle, ...]:
    """Return the needles of a session in the order of insertion, with the fewest sizes that serve them all."""
    plans = insertions(chosen.candidates, chosen.case)
    sizes = sized(plans, finest=chosen.case.intake.wish.comfort == "sensitive")
    added = gains(chosen.candidates, chosen.case)
    in_order = ordered(chosen.candidates, chosen.case.facts, chosen.case.frame.zone_order)
    return tuple(
        needle(
            order,
            candidate,
            chosen,
            plans[candidate.key],
            size=sizes[candidate.key],
            gain=added[candidate.key, candidate.part],
        )
        for order, candidate in enumerate(in_order, start=1)
    )


def tray(written: Sequence[Needle], stock: Mapping[NeedleSize, int | None] = NOT_COUNTED) -> tuple[Tray, ...]:
    """Return how many needles of each size to lay out, finest first, and how many of the stock there are."""
    counted = Counter(one.needle for one in written)
    by_size = sorted(counted.items(), key=lambda item: (item[0].gauge_mm, item[0].length_mm))
    return tuple(Tray(size, count, stock.get(size)) for size, count in by_size)


def in_stock(frame: Protocol) -> dict[NeedleSize, int | None]:
    """Return how many needles of each size of a protocol there are."""
    return {NeedleSize(size.gauge_mm, size.length_mm): size.in_stock for size in frame.sizes}


def unserved(case: Case, written: Iterable[Needle]) -> tuple[str, ...]:
    """Return the stated needs that no needle serves, in the patient's order."""
    served = {row.need for one in written for row in one.serves}
    asked = dict.fromkeys(demand.need for demand in case.demands if demand.stated)
    return tuple(need for need in asked if need not in served)
