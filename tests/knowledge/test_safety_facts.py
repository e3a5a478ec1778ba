from string import Formatter

import pytest

from filiform.knowledge import load
from filiform.knowledge.models import Condition, Procedure
from filiform.knowledge.rules import Forbid, Rule, Wait

FACTS = load.knowledge()
RULES = list(FACTS.rules.values())
STATED: list[Condition | Procedure] = [*FACTS.conditions.values(), *FACTS.procedures.values()]
WITHOUT_RECORD = {
    *("BL11", "BL27", "BL28", "BL29", "BL31", "BL33", "BL34", "CV5", "CV8", "GV15"),
    *("LU2", "SI14", "ST11", "ST12", "ST17"),
}


def rule_ids(rule: Rule) -> str:
    return rule.id


def test_there_are_63_rules_and_13_danger_zones() -> None:
    assert len(RULES) == 63
    assert len(FACTS.danger_zones) == 13


@pytest.mark.parametrize("rule", RULES, ids=rule_ids)
def test_every_rule_has_an_effect_that_says_one_line(rule: Rule) -> None:
    assert rule.effects
    for effect in rule.effects:
        lines = [effect.say, effect.say_after] if isinstance(effect, Wait) and effect.say_after else [effect.say]
        for say in lines:
            assert {name for _, name, _, _ in Formatter().parse(say) if name} <= {"place", "on", "until"}
            assert len(say) <= 160
            assert say.endswith((".", ")."))
            assert not {"\n", "!"} & set(say)


@pytest.mark.parametrize("rule", RULES, ids=rule_ids)
def test_every_rule_has_an_example_that_speaks_and_one_that_is_silent(rule: Rule) -> None:
    assert {example.speaks for example in rule.examples} == {True, False}


@pytest.mark.parametrize("rule", RULES, ids=rule_ids)
def test_every_rule_names_sources_points_and_regions_that_exist(rule: Rule) -> None:
    assert {citation.source for citation in rule.citations} <= set(load.evidence().sources)
    assert set(rule.points) <= set(FACTS.points)
    words = {*FACTS.regions, *(group for region in FACTS.regions.values() for group in region.groups)}
    stated = {fact.id for fact in STATED}
    for effect in rule.effects:
        assert set(effect.stated) <= stated
        if isinstance(effect, Forbid):
            assert set(effect.regions) <= words


@pytest.mark.parametrize("rule", RULES, ids=rule_ids)
def test_every_rule_can_be_fired(rule: Rule) -> None:
    unasked = rule.under_years is not None or rule.skin_types
    assert unasked or any(rule.id in fact.rules for fact in STATED)


@pytest.mark.parametrize("fact", STATED, ids=lambda fact: fact.id)
def test_everything_an_intake_can_state_fires_a_rule_or_raises_a_token(fact: Condition | Procedure) -> None:
    assert fact.rules or fact.raises
    assert set(fact.rules) <= set(FACTS.rules)
    assert set(fact.raises) <= set(FACTS.tokens)


@pytest.mark.parametrize("fact", [fact for fact in STATED if fact.raises and fact.rules], ids=lambda fact: fact.id)
def test_a_raised_token_closes_points_through_one_of_its_rules(fact: Condition | Procedure) -> None:
    effects = [effect for rule in fact.rules for effect in FACTS.rules[rule].effects]
    here = {token.endswith("_here") for token in fact.raises}
    assert len(here) == 1
    scope = "region" if here == {True} else "points"
    assert any(isinstance(effect, Wait | Forbid) and effect.scope == scope for effect in effects)


def test_every_token_of_a_point_exists_and_can_be_raised() -> None:
    carried = {t for point in FACTS.points.values() for t in (*point.forbidden_when, *point.caution_when)}
    raised = {token for fact in STATED for token in fact.raises}
    assert carried <= set(FACTS.tokens)
    assert carried <= raised
    assert set(FACTS.tokens) == raised | {"first_visit"}
    assert {region for token in FACTS.tokens.values() for region in token.regions} <= set(FACTS.regions)


def test_every_id_is_the_one_of_a_record_or_listed_as_having_none() -> None:
    facts = [*RULES, *FACTS.danger_zones.values()]
    assert {point for fact in facts for point in fact.points} <= set(FACTS.points)
    without = {point for fact in facts for point in fact.points_without_record}
    assert without == WITHOUT_RECORD
    assert not without & set(FACTS.points)


def test_a_point_that_is_only_named_with_care_in_pregnancy_is_in_the_line_that_says_so() -> None:
    careful = {point.id for point in FACTS.points.values() if "pregnancy" in point.caution_when}
    (line,) = [e.say for e in FACTS.rules["pregnancy_points"].effects if e.kind == "caution"]
    assert careful == {"GB39", "LI11", "LR3", "SP10"}
    assert all(point in line for point in careful)


def test_no_gauge_limit_rules_out_a_default_point() -> None:
    gauges = [e.max_gauge_mm for rule in RULES for e in rule.effects if e.kind == "limit" and e.max_gauge_mm]
    assert min(gauges) >= max(p.needling.gauge_mm[0] for p in FACTS.points.values() if p.default_use)


@pytest.mark.parametrize("rule", RULES, ids=rule_ids)
def test_an_urgent_referral_comes_with_a_stop(rule: Rule) -> None:
    urgent = any(e.kind == "refer" and e.urgency in {"emergency", "same_day"} for e in rule.effects)
    assert not urgent or any(effect.kind == "stop" for effect in rule.effects)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.severity_qualifier == "now"], ids=rule_ids)
def test_what_is_absolute_today_stops_today_and_says_until_when(rule: Rule) -> None:
    assert any(effect.kind == "stop" and effect.until for effect in rule.effects)


@pytest.mark.parametrize("rule", RULES, ids=rule_ids)
def test_a_wait_is_not_shorter_than_the_shortest_source(rule: Rule) -> None:
    waits = [effect for effect in rule.effects if isinstance(effect, Wait)]
    assert all(rule.wait_min_days is not None and effect.days >= rule.wait_min_days for effect in waits)


@pytest.mark.parametrize("rule", RULES, ids=rule_ids)
def test_no_rule_claims_a_reviewer(rule: Rule) -> None:
    assert rule.review is None


def test_every_danger_zone_names_its_sources_and_points_along_every_region_depth() -> None:
    for zone in FACTS.danger_zones.values():
        assert {citation.source for citation in zone.citations} <= set(load.evidence().sources)
        assert zone.max_depth_mm is not None
        assert zone.max_depth_mm >= 0
        assert zone.when in {"", *FACTS.tokens}
    for region in FACTS.regions.values():
        assert set(region.beside) <= set(FACTS.regions)
        assert region.depth_region is None or region.depth_region in FACTS.depth_regions


@pytest.mark.parametrize("rule", RULES, ids=rule_ids)
def test_a_stop_for_an_age_says_what_to_do_when_the_birth_date_disagrees(rule: Rule) -> None:
    for effect in rule.effects:
        assert effect.kind != "stop" or bool(effect.say_of_age) == (effect.until_age_years is not None)


def test_a_tick_beside_an_empty_stomach_means_empty() -> None:
    assert FACTS.conditions["fasting_alcohol"].question.startswith("Nothing eaten")
