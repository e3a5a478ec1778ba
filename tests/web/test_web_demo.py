"""The demo clinic, the log, and what a web process loads."""

import logging
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from filiform.web import demo
from filiform.web.accounts.models import User
from filiform.web.clinics.models import Clinic
from filiform.web.plans.models import Plan, Proposal
from filiform.web.visits.models import Photo

AT, TODAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC), date(2026, 11, 20)
LIGHT = """
import sys
import django
django.setup()
from django.test import Client
assert Client().get("/about/", headers={"host": "localhost"}).status_code == 200
import filiform.web.urls
print([name for name in ("ortools", "ai_edge_litert", "pandas", "typst", "mediapipe") if name in sys.modules])
"""


def test_the_demo_clinic_has_four_patients_with_plans_the_engine_made(db: None) -> None:
    assert demo.made(at=AT, today=TODAY)
    clinic = Clinic.objects.get()
    assert clinic.patients.count() == 4
    assert [photo.state for photo in Photo.objects.all()] == ["found"] * 3
    assert [row.state for row in Proposal.objects.order_by("pk")] == ["ready"] * 4
    assert Proposal.objects.filter(protocol="light").count() == 2
    assert Plan.objects.count() == 1
    assert not demo.made(at=AT, today=TODAY)
    client = Client()
    client.force_login(User.objects.get())
    for visit in clinic.visits.all():
        assert client.get(f"/visits/{visit.pk}/plan/").status_code == 200


def test_no_name_photo_or_note_reaches_the_log(
    ana: Client, plan: Any, caplog: pytest.LogCaptureFixture, upload: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    name = plan.visit.patient.name
    ana.get(f"/?q={name}")
    ana.get(f"/patients/{plan.visit.patient_id}/")
    ana.post("/patients/new/", {"name": name, "born": "2087-01-01"})
    ana.post(
        f"/visits/{plan.visit_id}/intake/", {"detail-diabetes": "a secret note", "condition": "diabetes", "banned": "X"}
    )
    ana.post(f"/visits/{plan.visit_id}/photo/", {"photo": upload(f"{name}.jpg", b"no photo")})
    Client().post("/login/", {"username": "ana", "password": "a wrong secret"})
    ana.get(f"/nothing/{name}/")
    logged = "\n".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    for secret in (*name.split(), "secret note", "wrong secret"):
        assert secret not in logged


def test_a_web_process_loads_neither_solver_nor_face_engine() -> None:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "filiform.web.settings_test"}
    run = subprocess.run([sys.executable, "-c", LIGHT], env=environment, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout.strip()) == (0, "[]"), run.stderr


def test_without_a_secret_key_nothing_starts() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "FILIFORM_SECRET_KEY"}
    environment["DJANGO_SETTINGS_MODULE"] = "filiform.web.settings"
    code = "import django; django.setup()"
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "FILIFORM_SECRET_KEY is empty" in run.stderr
