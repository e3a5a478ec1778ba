"""One rule of the facts a test; the message names the fact."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import filiform.knowledge
from filiform.knowledge import load
from filiform.knowledge.check import checked, keys_named
from filiform.knowledge.fact import Named
from filiform.knowledge.load import DATA
from filiform.knowledge.models import Construction
from filiform.knowledge.show import named_facts
from filiform.points.construct import OPERATIONS

FACTS = load.knowledge()
KNOWN = load.evidence()
EVERY = named_facts(FACTS, KNOWN)
POINT_ID = r"[A-Z]+[A-Z0-9]*(-[A-Z0-9]+)*"
PATTERNS = {"points": POINT_ID, "side_sites": POINT_ID, "rings": POINT_ID, "sources": r"[a-z0-9]+(-[a-z0-9]+)*"}
CAPITAL = ("needs", "conditions", "procedures", "regions", "zones", "depth_regions", "concerns", "protocols")
DIRECTIONS = {"up", "down", "lateral", "medial", "up_lateral", "perpendicular"}
UNCITED = {"kuge"}  # a study nobody has found; it is kept to say so


def every() -> Iterator[tuple[str, Named]]:
    yield from ((kind, fact) for kind, held in EVERY.items() for fact in held.values())


def labelled() -> Iterator[tuple[str, Named, str]]:
    yield from ((kind, fact, fact.label) for kind, fact in every() if hasattr(fact, "label"))


def nodes(expression: object) -> Iterator[list[object]]:
    if isinstance(expression, list):
        if expression and isinstance(expression[0], str):
            yield expression
        for item in expression:
            yield from nodes(item)


def constructions() -> Iterator[tuple[str, Construction]]:
    yield from ((point.id, point.construction) for point in FACTS.points.values() if point.construction)


def test_the_facts_have_no_problem() -> None:
    assert checked(FACTS, KNOWN).problems == ()


def test_no_fact_claims_a_reviewer_it_never_had() -> None:
    assert [fact.id for _, fact in every() if getattr(fact, "review", None)] == []


@pytest.mark.parametrize("kind", EVERY)
def test_ids_are_written_one_way(kind: str) -> None:
    pattern = PATTERNS.get(kind, r"[a-z0-9]+(_[a-z0-9]+)*")
    assert [key for key in EVERY[kind] if not re.fullmatch(pattern, key)] == []


@pytest.mark.parametrize("folder", ["points", "rules"])
def test_a_file_is_named_after_its_fact(folder: str) -> None:
    names = {file.name.removesuffix(".toml") for file in (DATA / folder).iterdir()}
    made = {line.thread.id for line in FACTS.lines.values() if line.thread}  # their facts stand with the line
    assert names == EVERY[folder].keys() - made


def test_labels_are_words_a_person_reads() -> None:
    assert [f"{kind} {fact.id}: {label}" for kind, fact, label in labelled() if re.search(r"\w_\w", label)] == []


def test_labels_on_forms_and_lists_begin_with_a_capital() -> None:
    small = [
        f"{kind} {fact.id}: {label}" for kind, fact, label in labelled() if kind in CAPITAL and label[:1].islower()
    ]
    assert small == []


def test_every_condition_and_procedure_is_asked_about_in_a_sentence() -> None:
    asked = [*FACTS.conditions.values(), *FACTS.procedures.values()]
    assert [one.id for one in asked if "?" not in one.question] == []


def test_every_clinical_fact_names_a_source() -> None:
    kinds = ("points", "rules", "danger_zones", "depth_regions", "protocols", "trials", "event_studies", "tokens")
    bare = {fact.id for kind, fact in every() if kind in kinds and not keys_named(fact)}
    assert bare == UNCITED


def test_no_two_sources_are_the_same_work() -> None:
    numbers = [
        (name, getattr(source, name).lower())
        for source in KNOWN.sources.values()
        for name in ("doi", "pmid", "pmcid")
        if getattr(source, name)
    ]
    assert sorted(number for number in set(numbers) if numbers.count(number) > 1) == []


def texts() -> str:
    root = Path(filiform.knowledge.__file__).parents[3]
    code = [path for path in (root / "src").rglob("*.py") if "migrations" not in path.parts]
    return "\n".join(path.read_text(encoding="utf-8") for path in [*code, *(root / "docs").rglob("*.md")])


def test_every_source_is_used_by_a_fact_or_by_a_method() -> None:
    cited = {key for _, fact in every() for key in keys_named(fact)}
    unused = sorted(KNOWN.sources.keys() - cited)
    written = texts() if unused else ""
    assert [key for key in unused if not re.search(rf"\[{re.escape(key)}[\],]", written)] == []


def test_dois_are_dois() -> None:
    dois = [source.doi for source in KNOWN.sources.values() if source.doi]
    assert [doi for doi in dois if not re.fullmatch(r"10\.\d{4,9}/\S*[A-Za-z0-9)]", doi)] == []


def test_what_is_from_memory_says_nothing_was_read() -> None:
    assert [source.id for source in KNOWN.sources.values() if source.level == "memory" and not source.read] == []


def test_expressions_use_only_known_operations_with_their_arguments() -> None:
    units = {"h_cun", "v_cun", "f_cun", "fb", "mm", "ipd"}
    for name, construction in constructions():
        used = [construction.expression, construction.alternative and construction.alternative.expression]
        for node in (node for expression in used for node in nodes(expression)):
            operation = KNOWN.operations.get(str(node[0]))
            assert operation, f"{name}: {node[0]}"
            enough = len(node) - 1 >= len(operation.arguments)
            assert enough, f"{name}: {node}"
        lengths = re.findall(r"\[-?[\d.]+, '(\w+)'\]", repr(used))
        assert set(lengths) <= units, name


def test_the_language_of_constructions_is_the_one_that_is_evaluated() -> None:
    assert KNOWN.operations.keys() - {"bisector"} == set(OPERATIONS)


def test_constructions_name_only_points_that_exist() -> None:
    for name, construction in constructions():
        named = {str(node[1]) for node in nodes(construction.expression) if node[0] == "pt"} | (
            {*construction.aim} - DIRECTIONS
        )
        assert named <= FACTS.points.keys(), name


def test_regions_name_only_mesh_regions_that_exist() -> None:
    listed = {region["id"] for region in load.document("mesh.json")["regions"]}
    for region in FACTS.regions.values():
        assert set(region.mesh_regions) <= listed, region.id


def test_the_mesh_regions_part_the_mesh_exactly() -> None:
    regions = load.document("mesh.json")["regions"]
    sides = [(set(region["triangles_right"]), set(region["triangles_left"])) for region in regions]
    triangles = [triangle for right, left in sides for triangle in right | left]
    assert sorted(triangles) == list(range(898))


def test_the_mesh_is_whole_and_its_mirror_map_symmetric() -> None:
    mesh = load.document("mesh.json")
    mirror = {int(vertex): twin for vertex, twin in mesh["mirror"].items()}
    assert (len(mesh["canonical_cm"]), len(mesh["triangles"]), len(mirror)) == (468, 898, 468)
    assert [vertex for vertex, twin in mirror.items() if mirror[twin] != vertex] == []
    x = [place[0] for place in mesh["canonical_cm"]]
    assert max(abs(x[vertex] + x[twin]) for vertex, twin in mirror.items()) < 0.01


def test_places_never_proposed_are_not_in_the_default_set() -> None:
    barred = {
        one.point for one in KNOWN.default_exclusions.values() if one.in_atlas and not one.remark.startswith("deep")
    }
    assert sorted(point for point in barred if FACTS.points[point].default_use) == []


def test_every_place_never_proposed_says_whether_the_atlas_has_it() -> None:
    assert [one.id for one in KNOWN.default_exclusions.values() if one.in_atlas != (one.point in FACTS.points)] == []


def test_a_need_is_as_certain_as_its_concern() -> None:
    tied = [concern for concern in KNOWN.concerns.values() if concern.need]
    assert [concern.id for concern in tied if FACTS.needs[concern.need].certainty != concern.certainty] == []


def test_claims_rest_on_response_facts_that_exist() -> None:
    assert [claim.id for claim in KNOWN.claims.values() if not {*claim.facts} <= KNOWN.response_facts.keys()] == []


def test_body_points_and_their_needs_exist() -> None:
    for group in KNOWN.body_points.values():
        assert {*group.points} <= FACTS.points.keys(), group.id
        assert {*group.needs} <= FACTS.needs.keys(), group.id


def test_depths_and_sizes_run_from_less_to_more() -> None:
    for point in FACTS.points.values():
        needling = point.needling
        spans = (needling.depth_mm, needling.gauge_mm, needling.length_mm)
        assert [span for span in spans if span[0] > span[1]] == [], point.id


def test_no_depth_region_lets_a_needle_deeper_than_a_thin_person_is() -> None:
    regions = FACTS.depth_regions.values()
    assert [region.id for region in regions if region.perpendicular_limit_mm > region.thin_person_mm] == []


def test_intervals_hold_their_value() -> None:
    figures = [
        (study.id, figure)
        for study in KNOWN.event_studies.values()
        for figure in study.figures
        if figure.interval and figure.value is not None
    ]
    held = [figure.interval[0] <= figure.value <= figure.interval[1] for _, figure in figures if figure.interval]
    assert figures
    assert all(held)
