"""Which sessions of a course are planned together, and what each of them takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from filiform.planning.calendar import Slot, steps
from filiform.planning.case import Case
from filiform.planning.choice import stated
from filiform.planning.keep import Keep
from filiform.planning.model import Unit
from filiform.planning.settling import Needled, settling_days, skin_of
from filiform.planning.solve import best
from filiform.planning.turns import Stretch, turns
from filiform.safety.finding import SiteKey


@dataclass(frozen=True)
class SlotCase:
    """One session to plan with everything settled for its day."""

    slot: Slot
    case: Case


# What a unit is in the models of other days: its sites and how many needles each of them takes.
UnitKey = tuple[tuple[SiteKey, ...], int]


@dataclass(frozen=True)
class Assignment:
    """
    What each session takes, by its number; the bound of all of them together and of one alone, in grains.

    `could` is every site that one of them could have needled, `turning` those of them that take turns.
    """

    units: Mapping[int, frozenset[UnitKey]]
    bound: int
    alone: int
    could: frozenset[SiteKey]
    turning: frozenset[SiteKey]

    @property
    def core(self) -> frozenset[SiteKey]:
        """The sites of every session."""
        return frozenset.intersection(*(sites_of(units) for units in self.units.values()))


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


def _rests(run: Sequence[SlotCase], units: Sequence[Unit]) -> dict[int, int]:
    """Return by unit after how many sessions it may come again, where that is more than one."""
    days = [day.slot.on for day in run]
    counts = {
        index: steps(days, max(rest_days(site, run[0].case) for site in unit.sites)) for index, unit in enumerate(units)
    }
    return {index: count for index, count in counts.items() if count > 1}


def _too_near(site: SiteKey, day: SlotCase, others: Sequence[Needled]) -> bool:
    rest = rest_days(site, day.case)
    return any(site in other.sites and abs((day.slot.on - other.on).days) < rest for other in others)


def _shut(run: Sequence[SlotCase], others: Sequence[Needled], stretch: Stretch) -> dict[int, frozenset[int]]:
    """Return by turn the units that another session needles nearer in time than they settle."""
    found: dict[int, set[int]] = {turn: set() for turn in range(stretch.turns)}
    skin = [Needled(other.on, skin_of(other.sites, run[0].case.facts)) for other in others]
    for place, day in enumerate(run):
        for index, unit in enumerate(stretch.model.units):
            if any(_too_near(site, day, skin) for site in unit.sites):
                found[place % stretch.turns].add(index)
    return {turn: frozenset(shut) for turn, shut in found.items()}


def unit_key(unit: Unit) -> UnitKey:
    """Return what names a unit in the model of any day."""
    return unit.sites, unit.each


def sites_of(units: frozenset[UnitKey]) -> frozenset[SiteKey]:
    """Return the sites of some units."""
    return frozenset(site for sites, _ in units for site in sites)


def _beyond(stretch: Stretch, fuller: Assignment) -> frozenset[int]:
    """Return the units fuller sessions could have in their core and have not: a course grows, it does not switch."""
    steady = fuller.could - fuller.turning
    return frozenset(
        index
        for index, unit in enumerate(stretch.model.units)
        if index not in stretch.rests
        and not unit.forced
        and steady.issuperset(unit.sites)
        and not fuller.core.issuperset(unit.sites)
    )


def _bound(stretch: Stretch) -> int:
    """Return what the sessions of a stretch cannot pass, whatever the other stretches take."""
    if stretch.sessions == 1:
        alone = best(stretch.model)
        return alone.bound if alone else 0
    together = turns(stretch)
    return together.bound if together else 0


def assignment(
    run: Sequence[SlotCase],
    done: Sequence[Needled],
    planned: Sequence[Needled],
    keep: Keep,
    fuller: Assignment | None,
) -> Assignment | None:
    """
    Return what each session of a run takes, or None where no choice keeps every limit.

    `done` and `planned` are the other sessions of the course; `fuller` are the fullest sessions: this run
    takes its core from theirs where it can.
    """
    model = stated(run[0].case, keep).model
    plain = Stretch(model, len(run), _rests(run, model.units))
    given = replace(plain, shut=_shut(run, done, plain))
    shut = _shut(run, [*done, *planned], plain)
    beyond = _beyond(plain, fuller) if fuller else frozenset()
    grown = replace(plain, shut={turn: units | beyond for turn, units in shut.items()})
    found = turns(grown) or (turns(replace(plain, shut=shut)) if beyond else None)
    if found is None:
        return None
    alone = best(model)
    could = frozenset(site for unit in model.units for site in unit.sites)
    turning = frozenset(site for index in plain.rests for site in model.units[index].sites)
    units = {
        day.slot.number: frozenset(unit_key(model.units[index]) for index in found.chosen[place % plain.turns])
        for place, day in enumerate(run)
    }
    return Assignment(units, _bound(given) if fuller else found.bound, alone.bound if alone else 0, could, turning)
