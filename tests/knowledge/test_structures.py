"""What lies under the skin, as facts: whole, sourced and consistent."""

import re

import pytest

from filiform.knowledge import load
from filiform.knowledge.anatomy import Structure
from filiform.knowledge.show import shown
from filiform.points.construct import OPERATIONS

FACTS, KNOWN = load.knowledge(), load.evidence()
STRUCTURES = tuple(FACTS.structures.values())
KINDS = {"artery": 16, "vein": 5, "nerve": 18, "foramen": 3}


def names(expression: object) -> set[str]:
    """Return the places an expression starts from."""
    if not isinstance(expression, list):
        return set()
    own = {str(expression[1])} if expression[:1] == ["pt"] else set()
    return own.union(*(names(item) for item in expression))


def operations(expression: object) -> set[str]:
    if not isinstance(expression, list):
        return set()
    own = {str(expression[0])} if expression and isinstance(expression[0], str) else set()
    return own.union(*(operations(item) for item in expression))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_complete(kind: str) -> None:
    assert sum(one.kind == kind for one in STRUCTURES) == KINDS[kind]


def test_forty_five_have_a_course_on_the_face_and_seven_a_rule_in_words() -> None:
    told = [one.id for one in STRUCTURES if one.shape == "text"]
    assert len(told) == 7
    assert all(one.where and not one.course for one in STRUCTURES if one.id in told)
    assert all(one.course for one in STRUCTURES if one.id not in told)


@pytest.mark.parametrize("one", STRUCTURES, ids=lambda one: one.id)
def test_a_structure_is_consistent(one: Structure) -> None:
    assert one.citations
    assert one.before
    assert one.shape == "text" or one.lateral_sd_mm
    for place in one.course:
        low, high = place.range_mm
        assert 0 < low <= place.depth_mm <= high
        assert names(place.at) <= FACTS.structure_nodes.keys()
        assert operations(place.at) <= {*OPERATIONS, "mm", "lateral"}


def test_named_places_rest_on_landmarks_or_on_each_other_without_a_circle() -> None:
    def rests_on(name: str, path: tuple[str, ...] = ()) -> None:
        assert name not in path
        for other in names(FACTS.structure_nodes[name].at):
            rests_on(other, (*path, name))

    for name in FACTS.structure_nodes:
        rests_on(name)


def test_what_is_from_general_knowledge_alone_does_not_say_it_was_read() -> None:
    alone = [one for one in STRUCTURES if [c.source for c in one.citations] == ["gk-facial-anatomy"]]
    assert alone
    assert {one.level for one in alone} == {"memory"}


def test_no_structure_is_called_safe_or_clear_and_none_speaks_of_what_is_injected() -> None:
    words = " ".join(f"{one.before} {one.also} {one.remark} {one.where}" for one in STRUCTURES)
    assert re.findall(r"\bsafe\b|\bclear\b|embol|harmless", words, re.IGNORECASE) == []


def test_the_card_of_a_structure_tells_its_depth_its_spread_and_its_sources() -> None:
    card = shown("facial_artery", FACTS, KNOWN)
    assert "Lateral sd: 4 mm" in card
    assert "2.2" in card
    assert "10.1093/asj/sjaa152" in card
    assert "Not yet read by a clinician." in card


def test_measurements_of_thickness_belong_to_a_region_and_are_thinner_than_a_neck() -> None:
    for one in KNOWN.thickness.values():
        assert one.depth_region in FACTS.depth_regions
        assert one.mean_mm is None or 0.2 < one.mean_mm < 60
