"""Every rule with one intake it speaks about and one it stays silent about; the examples stand in the rule files."""

from datetime import date, timedelta
from functools import cache

import pytest

from filiform.face.drawn import drawn_face
from filiform.face.mesh import Mesh, mesh
from filiform.intake.intake import Intake, Patient, StatedCondition, StatedProcedure
from filiform.knowledge import load
from filiform.knowledge.rules import Rule, RuleExample
from filiform.points.place import placement
from filiform.points.site import Placement
from filiform.safety.findings import findings
from filiform.safety.statement import birthday

ON = date(2026, 11, 22)
EXAMPLES = [(rule, example) for rule in load.knowledge().rules.values() for example in rule.examples]


def told(rule: Rule, example: RuleExample) -> str:
    what = example.condition or example.procedure or f"age {example.age_years}, skin type {example.skin_type}"
    when = "" if example.days_ago is None else f" {example.days_ago} days ago"
    return f"{rule.id} {'speaks' if example.speaks else 'is silent'}: {what} {example.region}{when}"


@cache
def the_mesh() -> Mesh:
    return mesh(load.document("mesh.json"))


@cache
def the_placement() -> Placement:
    return placement(drawn_face(the_mesh()), load.knowledge(), the_mesh())


def intake(example: RuleExample) -> Intake:
    born = birthday(ON, -example.age_years) if example.age_years is not None else date(1978, 3, 2)
    where = {"region": example.region or None, "side": example.side}
    when = "unknown" if example.days_ago is None else ON - timedelta(days=example.days_ago)
    return Intake(
        patient=Patient(born=born, skin_type=example.skin_type, first_visit=False),
        condition=(StatedCondition(what=example.condition, **where),) if example.condition else (),
        procedure=(StatedProcedure(what=example.procedure, on=when, **where),) if example.procedure else (),
    )


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=[told(*pair) for pair in EXAMPLES])
def test_each_rule_speaks_when_it_should_and_only_then(rule: Rule, example: RuleExample) -> None:
    found = findings(
        intake(example),
        load.knowledge(),
        ON,
        face=drawn_face(the_mesh()),
        placement=the_placement(),
        mesh=the_mesh(),
    )
    assert (rule.id in {finding.rule for finding in found}) == example.speaks


# What a clinician would check first: who is stopped, who waits, who is sent on, who is only told.
TABLE = [
    ("pregnancy", "stop"),
    ("bleeding_disorder", "stop"),
    ("anticoagulant", "refer"),
    ("antiplatelet", "limit"),
    ("liver_cirrhosis", "refer"),
    ("hsv_active", "stop"),
    ("skin_infection", "stop"),
    ("acne_inflamed", "limit"),
    ("rosacea_flare", "stop"),
    ("migraine_acute", "stop"),
    ("suspicious_lesion", "refer"),
    ("facial_fracture", "stop"),
    ("epilepsy", "refer"),
    ("pacemaker", "limit"),
    ("diabetes", "modify"),
    ("immunosuppressed", "refer"),
    ("chemo", "stop"),
    ("valvular", "refer"),
    ("needle_phobia", "limit"),
    ("fasting_alcohol", "stop"),
    ("vaccination_fever", "stop"),
    ("covid_mask", "stop"),
    ("hypertension", "stop"),
    ("heart_unstable", "stop"),
    ("neuro_face", "refer"),
    ("glaucoma_eye", "limit"),
    ("consent_capacity", "stop"),
    ("bdd", "refer"),
    ("breastfeeding", "caution"),
    ("isotretinoin", "limit"),
    ("contact_lens", "modify"),
]


@pytest.mark.parametrize(("condition", "strongest"), TABLE)
def test_the_strongest_word_about_a_condition(condition: str, strongest: str) -> None:
    found = findings(
        intake(RuleExample(condition=condition, speaks=True)),
        load.knowledge(),
        ON,
        face=drawn_face(the_mesh()),
        placement=the_placement(),
        mesh=the_mesh(),
    )
    assert found[0].kind == strongest


WAITS = [
    ("botulinum_toxin", 28, 90),
    ("filler", 28, 90),
    ("threads", 180, None),
    ("face_surgery", 180, 365),
    ("peel", 30, 90),
    ("laser", 30, 90),
    ("microdermabrasion", 30, None),
    ("microneedling", 28, None),
    ("dental", 14, None),
]


@pytest.mark.parametrize(("procedure", "days", "care_days"), WAITS)
def test_how_long_a_procedure_keeps_its_region_free(procedure: str, days: int, care_days: int | None) -> None:
    for days_ago, closed in ((0, True), (days - 1, True), (days, False)):
        example = RuleExample(procedure=procedure, region="cheek", days_ago=days_ago, speaks=True)
        found = findings(
            intake(example),
            load.knowledge(),
            ON,
            face=drawn_face(the_mesh()),
            placement=the_placement(),
            mesh=the_mesh(),
        )
        waits = [finding for finding in found if finding.kind == "wait"]
        assert [bool(finding.closed) for finding in waits] == ([True] if closed else [])
        assert all(finding.until == ON + timedelta(days=days - days_ago) for finding in waits)
        followed = [f for f in found if f.kind == "caution" and f.until == ON + timedelta(days=(care_days or 0) - days)]
        assert closed or bool(followed) == (care_days is not None)


# Where a line of a rule names a part of the body, no point of that part is left.
WORDS = [
    ("anticoagulant", ["periorbital_upper", "periorbital_lower", "crows_feet", "temple"]),
    ("liver_cirrhosis", ["periorbital_upper", "periorbital_lower", "crows_feet", "temple"]),
    ("bleeding_disorder", ["periorbital_upper", "periorbital_lower", "crows_feet", "temple"]),
    ("keloid", ["jaw_angle", "ear", "chest", "shoulder"]),
    ("pacemaker", ["chest"]),
    ("thyroid_neck", ["neck_front"]),
    ("lymphoedema", ["hand", "wrist", "forearm", "elbow", "thigh", "knee", "leg", "ankle", "foot", "sole"]),
    ("joint_prosthesis", ["hand", "wrist", "forearm", "elbow", "hip", "thigh", "knee", "leg", "ankle", "foot", "sole"]),
    ("foot_neuropathy_or_ulcer", ["foot", "sole"]),
    ("abdominal_mass_or_organomegaly", ["abdomen_upper", "abdomen_lower"]),
]


@pytest.mark.parametrize(("condition", "regions"), WORDS)
def test_a_line_closes_all_that_it_names(condition: str, regions: list[str]) -> None:
    facts = load.knowledge()
    found = findings(
        intake(RuleExample(condition=condition, speaks=True)),
        facts,
        ON,
        face=drawn_face(the_mesh()),
        placement=the_placement(),
        mesh=the_mesh(),
    )
    closed = {site for finding in found for site, _ in finding.closed}
    assert {point.id for point in facts.points.values() if point.region in regions} <= closed
