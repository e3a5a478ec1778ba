"""What a whole course keeps, on the drawn face with every fact of ours."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import pytest

from filiform.errors import InputError
from filiform.face.drawn import drawn_face
from filiform.face.mesh import mesh as built
from filiform.intake.intake import Intake
from filiform.knowledge import load
from filiform.pictures.course_sheet import typeset
from filiform.planning.case import case
from filiform.planning.course_plan import CoursePlan, stop_rule, whole_course
from filiform.planning.edit import broken
from filiform.planning.proposal import NoProposal, Proposal
from filiform.planning.settling import Needled, settling_days, skin_of
from filiform.points.place import placement

ON = date(2026, 11, 22)
FACTS = load.knowledge()
DEFAULT = FACTS.protocols["default"]
ACROSS = {"left": "right", "right": "left", "midline": "midline"}


@pytest.fixture(scope="module")
def drawn():
    mesh = built(load.document("mesh.json"))
    face = drawn_face(mesh)
    return {"face": face, "mesh": mesh, "placement": placement(face, FACTS, mesh)}


def an_intake(*wishes, first_visit=False, **more):
    patient = {"born": date(1978, 3, 2), "sex": "female", "first_visit": first_visit}
    asked = tuple({"what": what, "severity": severity} for what, severity in wishes)
    return Intake.model_validate({"patient": patient, "concern": asked} | more)


USUAL = an_intake(("nasolabial_folds", 2), ("crows_feet", 2), ("jowl_laxity", 4), health={"stress": 3})
NEW = USUAL.model_copy(update={"patient": USUAL.patient.model_copy(update={"first_visit": True})})


@pytest.fixture(scope="module")
def usual(drawn):
    return whole_course(USUAL, FACTS, ON, **drawn)


@pytest.fixture(scope="module")
def grown(drawn):
    return whole_course(NEW, FACTS, ON, **drawn)


def too_early(plan, frame=DEFAULT):
    """Return every site that is needled again before it has settled."""
    every = [*plan.done, *(Needled(one.on, one.sites) for one in plan.sessions)]
    return [
        (one.on, other.on, site)
        for one, other in combinations(sorted(every, key=lambda needled: needled.on), 2)
        for site in skin_of(one.sites, FACTS) & other.sites
        if (other.on - one.on).days < settling_days(FACTS.points[site[0]], FACTS, frame)
    ]


def kept(plan, intake, drawn):
    """Return what each session breaks of the limits of one session on its own day."""
    said = []
    for one in plan.sessions:
        later = intake.patient.model_copy(update={"first_visit": one.number == 1 and intake.patient.first_visit})
        then = intake.model_copy(update={"patient": later})
        ready = case(then, FACTS, one.on, **drawn, protocol=one.plan.protocol)
        said += [str(told) for told in broken(one.plan, ready)]
    return said


def test_a_course_has_as_many_weekly_sessions_as_its_rule_says(usual):
    assert len(usual.sessions) == usual.length.sessions == 10
    assert [one.number for one in usual.sessions] == list(range(1, 11))
    assert {later.on - one.on for one, later in zip(usual.sessions, usual.sessions[1:], strict=False)} == {
        timedelta(days=7)
    }
    assert usual.review_on == usual.sessions[usual.length.review_after - 1].on
    assert "Yun" in usual.length.why or "evidence used" in usual.length.why


def test_no_site_is_needled_again_before_it_settled(usual, grown):
    assert usual.rotating
    assert too_early(usual) == []
    assert too_early(grown) == []


def test_the_core_is_in_every_session_and_serves_what_was_asked(usual, grown):
    for plan in (usual, grown):
        assert len(plan.core) >= 12
        assert all(one.sites.issuperset(plan.core) for one in plan.sessions)


def test_what_needs_no_rest_is_the_same_in_every_full_session(usual):
    steady = [one.sites - set(usual.rotating) for one in usual.sessions]
    assert len(set(map(frozenset, steady))) == 1


def test_a_site_that_must_settle_is_not_in_two_weekly_sessions_running(usual):
    turns = Counter(site for one in usual.sessions for site in one.sites if site in usual.rotating)
    assert turns
    assert max(turns.values()) <= 5


def test_every_session_keeps_every_limit_of_one_session(usual, grown, drawn):
    assert kept(usual, USUAL, drawn) == []
    assert kept(grown, NEW, drawn) == []


def test_a_course_is_within_one_percent_of_its_bound(usual, grown):
    for plan in (usual, grown):
        assert plan.objective <= plan.bound + 1e-6
        assert plan.bound - plan.objective <= 0.01 * plan.gains


def test_the_same_intake_gives_the_same_course_bit_for_bit(usual, drawn):
    again = whole_course(USUAL, FACTS, ON, **drawn)

    def untimed(plan):
        return replace(plan, sessions=tuple(replace(one, plan=replace(one.plan, solve_s=0.0)) for one in plan.sessions))

    assert untimed(again) == untimed(usual)


def test_a_first_visit_is_light_and_the_full_sessions_grow_out_of_it(grown):
    first, second = grown.sessions[:2]
    assert first.plan.protocol == "light"
    assert 8 <= first.plan.face_needles <= 20
    assert second.plan.protocol == "default"
    steady = first.sites - set(grown.rotating)
    assert steady <= second.sites


def test_a_course_can_be_made_to_grow_in_steps(drawn):
    plan = whole_course(USUAL, FACTS, ON, **drawn, protocol="growing")
    counts = [len(one.plan.needles) for one in plan.sessions]
    assert [one.plan.protocol for one in plan.sessions[:5]] == ["light", "light", "middle", "middle", "growing"]
    assert [one.phase.id for one in plan.sessions[:5]] == ["start", "start", "build", "build", "hold"]
    assert max(counts[:2]) < max(counts[2:4]) < max(counts[4:])
    assert too_early(plan) == []


def test_fear_of_needles_keeps_a_growing_course_light(drawn):
    afraid = USUAL.model_copy(update={"condition": an_intake(condition=({"what": "needle_phobia"},)).condition})
    plan = whole_course(afraid, FACTS, ON, **drawn, protocol="growing")
    assert {one.plan.protocol for one in plan.sessions} == {"light"}
    assert max(len(one.plan.needles) for one in plan.sessions) <= 8


def test_sites_open_on_the_day_their_finding_ends(drawn):
    filler = {"what": "filler", "region": "nasolabial", "on": ON - timedelta(days=6)}
    intake = USUAL.model_copy(update={"procedure": an_intake(procedure=(filler,)).procedure})
    plan = whole_course(intake, FACTS, ON, **drawn)
    ends = date(2026, 12, 14)
    closed = next(f for f in plan.sessions[0].plan.findings if f.rule == "filler_recent" and f.kind == "wait").closed
    before = [one for one in plan.sessions if one.on < ends]
    after = [one for one in plan.sessions if one.on >= ends]
    assert len(before) == 4
    assert not any(one.sites & closed for one in before)
    assert any(one.sites & closed for one in after)
    assert too_early(plan) == []


def test_a_course_that_cannot_start_waits_for_the_day_it_can(drawn):
    regions = ("cheek", "lips", "forehead", "jaw", "eye", "temple")
    filled = tuple({"what": "filler", "region": region, "on": ON - timedelta(days=6)} for region in regions)
    intake = USUAL.model_copy(update={"procedure": an_intake(procedure=filled).procedure})
    plan = whole_course(intake, FACTS, ON, **drawn)
    assert plan.sessions[0].on == date(2026, 12, 14)
    assert plan.notes[0].startswith("The course starts on 14 Dec 2026.")


def test_what_no_date_ends_gives_no_course_and_says_why(drawn):
    expecting = USUAL.model_copy(update={"condition": an_intake(condition=({"what": "pregnancy"},)).condition})
    plan = whole_course(expecting, FACTS, ON, **drawn)
    assert isinstance(plan, NoProposal)
    assert plan.conflict.say


def test_a_banned_point_is_in_no_session(usual, drawn):
    point = usual.core[0][0]
    plan = whole_course(USUAL.model_copy(update={"banned": (point,)}), FACTS, ON, **drawn)
    assert not any(point in {site for site, _ in one.sites} for one in plan.sessions)


def test_wishes_for_the_left_and_for_the_right_give_mirrored_courses(drawn):
    left, right = (
        whole_course(
            an_intake(concern=({"what": "facial_asymmetry", "severity": 3, "side": side},)), FACTS, ON, **drawn
        )
        for side in ("left", "right")
    )
    assert left.objective == pytest.approx(right.objective, rel=0.005)
    mirrored = [frozenset((site, ACROSS[side]) for site, side in one.sites) for one in left.sessions]
    assert mirrored == [one.sites for one in right.sessions]


def test_the_rest_is_planned_from_what_was_really_done(usual, drawn):
    done = tuple(Needled(one.on, one.sites) for one in usual.sessions[:3])
    plan = whole_course(USUAL, FACTS, ON + timedelta(days=21), **drawn, done=done)
    assert [one.number for one in plan.sessions] == [4, 5, 6, 7, 8, 9, 10]
    assert plan.sessions[0].on == ON + timedelta(days=21)
    assert plan.notes == ()
    assert too_early(plan) == []


def test_the_next_session_is_never_before_the_interval_has_passed(usual, drawn):
    done = (Needled(ON, usual.sessions[0].sites),)
    plan = whole_course(USUAL, FACTS, ON + timedelta(days=2), **drawn, done=done)
    assert plan.sessions[0].on == ON + timedelta(days=7)


@pytest.mark.parametrize(("weeks", "first", "said"), [(3, 2, "dates move"), (5, 2, "Ask again"), (13, 1, "new course")])
def test_missed_weeks_say_what_to_do(usual, drawn, weeks, first, said):
    done = (Needled(ON, usual.sessions[0].sites),)
    plan = whole_course(USUAL, FACTS, ON + timedelta(weeks=weeks), **drawn, done=done)
    assert plan.sessions[0].number == first
    assert any(said in note for note in plan.notes)


def test_a_session_that_is_planned_says_what_rests_and_until_when(usual):
    second = usual.sessions[1].plan
    resting = [finding for finding in second.findings if finding.rule == "settling"]
    assert resting
    assert all("rest until 6 Dec 2026" in finding.reason for finding in resting)


def test_a_course_is_printed_on_one_page(usual, grown):
    for plan in (usual, grown):
        assert len(typeset(plan, FACTS, "letter", {"format": "png", "ppi": 40})) == 1


def test_needles_that_serve_nothing_are_told_with_the_protocol_that_wants_fewer(drawn):
    plan = whole_course(an_intake(("neck_lines", 4)), FACTS, ON, **drawn)
    idle = max(sum(not needle.serves for needle in one.plan.needles) for one in plan.sessions)
    assert idle
    assert f"Up to {idle} needles" in plan.notes[-1]
    assert "light protocol wants 8" in plan.notes[-1]


def test_a_rule_to_stop_and_upkeep_come_with_the_course(usual):
    assert usual.stop_rule.id == "no_change_beyond_noise"
    assert usual.upkeep.every_days == 30
    assert usual.upkeep.first_on == usual.sessions[-1].on + timedelta(days=30)
    with pytest.raises(InputError, match="no_step_of_scale"):
        stop_rule("when it is enough", FACTS)


PUBLISHED = [name for name, one in FACTS.protocols.items() if one.points]


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_list_is_never_mixed_with_other_points_and_says_what_is_unknown(name, drawn):
    plan = whole_course(USUAL, FACTS, ON, **drawn, protocol=name)
    assert isinstance(plan, CoursePlan)
    assert plan.school
    assert plan.unknown
    for one in plan.sessions:
        assert isinstance(one.plan, Proposal)
        assert {site for site, _ in one.sites} <= set(FACTS.protocols[name].points)
    assert too_early(plan, FACTS.protocols[name]) == []


def test_donoyamas_list_comes_weekly_for_five_weeks_without_the_orbit(drawn):
    plan = whole_course(USUAL, FACTS, ON, **drawn, protocol="donoyama_2012")
    first = plan.sessions[0].plan
    assert (len(plan.sessions), first.retention_min, first.body_needles) == (5, 10, 0)
    assert {needle.needle.gauge_mm for needle in first.needles} == {0.10}
    assert not {"BL1", "ST1"} & {needle.site for needle in first.needles}
    assert any("ST7" in note for note in plan.notes)


def test_the_order_of_a_school_is_kept(drawn):
    plan = whole_course(USUAL, FACTS, ON, **drawn, protocol="adkins_order")
    regions = [needle.region for needle in plan.sessions[0].plan.needles]
    assert regions.index("jaw_angle") < regions.index("cheek_lateral")
    assert plan.sessions[0].plan.needles[0].zone in {"legs", "arms"}
    assert plan.school.startswith("Adkins")
