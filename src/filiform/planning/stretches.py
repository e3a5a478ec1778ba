"""Which sessions of a course are planned together, and what each of them takes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from filiform.planning.calendar import Slot
from filiform.planning.case import Case
from filiform.planning.choice import stated
from filiform.planning.keep import Keep
from filiform.planning.model import Unit, gained
from filiform.planning.settling import Needled, covered, settling_days, skin_of
from filiform.planning.solve import best
from filiform.planning.turns import Follows, Stretch, Turns, turns
from filiform.safety.finding import SiteKey


@dataclass(frozen=True)
class SlotCase:
    """One session to plan with everything settled for its day."""

    slot: Slot
    case: Case


# What a unit is in the models of other days: its sites and how many needles each of them takes.
UnitKey = tuple[tuple[SiteKey, ...], int]


@dataclass(frozen=True)
class Taken:
    """
    What the sessions of a course take, in grains where it is worth.

    Attributes
    ----------
    units
        By number of the session; one that is missing could not be planned together with the others.
    alone
        By number, what a session could be worth at most if it were the only one.
    bound
        What all of them together cannot pass, with a core a stretch, turns that repeat, and cores that grow.
    gains
        What all of them together gain, before the cost of any needle.
    """

    units: Mapping[int, frozenset[UnitKey]]
    alone: Mapping[int, int]
    bound: int
    gains: int


def alike(day: SlotCase) -> tuple[object, ...]:
    """Return what two days must share to be planned as one stretch."""
    left = day.case.limits
    return (day.case.frame.id, day.case.counts, frozenset(left.closed), left.max_gauge_mm, left.max_depth_mm)


def runs(days: Sequence[SlotCase]) -> list[list[SlotCase]]:
    """Return runs of days under the same findings and protocol, the fullest sessions first, then the longest run."""
    found: list[list[SlotCase]] = []
    for day in days:
        if found and alike(found[-1][-1]) == alike(day):
            found[-1].append(day)
        else:
            found.append([day])
    return sorted(found, key=lambda run: (-run[0].case.counts.total[1], -len(run), run[0].slot.number))


def rest_days(site: SiteKey, case: Case) -> int:
    """Return how many days a site rests under a case's protocol."""
    return settling_days(case.facts.points[site[0]], case.facts, case.frame)


def _too_near(site: SiteKey, day: SlotCase, others: Sequence[Needled]) -> bool:
    rest = rest_days(site, day.case)
    return any(site in other.sites and abs((day.slot.on - other.on).days) < rest for other in others)


def unit_key(unit: Unit) -> UnitKey:
    """Return what names a unit in the model of any day."""
    return unit.sites, unit.each


def sites_of(units: frozenset[UnitKey]) -> frozenset[SiteKey]:
    """Return the sites of some units."""
    return frozenset(site for sites, _ in units for site in sites)


def _skin(unit: Unit, case: Case) -> dict[SiteKey, int]:
    rest = max(rest_days(site, case) for site in unit.sites)
    return dict.fromkeys(sorted(covered(unit.sites, case.facts)), rest)


def stretch(run: Sequence[SlotCase], done: Sequence[Needled], keep: Keep) -> Stretch:
    """Return a run of days as numbers: its model, its days, what rests how long and what is still resting."""
    ready = run[0].case
    model = stated(ready, keep).model
    before = [Needled(other.on, skin_of(other.sites, ready.facts)) for other in done]
    shut = [
        frozenset(i for i, unit in enumerate(model.units) if any(_too_near(site, day, before) for site in unit.sites))
        for day in run
    ]
    days = tuple(day.slot.on.toordinal() for day in run)
    return Stretch(model, days, tuple(_skin(unit, ready) for unit in model.units), tuple(shut))


def _steady(one: Stretch) -> list[int]:
    return [index for index, every in enumerate(one.every) if every == 1]


def _follows(stretches: Sequence[Stretch]) -> list[Follows]:
    """Return which units come only where the fullest sessions have them too: a course grows, it does not switch."""
    if not stretches:
        return []
    fuller: defaultdict[SiteKey, set[int]] = defaultdict(set)
    for index in _steady(stretches[0]):
        for site in stretches[0].model.units[index].sites:
            fuller[site].add(index)
    return [
        Follows(place, index, frozenset(fuller[site]))
        for place, one in enumerate(stretches[1:], start=1)
        for index in _steady(one)
        if not one.model.units[index].forced and all(site in fuller for site in one.model.units[index].sites)
        for site in one.model.units[index].sites
    ]


def _together(stretches: Sequence[Stretch]) -> tuple[Turns, int] | None:
    """Return the turns of as many stretches as can be planned together, the fullest kept longest, and how many."""
    for count in range(len(stretches), 0, -1):
        some = stretches[:count]
        found = turns(some, _follows(some)) or turns(some)
        if found:
            return found, count
    return None


def taken(days: Sequence[SlotCase], done: Sequence[Needled], keep: Keep) -> Taken:
    """Return what each session takes, all of them chosen together; `done` are the sessions that were."""
    open_runs = [run for run in runs(days) if not (run[0].case.limits.blocked or run[0].case.counts.impossible)]
    stretches: list[Stretch] = []
    able: list[list[SlotCase]] = []
    alone: dict[int, int] = {}
    for run in open_runs:
        one = stretch(run, done, keep)
        only = best(one.model)
        if only is not None:
            able.append(run)
            stretches.append(one)
            alone |= {day.slot.number: only.bound for day in run}
    found = _together(stretches)
    if found is None:
        return Taken({}, alone, sum(alone.values()), 0)
    chosen, count = found
    units = {
        day.slot.number: frozenset(unit_key(one.model.units[index]) for index in session)
        for run, one, sessions in zip(able, stretches, chosen.chosen, strict=False)
        for day, session in zip(run, sessions, strict=True)
    }
    gains = sum(
        gained([one.model.units[index] for index in sorted(session)], one.model.returns)
        for one, sessions in zip(stretches, chosen.chosen, strict=False)
        for session in sessions
    )
    apart = sum(alone[day.slot.number] for run in able[count:] for day in run)
    return Taken(units, alone, chosen.bound + apart, gains)
