"""Patients: the list, the record, the timeline."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from filiform.web.audit.models import Entry
from filiform.web.patients.forms import birth_date_problem
from filiform.web.patients.models import Patient, folded

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
    assert "No visit yet" in ana.get(page).content.decode()
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
