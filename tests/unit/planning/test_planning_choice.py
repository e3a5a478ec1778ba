"""The solver against brute force, against HiGHS, and against what must always hold."""

import subprocess
import sys
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filiform.planning.model import GRAINS, UNITS_PER_POINT, Model, Returns, Unit, keeps, needles, served, worth
from filiform.planning.program import cliques
from filiform.planning.solve import best, most_needles
from filiform.planning.trade import Trader

REPEATS = (100, 60, 30)
COVER = {"a": 15, "b": 40}
WIDE = (0, 40)


def a_unit(name, *, pair=True, face=True, strengths=None, cost=10, tie=0, rooms=(), forced=False, kept=0, each=1):
    sides = ("left", "right") if pair else ("midline",)
    return Unit(
        tuple((name, side) for side in sides),
        face,
        strengths or {},
        cost,
        tie,
        rooms=rooms,
        forced=forced,
        kept=kept,
        each=each,
    )


def a_model(*units, apart=(), face=WIDE, body=WIDE, total=WIDE, room=None):
    return Model(tuple(units), tuple(apart), face, body, total, Returns(REPEATS, COVER), room or {})


def every_choice(model):
    indices = range(len(model.units))
    for count in range(len(model.units) + 1):
        for chosen in combinations(indices, count):
            if keeps(model, frozenset(chosen)):
                yield frozenset(chosen)


def brute_force(model):
    return max((worth([model.units[i] for i in chosen], model.returns) for chosen in every_choice(model)), default=None)


spans = st.tuples(st.integers(0, 6), st.integers(0, 14)).map(lambda pair: (pair[0], sum(pair)))


@st.composite
def models(draw, most=9):
    count = draw(st.integers(1, most))
    units = [
        a_unit(
            f"P{index}",
            pair=draw(st.booleans()),
            face=draw(st.booleans()),
            strengths=draw(st.dictionaries(st.sampled_from("abc"), st.sampled_from([20, 35, 60, 90]), max_size=3)),
            cost=draw(st.integers(0, 60)),
            tie=count - index,
            rooms=draw(st.sampled_from([(), (("cheek", 2),), (("cheek", 1), ("brow", 1))])),
            forced=draw(st.sampled_from([False] * 9 + [True])),
            kept=draw(st.sampled_from([0, 0, 30])),
            each=draw(st.sampled_from([1, 1, 1, 2, 3])),
        )
        for index in range(count)
    ]
    pairs = list(combinations(range(count), 2))
    apart = draw(st.lists(st.sampled_from(pairs), max_size=6, unique=True)) if pairs else []
    room = {"cheek": draw(st.integers(1, 9)), "brow": draw(st.integers(1, 9))}
    return a_model(*units, apart=apart, face=draw(spans), body=draw(spans), total=draw(spans), room=room)


def test_the_strongest_site_for_a_need_counts_in_full_and_the_next_ones_less():
    assert served([50, 100, 80], (100, 60, 30)) == 100 * 100 + 60 * 80 + 30 * 50
    assert served([10, 10, 10, 10], (100, 60)) == 1600


def test_a_choice_is_worth_what_it_serves_less_what_it_costs():
    one = a_unit("A", strengths={"x": 50}, cost=5, tie=3, kept=2)
    assert worth([one], Returns(REPEATS, {"x": 7})) == GRAINS * (100 * 7 + 100 * 50 - 100 * 5 + 100 * 2) + 3


@settings(max_examples=150, deadline=None)
@given(models())
def test_no_choice_of_a_small_case_is_better_than_the_solvers(model):
    found = best(model)
    expected = brute_force(model)
    if found is None:
        assert expected is None
        return
    assert found.proven
    assert found.worth == found.bound == expected
    assert keeps(model, found.chosen)
    assert worth([model.units[i] for i in found.chosen], model.returns) == found.worth


@settings(max_examples=40, deadline=None)
@given(models())
def test_the_same_model_gives_the_same_choice(model):
    assert best(model) == best(model)


@settings(max_examples=60, deadline=None)
@given(models(), st.data())
def test_a_tighter_limit_never_betters_a_plan(model, data):
    before = best(model)
    names = ["face", "body", "total", "site", "room"]
    which = data.draw(st.sampled_from(names))
    if which == "site":
        gone = data.draw(st.integers(0, len(model.units) - 1))
        barred = (*model.apart, (gone, len(model.units)))
        stone = a_unit("stone", pair=False, cost=0, forced=True, face=True)
        tighter = replace(model, units=(*model.units, stone), apart=barred)
        wider = replace(model, units=(*model.units, stone))
        before, model = best(wider), wider
    elif which == "room":
        tighter = replace(model, room={name: most - 1 for name, most in model.room.items()})
    else:
        least, most = getattr(model, which)
        tighter = replace(model, **{which: (least, most - 1)})
    after = best(tighter)
    if before is None:
        assert after is None
    elif after is not None:
        assert after.worth <= before.worth


@settings(max_examples=60, deadline=None)
@given(models())
def test_the_most_needles_are_those_brute_force_finds(model):
    free = replace(
        model, units=tuple(replace(u, forced=False) for u in model.units), face=(0, 99), body=(0, 99), total=(0, 99)
    )
    for face in (True, False):
        counts = [needles([free.units[i] for i in chosen], face=face) for chosen in every_choice(free)]
        assert most_needles(free, face=face) == max(counts)


@settings(max_examples=60, deadline=None)
@given(models())
def test_several_needles_at_a_site_are_worth_as_much_as_as_many_sites(model):
    whole = worth(model.units, model.returns)
    single = [replace(unit, each=1, tie=0) for unit in model.units for _ in range(unit.each)]
    once = sum(unit.tie - 100 * GRAINS * (unit.cost - unit.kept) for unit in model.units)
    spread = worth(single, model.returns) - sum(unit.own for unit in single)
    assert whole == spread + once


@settings(max_examples=60, deadline=None)
@given(models(), st.data())
def test_an_exchange_says_exactly_what_the_objective_makes_of_it(model, data):
    found = best(model)
    left = [i for i in range(len(model.units)) if found and i not in found.chosen]
    if not left:
        return
    chosen = sorted(found.chosen)
    index = data.draw(st.sampled_from(left))
    trade = Trader(model, chosen).trade(index)
    now = worth([model.units[i] for i in chosen], model.returns)
    gone = {key[0] for key in trade.pushes_out}
    rest = [i for i in chosen if model.units[i].sites[0][0] not in gone]
    after = worth([model.units[i] for i in (*rest, index)], model.returns)
    assert trade.adds == pytest.approx(
        (worth([model.units[i] for i in (*chosen, index)], model.returns) - now) / UNITS_PER_POINT, abs=0.006
    )
    assert trade.change == pytest.approx((after - now) / UNITS_PER_POINT, abs=0.006)
    if keeps(model, frozenset((*rest, index))):
        assert trade.change <= 0, "the best plan cannot be bettered by an exchange"


def test_a_case_that_cannot_be_kept_gives_no_choice():
    assert best(a_model(a_unit("A"), a_unit("B"), apart=[(0, 1)], face=(4, 4))) is None


def test_a_budget_that_ends_early_still_gives_a_choice_and_a_bound_it_is_within():
    units = [
        a_unit(
            f"P{i}", strengths={d: 20 + (i * 37 + j * 11) % 70 for j, d in enumerate("abcdef")}, cost=30 + i % 7, tie=i
        )
        for i in range(40)
    ]
    apart = [(i, j) for i, j in combinations(range(40), 2) if (i * 7 + j * 13) % 9 == 0]
    found = best(a_model(*units, apart=apart, face=(20, 40)), budget=1e-6)
    assert found is not None
    assert found.worth <= found.bound


def test_close_groups_cover_every_close_pair_and_hold_no_other():
    apart = [(0, 1), (0, 2), (1, 2), (2, 3), (4, 5)]
    groups = cliques(apart)
    assert (0, 1, 2) in groups
    assert {pair for group in groups for pair in combinations(group, 2)} == set(apart)


HIGHS = """
import sys, highspy
program = highspy.Highs()
program.setOptionValue("output_flag", False)
program.setOptionValue("mip_rel_gap", 0.0)
program.setOptionValue("mip_abs_gap", 0.0)
program.readModel(sys.argv[1])
program.run()
print(program.getInfo().objective_function_value)
"""


def a_sum(terms):
    return " ".join(f"{'+' if factor >= 0 else '-'} {abs(factor):.12g} {name}" for factor, name in terms)


def as_assignments(model):
    """Return the objective and rows of a model as assignments: each falling repeat of a need to one unit."""
    terms = [(unit.own / GRAINS, f"x{i}") for i, unit in enumerate(model.units)]
    rows = []
    for demand in sorted({name for unit in model.units for name in unit.strengths}):
        serving = [i for i, unit in enumerate(model.units) if demand in unit.strengths]
        places = range(len(REPEATS))
        rows += [
            (a_sum([(1, f"y{demand}_{i}_{k}") for k in places] + [(-model.units[i].each, f"x{i}")]), "<= 0")
            for i in serving
        ]
        rows += [(a_sum([(1, f"y{demand}_{i}_{k}") for i in serving]), "<= 1") for k in places]
        terms.append((100 * COVER.get(demand, 0), f"z{demand}"))
        rows.append((a_sum([(1, f"z{demand}")] + [(-1, f"x{i}") for i in serving]), "<= 0"))
        terms += [
            (REPEATS[k] * model.units[i].strengths[demand], f"y{demand}_{i}_{k}") for i in serving for k in places
        ]
    return terms, rows


def as_lp(model):
    """Return a model in the LP file format, formulated anew."""
    terms, rows = as_assignments(model)
    for span, parts in ((model.face, (True,)), (model.body, (False,)), (model.total, (True, False))):
        sized = a_sum([(unit.needles, f"x{i}") for i, unit in enumerate(model.units) if unit.face in parts])
        rows += [(sized, f">= {span[0]}"), (sized, f"<= {span[1]}")]
    rows += [(f"x{a} + x{b}", "<= 1") for a, b in model.apart]
    for name, most in model.room.items():
        inside = [(n, f"x{i}") for i, unit in enumerate(model.units) for room, n in unit.rooms if room == name]
        rows.append((a_sum(inside), f"<= {most}"))
    names = sorted({name for _, name in terms})
    constraints = "\n".join(f" c{i}: {left} {right}" for i, (left, right) in enumerate(rows))
    return f"Maximize\n obj: {a_sum(terms)}\nSubject To\n{constraints}\nBinaries\n {' '.join(names)}\nEnd\n"


def highs_optimum(model, folder):
    """Return the optimum by HiGHS, in grains; in a process of its own, because ortools carries another HiGHS."""
    file = folder / "model.lp"
    file.write_text(as_lp(model), encoding="ascii")
    ran = subprocess.run([sys.executable, "-c", HIGHS, str(file)], capture_output=True, text=True, check=True)
    return float(ran.stdout) * GRAINS


@pytest.fixture
def large_model():
    units = [
        a_unit(
            f"P{i:02d}",
            pair=i % 5 != 0,
            face=i % 3 != 0,
            strengths={d: 20 + (i * 37 + j * 53) % 160 for j, d in enumerate("abcde") if (i + j) % 3},
            cost=20 + (i * 11) % 25,
            tie=40 - i,
            rooms=((f"r{i % 6}", 1),),
            each=2 if i % 7 == 0 else 1,
        )
        for i in range(40)
    ]
    apart = [(i, j) for i, j in combinations(range(40), 2) if (i * 5 + j * 3) % 17 == 0]
    room = {f"r{k}": 4 for k in range(6)}
    return replace(a_model(*units, apart=apart, face=(12, 24), body=(3, 12), room=room), total=(15, 36))


def test_another_solver_finds_the_same_optimum(large_model, tmp_path):
    found = best(large_model)
    assert found is not None
    assert found.proven
    assert found.worth == pytest.approx(highs_optimum(large_model, tmp_path), abs=0.5)
