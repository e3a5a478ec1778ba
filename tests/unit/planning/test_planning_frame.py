"""Which protocol holds, how many needles it allows, how long they stay and how often to come."""

import pytest

from filiform.knowledge import load
from filiform.planning.course import course, retention_min
from filiform.planning.frame import counts, offered, protocol
from filiform.planning.treatment import session
from filiform.safety.finding import Limits

NOTHING = Limits((), {})


def limits(**changes):
    return Limits(**({"blocked": (), "closed": {}} | changes))


def test_the_default_protocol_is_the_one_asked_for():
    default = protocol("default", load.knowledge())
    assert (default.face_needles, default.body_needles) == ((20, 40), (3, 12))
    assert (default.retention_min, default.sessions, default.interval_days) == ((15, 25), (5, 10), 7)


def test_a_protocol_takes_over_what_it_does_not_state():
    facts = load.knowledge()
    default, light = protocol("default", facts), protocol("light", facts)
    assert (light.face_needles, light.body_needles) == ((8, 20), (3, 8))
    assert light.sizes == default.sizes
    assert light.weights == default.weights | {"needle": light.weights["needle"]}
    assert light.weights["needle"] > default.weights["needle"]


def test_every_weight_says_why():
    for name in ("default", "light"):
        frame = protocol(name, load.knowledge())
        assert set(frame.weights) == set(frame.weight_why)
        assert all(frame.weight_why.values())


def test_every_word_an_intake_or_a_fact_can_use_has_its_weight():
    weights = protocol("default", load.knowledge()).weights
    facts = load.knowledge()
    assert {f"certainty_{need.certainty}" for need in facts.needs.values()} <= set(weights)
    assert {f"grade_{point.confidence.indications}" for point in facts.points.values()} <= set(weights)


def test_every_source_of_a_need_is_a_known_one():
    known = {name for name in load.knowledge().points.values() for name in (c.source for c in name.citations)}
    named = {source for need in load.knowledge().needs.values() for source in need.sources}
    assert named <= known | {"liu-2023", "gao-2018"}


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (limits(), "default"),
        (limits(light_first=("First visit.",)), "light"),
        (limits(max_face=12), "light"),
        (limits(max_total=8), "light"),
        (limits(max_face=25), "default"),
    ],
)
def test_the_light_protocol_comes_first_where_a_finding_says_so_or_allows_too_few(left, expected):
    assert offered(left, load.knowledge(), None).id == expected
    assert offered(left, load.knowledge(), "default").id == "default"


def test_a_light_session_yields_to_a_finding_and_a_default_one_does_not():
    facts = load.knowledge()
    few = limits(max_total=8)
    light = counts(protocol("light", facts), few, ())
    assert (light.face, light.body, light.total) == ((0, 8), (3, 8), (5, 8))
    assert light.notes == (
        "Findings allow at most 8 needles in all.",
        "That is fewer than the light session has in the face, so the body comes first.",
    )
    assert counts(protocol("default", facts), few, ()).impossible
    assert counts(protocol("light", facts), limits(max_face=5), ()).face == (5, 5)
    assert counts(protocol("default", facts), limits(max_face=12), ()).impossible
    assert not counts(protocol("default", facts), limits(max_total=30), ()).impossible


def test_a_count_that_a_finding_makes_impossible_names_the_finding(a):
    few = a.finding("needle_phobia", scope="session", kind="limit", max_total=5)
    points = [a.point("A"), a.body_point("B")]
    case = a.case(a.facts(*points, face=(4, 8), body=(2, 4)), a.intake("acne"), *a.pair("A", 20, 0), found=(few,))
    refused = session(case)
    assert refused.conflict.because == ("needle_phobia:session",)
    assert refused.conflict.say.startswith("Because of needle_phobia. That leaves")


def test_too_few_in_all_is_said_with_both_numbers(a):
    few = a.finding("needle_phobia", scope="session", kind="limit", max_total=5)
    points = [a.point("A"), a.point("B"), a.body_point("C")]
    placed = [*a.pair("A", 20, 0), *a.pair("B", 20, 30)]
    facts = a.facts(*points, face=(4, 8), body=(2, 4))
    refused = session(a.case(facts, a.intake("acne"), *placed, found=(few,)))
    assert "That leaves 5 needles in all; this protocol needs 6. Use the light protocol." in refused.conflict.say


@pytest.mark.parametrize(
    ("comfort", "first_visit", "minutes"),
    [
        ("sensitive", False, 15),
        ("ordinary", False, 20),
        ("hardy", False, 25),
        ("hardy", True, 20),
        ("sensitive", True, 15),
    ],
)
def test_needles_stay_fifteen_to_twenty_five_minutes_by_comfort_and_shorter_at_first(a, comfort, first_visit, minutes):
    intake = a.intake("acne", wish={"comfort": comfort})
    intake = intake.model_copy(update={"patient": intake.patient.model_copy(update={"first_visit": first_visit})})
    assert retention_min(intake, protocol("default", load.knowledge())) == minutes


@pytest.mark.parametrize(
    ("severity", "result", "sessions", "review"),
    [(1, "subtle", 5, 3), (2, "moderate", 6, 3), (3, "moderate", 8, 4), (4, "marked", 10, 5), (3, "marked", 10, 5)],
)
def test_a_course_is_as_long_as_the_worst_sign_and_the_wish_make_it(a, severity, result, sessions, review):
    intake = a.intake({"what": "crows_feet", "severity": severity}, wish={"result": result})
    found = course(intake, load.knowledge(), protocol("default", load.knowledge()))
    assert (found.sessions, found.interval_days, found.review_after) == (sessions, 7, review)


def test_a_course_says_where_the_evidence_used_another_dose(a):
    facts = load.knowledge()
    found = course(a.intake("glabellar_lines", "crows_feet"), facts, protocol("default", facts))
    assert "the evidence used 12 sessions, twice a week (Haghir 2025)" in found.why
    assert "crow's feet the evidence" not in found.why
