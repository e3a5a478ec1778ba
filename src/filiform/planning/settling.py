"""How long a site rests before it is needled again, and which sites rest on a day."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from filiform.knowledge.course import Settling
from filiform.knowledge.models import Knowledge, Point, Protocol
from filiform.safety.finding import Finding, SiteKey

RESTS = "settling"
TURN = "turn"


@dataclass(frozen=True)
class Needled:
    """The sites of one session of a course, done or planned."""

    on: date
    sites: frozenset[SiteKey]


def kind(point: Point, facts: Knowledge) -> Settling | None:
    """Return the kind of site a point is, the first in the order of the facts that names it."""
    groups = set(facts.regions[point.region].groups)
    for settling in facts.settling.values():
        named = (
            point.category in settling.categories
            or point.part in settling.parts
            or groups.intersection(settling.groups)
            or set(settling.tokens).intersection(point.forbidden_when)
        )
        if named:
            return settling
    return None


def skin_of(sites: Iterable[SiteKey], facts: Knowledge) -> frozenset[SiteKey]:
    """Return sites with all that is the same skin: a line needled as a whole is the single sites on it."""
    found = set(sites)
    for thread in (line.thread for line in facts.lines.values() if line.thread):
        for name, side in sorted(found):
            if name == thread.id:
                found |= {(single, side) for single in thread.replaces}
            elif name in thread.replaces:
                found.add((thread.id, side))
    return frozenset(found)


def covered(sites: Iterable[SiteKey], facts: Knowledge) -> frozenset[SiteKey]:
    """Return sites with the single sites that lie on a line among them: all the skin that is needled."""
    threads = {line.thread.id: line.thread.replaces for line in facts.lines.values() if line.thread}
    found = set(sites)
    return frozenset(found | {(single, side) for name, side in found for single in threads.get(name, ())})


def settling_days(point: Point, facts: Knowledge, frame: Protocol) -> int:
    """Return how many days a point rests: the protocol's own number where it gives one, never below the least."""
    settling = kind(point, facts)
    if settling is None:
        return 0
    return max(settling.least_days, frame.settling_days.get(settling.id, settling.days))


def _day(when: date) -> str:
    return f"{when.day} {when:%b %Y}"


def _finding(rule: str, said: str, settling: Settling, closed: Iterable[SiteKey], until: date) -> Finding:
    reason = f"{settling.label}: {said}"
    cited = "; ".join(f"{one.source}, {one.at}" if one.at else one.source for one in settling.citations)
    return Finding(rule, "limit", "points", reason, cited, "D", settling.level, until=until, closed=frozenset(closed))


def resting(needled: Iterable[Needled], on: date, facts: Knowledge, frame: Protocol) -> tuple[Finding, ...]:
    """Return what rests on a day because it was needled before, one finding a kind of site and a day it ends."""
    closed: defaultdict[tuple[str, date, date], set[SiteKey]] = defaultdict(set)
    for before in sorted((one for one in needled if one.on <= on), key=lambda one: one.on):
        for site in sorted(skin_of(before.sites, facts)):
            point = facts.points.get(site[0])
            settling = kind(point, facts) if point else None
            if point is None or settling is None:
                continue
            until = before.on + timedelta(days=settling_days(point, facts, frame))
            if until > on:
                closed[settling.id, before.on, until].add(site)
    return tuple(
        _finding(
            RESTS,
            f"needled on {_day(last)}, they rest until {_day(until)}.",
            facts.settling[name],
            sites,
            until,
        )
        for (name, last, until), sites in sorted(closed.items())
    )


def awaited(later: Sequence[Needled], on: date, facts: Knowledge, frame: Protocol) -> tuple[Finding, ...]:
    """Return what stays free on a day because its turn comes before it would have settled again."""
    closed: defaultdict[tuple[str, date], set[SiteKey]] = defaultdict(set)
    for after in sorted((one for one in later if one.on > on), key=lambda one: one.on):
        taken = {site for sites in closed.values() for site in sites}
        for site in sorted(skin_of(after.sites, facts) - taken):
            point = facts.points.get(site[0])
            settling = kind(point, facts) if point else None
            if point and settling and (after.on - on).days < settling_days(point, facts, frame):
                closed[settling.id, after.on].add(site)
    return tuple(
        _finding(TURN, f"their turn is on {_day(when)}.", facts.settling[name], sites, when)
        for (name, when), sites in sorted(closed.items())
    )
