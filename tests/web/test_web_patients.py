"""Patients: the list, the record, the timeline."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from filiform.web.audit.models import Entry
from filiform.web.patients.forms import birth_date_problem
from filiform.web.patients.models import Patient, folded
from filiform.web.patients.next_step import next_step
from filiform.web.visits import actions as visits

TYPED = {"name": "Mara Beispiel", "born": "1987-03-02", "sex": "female"}


def test_an_empty_clinic_says_what_to_do(ana: Client) -> None:
    assert "No patients yet" in ana.get("/").content.decode()


def test_a_new_patient_is_registered_and_written_down(ana: Client, cast: Any) -> None:
    answer = ana.post("/patients/new/", TYPED)
    patient = cast.clinic.patients.get()
    assert answer["Location"] == f"/patients/{patient.pk}/"
    assert (patient.name, patient.born) == ("Mara Beispiel", date(1987, 3, 2))
    entry = Entry.objects.get(act="register")
    assert (entry.by, entry.record_id, entry.detail) == (cast.ana, patient.pk, {})


def test_a_birth_date_ahead_is_asked_about_and_the_typed_text_stays(ana: Client, cast: Any) -> None:
    answer = ana.post("/patients/new/", TYPED | {"born": "2087-03-02"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Birth date 2087 lies ahead. Did you mean 1987?" in page
    assert 'value="2087-03-02"' in page
    assert 'value="Mara Beispiel"' in page
    assert cast.clinic.patients.count() == 0


def test_a_date_that_does_not_exist_is_refused(ana: Client) -> None:
    page = ana.post("/patients/new/", TYPED | {"born": "1987-02-30"}).content.decode()
    assert "not a date that exists" in page
    assert "1987-02-30" in page


@pytest.mark.parametrize(
    ("born", "says"),
    [
        (date(2087, 1, 1), "Birth date 2087 lies ahead. Did you mean 1987?"),
        (date(1887, 1, 1), "Birth date 1887 is more than 120 years ago. Did you mean 1987?"),
        (date(1987, 1, 1), ""),
    ],
)
def test_birth_dates(born: date, says: str) -> None:
    assert birth_date_problem(born, date(2026, 11, 20)) == says


def test_a_name_is_found_without_its_accents(ana: Client, patient: Patient) -> None:
    assert folded("Zélie ÖZGÜR") == "zelie ozgur"
    assert patient.name in ana.get("/?q=zelie+test").content.decode()
    assert patient.name not in ana.get("/?q=nobody").content.decode()


@pytest.mark.parametrize("words", ["%", "_", "' OR 1=1 --", "\0", "x" * 500, "(" * 50, "🙂"])
def test_no_search_breaks_the_list(ana: Client, words: str) -> None:
    assert ana.get("/", {"q": words}).status_code == 200


def test_a_correction_notes_which_fields_changed_and_not_what_they_held(ana: Client, patient: Patient) -> None:
    ana.post(f"/patients/{patient.pk}/edit/", TYPED | {"sex": "female"})
    patient.refresh_from_db()
    assert (patient.name, patient.search_key) == ("Mara Beispiel", "mara beispiel")
    assert Entry.objects.get(act="correct").detail == {"fields": "name born skin_type height_cm"}


def test_the_database_refuses_a_skin_type_that_does_not_exist(patient: Patient) -> None:
    patient.skin_type = 7
    with pytest.raises(IntegrityError), transaction.atomic():
        patient.save()


def test_the_timeline_shows_the_next_step(ana: Client, patient: Patient) -> None:
    page = f"/patients/{patient.pk}/"
    assert "No visit of Zélie Testfall yet" in ana.get(page).content.decode()
    answer = ana.post(f"{page}visits/")
    visit = patient.visits.get()
    assert answer["Location"] == f"/visits/{visit.pk}/intake/"
    assert "Fill in the intake" in ana.get(page).content.decode()


def test_an_audit_entry_is_never_changed_nor_deleted(patient: Patient) -> None:
    entry = Entry.objects.get(act="register")
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(at=datetime(2000, 1, 1, tzinfo=UTC))
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).delete()


def test_the_list_says_what_comes_next(ana: Client, visit: Any, answer: Any, cast: Any) -> None:
    assert "intake missing" in ana.get("/").content.decode()
    visits.without_photo(answer(), by=cast.ana)
    assert "no plan yet" in ana.get("/").content.decode()
    ana.post(f"/visits/{visit.pk}/propose/")
    assert "plan to sign" in ana.get("/").content.decode()
    row = visit.proposals.get(current=True)
    ana.post(f"/visits/{visit.pk}/sign/", {"version": row.pk})
    page = ana.get("/").content.decode()
    assert "plan signed" in page
    assert "ZT" in page


def test_the_list_asks_the_database_as_often_for_many_patients_as_for_one(
    ana: Client, patient: Patient, visit: Any, cast: Any
) -> None:
    with CaptureQueriesContext(connection) as one:
        ana.get("/")
    for number in range(10):
        ana.post("/patients/new/", TYPED | {"name": f"Patient {number}"})
        visits.opened(Patient.objects.latest("pk"), by=cast.ana, at=patient.created_at)
    with CaptureQueriesContext(connection) as many:
        ana.get("/")
    assert len(many) == len(one)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"has_intake": False, "photo": None, "proposal": None, "signed": False}, "intake missing"),
        ({"has_intake": True, "photo": None, "proposal": None, "signed": False}, "photo missing"),
        ({"has_intake": True, "photo": "refused", "proposal": None, "signed": False}, "photo refused"),
        ({"has_intake": True, "photo": "found", "proposal": "none", "signed": False}, "no plan fits"),
        ({"has_intake": True, "photo": "found", "proposal": "ready", "signed": True}, "plan signed"),
    ],
)
def test_the_next_step_of_a_visit(told: Any, state: str) -> None:
    assert next_step(**told).state == state


def test_the_record_shows_the_last_plan(ana: Client, plan: Any) -> None:
    page = ana.get(f"/patients/{plan.visit.patient_id}/").content.decode()
    assert "Last plan" in page
    assert "needles in the face" in page
