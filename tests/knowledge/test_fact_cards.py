"""The cards of facts, what is checked about them, and what waits for a clinician."""

from dataclasses import replace
from datetime import date

import pytest

from filiform.errors import InputError
from filiform.knowledge import load
from filiform.knowledge.check import checked, due
from filiform.knowledge.fact import Review
from filiform.knowledge.show import card, named_facts, shown

FACTS = load.knowledge()
KNOWN = load.evidence()


def test_a_point_is_shown_with_place_needling_grades_and_sources() -> None:
    told = shown("LI20", FACTS, KNOWN)
    assert told.startswith("LI20 · Welcome Fragrance (Yingxiang)\n  point\n")
    assert "Gauge: 0.12 to 0.16 mm" in told
    assert "[who-2008] WHO Western Pacific Region" in told
    point, ring = told.split("\n\n")
    assert point.endswith("Not yet read by a clinician.")
    assert ring.startswith("LI20\n  measured error of a point\n")


def test_an_id_is_found_whatever_its_case() -> None:
    assert shown(" li20 ", FACTS, KNOWN) == shown("LI20", FACTS, KNOWN)


def test_grade_c_is_called_tradition_or_opinion() -> None:
    assert "Needling: C, tradition or opinion" in shown("SP6", FACTS, KNOWN)


def test_a_source_from_memory_says_so_wherever_it_is_used() -> None:
    told = " ".join(shown("SP6", FACTS, KNOWN).split())
    assert "(from memory, not looked up: nothing looked up)" in told


def test_a_figure_from_memory_says_so() -> None:
    told = shown("melchart_2004", FACTS, KNOWN)
    assert "pain 3.3 % of patients; from memory, not looked up" in told


def test_a_rule_grade_is_told_in_the_words_of_rules() -> None:
    assert "Grade: D, opinion or our cautious choice" in shown("botox_recent", FACTS, KNOWN)


def test_our_corrections_are_listed_with_what_was_and_what_is() -> None:
    told = " ".join(shown("FX-MAS-2", FACTS, KNOWN).split())
    assert "Our correction of needling.depth mm: was" in told


def test_an_id_of_two_kinds_shows_both() -> None:
    told = shown("acne", FACTS, KNOWN)
    assert "\n  need\n" in told
    assert "\n  certainty by concern\n" in told


def test_a_licensed_scale_shows_its_name_and_licence_and_no_scoring() -> None:
    told = shown("psqi", FACTS, KNOWN)
    assert "not shipped; name and licence only" in told
    assert ">5" not in told


def test_an_interval_of_ours_says_so() -> None:
    assert "(95 % CI, ours)" in shown("haghir2025_frown_rct", FACTS, KNOWN)


def test_an_unknown_id_names_the_nearest_ones() -> None:
    with pytest.raises(InputError, match=r"No fact is called 'LI2O'\. Did you mean LI20"):
        shown("LI2O", FACTS, KNOWN)


def test_an_id_near_nothing_says_only_that() -> None:
    with pytest.raises(InputError, match=r"No fact is called '%%%%'\."):
        shown("%%%%", FACTS, KNOWN)


@pytest.mark.parametrize("kind", named_facts(FACTS, KNOWN))
def test_every_fact_of_a_kind_has_a_card_that_fits_a_terminal(kind: str) -> None:
    for fact in named_facts(FACTS, KNOWN)[kind].values():
        lines = card(kind, fact, KNOWN).splitlines()
        assert lines
        assert [line for line in lines if len(line) > 100 and " " in line.strip()] == []


def test_a_citation_without_a_source_is_a_problem() -> None:
    less = {key: source for key, source in KNOWN.sources.items() if key != "carr-2015"}
    problems = checked(FACTS, replace(KNOWN, sources=less)).problems
    assert "point SP6 cites carr-2015, which sources.toml does not have" in problems


def test_a_need_nobody_serves_is_a_problem() -> None:
    needs = {**FACTS.needs, "freckles": FACTS.needs["acne"].model_copy(update={"id": "freckles"})}
    problems = checked(replace(FACTS, needs=needs), KNOWN).problems
    assert problems == ("need freckles has no default point of weight 2 for a person on the back",)


def test_a_token_nothing_raises_is_a_problem() -> None:
    points = {**FACTS.points, "ST36": FACTS.points["ST36"].model_copy(update={"forbidden_when": ("moonlight",)})}
    problems = checked(replace(FACTS, points=points), KNOWN).problems
    assert problems == (
        "point ST36 is forbidden when moonlight, which no condition or procedure raises",
        "ST36 names moonlight, which is not listed",
    )


def test_a_rule_that_is_not_there_is_a_problem() -> None:
    rules = {key: rule for key, rule in FACTS.rules.items() if key != "antiplatelet"}
    problems = checked(replace(FACTS, rules=rules), KNOWN).problems
    assert "antiplatelet fires antiplatelet, which is no rule" in problems


def test_a_word_that_is_not_listed_is_a_problem() -> None:
    regions = {**FACTS.regions, "chin": FACTS.regions["chin"].model_copy(update={"beside": ("beard",)})}
    problems = checked(replace(FACTS, regions=regions), KNOWN).problems
    assert problems == ("chin names beard, which is not listed",)


def test_a_region_without_zone_or_depth_is_a_problem() -> None:
    chin = FACTS.regions["chin"].model_copy(update={"zone": "beard", "depth_region": "beard"})
    problems = checked(replace(FACTS, regions={**FACTS.regions, "chin": chin}), KNOWN).problems
    assert problems == (
        "region chin is counted in beard, which is no zone",
        "region chin takes its depth from beard, which is no depth region",
    )


def test_a_point_without_region_or_need_is_a_problem() -> None:
    lost = FACTS.points["ST36"].model_copy(update={"region": "tail", "indications": {"luck": 1}})
    problems = checked(replace(FACTS, points={**FACTS.points, "ST36": lost}), KNOWN).problems
    assert problems == (
        "point ST36 serves luck, which is no need",
        "point ST36 lies in tail, which is no region",
    )


def test_every_rule_and_point_waits_for_a_clinician() -> None:
    waiting = due(date(2026, 11, 22), FACTS, KNOWN)
    assert FACTS.rules.keys() | FACTS.points.keys() <= {fact.id for fact in waiting}
    assert not {"source", "term", "code"} & {fact.kind for fact in waiting}


def test_a_reviewed_fact_is_due_again_only_from_its_day() -> None:
    review = Review(by="a reader made up for this test", on=date(2026, 1, 1), due=date(2027, 1, 1))
    points = {"ST36": FACTS.points["ST36"].model_copy(update={"review": review})}
    facts = replace(FACTS, points=points)
    assert "ST36" not in {fact.id for fact in due(date(2026, 12, 31), facts, KNOWN)}
    assert "ST36" in {fact.id for fact in due(date(2027, 1, 1), facts, KNOWN)}
    assert "Read by a reader made up for this test" in shown("ST36", facts, KNOWN)
