"""How deep, at which angle, with which needle and in which order."""

from math import radians, sin

import pytest

from filiform.knowledge import load
from filiform.knowledge.models import NeedleStock
from filiform.planning.candidates import candidate
from filiform.planning.frame import protocol
from filiform.planning.needles import FREE_MM, Insertion, insertion, sized
from filiform.planning.proposal import NeedleSize
from filiform.planning.treatment import session

STOCK = tuple(
    NeedleStock(gauge_mm=gauge, length_mm=length) for gauge, length in [(0.12, 15), (0.16, 15), (0.2, 25), (0.2, 40)]
)
FINE, USUAL, LONG, LONGEST = (NeedleSize(item.gauge_mm, item.length_mm) for item in STOCK)


def a_needling(a, depth, angles, gauge=(0.12, 0.16), length=(7, 15)):
    told = {"depth_mm": depth, "angles": angles, "gauge_mm": gauge, "length_mm": length}
    return a.body_point("A").needling.model_copy(update=told)


def inserted(a, *, most_gauge_mm=None, stock=STOCK, **needling):
    facts = a.facts(a.body_point("A", needling=a_needling(a, **needling)))
    return insertion(candidate(a.case(facts, a.intake("acne")), ("A", "left")), stock, most_gauge_mm)


def test_the_length_under_the_skin_is_the_depth_over_the_sine_of_the_angle(a):
    plan = inserted(a, depth=(2.0, 5.0), angles=("oblique",))
    assert plan.inserted_mm == pytest.approx(5 / sin(radians(45)), abs=0.05)
    assert plan.depth_mm == (2.0, 5.0)
    assert plan.bound_by == "point"
    assert plan.sizes == (FINE, USUAL)


def test_the_flattest_angle_that_reaches_the_depth_is_taken(a):
    angles = ("perpendicular", "oblique", "transverse")
    assert inserted(a, depth=(1.0, 2.0), angles=angles).angle == "transverse"
    assert inserted(a, depth=(1.0, 5.0), angles=angles).angle == "oblique"
    assert inserted(a, depth=(1.0, 9.0), angles=angles).angle == "perpendicular"


def test_a_needle_too_short_for_the_depth_is_inserted_as_far_as_it_goes(a):
    plan = inserted(a, depth=(3.0, 8.0), angles=("transverse",))
    assert plan.inserted_mm == 15 - FREE_MM
    assert plan.depth_mm == (2.6, 2.6)
    assert plan.bound_by == "needle length"


def test_five_millimetres_stay_outside(a):
    plan = inserted(a, depth=(10.0, 28.0), angles=("perpendicular",), gauge=(0.2, 0.25), length=(25, 40))
    assert plan.sizes == (LONGEST,)


def test_a_findings_gauge_goes_before_the_points_own_range(a):
    plan = inserted(
        a, depth=(3.0, 9.0), angles=("perpendicular",), gauge=(0.2, 0.25), length=(15, 15), most_gauge_mm=0.16
    )
    assert plan.sizes == (USUAL,)


@pytest.mark.parametrize(
    ("gauge", "length", "expected"),
    [
        ((0.3, 0.4), (15, 15), (FINE, USUAL)),
        ((0.05, 0.1), (15, 15), (FINE, USUAL)),
        ((0.2, 0.2), (8, 9), (FINE, USUAL, LONG, LONGEST)),
    ],
)
def test_where_the_stock_has_nothing_in_the_range_the_nearest_kinds_are_taken(a, gauge, length, expected):
    assert inserted(a, depth=(1.0, 4.0), angles=("perpendicular",), gauge=gauge, length=length).sizes == expected


def an_insertion(*sizes):
    return Insertion("perpendicular", 90.0, 5.0, (2.0, 5.0), "point", sizes)


def test_the_tray_holds_as_few_sizes_as_serve_every_site_and_the_finest_of_those():
    plans = {("A", "left"): an_insertion(FINE, USUAL), ("B", "left"): an_insertion(USUAL, LONG)}
    assert set(sized(plans, finest=False).values()) == {USUAL}
    assert sized(plans, finest=True) == {("A", "left"): FINE, ("B", "left"): USUAL}
    assert sized({("A", "left"): an_insertion(FINE, USUAL)}, finest=False) == {("A", "left"): FINE}
    assert sized({}, finest=False) == {}


def test_every_default_site_has_a_needle_of_its_own_range_in_the_protocols_stock():
    facts = load.knowledge()
    stock = protocol("default", facts).sizes
    lacking = [
        point.id
        for point in facts.points.values()
        if point.default_use
        and point.supine
        and not any(
            point.needling.gauge_mm[0] <= size.gauge_mm <= point.needling.gauge_mm[1]
            and point.needling.length_mm[0] <= size.length_mm <= point.needling.length_mm[1]
            for size in stock
        )
    ]
    assert not lacking


def test_needles_go_in_from_the_feet_up_and_within_a_zone_from_the_top_down_side_by_side(a):
    points = [
        a.point("LOW", region="chin"),
        a.point("HIGH", region="mouth_corner"),
        a.point("HIDDEN", region="jawline"),
        a.point("BROW", region="glabella", side="midline"),
        a.body_point("FOOT", indications={"nasolabial_folds": 3}),
    ]
    placed = [*a.pair("LOW", 20, -50), *a.pair("HIGH", 25, -30), a.site("BROW", "midline", 0, 40)]
    proposal = session(a.case(a.facts(*points, face=(7, 9)), a.intake("nasolabial_folds"), *placed))
    spelled = " ".join(f"{needle.site}:{needle.side[0]}" for needle in proposal.needles)
    assert spelled == "FOOT:l FOOT:r BROW:m HIGH:l HIGH:r LOW:l LOW:r HIDDEN:l HIDDEN:r"
    assert [needle.order for needle in proposal.needles] == list(range(1, 10))
    assert sum(item.count for item in proposal.tray) == 9
