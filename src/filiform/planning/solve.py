"""The best choice of a model, found and proven by CP-SAT, or within a bound when its budget ends."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from filiform.planning.model import GRAINS, Model, Returns

Status = Literal["optimal", "feasible", "none", "unknown"]
SEED = 1
NO_RETURNS = Returns(())
BUDGET = 0.5  # deterministic seconds: the same plan on every machine, about a second at worst
FIRST_BUDGET = 20.0  # to find any choice at all where the budget ended before the first


@dataclass(frozen=True)
class Choice:
    """The units chosen, what they are worth, and the bound no choice can pass, in grains."""

    chosen: frozenset[int]
    worth: int
    bound: int
    proven: bool
    seconds: float = field(default=0.0, compare=False)


class _Program:
    """A CP-SAT model under construction; ortools is loaded only here, and without pandas."""

    def __init__(self) -> None:
        from ortools.sat.python import cp_model_helper  # noqa: PLC0415 half a second that only a solve pays

        self._solver = cp_model_helper
        self._model = cp_model_helper.CpModelProto()
        self._count = 0

    def boolean(self, *, true: bool = False) -> int:
        self._model.variables.add().domain.extend([int(true), 1])
        self._count += 1
        return self._count - 1

    def between(self, terms: Sequence[tuple[int, int]], least: int, most: int) -> None:
        linear = self._model.constraints.add().linear
        linear.vars.extend([variable for variable, _ in terms])
        linear.coeffs.extend([coefficient for _, coefficient in terms])
        linear.domain.extend([least, most])

    def at_most_one(self, variables: Sequence[int]) -> None:
        self._model.constraints.add().at_most_one.literals.extend(variables)

    def maximise(self, terms: Sequence[tuple[int, int]]) -> None:
        self._model.objective.vars.extend([variable for variable, _ in terms])
        self._model.objective.coeffs.extend([-coefficient for _, coefficient in terms])
        self._model.objective.scaling_factor = -1.0

    def solved(self, budget: float) -> Any:
        parameters = self._solver.SatParameters()
        parameters.num_workers = 1
        parameters.random_seed = SEED
        parameters.max_deterministic_time = budget
        wrapper = self._solver.SolveWrapper()
        wrapper.set_parameters(parameters)
        return wrapper.solve(self._model)  # type: ignore[no-untyped-call]  # ortools types stop here

    def status(self, response: Any) -> Status:
        statuses = self._solver.CpSolverStatus
        known: dict[object, Status] = {
            statuses.OPTIMAL: "optimal",
            statuses.FEASIBLE: "feasible",
            statuses.UNKNOWN: "unknown",
        }
        return known.get(response.status, "none")


def _limits(program: _Program, model: Model, chosen: Sequence[int]) -> None:
    sized = [(chosen[i], unit.needles) for i, unit in enumerate(model.units)]
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
        program.at_most_one([chosen[index] for index in clique])


def cliques(apart: Iterable[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Return groups of mutually close units that together cover every close pair, greedily large."""
    near: defaultdict[int, set[int]] = defaultdict(set)
    for a, b in apart:
        near[a].add(b)
        near[b].add(a)
    open_pairs = {(min(pair), max(pair)) for pair in apart}
    grouped = []
    for a, b in sorted(open_pairs):
        if (a, b) not in open_pairs:
            continue
        clique = [a, b]
        for c in sorted(near[a] & near[b], key=lambda unit: (-len(near[unit]), unit)):
            if all(c in near[member] for member in clique):
                clique.append(c)
        open_pairs -= {(min(x, y), max(x, y)) for x in clique for y in clique if x != y}
        grouped.append(tuple(sorted(clique)))
    return grouped


def _gains(program: _Program, model: Model, chosen: Sequence[int]) -> list[tuple[int, int]]:
    """
    Return the objective terms of diminishing returns.

    The worth of sorted strengths under falling repeats equals, over the levels of strength from the top down, the
    step to the next level times the repeats of however many units reach the level: concave, with unit coefficients.
    The first that reaches the lowest level also earns the cover.
    """
    terms: list[tuple[int, int]] = []
    repeats = model.returns.repeats
    for demand in sorted({name for unit in model.units for name in unit.strengths}):
        strengths = [(unit.strengths.get(demand, 0), chosen[i], unit.each) for i, unit in enumerate(model.units)]
        levels = sorted({strength for strength, *_ in strengths if strength > 0}, reverse=True)
        for level, below in zip(levels, [*levels[1:], 0], strict=True):
            reach = [(variable, each) for strength, variable, each in strengths if strength >= level]
            most = sum(each for _, each in reach)
            counted = [program.boolean() for _ in range(min(most, len(repeats)))]
            program.between(reach + [(v, -1) for v in counted], 0, most)
            terms += [(v, GRAINS * share * (level - below)) for v, share in zip(counted, repeats, strict=False)]
            if below == 0:
                terms.append((counted[0], GRAINS * 100 * model.returns.cover.get(demand, 0)))
    return terms


def best(model: Model, *, budget: float = BUDGET) -> Choice | None:
    """Return the best choice of units that keeps every limit, or None when no choice does."""
    program = _Program()
    chosen = [program.boolean(true=unit.forced) for unit in model.units]
    _limits(program, model, chosen)
    own = [(chosen[i], unit.own) for i, unit in enumerate(model.units)]
    program.maximise(own + _gains(program, model, chosen))
    response = program.solved(budget)
    if program.status(response) == "unknown":
        response = program.solved(FIRST_BUDGET)
    if program.status(response) == "none":
        return None
    picked = frozenset(i for i in range(len(chosen)) if response.solution[i])
    bound = round(response.best_objective_bound)
    return Choice(
        picked,
        round(response.objective_value),
        bound,
        program.status(response) == "optimal",
        round(response.wall_time, 4),
    )


def most_needles(model: Model, *, face: bool) -> int:
    """Return the most needles the close pairs and the rooms leave to the face, or to the body."""
    program = _Program()
    chosen = [program.boolean() for _ in model.units]
    everywhere = (0, sum(unit.needles for unit in model.units))
    _limits(
        program, Model(model.units, model.apart, everywhere, everywhere, everywhere, NO_RETURNS, model.room), chosen
    )
    program.maximise([(chosen[i], unit.needles) for i, unit in enumerate(model.units) if unit.face is face])
    response = program.solved(BUDGET)
    found: float = response.objective_value
    return round(found)
