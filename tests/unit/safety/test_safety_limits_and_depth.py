from dataclasses import replace
from datetime import date

import pytest

from filiform.knowledge import load
from filiform.safety.depth import depth_limit
from filiform.safety.finding import DepthLimit, Finding, Limits
from filiform.safety.limits import limits

NONE = Limits(blocked=(), closed={})


def a_finding(**changes: object) -> Finding:
    plain = Finding(rule="r", kind="limit", scope="points", reason="Because.", source="s", grade="D", level="memory")
    return replace(plain, **changes)  # type: ignore[arg-type] the test names real fields


def test_no_findings_leave_everything() -> None:
    assert limits(()) == NONE


def test_the_tightest_number_of_all_findings_holds() -> None:
    left = limits(
        [
            a_finding(max_face=20, max_total=8, max_gauge_mm=0.2, press_min=2.0),
            a_finding(max_face=12, max_depth_mm=4.0, press_min=3.0, light_first=True),
            a_finding(kind="caution"),
        ]
    )
    assert (left.max_face, left.max_total, left.max_gauge_mm, left.max_depth_mm) == (12, 8, 0.2, 4.0)
    assert left.press_min == 3.0
    assert left.light_first == ("Because.",)


def test_a_closed_site_names_every_finding_that_closes_it() -> None:
    one = a_finding(rule="one", closed=frozenset({("ST2", "left")}))
    two = a_finding(rule="two", closed=frozenset({("ST2", "left"), ("GV26", "midline")}))
    assert limits([one, two]).closed == {("ST2", "left"): (one, two), ("GV26", "midline"): (two,)}


@pytest.mark.parametrize(
    ("kind", "scope", "blocks"),
    [
        ("stop", "session", True),
        ("stop", "face", True),
        ("wait", "face", True),
        ("wait", "glabella", False),
        ("refer", "session", False),
        ("limit", "face", False),
    ],
)
def test_only_a_stop_or_wait_for_the_session_or_the_face_blocks(kind: str, scope: str, *, blocks: bool) -> None:
    finding = a_finding(kind=kind, scope=scope, until=date(2026, 12, 1))
    assert limits([finding]).blocked == ((finding,) if blocks else ())


@pytest.mark.parametrize(
    ("point", "deepest_mm", "bound_by"),
    [
        ("ST36", 28.0, "point"),
        ("GB14", 3.0, "region Forehead 3 mm"),
        ("ST2", 5.0, "zone infraorbital foramen 5 mm"),
        ("GV24", 3.5, "region Scalp 3.5 mm"),  # the fontanelle of an adult is closed
        ("LI4", 10.0, "zone vessels of wrist and hand 10 mm"),
    ],
)
def test_the_least_of_point_region_and_zone_binds(point: str, deepest_mm: float, bound_by: str) -> None:
    facts = load.knowledge()
    bound = depth_limit(facts.points[point], facts, NONE)
    assert bound is not None
    assert (bound.depth_mm[1], bound.bound_by) == (deepest_mm, bound_by)


@pytest.mark.parametrize("point", ["BL1", "ST1", "EX-HN7", "ST9", "ST10", "GV27", "GV28"])
def test_no_needle_goes_where_the_limit_is_nothing(point: str) -> None:
    facts = load.knowledge()
    assert depth_limit(facts.points[point], facts, NONE) is None


def test_a_finding_may_bind_and_the_shallow_end_never_lies_deeper() -> None:
    facts = load.knowledge()
    bound = depth_limit(facts.points["ST36"], facts, replace(NONE, max_depth_mm=4.0))
    assert bound == DepthLimit((4.0, 4.0), "finding 4 mm")
