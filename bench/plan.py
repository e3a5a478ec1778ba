"""Generated patients planned by the solver, by HiGHS as an independent check, and by a greedy baseline."""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from patients import ON, patient

from filiform.face.drawn import drawn_face
from filiform.face.mesh import mesh
from filiform.knowledge import load
from filiform.planning.case import Case, case
from filiform.planning.choice import stated
from filiform.planning.course_plan import whole_course
from filiform.planning.edit import kept, removed
from filiform.planning.keep import NOTHING_KEPT
from filiform.planning.model import GRAINS, UNITS_PER_POINT, Model, keeps, worth
from filiform.planning.proposal import NoProposal, Proposal
from filiform.planning.solve import best
from filiform.planning.treatment import session
from filiform.points.place import placement
from filiform.points.structures import below

# HiGHS in a process of its own: ortools carries another HiGHS inside. Each file name in, an optimum a line out.
HIGHS = """
import sys, highspy
for name in sys.argv[1:]:
    program = highspy.Highs()
    program.setOptionValue("output_flag", False)
    program.setOptionValue("mip_rel_gap", 0.0)
    program.setOptionValue("mip_abs_gap", 0.0)
    program.setOptionValue("time_limit", 60.0)
    program.readModel(name)
    program.run()
    info = program.getInfo()
    print(program.getModelStatus() == highspy.HighsModelStatus.kOptimal, info.objective_function_value, flush=True)
"""


def _sum(terms: list[tuple[float, str]]) -> str:
    return " ".join(f"{'+' if factor >= 0 else '-'} {abs(factor):.12g} {name}" for factor, name in terms)


def _assignments(model: Model) -> tuple[list[tuple[float, str]], list[tuple[str, str]], list[str]]:
    """
    Return the objective, the rows and the counted names of diminishing returns as assignments.

    Otherwise than our own solver does it: each falling share of a need is given to one unit, a line taking several.
    """
    terms: list[tuple[float, str]] = [(unit.own / GRAINS, f"x{i}") for i, unit in enumerate(model.units)]
    rows: list[tuple[str, str]] = []
    shares = model.returns.repeats
    for place, demand in enumerate(sorted({name for unit in model.units for name in unit.strengths})):
        serving = [i for i, unit in enumerate(model.units) if unit.strengths.get(demand, 0) > 0]
        for i in serving:
            given: list[tuple[float, str]] = [(1, f"y{place}_{i}_{k}") for k in range(len(shares))]
            rows.append((_sum([*given, (-model.units[i].each, f"x{i}")]), "<= 0"))
        rows += [(_sum([(1, f"y{place}_{i}_{k}") for i in serving]), "<= 1") for k in range(len(shares))]
        terms += [
            (share * model.units[i].strengths[demand], f"y{place}_{i}_{k}")
            for i in serving
            for k, share in enumerate(shares)
        ]
        if demand in model.returns.cover:
            terms.append((100 * model.returns.cover[demand], f"z{place}"))
            rows.append((_sum([(1, f"z{place}"), *((-1, f"x{i}") for i in serving)]), "<= 0"))
    return terms, rows, [name for _, name in terms]


def as_lp(model: Model) -> str:
    """Return a model in the LP file format, formulated anew."""
    terms, rows, names = _assignments(model)
    for span, parts in ((model.face, (True,)), (model.body, (False,)), (model.total, (True, False))):
        sized = _sum([(unit.needles, f"x{i}") for i, unit in enumerate(model.units) if unit.face in parts])
        rows += [(sized, f">= {span[0]}"), (sized, f"<= {span[1]}")]
    rows += [(f"x{a} + x{b}", "<= 1") for a, b in model.apart]
    rows += [(f"x{i}", "= 1") for i, unit in enumerate(model.units) if unit.forced]
    for name, most in model.room.items():
        inside: list[tuple[float, str]] = [
            (n, f"x{i}") for i, unit in enumerate(model.units) for room, n in unit.rooms if room == name
        ]
        rows.append((_sum(inside), f"<= {most}"))
    constraints = "\n".join(f" c{i}: {left} {right}" for i, (left, right) in enumerate(rows) if left)
    binaries = " ".join(sorted(set(names)))
    return f"Maximize\n obj: {_sum(terms)}\nSubject To\n{constraints}\nBinaries\n {binaries}\nEnd\n"


def greedy(model: Model) -> frozenset[int] | None:
    """Return the units taken one by one, each time the one that adds most, until none adds and the least is reached."""
    chosen: frozenset[int] = frozenset(i for i, unit in enumerate(model.units) if unit.forced)
    loose = replace(model, face=(0, model.face[1]), body=(0, model.body[1]), total=(0, model.total[1]))
    while True:
        now = worth([model.units[i] for i in sorted(chosen)], model.returns)
        gains = [
            (worth([model.units[i] for i in sorted(chosen | {new})], model.returns) - now, -new)
            for new in range(len(model.units))
            if new not in chosen and keeps(loose, chosen | {new})
        ]
        if not gains:
            break
        gain, new = max(gains)
        if gain <= 0 and keeps(model, chosen):
            break
        chosen |= {-new}
    return chosen if keeps(model, chosen) else None


def _cases(count: int) -> list[Case]:
    return _settled(count)[0]


def _settled(count: int) -> tuple[list[Case], list[float]]:
    """Return the cases of so many patients that can be planned for, and the milliseconds each took to settle."""
    facts, net = load.knowledge(), mesh(load.document("mesh.json"))
    face = drawn_face(net)
    placed, under = placement(face, facts, net), below(face, facts, net)
    patients = [patient(number, facts) for number in range(count)]
    made = [
        _timed(lambda who=who: case(who, facts, ON, face=face, placement=placed, mesh=net, beneath=under))
        for who in patients
    ]
    possible = [(one, spent) for one, spent in made if not one.limits.blocked and not one.counts.impossible]
    return [one for one, _ in possible], [spent for _, spent in possible]


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """Return what a work gave and its milliseconds on the processor: all of it runs in one thread."""
    start = time.process_time()
    done = work()
    return done, 1000 * (time.process_time() - start)


def _said(what: str, times: list[float], base_ms: float, target: str = "") -> str:
    """Return a row: the median, what 95 of 100 stay within, the most, and the median as a ratio to the baseline."""
    ordered = sorted(times)
    p95 = ordered[int(0.95 * (len(ordered) - 1))]
    middle = statistics.median(ordered)
    spread = f"p50 {middle:4.0f}  p95 {p95:4.0f}  most {ordered[-1]:4.0f} ms"
    return f"{what:<48}{spread:<38}{middle / base_ms:5.2f} x (c)  {target}"


def _checked(models: list[Model]) -> list[tuple[bool, float]]:
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for index, model in enumerate(models):
            file = Path(folder, f"{index}.lp")
            file.write_text(as_lp(model), encoding="ascii")
            files.append(str(file))
        ran = subprocess.run([sys.executable, "-c", HIGHS, *files], capture_output=True, text=True, check=True)
    rows = (line.split() for line in ran.stdout.splitlines() if line.startswith(("True ", "False ")))
    return [(proven == "True", float(value) * GRAINS) for proven, value in rows]


def measured(count: int) -> dict[str, Any]:
    """Print and return what was measured on so many generated patients."""
    cases, settling = _settled(count)
    session(cases[0])
    solving, whole, again, anew, models, choices = [], [], [], [], [], []
    for one, settled_ms in zip(cases, settling, strict=True):
        open_model = stated(one, NOTHING_KEPT).model
        choice, spent = _timed(lambda model=open_model: best(model))
        if choice is None:
            continue
        solving.append(spent)
        models.append(open_model)
        choices.append(choice)
        plan, spent = _timed(lambda ready=one: session(ready))
        whole.append(spent)
        if isinstance(plan, Proposal):
            gone = (plan.needles[-1].site, plan.needles[-1].side)
            keep = kept(removed(plan, gone), banned=[gone])
            again.append(_timed(lambda ready=one, wanted=keep: session(ready, wanted))[1])
            cold = replace(one, passed={})
            anew.append(settled_ms + _timed(lambda ready=cold, wanted=keep: session(ready, wanted))[1])
    bounds = [(choice.bound - choice.worth) / max(choice.bound, 1) for choice in choices]
    greedies = [greedy(model) for model in models]
    below_best = [
        (choice.worth - worth([model.units[i] for i in sorted(taken)], model.returns)) / UNITS_PER_POINT
        for model, taken, choice in zip(models, greedies, choices, strict=True)
        if taken is not None
    ]
    print(f"{count} patients: {len(models)} planned, {count - len(models)} with a reason why not")
    print(
        f"proven optimal: {sum(choice.proven for choice in choices)} of {len(choices)}; largest gap {max(bounds):.3%}"
    )
    base_ms = statistics.median(solving)
    print(_said("nothing but the solver (c)", solving, base_ms))
    print(_said("case: findings, lines, depths of this face", settling, base_ms))
    print(_said("session: model, solver, needles, reasons", whole, base_ms, "target p50 150, p95 250 ms"))
    print(_said("again after one needle is taken out", again, base_ms, "target p95 120 ms"))
    print(_said("again, with the case settled anew", anew, base_ms, "target p95 120 ms"))
    print(
        f"greedy: median {statistics.median(below_best):.2f} and at most {max(below_best):.2f} points below the best; "
        f"worse in {sum(gap > 1e-6 for gap in below_best)} of {len(models)}, no plan in {greedies.count(None)}"
    )
    return {"models": models, "choices": choices}


def compared(found: dict[str, Any]) -> None:
    """Print how our optima compare with those of HiGHS."""
    start = time.perf_counter()
    rows = _checked(found["models"])
    spent = time.perf_counter() - start
    proven = [(ours.worth, theirs) for ours, (sure, theirs) in zip(found["choices"], rows, strict=True) if sure]
    apart = [abs(ours - theirs) for ours, theirs in proven]
    print(
        f"HiGHS: {len(proven)} of {len(rows)} proven in {spent:.0f} s, {spent / len(rows) * 1000:.0f} ms each; "
        f"largest difference {max(apart) / 1e6:.7f} points"
    )


def courses(count: int) -> None:
    """Print how long whole courses take and how far at most they are from the best, a share of what needles gain."""
    facts, net = load.knowledge(), mesh(load.document("mesh.json"))
    face = drawn_face(net)
    placed = placement(face, facts, net)
    whole_course(patient(1, facts), facts, ON, face=face, placement=placed, mesh=net)
    spent, gaps, longest = [], [], 0
    for number in range(count):
        who = patient(number, facts)
        plan, took = _timed(lambda who=who: whole_course(who, facts, ON, face=face, placement=placed, mesh=net))
        if isinstance(plan, NoProposal):
            continue
        spent.append(took)
        gaps.append((plan.bound - plan.objective) / plan.gains)
        longest = max(longest, len(plan.sessions))
    print(_said(f"course of up to {longest} sessions", spent, statistics.median(spent), "target 3000 ms, gap 1 %"))
    print(f"gap of {len(gaps)} courses: median {statistics.median(gaps):.3%}, worst {max(gaps):.3%}")


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    result = measured(asked)
    if "--highs" in sys.argv:
        compared(result)
    courses(min(asked, 20))
