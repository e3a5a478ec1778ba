"""The intake form: nothing typed is lost, and the core alone judges it."""

from datetime import date
from typing import Any

from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from filiform.knowledge import load
from filiform.web.visits.answers import Person, document_of
from filiform.web.visits.forms import IntakeForm
from filiform.web.visits.models import Visit
from filiform.web.visits.questions import CONDITION_GROUPS, PLAIN_QUESTIONS, WISH_AREAS

PERSON = Person(date(1980, 5, 17), "female", 3, 168)
TODAY = date(2026, 11, 20)
GOOD = {"wish": ["crows_feet"], "severity-crows_feet": ["2"], "first_visit": ["no"]}


def address(visit: Visit) -> str:
    return f"/visits/{visit.pk}/intake/"


def test_good_answers_are_accepted_and_lead_to_the_photo(ana: Client, visit: Visit) -> None:
    answer = ana.post(address(visit), GOOD | {"go": "on"})
    visit.refresh_from_db()
    assert answer["Location"] == f"/visits/{visit.pk}/photo/"
    assert [concern["what"] for concern in visit.intake["concern"]] == ["crows_feet"]
    assert visit.intake["patient"]["born"] == "1980-05-17"


def test_wishes_stand_in_the_order_the_patient_gave(ana: Client, visit: Visit) -> None:
    ranks = {"rank-acne": ["3"], "rank-crows_feet": ["1"], "rank-neck_lines": ["2"]}
    ana.post(address(visit), {"wish": ["acne", "crows_feet", "neck_lines"], **ranks})
    visit.refresh_from_db()
    assert [concern["what"] for concern in visit.intake["concern"]] == ["crows_feet", "neck_lines", "acne"]


def test_what_is_wrong_stands_beside_its_field_and_everything_typed_is_kept(ana: Client, visit: Visit) -> None:
    wrong = GOOD | {
        "procedure-0-what": ["filler"],
        "procedure-0-when": ["exact"],
        "procedure-0-exact": ["2087-01-01"],
        "condition": ["diabetes"],
        "detail-diabetes": ["since childhood"],
        "banned": ["GV26 XX99"],
    }
    answer = ana.post(address(visit), wrong)
    page = answer.content.decode()
    visit.refresh_from_db()
    assert answer.status_code == 422
    assert "2 answers to mend" in page
    assert "lies ahead" in page
    assert "Unknown point" in page
    assert 'value="2087-01-01"' in page
    assert 'value="GV26 XX99"' in page
    assert 'value="since childhood"' in page
    assert visit.intake is None
    assert visit.draft["banned"] == ["GV26 XX99"]


def test_a_draft_is_kept_while_it_is_typed_and_shown_again(ana: Client, visit: Visit) -> None:
    assert ana.post(f"{address(visit)}draft/", {"banned": "not a point at all", "wish": "acne"}).status_code == 204
    page = " ".join(ana.get(address(visit)).content.decode().split())
    assert 'value="not a point at all"' in page
    assert 'name="wish" value="acne" checked' in page


def test_leaving_keeps_the_draft(ana: Client, visit: Visit) -> None:
    answer = ana.post(address(visit), {"banned": "half", "go": "keep"})
    visit.refresh_from_db()
    assert answer["Location"] == f"/patients/{visit.patient_id}/"
    assert visit.draft["banned"] == ["half"]


def test_another_treatment_is_added_without_losing_the_first(ana: Client, visit: Visit) -> None:
    typed = {"procedure-0-what": "peel", "procedure-0-when": "month", "procedure-0-month": "2026-05", "go": "another"}
    page = ana.post(address(visit), typed).content.decode()
    assert 'value="2026-05"' in page
    assert 'name="procedure-1-what"' in page
    part = ana.post(address(visit), typed, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'name="procedure-1-what"' in part


def test_the_four_ways_to_give_a_date(visit: Visit) -> None:
    draft: dict[str, list[str]] = {}
    ways = {"exact": "2026-10-14", "month": "2026-05", "unknown": "", "undisclosed": ""}
    for row, (when, typed) in enumerate(ways.items()):
        name = f"procedure-{row}"
        draft |= {f"{name}-what": ["filler"], f"{name}-when": [when], f"{name}-{when}": [typed]}
        draft |= {f"{name}-region": [["chin", "nose", "brow", "temple"][row]]}
    given_dates = [row["on"] for row in document_of(draft, PERSON).content["procedure"]]
    assert given_dates == [date(2026, 10, 14), "2026-05", "unknown", "undisclosed"]


def test_every_wish_and_every_condition_can_be_stated(db: None) -> None:
    form = IntakeForm({}, PERSON, load.knowledge())
    shown = {row.need for area in form.wish_areas for row in area.rows}
    assert shown == {need.id for need in load.knowledge().needs.values() if need.kind == "skin"}
    asked = {row.id for _, rows in form.condition_groups for row in rows}
    assert asked == set(load.knowledge().conditions) - {"minor"}
    assert {row.need for row in form.health_rows} == set(load.knowledge().needs) - shown


def test_the_page_asks_about_nothing_that_no_fact_knows() -> None:
    facts = load.knowledge()
    assert {wish for _, wishes in WISH_AREAS.values() for wish in wishes} <= set(facts.needs)
    assert {what for whats in CONDITION_GROUPS.values() for what in whats} <= set(facts.conditions)
    assert set(PLAIN_QUESTIONS) <= set(facts.conditions)


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "wish",
                "condition",
                "severity-acne",
                "rank-acne",
                "side-acne",
                "health-stress",
                "procedure-0-what",
                "procedure-0-when",
                "procedure-0-exact",
                "procedure-0-month",
                "procedure-7-what",
                "region-acne_inflamed",
                "banned",
                "comfort",
                "result",
                "first_visit",
            ]
        ),
        st.lists(
            st.text(max_size=12) | st.sampled_from(["acne", "diabetes", "filler", "exact", "month", "2026-02-30"]),
            max_size=3,
        ),
    )
)
def test_no_form_breaks_the_intake(draft: dict[str, list[str]]) -> None:
    form = IntakeForm(draft, PERSON, load.knowledge())
    answers = form.answers(TODAY)
    assert answers is not None or form.errors
    assert form.wish_areas
    assert form.condition_groups
    assert form.procedure_rows


def test_a_patient_of_another_clinic_keeps_their_draft(cy: Client, visit: Visit, cast: Any) -> None:
    assert cy.post(f"{address(visit)}draft/", {"banned": "ST3"}).status_code == 404
    visit.refresh_from_db()
    assert visit.draft == {}
