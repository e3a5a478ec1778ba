"""All sessions of a course chosen in one program: a core a stretch, and turns for what must settle between."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from math import lcm

from filiform.planning.calendar import steps
from filiform.planning.model import Model
from filiform.planning.program import Column, Program, cliques, gains, limits
from filiform.safety.finding import SiteKey

BUDGET = 0.25  # deterministic seconds, a few of a clock: the same course on every machine
FIRST_BUDGET = 20.0  # to find any course at all where the budget ended before the first


@dataclass(frozen=True)
class Stretch:
    """
    Sessions under the same findings and protocol.

    Attributes
    ----------
    days
        The day of each session, as a number that grows by one a day.
    skins
        By unit, each place of skin it takes and how many days that rests before it is needled again.
    shut
        By session, the units that stay out of it because a session that is not planned here was too near in time.
    """

    model: Model
    days: tuple[int, ...]
    skins: tuple[Mapping[SiteKey, int], ...] = ()
    shut: tuple[frozenset[int], ...] = ()

    @cached_property
    def every(self) -> tuple[int, ...]:
        """By unit, after how many sessions it may come again; what may come in each is of the core or not at all."""
        rests = [max(skin.values(), default=0) for skin in self.skins] or [0] * len(self.model.units)
        return tuple(steps(self.days, rest) for rest in rests)

    @cached_property
    def columns(self) -> tuple[tuple[int, ...], ...]:
        """The sessions, by their place, that are the same: each so many after the other, with the same units shut."""
        round_of = min(len(self.days), lcm(*self.every))
        alike: defaultdict[tuple[int, frozenset[int]], list[int]] = defaultdict(list)
        for place in range(len(self.days)):
            alike[place % round_of, self.shut[place] if self.shut else frozenset()].append(place)
        return tuple(tuple(places) for places in alike.values())


@dataclass(frozen=True)
class Follows:
    """A unit of a stretch that comes only where one of these units of the first, the fullest stretch does."""

    stretch: int
    unit: int
    fuller: frozenset[int]


@dataclass(frozen=True)
class Turns:
    """By stretch and session the units chosen, and the bound no such course can pass, in grains."""

    chosen: tuple[tuple[frozenset[int], ...], ...]
    worth: int
    bound: int


@dataclass
class _Laid:
    """The variables of each column of a stretch, with the days they stand for."""

    stretch: Stretch
    columns: list[list[int]] = field(default_factory=list)

    @property
    def days(self) -> list[list[int]]:
        return [[self.stretch.days[place] for place in places] for places in self.stretch.columns]

    @property
    def weighed(self) -> list[Column]:
        pairs = zip(self.columns, self.stretch.columns, strict=True)
        return [(variables, len(places)) for variables, places in pairs]


def _laid(program: Program, stretch: Stretch) -> _Laid:
    """Return the variable of each unit in each column; what needs no rest has one for all of them: the core."""
    laid = _Laid(stretch, [[] for _ in stretch.columns])
    shut: Sequence[frozenset[int]] = stretch.shut or [frozenset()] * len(stretch.days)
    for index, unit in enumerate(stretch.model.units):
        if stretch.every[index] > 1:
            own = [program.boolean(false=index in shut[places[0]]) for places in stretch.columns]
        else:
            closed = any(index in units for units in shut)
            own = [program.boolean(true=unit.forced, false=closed)] * len(stretch.columns)
        for variables, variable in zip(laid.columns, own, strict=True):
            variables.append(variable)
    return laid


def _needling(laid: Sequence[_Laid]) -> Mapping[SiteKey, Mapping[int, list[tuple[int, int]]]]:
    """Return for each place of skin, by column of the course, the variables that needle it and its days of rest."""
    found: defaultdict[SiteKey, defaultdict[int, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    count = 0
    for one in laid:
        for variables in one.columns:
            for index, skin in enumerate(one.stretch.skins):
                for site, days in skin.items():
                    found[site][count].append((variables[index], days))
            count += 1
    return found


def _rested(laid: Sequence[_Laid]) -> Iterator[tuple[int, ...]]:
    """Yield the variables of which one at most may be chosen: the same skin in columns nearer in time than it rests."""
    days = [column for one in laid for column in one.days]
    apart = {
        (a, b): min(abs(one - other) for one in days[a] for other in days[b])
        for a, b in combinations(range(len(days)), 2)
    }
    for columns in _needling(laid).values():
        rests = {column: max(rest for _, rest in terms) for column, terms in columns.items()}
        near = [(a, b) for a, b in combinations(columns, 2) if apart[a, b] < max(rests[a], rests[b])]
        for clique in cliques(near):
            yield tuple(sorted({variable for column in clique for variable, _ in columns[column]}))


def turns(stretches: Sequence[Stretch], follows: Sequence[Follows] = ()) -> Turns | None:
    """Return the best turns of all stretches, the fullest first, or None where no choice keeps every limit."""
    program = Program()
    laid = [_laid(program, stretch) for stretch in stretches]
    for one in laid:
        for variables in one.columns:
            limits(program, one.stretch.model, variables)
    for clique in dict.fromkeys(_rested(laid)):
        program.at_most_one(clique)
    for rule in follows:
        fuller = [(laid[0].columns[0][index], -1) for index in sorted(rule.fuller)]
        program.between([(laid[rule.stretch].columns[0][rule.unit], 1), *fuller], -len(fuller), 0)
    program.maximise(term for one in laid for term in gains(program, one.stretch.model, one.weighed))
    response = program.solved(BUDGET, relaxed=True)
    if program.status(response) == "unknown":
        response = program.solved(FIRST_BUDGET, relaxed=True)
    if program.status(response) in {"none", "unknown"}:
        return None
    chosen = tuple(_by_session(one, response.solution) for one in laid)
    return Turns(chosen, round(response.objective_value), round(response.best_objective_bound))


def _by_session(laid: _Laid, solution: Sequence[int]) -> tuple[frozenset[int], ...]:
    found: dict[int, frozenset[int]] = {}
    for places, variables in zip(laid.stretch.columns, laid.columns, strict=True):
        units = frozenset(index for index, variable in enumerate(variables) if solution[variable])
        found |= dict.fromkeys(places, units)
    return tuple(found[place] for place in sorted(found))
