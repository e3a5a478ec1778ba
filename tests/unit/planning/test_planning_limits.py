"""Stock, the clinic's own points, time, signed asymmetries, the weights told, and the smallest conflict."""

from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filiform.knowledge import load
from filiform.planning.asymmetry import Asymmetry
from filiform.planning.clinic import Clinic
from filiform.planning.conflict import _enough, _lifted, smallest
from filiform.planning.frame import protocol
from filiform.planning.keep import NOTHING_KEPT
from filiform.planning.proposal import NoProposal
from filiform.planning.timing import timing
from filiform.planning.treatment import session
from filiform.planning.weights import GROUPS, OTHER, as_text, limit_rows, weight_groups
from filiform.safety.finding import Finding

NAMES = ("A", "B", "C", "D", "E")


def five_pairs(a, **changes):
    points = [a.point(name, **changes) for name in NAMES]
    placed = [site for i, name in enumerate(NAMES) for site in a.pair(name, 20 + 10 * (i % 2), 40 - 10 * i)]
    return points, placed


def sites_of(plan):
    return {(needle.site, needle.side) for needle in plan.needles}


def test_a_point_the_clinic_does_not_needle_never_appears_and_says_so(a):
    points, placed = five_pairs(a)
    case = a.case(a.facts(*points), a.intake("nasolabial_folds"), *placed)
    plan = session(replace(case, clinic=Clinic(banned=frozenset({"A"}))))
    assert not {site for site, _ in sites_of(plan)} & {"A"}
    assert {row.rule for row in plan.left_out if row.site == "A"} == {"clinic_banned"}


def stocked_case(a, stock):
    from filiform.planning.case import settled  # noqa: PLC0415 only here with a clinic
    from filiform.points.site import Placement  # noqa: PLC0415 as above

    points, placed = five_pairs(a)
    facts = a.facts(*points)
    return settled(
        a.intake("nasolabial_folds"),
        facts,
        date(2026, 11, 22),
        placement=Placement(tuple(placed), ()),
        found=(),
        protocol="default",
        clinic=Clinic(stock=stock),
    )


def test_a_size_that_is_out_of_stock_is_not_planned(a):
    plan = session(stocked_case(a, {(0.12, 15): 0}))
    assert {tray.needle.gauge_mm for tray in plan.tray} == {0.16}


def test_what_is_short_is_told_with_both_numbers(a):
    plan = session(stocked_case(a, {(0.12, 15): 3}))
    assert [(tray.count, tray.in_stock, tray.short) for tray in plan.tray] == [(8, 3, 5)]
    assert "5 needles of 0.12 x 15 mm are missing: 8 planned, 3 in stock." in plan.notes


def test_a_site_no_needle_at_hand_fits_stays_out_and_names_the_sizes(a):
    point = a.point("A")
    none = {(size.gauge_mm, size.length_mm): 0 for size in load.knowledge().protocols["default"].sizes}
    case = stocked_case(a, none | {(0.25, 40): 100})
    plan = session(case)
    assert not plan.needles
    reasons = {row.reason for row in plan.left_out if row.site == point.id}
    assert reasons
    assert all(reason.startswith("No needle that fits is in stock: ") for reason in reasons)


def test_a_session_takes_its_needles_its_rest_and_the_pressing(a):
    points, placed = five_pairs(a)
    case = a.case(a.facts(*points), a.intake("nasolabial_folds"), *placed)
    plan = session(case)
    spent = timing(plan.needles, case.frame, rest_min=20, press_min=3)
    assert spent.insert_min == pytest.approx(len(plan.needles) * case.frame.insert_face_s / 60)
    assert spent.total_min == pytest.approx(23 + len(plan.needles) * (12 + 4) / 60)


def test_a_hard_limit_of_time_is_kept_and_a_soft_one_is_told(a):
    points, placed = five_pairs(a)
    rest = session(a.case(a.facts(*points), a.intake("nasolabial_folds"), *placed)).retention_min
    soft = a.facts(*points, session_most_min=rest + 1)
    told = session(a.case(soft, a.intake("nasolabial_folds"), *placed))
    assert any("min with needles in and out; this protocol has" in note for note in told.notes)
    hard = a.facts(*points, session_most_min=rest + 1, session_most_hard=True)
    kept = session(a.case(hard, a.intake("nasolabial_folds"), *placed))
    assert 0 < len(kept.needles) * 16 <= 60
    assert len(kept.needles) < len(told.needles)
    assert any(row.reason == "The time of the session is full; the others serve more." for row in kept.left_out)


SIGNED = Asymmetry("nasolabial_folds", "left", 2.4, 1.1, "a practitioner", date(2026, 11, 20))


@pytest.mark.parametrize(
    ("measured", "sides", "words"),
    [
        (SIGNED, {"left"}, "needled on the left"),
        (replace(SIGNED, signed_by=""), {"left", "right"}, "is not signed"),
        (replace(SIGNED, difference_mm=0.9), {"left", "right"}, "within the error"),
    ],
)
def test_only_a_measured_and_signed_asymmetry_makes_a_plan_one_sided(a, measured, sides, words):
    from filiform.planning.case import settled  # noqa: PLC0415 only here with an asymmetry
    from filiform.points.site import Placement  # noqa: PLC0415 as above

    points, placed = five_pairs(a)
    case = settled(
        a.intake("nasolabial_folds"),
        a.facts(*points),
        date(2026, 11, 22),
        placement=Placement(tuple(placed), ()),
        found=(),
        protocol="default",
        asymmetries=(measured,),
    )
    plan = session(case)
    assert {side for _, side in sites_of(plan)} == sides
    assert any(words in note for note in plan.notes)


@pytest.mark.parametrize("name", ["default", "light"])
def test_every_weight_is_told_once_in_its_group_with_unit_and_why(name):
    frame = protocol(name, load.knowledge())
    told = [weight for group in weight_groups(frame) for weight in group.weights]
    assert {weight.name: weight.value for weight in told} == frame.weights
    assert all(weight.unit and weight.why for weight in told)
    assert OTHER[0] not in {group.label for group in weight_groups(frame)}
    assert {label for label, _ in GROUPS.values()} == {group.label for group in weight_groups(frame)}
    assert all(limit.why for limit in limit_rows(frame))
    assert all(weight.why in as_text(frame) for weight in told)


def closures(count):
    sites = st.frozensets(st.tuples(st.sampled_from(NAMES), st.sampled_from(["left", "right"])), min_size=1, max_size=6)
    return st.lists(sites, min_size=1, max_size=count)


@settings(max_examples=40, deadline=None)
@given(closed=closures(5), least=st.integers(3, 10))
def test_no_smaller_set_of_closures_explains_a_conflict(a, closed, least):
    points, placed = five_pairs(a)
    found = tuple(
        Finding(f"rule{i}", "wait", f"place{i}", f"Because {i}.", "x", "C", "derived", closed=sites)
        for i, sites in enumerate(closed)
    )
    facts = a.facts(*points, face=(least, 10), region_needles_most=10)
    case = a.case(facts, a.intake("nasolabial_folds"), *placed, found=found)
    if not isinstance(session(case), NoProposal):
        return
    names = sorted({f"{one.rule}:{one.scope}" for one in found})
    enough = [
        chosen
        for count in range(1, len(names) + 1)
        for chosen in combinations(names, count)
        if _enough(_lifted(case, chosen), NOTHING_KEPT)
    ]
    because = smallest(case, NOTHING_KEPT)
    assert bool(because) == bool(enough)
    if enough:
        assert len(because) == len(enough[0])
        assert tuple(sorted(because)) in enough
