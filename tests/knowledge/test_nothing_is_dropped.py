"""Everything that was collected is here, or is listed with the reason why it is not."""

import pytest

from filiform.knowledge import load
from filiform.knowledge.check import checked
from filiform.knowledge.load import DATA

KEPT = {
    "points": 203 + 4,  # four lines that are needled as one site
    "lines": 31 + 1,  # and one of our own
    "regions": 48,
    "zones": 9,
    "depth_regions": 28,
    "danger_zones": 13,
    "rules": 63,
    "conditions": 64 + 1,  # frailty, which starts light
    "procedures": 11,
    "needs": 32,
    "tokens": 21 + 1,  # and what it raises
    "trials": 37,
    "concerns": 18,
    "response_facts": 68,
    "claims": 14,
    "priors": 6,
    "event_studies": 16,
    "scales": 36,
    "published_protocols": 17,
    "schools": 6,
    "body_points": 7,
    "wait_practices": 5,
    "default_exclusions": 11,
    "reporting_items": 17,
    "codes": 10,
    "exports": 17,
    "structures": 52,
    "structure_nodes": 13,
    "thickness": 114,
}
TOPICS = {
    "headline": 4,
    "how_sure": 17,
    "contradiction": 21,
    "not_found": 4,
    "consequence": 7,
    "measuring": 7,
    "forecast": 4,
    "forgotten_needles": 5,
    "needle_count": 5,
    "clean_needle": 7,
    "record": 7,
    "aftercare": 4,
    "escalation": 3,
    "review": 4,
    "exclusion": 7,
    "reporting": 4,
    "coding": 5,
    "tissue": 5,
    "points": 11,
    "anatomy": 12,
}


@pytest.mark.parametrize("kind", KEPT)
def test_every_fact_of_a_kind_is_kept(kind: str) -> None:
    assert checked(load.knowledge(), load.evidence()).counts[kind] == KEPT[kind]


def test_every_statement_is_kept_under_its_topic() -> None:
    told = [known.topic for known in load.evidence().statements.values()]
    assert {topic: told.count(topic) for topic in sorted(set(told))} == dict(sorted(TOPICS.items()))


def test_ninety_constructions_have_an_expression_and_thirty_eight_say_why_not() -> None:
    every = [point.construction for point in load.knowledge().points.values() if point.construction]
    made = [how for how in every if how.visible != "line"]
    without = [construction for construction in made if construction.expression is None]
    assert (len(made) - len(without), len(without)) == (90, 38)
    assert [construction for construction in without if not (construction.how and construction.remark)] == []


def test_what_was_left_out_is_listed_with_its_reason() -> None:
    left = load.evidence().left_out
    assert len(left) == 11
    assert [one.id for one in left.values() if not one.why or one.count < max(1, len(one.items))] == []


def test_licensed_scales_are_listed_as_left_out() -> None:
    scales, left = load.evidence().scales, load.evidence().left_out["licensed_scales"]
    assert {scale.id for scale in scales.values() if scale.ship in {"plugin_only", "no"}} == set(left.items)


def test_every_data_file_is_read() -> None:
    source = (DATA / ".." / "load.py").read_text(encoding="utf-8")
    files = {file.name for file in DATA.iterdir() if file.is_file()} - {"mesh.json"}
    assert {file for file in files if f'"{file}"' not in source} == set()
