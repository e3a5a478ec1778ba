"""The last plan once more: one tap, held against today's findings, and told apart from today's."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from filiform.knowledge import load
from filiform.web.plans import actions, repeating
from filiform.web.plans import course_acts as courses
from filiform.web.plans.clinic_rules import saved as decided
from filiform.web.plans.models import Plan, Proposal
from filiform.web.plans.protocol_acts import saved
from filiform.web.visits import actions as visits
from filiform.web.visits.forms import IntakeForm
from filiform.web.visits.models import Visit
from filiform.web.visits.views import person

Next = Callable[..., Visit]
DRAFT = {
    "wish": ["nasolabial_folds", "crows_feet"],
    "severity-nasolabial_folds": ["2"],
    "rank-nasolabial_folds": ["2"],
    "severity-crows_feet": ["3"],
    "rank-crows_feet": ["1"],
    "health-stress": ["2"],
    "first_visit": ["no"],
}


def sites(document: Any) -> set[tuple[str, str]]:
    return {(needle["site"], needle["side"]) for needle in document["needles"]}


@pytest.fixture
def next_visit(plan: Plan, cast: Any) -> Next:
    """Return a function that opens the patient's next visit with changes to the answers."""

    def opened(**changes: list[str]) -> Visit:
        later = plan.signed_at + timedelta(days=60)
        visit = visits.opened(plan.visit.patient, by=cast.ana, at=later)
        draft = DRAFT | {name.replace("__", "-"): values for name, values in changes.items()}
        answers = IntakeForm(draft, person(visit), load.knowledge()).answers(date(2027, 1, 19))
        assert answers is not None
        visits.answered(visit, draft, answers, by=cast.ana, at=later)
        visits.without_photo(visit, by=cast.ana)
        return visit

    return opened


def repeated(client: Client, visit: Visit, version: str = "") -> Any:
    return client.post(f"/visits/{visit.pk}/plan/repeat/", {"version": version}, follow=True)


def test_the_last_plan_is_repeated_in_one_tap(ana: Client, plan: Plan, next_visit: Next) -> None:
    visit = next_visit()
    assert "Repeat last" in ana.get(f"/visits/{visit.pk}/findings/").content.decode()
    repeated(ana, visit)
    row = visit.proposals.get(current=True)
    assert row.state == Proposal.State.READY
    assert sites(row.document) <= sites(plan.document)


def test_two_months_later_the_same_sites_stand_in_the_new_draft(
    ana: Client, plan: Plan, next_visit: Next, cast: Any
) -> None:
    visit = next_visit()
    row = repeating.repeat(visit, plan, by=cast.ana, at=visit.opened_at)
    assert sites(row.document) == sites(plan.document)
    page = ana.get(f"/visits/{visit.pk}/plan/").content.decode()
    assert "Since the last plan:" in page
    assert 'data-layer="show-last"' in page
    assert 'class="layer-last"' in page


def test_sites_that_have_not_settled_fall_out_with_the_day_they_may_come_again(
    plan: Plan, next_visit: Next, cast: Any
) -> None:
    visit = next_visit()
    row = repeating.repeat(visit, plan, by=cast.ana, at=plan.signed_at + timedelta(days=2))
    assert sites(row.document) < sites(plan.document)
    assert any("they rest until" in note for note in row.document["notes"])


def test_what_a_new_finding_closes_falls_out_and_is_said_with_its_reason(
    ana: Client, plan: Plan, next_visit: Next, cast: Any
) -> None:
    visit = next_visit(
        procedure__0__what=["botulinum_toxin"], procedure__0__region=["forehead"], procedure__0__when=["unknown"]
    )
    row = repeating.repeat(visit, plan, by=cast.ana, at=visit.opened_at)
    page = ana.get(f"/visits/{visit.pk}/plan/").content.decode()
    gone = sites(plan.document) - sites(row.document)
    assert gone
    assert sites(row.document) < sites(plan.document)
    for site, _ in gone:
        assert f"{site} " in page
    assert "fell out." in page
    assert {out["rule"] for out in row.document["left_out"]} == {"botox_recent"}


def test_a_finding_that_forbids_all_is_said_and_nothing_is_drafted(ana: Client, next_visit: Next) -> None:
    visit = next_visit(condition=["vaccination_fever"])
    page = repeated(ana, visit).content.decode()
    assert "Nothing may be needled today." in page
    assert visit.proposals.count() == 0


def test_two_taps_make_one_draft_and_undo_steps_back(ana: Client, next_visit: Next, cast: Any) -> None:
    visit = next_visit()
    actions.proposed(visit, protocol="", by=cast.ana, at=visit.opened_at, on=visit.opened_at.date())
    before = visit.proposals.get(current=True)
    repeated(ana, visit, str(before.pk))
    page = repeated(ana, visit, str(before.pk)).content.decode()
    assert "changed in another window" in page
    assert visit.proposals.filter(change="last plan repeated").count() == 1
    drafted = visit.proposals.get(current=True)
    ana.post(f"/visits/{visit.pk}/plan/undo/", {"version": drafted.pk})
    assert visit.proposals.get(current=True) == before


def test_a_first_visit_has_nothing_to_repeat(ana: Client, drawn: Visit) -> None:
    assert "Repeat last" not in ana.get(f"/visits/{drawn.pk}/findings/").content.decode()
    assert "propose one" in repeated(ana, drawn).content.decode()


def from_their_page(client: Client, visit: Visit, version: str = "", key: str = "") -> Any:
    sent = {"version": version, "form_key": key * 32}
    return client.post(f"/patients/{visit.patient_id}/repeat/", sent, follow=True)


def test_the_last_plan_is_repeated_in_one_tap_from_the_page_of_the_patient(
    ana: Client, cy: Client, plan: Plan, next_visit: Next
) -> None:
    visit = next_visit()
    assert "Repeat last" in ana.get(f"/patients/{visit.patient_id}/").content.decode()
    assert from_their_page(cy, visit).status_code == 404
    page = from_their_page(ana, visit)
    assert page.redirect_chain[-1][0] == f"/visits/{visit.pk}/plan/"
    assert sites(visit.proposals.get(current=True).document) <= sites(plan.document)


def test_without_an_open_visit_a_repeat_asks_todays_questions_first_and_opens_one_visit(
    ana: Client, plan: Plan
) -> None:
    patient = plan.visit.patient
    page = from_their_page(ana, plan.visit, key="a")
    from_their_page(ana, plan.visit, key="a")
    visit = patient.visits.latest("pk")
    assert patient.visits.count() == 2
    assert page.redirect_chain[-1][0] == f"/visits/{visit.pk}/intake/"
    assert visit.proposals.count() == 0


def test_what_was_wished_on_the_page_of_the_patient_is_the_first_act_of_the_findings(
    ana: Client, plan: Plan, next_visit: Next
) -> None:
    visit = next_visit()
    answers, at = visit.intake, visit.intake_at
    visit.intake = visit.intake_at = None
    visit.save(update_fields=["intake", "intake_at"])
    from_their_page(ana, visit)
    visit.intake, visit.intake_at = answers, at
    visit.save(update_fields=["intake", "intake_at"])
    page = ana.get(f"/visits/{visit.pk}/findings/").content.decode()
    assert '<button class="button button-main" type="submit">Repeat last' in page
    repeated(ana, visit)
    assert "repeat_at_visit" not in ana.session


def test_a_repeat_visit_with_all_that_can_be_there_asks_the_database_little(
    ana: Client, plan: Plan, next_visit: Next, cast: Any, django_assert_max_num_queries: Any
) -> None:
    own = {"extends": "light", "label": "Ours", "why": "For first visits", "spacing_mm": 9.0}
    kept = saved(cast.clinic, own, form_key="", by=cast.ana, at=plan.signed_at)
    decided(cast.clinic, banned=["ST1"], stock={}, version="", form_key="", by=cast.ana, at=plan.signed_at)
    visit = next_visit()
    at, on = visit.opened_at, visit.opened_at.date()
    actions.proposed(visit, protocol=kept.name, by=cast.ana, at=at, on=on)
    courses.planned(visit, protocol=kept.name, start=on, form_key="", by=cast.ana, at=at)
    edited = {"version": visit.proposals.get(current=True).pk, "go": "again"}
    ana.post(f"/visits/{visit.pk}/plan/edit/", edited)
    first = visit.proposals.get(current=True).document["needles"][0]
    needle = f"{first['site']}-{first['side']}"
    pages = ("plan/", f"plan/?needle={needle}", f"plan/why/?needle={needle}", "findings/", "course/", "plan/weights/")
    for page in (*(f"visits/{visit.pk}/{one}" for one in pages), f"patients/{visit.patient_id}", "stock", "protocols"):
        with django_assert_max_num_queries(12):
            assert ana.get(f"/{page}" if "?" in page else f"/{page.strip('/')}/").status_code == 200
    ana.post(f"/visits/{visit.pk}/plan/edit/", edited | {"go": f"remove:{first['side']}", "needle": needle})
    with django_assert_max_num_queries(12):
        assert "removed" in ana.get(f"/visits/{visit.pk}/plan/").content.decode()
