"""Twelve patients and what a careful clinician wants for each, on the drawn face and on a composite photo."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import pytest

from filiform.face.drawn import drawn_face
from filiform.face.engine import Engine
from filiform.face.face import Face
from filiform.face.find import found_face
from filiform.face.mesh import mesh as built
from filiform.intake.intake import Intake
from filiform.intake.read import intake_of
from filiform.knowledge import load
from filiform.photo.read import upright
from filiform.planning.case import case
from filiform.planning.course_plan import whole_course
from filiform.planning.edit import broken
from filiform.planning.proposal import NoProposal, Proposal
from filiform.planning.treatment import session as planned
from filiform.points.place import placement

DATA = Path(__file__).parents[1] / "data"
ON = date(2026, 11, 22)
FACTS = load.knowledge()
STORIES = {story["id"]: story for story in tomllib.loads((DATA / "twelve_stories.toml").read_text("utf-8"))["story"]}
WANTS = [(name, index) for name, story in STORIES.items() for index in range(len(story["want"]))]


@dataclass
class Told:
    """One story with the session and the course it gets on one face."""

    intake: Intake
    found: Mapping[str, object]
    session: Proposal | NoProposal

    @cached_property
    def course(self):
        return whole_course(self.intake, FACTS, ON, **self.found)

    @property
    def needles(self):
        return self.session.needles

    @property
    def sites(self):
        return {needle.site for needle in self.needles}

    @property
    def words(self):
        notes = self.session.notes if isinstance(self.session, Proposal) else (self.session.conflict.say,)
        return " ".join([*(finding.reason for finding in self.session.findings), *notes])


def _faces():
    mesh = built(load.document("mesh.json"))
    photo = upright((DATA / "composite_f_multi.jpg").read_bytes())
    found = found_face(photo, Engine(), FACTS, mesh)
    assert isinstance(found, Face)
    return {
        name: {"face": face, "mesh": mesh, "placement": placement(face, FACTS, mesh)}
        for name, face in (("drawn", drawn_face(mesh)), ("photo", found))
    }


@pytest.fixture(scope="module")
def told():
    faces, known = _faces(), {}

    def of(story, face):
        if (story, face) not in known:
            intake = intake_of(STORIES[story]["intake"], FACTS, today=ON)
            ready = case(intake, FACTS, ON, **faces[face])
            session = planned(ready)
            assert isinstance(session, NoProposal) or not broken(session, ready)
            known[story, face] = Told(intake, faces[face], session)
        return known[story, face]

    return of


def _between(number, span):
    return span[0] <= number <= span[1]


def in_regions(needles, words):
    """Return the needles in a region or a group of regions."""
    regions = {r.id for r in FACTS.regions.values() if r.id in words or {*r.groups} & {*words}}
    return [needle for needle in needles if needle.region in regions]


# One function a word of a want: what it asks of a story.
ASKED = {
    "protocol": lambda told, want: told.session.protocol == want["protocol"],
    "face": lambda told, want: _between(told.session.face_needles, want["face"]),
    "body": lambda told, want: _between(told.session.body_needles, want["body"]),
    "needles": lambda told, want: _between(len(told.needles), want["needles"]),
    "minutes": lambda told, want: _between(told.session.retention_min, want["minutes"]),
    "press": lambda told, want: told.session.press_min >= want["press"],
    "serves": lambda told, want: {*want["serves"]} <= {row.need for n in told.needles for row in n.serves},
    "some_of": lambda told, want: len({*want["some_of"]} & told.sites) >= want["at_least"],
    "none_in": lambda told, want: not in_regions(told.needles, want["none_in"]),
    "none_of": lambda told, want: not {*want["none_of"]} & told.sites,
    "told": lambda told, want: want["told"] in told.words,
    "gauge_most": lambda told, want: max(n.needle.gauge_mm for n in told.needles) <= want["gauge_most"],
    "face_gauge_most": lambda told, want: all(
        n.needle.gauge_mm <= want["face_gauge_most"] for n in told.needles if n.where == "face"
    ),
    "neck_depth_most": lambda told, want: all(
        n.depth_mm[1] <= want["neck_depth_most"] for n in told.needles if n.where == "neck"
    ),
    "refers_before": lambda told, want: (
        want["refers_before"]
        is any(f.kind == "refer" and f.urgency == "before_first_session" for f in told.session.findings)
    ),
    "first_in": lambda told, want: told.needles[0].zone in want["first_in"],
    "left_out": lambda told, want: (*want["left_out"],) in {(row.site, row.rule) for row in told.session.left_out},
    "none": lambda told, want: isinstance(told.session, NoProposal) is want["none"],
    "conflict": lambda told, want: want["conflict"] in told.session.conflict.say,
    "course": lambda told, want: _between(told.course.length.sessions, want["course"]),
    "length_says": lambda told, want: want["length_says"] in told.course.length.why,
    "rotates": lambda told, want: {*want["rotates"]} <= {site for site, _ in told.course.rotating},
    "rotates_some": lambda told, want: bool({*want["rotates_some"]} & {site for site, _ in told.course.rotating}),
    "most_in_course": lambda told, want: (
        max(len(one.plan.needles) for one in told.course.sessions) <= want["most_in_course"]
    ),
    "first_on": lambda told, want: told.course.sessions[0].on == want["first_on"],
}
ALONGSIDE = {"because", "at_least"}


def test_there_are_twelve_stories_and_each_want_is_one_that_can_be_asked():
    assert len(STORIES) == 12
    for story in STORIES.values():
        assert all({*want} - ALONGSIDE <= ASKED.keys() for want in story["want"])
        assert all({*want} - ALONGSIDE and want["because"] for want in story["want"])


@pytest.mark.parametrize("face", ["drawn", "photo"])
@pytest.mark.parametrize(("story", "index"), WANTS)
def test_a_patient_gets_what_a_careful_clinician_wants(story, index, face, told):
    want = STORIES[story]["want"][index]
    failed = [word for word in want if word not in ALONGSIDE and not ASKED[word](told(story, face), want)]
    assert not failed, f"{want['because']}: {failed}"


@pytest.mark.parametrize("story", STORIES)
def test_every_course_that_is_planned_is_within_a_percent_of_the_best_and_keeps_its_core(story, told):
    course = told(story, "drawn").course
    if isinstance(course, NoProposal):
        assert course.conflict.say
        return
    assert all(one.sites.issuperset(course.core) for one in course.sessions)
    assert course.objective <= course.bound + 1e-6
    assert course.bound - course.objective <= 0.01 * course.gains
