"""Which sites are chosen together, what they are worth, and which lie too close."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import ceil, dist

import numpy as np

from filiform.face.surface import spacings
from filiform.knowledge.fact import Side
from filiform.knowledge.models import Point, Protocol
from filiform.planning.candidates import Barred, Candidate, Sites, with_row
from filiform.planning.case import Case
from filiform.planning.demand import LOCAL_PARTS, strength
from filiform.planning.keep import Keep
from filiform.planning.model import Returns, Unit
from filiform.safety.finding import SiteKey

PAIR: tuple[Side, Side] = ("left", "right")
TENDER_GROUPS = frozenset({"nose", "lips", "eye"})


@dataclass(frozen=True)
class Grouped:
    """The units of a plan in the order of the atlas with their sites, and the open sites that no unit can hold."""

    units: tuple[Unit, ...]
    members: tuple[tuple[Candidate, ...], ...]
    barred: Mapping[SiteKey, Barred]


def other_side(site: SiteKey) -> SiteKey | None:
    """Return the site across the midline, or None for one that lies on it."""
    if site[1] == "midline":
        return None
    return (site[0], "right" if site[1] == "left" else "left")


def returns(case: Case) -> Returns:
    """Return how several sites for the same need add up, and what it counts that a stated need is served at all."""
    weights = case.frame.weights
    names = sorted(name for name in weights if name.startswith("repeat_"))
    cover = {demand.key: round(100 * weights["cover"]) for demand in case.demands if demand.stated}
    return Returns(tuple(round(100 * weights[name]) for name in names), cover)


def distance_mm(a: Candidate, b: Candidate) -> float | None:
    """Return how far two sites lie apart on this face, straight, or None where the photo does not show both."""
    return min((dist(one.position_mm, other.position_mm) for one in a.places for other in b.places), default=None)


def least_gap_mm(a: Candidate, b: Candidate, frame: Protocol) -> float:
    """Return how far two needles must keep apart: along one line, and to the points at its ends, less than else."""
    return frame.line_spacing_mm if a.key == b.key or _at_end(a, b) or _at_end(b, a) else frame.spacing_mm


def _at_end(line: Candidate, other: Candidate) -> bool:
    return line.line is not None and line.side == other.side and other.point.id in line.line.ends


def _cost(candidate: Candidate, case: Case) -> float:
    weights = case.frame.weights
    groups = case.facts.regions[candidate.region].groups
    points = (
        weights["needle"]
        + weights["tender"] * bool(TENDER_GROUPS.intersection(groups))
        + weights["bruise"] * ("bleeding_risk" in candidate.point.forbidden_when)
        + weights["touch"] * candidate.soft
    )
    return points * weights[f"comfort_{case.intake.wish.comfort}"]


def _named_side(point: Point, case: Case) -> Side | None:
    """Return the one side that every wish the point serves names, or None."""
    if point.part not in LOCAL_PARTS or point.side != "bilateral":
        return None
    asked = [demand for demand in case.demands if demand.stated]
    left, right = (
        any(strength(point, side, demand, case.facts, case.frame.weights) > 0 for demand in asked) for side in PAIR
    )
    return None if left == right else "left" if left else "right"


def _alone(candidate: Candidate, barred: Mapping[SiteKey, Barred], keep: Keep) -> str | None:
    """Return why one site of a pair may not stand alone: only where the other was taken out and nobody chose this."""
    other = other_side(candidate.key)
    taken_out = other is not None and barred[other].rule == "taken_out"
    mine = candidate.key in keep.forced | keep.previous
    return "You took out the other side, and pairs stay together." if taken_out and not mine else None


def _forced_side(point: Point, keep: Keep) -> Side | None:
    forced = [side for side in PAIR if (point.id, side) in keep.forced]
    lone = len(forced) == 1 and not any((point.id, side) in keep.previous for side in PAIR if side not in forced)
    return forced[0] if lone else None


def _members(
    point: Point, opened: list[Candidate], sites: Sites, keep: Keep, *, named: Side | None, spacing_mm: float
) -> tuple[list[Candidate], tuple[str, str] | None]:
    """Return the open sites of a point that go together, and why the others of them cannot."""
    if point.side != "bilateral" or not opened:
        return opened, None
    alone = _forced_side(point, keep) or named
    if alone:
        members = [candidate for candidate in opened if candidate.side == alone]
        return members, ("one_side", f"The wish names the {alone} side.")
    if len(opened) == 1:
        reason = _alone(opened[0], sites.barred, keep)
        return ([], ("pair", reason)) if reason else (opened, None)
    apart = distance_mm(*opened)
    forced = all(candidate.key in keep.forced for candidate in opened)
    if apart is not None and apart < spacing_mm and not forced:
        return [], ("spacing", f"Left and right lie {int(apart)} mm apart, nearer than {spacing_mm:.0f} mm.")
    return opened, None


def _strengths(members: Sequence[Candidate], case: Case) -> dict[str, int]:
    half = len(members) == 1 and members[0].point.side == "bilateral"
    weights = case.frame.weights
    found = {}
    for demand in case.demands:
        points = max(strength(m.point, m.side, demand, case.facts, weights) for m in members)
        share = weights["one_side"] if half and not demand.one_sided else 1.0
        if round(100 * points * share) > 0:
            found[demand.key] = round(100 * points * share)
    return found


def _idle(strengths: Mapping[str, int], case: Case) -> bool:
    """Return whether a unit serves nothing that was asked for."""
    return not any(demand.stated and demand.key in strengths for demand in case.demands)


def _time(members: Sequence[Candidate], frame: Protocol) -> list[tuple[str, int]]:
    """Return the seconds a unit takes, where the protocol has a hard limit of time."""
    if frame.session_most_min is None or not frame.session_most_hard:
        return []
    each_s = (frame.insert_face_s if members[0].face else frame.insert_body_s) + frame.remove_s
    return [("time:session", ceil(each_s * len(members) * _each(members)))]


def _rooms(members: Sequence[Candidate], frame: Protocol) -> tuple[tuple[str, int], ...]:
    region = members[0].region
    timed = _time(members, frame)
    if members[0].point.part == "body":
        return tuple(timed)
    unseen = [(f"unseen:{region}:{m.side}", 1) for m in members if m.face and m.site is None]
    return ((f"region:{region}", len(members) * _each(members)), *unseen, *timed)


def _each(members: Sequence[Candidate]) -> int:
    return max(1, len(members[0].row))


def _kept(members: Sequence[Candidate], case: Case, keep: Keep) -> int:
    """Return what it counts that a unit was in the plan before; a line with another count is another unit."""
    told = {keep.count(member.key) for member in members} - {None}
    same = any(member.key in keep.previous for member in members) and (not told or told == {_each(members)})
    return round(100 * case.frame.weights["keep"]) if same else 0


def unit(members: Sequence[Candidate], case: Case, keep: Keep, *, tie: int) -> Unit:
    """Return sites that go together with what they are worth to a case and what they cost."""
    keys = tuple(member.key for member in members)
    strengths = _strengths(members, case)
    idle = case.frame.weights["idle"] if _idle(strengths, case) else 0.0
    return Unit(
        sites=keys,
        face=members[0].face,
        strengths=strengths,
        cost=round(100 * sum(_cost(member, case) + idle for member in members)) * _each(members),
        tie=tie,
        rooms=_rooms(members, case.frame),
        forced=any(key in keep.forced for key in keys),
        kept=_kept(members, case, keep),
        each=_each(members),
    )


def _rows(members: list[Candidate], case: Case, keep: Keep) -> list[list[Candidate]]:
    """Return a line once with each count of needles that keep apart on it, the same on both sides; else itself."""
    lines = [member.line for member in members if member.line]
    if not lines:
        return [members]
    counts = set.intersection(*({*line.needles} for line in lines))
    rows = [[with_row(member, count) for member in members] for count in sorted(counts)]
    apart = [row for row in rows if all(_keeps_apart(member, case.frame) for member in row)] or rows[:1]
    if any(member.key in keep.forced for member in members):
        told = [row for row in rows if len(row[0].row) == keep.count(members[0].key)]
        return told or apart[-1:]
    return apart


def _keeps_apart(line: Candidate, frame: Protocol) -> bool:
    gaps = [dist(one.position_mm, other.position_mm) for one, other in pairwise(line.row)]
    return min(gaps, default=frame.line_spacing_mm) >= frame.line_spacing_mm


def grouped(sites: Sites, case: Case, keep: Keep) -> Grouped:
    """Return the units that may be chosen, pairs together, and the open sites that cannot stand alone."""
    pairs: defaultdict[str, list[Candidate]] = defaultdict(list)
    for candidate in sites.open.values():
        pairs[candidate.pair].append(candidate)
    built: list[tuple[Unit, tuple[Candidate, ...]]] = []
    barred: dict[SiteKey, Barred] = {}
    for opened in reversed(pairs.values()):
        point = opened[0].point
        named = _named_side(point, case)
        members, left_over = _members(point, opened, sites, keep, named=named, spacing_mm=case.frame.spacing_mm)
        if left_over:
            out = [candidate for candidate in opened if candidate not in members]
            barred |= {candidate.key: Barred(point, candidate.side, *left_over) for candidate in out}
        for row in reversed(_rows(members, case, keep)) if members else ():
            built.append((unit(row, case, keep, tie=len(built) + 1), tuple(row)))
    units, in_units = tuple(one for one, _ in reversed(built)), tuple(row for _, row in reversed(built))
    return Grouped(units, in_units, barred)


def apart(groups: Grouped, frame: Protocol) -> tuple[tuple[int, int], ...]:
    """
    Return the pairs of units that cannot go together: with two needles nearer than the spacing, or of one line.

    The distance is straight, which is never longer than the way along the skin. What was forced together stays.
    """
    units = groups.units
    shown = [
        (index, place.position_mm, member)
        for index, members in enumerate(groups.members)
        for member in members
        for place in member.places
    ]
    of_line: defaultdict[str, list[int]] = defaultdict(list)
    for index, members in enumerate(groups.members):
        of_line[members[0].pair].append(index)
    same_line = {pair for indices in of_line.values() for pair in combinations(indices, 2)}
    if not shown:
        return tuple(sorted(same_line))
    gaps = spacings(np.array([place for _, place, _ in shown]))
    near = np.argwhere(np.triu(gaps < frame.spacing_mm, k=1))
    pairs = {
        tuple(sorted((shown[row][0], shown[column][0])))
        for row, column in near
        if gaps[row, column] < least_gap_mm(shown[row][2], shown[column][2], frame)
    }
    held = {(i, j) for i, j in pairs if i != j and not (units[i].forced and units[j].forced)}
    return tuple(sorted(held | same_line))


def room(units: Sequence[Unit], frame: Protocol, *, resting_min: float = 0.0) -> dict[str, int]:
    """
    Return how many needles each region, and each side of it that the photo does not show, can take.

    With a hard limit of time also how many seconds are left beside the rest for needles to go in and out.
    """
    taken: defaultdict[str, int] = defaultdict(int)
    for unit in units:
        for name, count in unit.rooms:
            taken[name] += count if unit.forced else 0
    seconds = int(60 * ((frame.session_most_min or 0) - resting_min))
    caps = {"region": frame.region_needles_most, "unseen": frame.unseen_per_region_most, "time": seconds}
    return {
        name: max(caps[name.split(":")[0]], taken[name])
        for name in sorted({name for unit in units for name, _ in unit.rooms})
    }
