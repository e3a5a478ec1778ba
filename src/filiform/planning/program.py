"""A CP-SAT program under construction, and what a model of one session puts into it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from filiform.planning.model import GRAINS, Model

Status = Literal["optimal", "feasible", "none", "unknown"]
# The variables of a model's units in one session, and how many sessions are like it.
Column = tuple[Sequence[int], int]
SEED = 1


class Program:
    """Booleans, linear rows and an objective; ortools is loaded only here, and without pandas."""

    def __init__(self) -> None:
        from ortools.sat.python import cp_model_helper  # noqa: PLC0415 half a second that only a solve pays

        self._solver = cp_model_helper
        self._model = cp_model_helper.CpModelProto()
        self._count = 0

    def boolean(self, *, true: bool = False, false: bool = False) -> int:
        """Return a new variable; one that is both true and false is false."""
        self._model.variables.add().domain.extend([int(true and not false), int(not false)])
        self._count += 1
        return self._count - 1

    def between(self, terms: Sequence[tuple[int, int]], least: int, most: int) -> None:
        linear = self._model.constraints.add().linear
        linear.vars.extend([variable for variable, _ in terms])
        linear.coeffs.extend([coefficient for _, coefficient in terms])
        linear.domain.extend([least, most])

    def at_most_one(self, variables: Sequence[int]) -> None:
        self._model.constraints.add().at_most_one.literals.extend(variables)

    def maximise(self, terms: Iterable[tuple[int, int]]) -> None:
        """Set the objective; a variable named twice counts for the sum."""
        worths: defaultdict[int, int] = defaultdict(int)
        for variable, worth in terms:
            worths[variable] += worth
        self._model.objective.vars.extend(list(worths))
        self._model.objective.coeffs.extend([-worth for worth in worths.values()])
        self._model.objective.scaling_factor = -1.0

    def solved(self, budget: float, *, relaxed: bool = False) -> Any:
        """Return the solver's response within deterministic seconds, `relaxed` with every row in the relaxation."""
        parameters = self._solver.SatParameters()
        parameters.num_workers = 1
        parameters.random_seed = SEED
        parameters.max_deterministic_time = budget
        if relaxed:
            parameters.linearization_level = 2
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


def limits(program: Program, model: Model, chosen: Sequence[int]) -> None:
    """Put in what every choice of one session must keep."""
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


def _serving(model: Model, demand: str, columns: Sequence[Column]) -> Mapping[tuple[tuple[int, int, int], ...], int]:
    """Return the strengths, variables and needles a site for one demand, with how many sessions have just these."""
    times: defaultdict[tuple[tuple[int, int, int], ...], int] = defaultdict(int)
    serving = [(i, unit.strengths[demand], unit.each) for i, unit in enumerate(model.units) if demand in unit.strengths]
    for chosen, count in columns:
        times[tuple((strength, chosen[i], each) for i, strength, each in serving)] += count
    return times


def gains(program: Program, model: Model, columns: Sequence[Column]) -> Iterator[tuple[int, int]]:
    """
    Yield the objective terms of a model in the sessions of its columns, diminishing returns among them.

    The worth of sorted strengths under falling repeats equals, over the levels of strength from the top down, the
    step to the next level times the repeats of however many units reach the level: concave, with unit coefficients.
    The first that reaches the lowest level also earns the cover. What is the same in two columns is put in once.
    """
    for chosen, times in columns:
        yield from ((chosen[i], times * unit.own) for i, unit in enumerate(model.units))
    repeats = model.returns.repeats
    for demand in sorted({name for unit in model.units for name in unit.strengths}):
        for strengths, times in _serving(model, demand, columns).items():
            levels = sorted({strength for strength, *_ in strengths if strength > 0}, reverse=True)
            for level, below in zip(levels, [*levels[1:], 0], strict=True):
                reach = [(variable, each) for strength, variable, each in strengths if strength >= level]
                most = sum(each for _, each in reach)
                counted = [program.boolean() for _ in range(min(most, len(repeats)))]
                program.between(reach + [(v, -1) for v in counted], 0, most)
                step = times * GRAINS * (level - below)
                yield from ((v, step * share) for v, share in zip(counted, repeats, strict=False))
                if below == 0:
                    yield counted[0], times * GRAINS * 100 * model.returns.cover.get(demand, 0)
