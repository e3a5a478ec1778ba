"""The sessions of a stretch of a course chosen together: one core for all, and turns for what must settle between."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from filiform.planning.model import GRAINS, Model
from filiform.planning.solve import cliques

SEED = 1
BUDGET = 1.5  # deterministic seconds: the same course on every machine
NEAR_ENOUGH = 0.002  # of the bound: nobody can tell a fifth of a percent of a practice opinion


@dataclass(frozen=True)
class Stretch:
    """
    Sessions under the same findings and protocol.

    Attributes
    ----------
    sessions
        How many there are.
    rests
        By unit, after how many sessions it may come again; a unit that is not named may come in each.
    shut
        By turn, the units that stay out of it because a session outside the stretch needles them too near in time.
    """

    model: Model
    sessions: int
    rests: Mapping[int, int] = field(default_factory=dict)
    shut: Mapping[int, frozenset[int]] = field(default_factory=dict)

    @property
    def turns(self) -> int:
        """How many different sessions there are before they repeat."""
        return min(self.sessions, max(self.rests.values(), default=1))

    def times(self, turn: int) -> int:
        """Return how many sessions of the stretch have this turn."""
        return len(range(turn, self.sessions, self.turns))


@dataclass(frozen=True)
class Turns:
    """What is needled in each turn, and the bound no choice of turns can pass, in grains, all sessions together."""

    chosen: tuple[frozenset[int], ...]
    bound: int
    proven: bool


class _Program:
    """A CP-SAT model under construction; ortools is loaded only here, and without pandas."""

    def __init__(self) -> None:
        from ortools.sat.python import cp_model_helper  # noqa: PLC0415 half a second that only a solve pays

        self._solver = cp_model_helper
        self._model = cp_model_helper.CpModelProto()
        self._count = 0

    def boolean(self, least: int = 0, most: int = 1) -> int:
        self._model.variables.add().domain.extend([least, most])
        self._count += 1
        return self._count - 1

    def between(self, terms: Sequence[tuple[int, int]], least: int, most: int) -> None:
        linear = self._model.constraints.add().linear
        linear.vars.extend([variable for variable, _ in terms])
        linear.coeffs.extend([coefficient for _, coefficient in terms])
        linear.domain.extend([least, most])

    def maximise(self, worths: Mapping[int, int]) -> None:
        self._model.objective.vars.extend(list(worths))
        self._model.objective.coeffs.extend([-worth for worth in worths.values()])
        self._model.objective.scaling_factor = -1.0

    def solved(self) -> Any:
        parameters = self._solver.SatParameters()
        parameters.num_workers = 1
        parameters.random_seed = SEED
        parameters.max_deterministic_time = BUDGET
        parameters.relative_gap_limit = NEAR_ENOUGH
        wrapper = self._solver.SolveWrapper()
        wrapper.set_parameters(parameters)
        return wrapper.solve(self._model)  # type: ignore[no-untyped-call]  # ortools types stop here

    def statuses(self) -> Any:
        return self._solver.CpSolverStatus


def _variables(program: _Program, stretch: Stretch) -> list[list[int]]:
    """Return the variable of each unit in each turn; what needs no rest has one for all turns: the core."""
    columns: list[list[int]] = [[] for _ in range(stretch.turns)]
    for index, unit in enumerate(stretch.model.units):
        if stretch.rests.get(index, 1) > 1:
            own = [program.boolean(0, int(index not in stretch.shut.get(t, ()))) for t in range(stretch.turns)]
        else:
            shut = any(index in units for units in stretch.shut.values())
            own = [program.boolean(int(unit.forced and not shut), int(not shut))] * stretch.turns
        for turn, variable in enumerate(own):
            columns[turn].append(variable)
    return columns


def _settle(program: _Program, stretch: Stretch, chosen: Sequence[Sequence[int]]) -> None:
    """Keep two turns of a point apart, with whatever count, wherever their sessions are nearer than its rest."""
    families: defaultdict[str, list[int]] = defaultdict(list)
    for index in stretch.rests:
        families[stretch.model.units[index].sites[0][0]].append(index)
    for family in families.values():
        rest = max(stretch.rests[index] for index in family)
        near = {
            (a % stretch.turns, b % stretch.turns)
            for a in range(stretch.sessions)
            for b in range(a + 1, min(a + rest, stretch.sessions))
        }
        for one, other in sorted({(min(pair), max(pair)) for pair in near if pair[0] != pair[1]}):
            program.between([(chosen[turn][index], 1) for turn in (one, other) for index in family], 0, 1)


def _limits(program: _Program, model: Model, chosen: Sequence[int]) -> None:
    sized = [(chosen[index], unit.needles) for index, unit in enumerate(model.units)]
    program.between([term for term, unit in zip(sized, model.units, strict=True) if unit.face], *model.face)
    program.between([term for term, unit in zip(sized, model.units, strict=True) if not unit.face], *model.body)
    program.between(sized, *model.total)
    rooms: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for index, unit in enumerate(model.units):
        for name, count in unit.rooms:
            rooms[name].append((chosen[index], count))
    for name, most in model.room.items():
        if sum(count for _, count in rooms[name]) > most:
            program.between(rooms[name], 0, most)
    for clique in cliques(model.apart):
        program.between([(chosen[index], 1) for index in clique], 0, 1)


def _gains(program: _Program, model: Model, chosen: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Yield the objective terms of diminishing returns, by levels of strength as a single session has them."""
    repeats = model.returns.repeats
    for demand in sorted({name for unit in model.units for name in unit.strengths}):
        strengths = [(unit.strengths.get(demand, 0), chosen[i], unit.each) for i, unit in enumerate(model.units)]
        levels = sorted({strength for strength, *_ in strengths if strength > 0}, reverse=True)
        for level, below in zip(levels, [*levels[1:], 0], strict=True):
            reach = [(variable, each) for strength, variable, each in strengths if strength >= level]
            most = sum(each for _, each in reach)
            counted = [program.boolean() for _ in range(min(most, len(repeats)))]
            program.between(reach + [(v, -1) for v in counted], 0, most)
            yield from ((v, GRAINS * share * (level - below)) for v, share in zip(counted, repeats, strict=False))
            if below == 0:
                yield counted[0], GRAINS * 100 * model.returns.cover.get(demand, 0)


def turns(stretch: Stretch) -> Turns | None:
    """Return the best turns of a stretch, proven or within a bound, or None where no choice keeps every limit."""
    program = _Program()
    chosen = _variables(program, stretch)
    _settle(program, stretch, chosen)
    worths: defaultdict[int, int] = defaultdict(int)
    for turn, variables in enumerate(chosen):
        _limits(program, stretch.model, variables)
        own = ((variables[index], unit.own) for index, unit in enumerate(stretch.model.units))
        for variable, worth in (*own, *_gains(program, stretch.model, variables)):
            worths[variable] += worth * stretch.times(turn)
    program.maximise(worths)
    response = program.solved()
    known = program.statuses()
    if response.status not in {known.OPTIMAL, known.FEASIBLE}:
        return None
    return Turns(
        tuple(
            frozenset(index for index, variable in enumerate(variables) if response.solution[variable])
            for variables in chosen
        ),
        round(response.best_objective_bound),
        response.status == known.OPTIMAL and round(response.best_objective_bound) == round(response.objective_value),
    )
