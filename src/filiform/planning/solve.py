"""The best choice of a model, found and proven by CP-SAT, or within a bound when its budget ends."""

from dataclasses import dataclass, field

from filiform.planning.model import Model, Returns
from filiform.planning.program import Program, gains, limits

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


def best(model: Model, *, budget: float = BUDGET) -> Choice | None:
    """Return the best choice of units that keeps every limit, or None when no choice does."""
    program = Program()
    chosen = [program.boolean(true=unit.forced) for unit in model.units]
    limits(program, model, chosen)
    program.maximise(gains(program, model, [(chosen, 1)]))
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
    program = Program()
    chosen = [program.boolean() for _ in model.units]
    everywhere = (0, sum(unit.needles for unit in model.units))
    free = Model(model.units, model.apart, everywhere, everywhere, everywhere, NO_RETURNS, model.room)
    limits(program, free, chosen)
    program.maximise([(chosen[i], unit.needles) for i, unit in enumerate(model.units) if unit.face is face])
    response = program.solved(BUDGET)
    found: float = response.objective_value
    return round(found)
