"""What a clinician asks for and gets, on the drawn face with every fact of ours."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from filiform.face.drawn import drawn_face
from filiform.face.mesh import mesh as built
from filiform.intake.intake import Intake
from filiform.knowledge import load
from filiform.planning.case import case
from filiform.planning.edit import broken, key
from filiform.planning.frame import protocol
from filiform.planning.proposal import NoProposal, Proposal
from filiform.planning.treatment import treatment
from filiform.points.place import placement

ON = date(2026, 11, 22)
SPACING_MM = 8.0


@pytest.fixture(scope="module")
def drawn():
    mesh = built(load.document("mesh.json"))
    face = drawn_face(mesh)
    return {"face": face, "mesh": mesh, "placement": placement(face, load.knowledge(), mesh)}


def an_intake(*wishes, first_visit=False, **more):
    patient = {"born": date(1978, 3, 2), "sex": "female", "first_visit": first_visit}
    asked = tuple({"what": what, "severity": severity} for what, severity in wishes)
    return Intake.model_validate({"patient": patient, "concern": asked} | more)


USUAL = (("nasolabial_folds", 2), ("crows_feet", 2), ("glabellar_lines", 3))
CALM = {"digestive": 1, "anxiety": 3, "stress": 3}
STORIES = {
    "one wish": an_intake(("crows_feet", 2)),
    "three wishes": an_intake(*USUAL, health=CALM),
    "everything at once": an_intake(
        *USUAL, ("jowl_laxity", 4), ("acne", 2), ("dark_circles", 1), health=CALM, wish={"result": "marked"}
    ),
    "young acne": an_intake(("acne", 3), wish={"comfort": "sensitive"}),
    "flushes and sagging": an_intake(("jowl_laxity", 3), ("neck_lines", 2), health={"menopausal": 3, "insomnia": 2}),
    "jaw clencher": an_intake(("tmj_masseter", 3), health={"stress": 4, "headache": 2}, wish={"comfort": "hardy"}),
    "only a complaint": an_intake(health={"digestive": 2}),
    "one side": an_intake(concern=({"what": "facial_asymmetry", "severity": 3, "side": "left"},)),
}


@pytest.mark.parametrize("story", STORIES)
def test_a_healthy_patient_gets_a_full_session_that_breaks_no_limit(story, drawn):
    facts = load.knowledge()
    proposal = treatment(STORIES[story], facts, ON, **drawn)
    assert isinstance(proposal, Proposal)
    assert proposal.protocol == "default"
    assert proposal.status == "optimal"
    assert proposal.objective == proposal.bound
    assert 20 <= proposal.face_needles <= 40
    assert 3 <= proposal.body_needles <= 12
    assert 15 <= proposal.retention_min <= 25
    assert 5 <= proposal.course.sessions <= 10
    assert proposal.course.interval_days == 7
    told = broken(proposal, case(STORIES[story], facts, ON, **drawn))
    assert not told or story == "one side"


@pytest.mark.parametrize("story", STORIES)
def test_needles_keep_eight_millimetres_on_the_skin(story, drawn):
    places = {(site.id, site.side): np.array(site.position_mm) for site in drawn["placement"].sites}
    proposal = treatment(STORIES[story], load.knowledge(), ON, **drawn)
    shown = [places[key(needle)] for needle in proposal.needles if key(needle) in places]
    gaps = [np.linalg.norm(a - b) for i, a in enumerate(shown) for b in shown[i + 1 :]]
    assert min(gaps) >= SPACING_MM


def test_every_needle_says_how_deep_how_long_with_what_and_for_what(drawn):
    facts = load.knowledge()
    for intake in STORIES.values():
        for needle in treatment(intake, facts, ON, **drawn).needles:
            point = facts.points[needle.site]
            assert point.supine
            assert point.default_use
            assert point.side != "lesion"
            assert needle.depth_mm[1] == pytest.approx(
                needle.inserted_mm * np.sin(np.radians(needle.angle_deg)), abs=0.1
            )
            assert needle.depth_mm[1] <= point.needling.depth_mm[1]
            assert needle.needle.length_mm >= needle.inserted_mm + 5
            assert needle.angle in point.needling.angles
            assert needle.serves or any("fills" in line for line in needle.cautions)
            assert all(row.weight == point.indications[row.need] and row.source for row in needle.serves)


def test_the_same_intake_gives_the_same_session(drawn):
    facts = load.knowledge()
    twice = [treatment(STORIES["everything at once"], facts, ON, **drawn) for _ in range(2)]
    assert replace(twice[0], solve_s=0) == replace(twice[1], solve_s=0)


def test_a_stated_complaint_gets_body_needles(drawn):
    proposal = treatment(STORIES["three wishes"], load.knowledge(), ON, **drawn)
    on_the_body = {row.need for needle in proposal.needles if needle.where != "face" for row in needle.serves}
    assert {"digestive", "anxiety", "stress"} <= on_the_body
    assert not proposal.unserved


def test_a_first_visit_gets_the_light_session(drawn):
    proposal = treatment(an_intake(*USUAL, first_visit=True), load.knowledge(), ON, **drawn)
    assert proposal.protocol == "light"
    assert proposal.notes[0].startswith("The light session comes first.")
    assert 8 <= proposal.face_needles <= 20
    assert 3 <= proposal.body_needles <= 8


def test_fear_of_needles_gets_five_to_eight_the_body_first_and_says_so(drawn):
    intake = an_intake(*USUAL, condition=({"what": "needle_phobia"},))
    proposal = treatment(intake, load.knowledge(), ON, **drawn)
    assert proposal.protocol == "light"
    assert 5 <= len(proposal.needles) <= 8
    assert proposal.body_needles >= 3
    assert any("the body comes first" in note for note in proposal.notes)
    assert proposal.needles[0].where == "body"


def test_a_region_with_fresh_botox_stays_free_and_each_site_says_until_when(drawn):
    procedure = {"what": "botulinum_toxin", "region": "glabella", "on": ON - timedelta(days=10)}
    proposal = treatment(an_intake(*USUAL, procedure=(procedure,)), load.knowledge(), ON, **drawn)
    closed = next(finding.closed for finding in proposal.findings if finding.kind == "wait")
    assert not {key(needle) for needle in proposal.needles} & closed
    told = [row for row in proposal.left_out if row.rule == "botox_recent"]
    assert told
    assert all("10 Dec" in row.reason for row in told)


def test_filler_everywhere_is_refused_with_the_date_it_ends(drawn):
    regions = ("cheek", "lips", "forehead", "jaw", "eye", "temple")
    on = ON - timedelta(days=6)
    intake = an_intake(*USUAL, procedure=tuple({"what": "filler", "region": region, "on": on} for region in regions))
    refused = treatment(intake, load.knowledge(), ON, **drawn)
    assert isinstance(refused, NoProposal)
    assert refused.conflict.because
    assert all(name.startswith("filler_recent:") for name in refused.conflict.because)
    assert refused.conflict.say.endswith("ait until 14 Dec 2026.")


def test_a_wish_for_the_left_and_the_same_for_the_right_give_mirrored_plans_of_equal_worth(drawn):
    facts = load.knowledge()
    left, right = (
        treatment(
            an_intake(("acne", 2), concern=({"what": "facial_asymmetry", "severity": 3, "side": side},)),
            facts,
            ON,
            **drawn,
        )
        for side in ("left", "right")
    )
    over = {"left": "right", "right": "left", "midline": "midline"}
    assert left.objective == right.objective
    assert {(n.site, over[n.side]) for n in left.needles} == {key(n) for n in right.needles}


def test_a_protocol_can_be_asked_for_by_name(drawn):
    facts = load.knowledge()
    proposal = treatment(an_intake(*USUAL, first_visit=True), facts, ON, **drawn, protocol="default")
    assert proposal.protocol == "default"
    assert proposal.retention_min <= (protocol("default", facts).first_visit_retention_most or 0)
