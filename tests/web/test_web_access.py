"""Who may see which page."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from filiform.web.accounts.models import User
from filiform.web.clinics.middleware import OPEN_PAGES

ACTS = {
    "visit_start",
    "intake_draft",
    "drawn",
    "hairline",
    "side_photo",
    "propose",
    "edit_plan",
    "undo",
    "redo",
    "answer_suggestion",
    "protocol_from_file",
    "protocol_away",
    "repeat_for",
    "repeat_last",
    "course_plan",
    "course_missed",
    "course_sign",
    "hand_move",
    "hand_twin",
    "hand_back",
    "side_mark",
}
PATIENT = {"patient", "patient_edit", "visit_start", "repeat_for"}
PLAN = {"plan", "plan_why", "sheet"}
PHOTO = {"layers", "picture", "crop", "portrait", "hairline", "side_photo"}
SIDE = {"side_picture", "side_state", "side_mark"}
COURSE = {"course_waiting"}
MOVE = {"hand_twin", "hand_back"}
PROTOCOL = {"protocol", "protocol_change", "protocol_file", "protocol_away"}
PROPOSAL = {"proposal_waiting", "answer_suggestion"}
VISIT = {"visit", "intake", "intake_draft", "photo", "photo_state", "drawn", "findings", "propose", "plan_draft", "why"}
VISIT |= {
    "edit_plan",
    "undo",
    "redo",
    "weights",
    "repeat_last",
    "course",
    "course_plan",
    "course_missed",
    "course_sign",
    "hand",
    "hand_move",
    "sign",
    "draft_sheet",
}
RECORDS = COURSE | MOVE | PATIENT | PLAN | PHOTO | PROPOSAL | PROTOCOL | SIDE | VISIT


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


PAGES = {str(entry.name): "pk" in entry.pattern.converters for entry in patterns(get_resolver())}


def asked(client: Client, name: str, pk: int | None = None) -> Any:
    address = reverse(name, args=[] if pk is None else [pk])
    return client.post(address) if name in ACTS else client.get(address)


def test_every_page_of_a_record_is_in_the_table_of_records() -> None:
    assert {name for name, takes_record in PAGES.items() if takes_record} == RECORDS


@pytest.mark.parametrize("name", sorted(set(PAGES) - OPEN_PAGES))
def test_nobody_sees_a_page_without_signing_in(name: str, db: None) -> None:
    answer = asked(Client(), name, 1 if PAGES[name] else None)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/?next=")


@pytest.mark.parametrize("name", sorted(OPEN_PAGES - {"logout", "first"}))
def test_open_pages_are_open(name: str, cast: Any) -> None:
    assert Client().get(reverse(name)).status_code == 200


@pytest.fixture
def records(plan: Any, cast: Any, upload: Any) -> dict[str, int]:
    """Return the records of clinic A, one of each kind."""
    photo = plan.visit.photos.create(
        clinic=cast.clinic,
        taken_by=cast.ana,
        uploaded_at=plan.signed_at,
        original_sha256="0" * 64,
        state="failed",
        file="kept.jpg",
        crop_file="crop.jpg",
    )
    moved = cast.clinic.hand_moves.create(
        patient=plan.visit.patient,
        visit=plan.visit,
        photo=photo,
        point="ST3",
        side="left",
        triangle=[0, 1, 2],
        weights=[1.0, 0.0, 0.0],
        moved_mm=3.0,
        made_at=plan.signed_at,
        made_by=cast.ana,
    )
    side = photo.side_photos.create(
        clinic=cast.clinic,
        cheek="left",
        taken_by=cast.ana,
        uploaded_at=plan.signed_at,
        original_sha256="0" * 64,
        state="refused",
        file="side.jpg",
    )
    course = cast.clinic.courses.create(
        visit=plan.visit, made_at=plan.signed_at, made_by=cast.ana, start=plan.signed_at.date(), intake=plan.intake
    )
    own = cast.clinic.own_protocols.create(
        slug="gentle",
        version=1,
        values={"extends": "light", "label": "Gentle", "why": "For first visits"},
        made_at=plan.signed_at,
        made_by=cast.ana,
    )
    kinds = (
        (PATIENT, plan.visit.patient_id),
        (PLAN, plan.pk),
        (PHOTO, photo.pk),
        (PROPOSAL, plan.proposal_id),
        (PROTOCOL, own.pk),
        (MOVE, moved.pk),
        (COURSE, course.pk),
        (SIDE, side.pk),
        (VISIT, plan.visit_id),
    )
    return {name: pk for names, pk in kinds for name in names}


def test_cy_gets_404_for_every_record_of_clinic_a(cy: Client, records: dict[str, int]) -> None:
    answers = {name: asked(cy, name, pk).status_code for name, pk in records.items()}
    assert set(answers) == RECORDS
    assert {name: status for name, status in answers.items() if status != 404} == {}


def test_bo_sees_the_patients_of_his_clinic(bo: Client, patient: Any) -> None:
    assert patient.name in bo.get("/").content.decode()
    assert bo.get(f"/patients/{patient.pk}/").status_code == 200


def test_cy_does_not_see_the_patients_of_clinic_a(cy: Client, patient: Any) -> None:
    assert patient.name not in cy.get("/").content.decode()


def test_somebody_without_a_clinic_is_told_so(db: None) -> None:
    client = Client()
    client.force_login(User.objects.create_user("dee"))
    answer = client.get("/")
    assert answer.status_code == 403
    assert "belong to no clinic" in answer.content.decode()


def test_signing_in_leads_to_the_patients(cast: Any) -> None:
    answer = Client().post("/login/", {"username": "ana", "password": "a-long-password"})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_five_wrong_passwords_close_the_door_for_a_while(cast: Any) -> None:
    client = Client()
    for _ in range(5):
        answer = client.post("/login/", {"username": "ana", "password": "wrong"})
    assert answer.status_code == 429
    assert "Wait 15 minutes" in answer.content.decode()
    assert client.post("/login/", {"username": "ana", "password": "a-long-password"}).status_code == 429


def test_a_form_from_elsewhere_changes_nothing(cast: Any, patient: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.ana)
    answer = client.post(f"/patients/{patient.pk}/visits/")
    assert answer.status_code == 403
    assert "open too long" in answer.content.decode()
    assert patient.visits.count() == 0


def test_pages_may_load_nothing_from_elsewhere(ana: Client) -> None:
    answer = ana.get("/")
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "connect-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Cache-Control"] == "no-store"
