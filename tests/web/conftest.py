"""The cast of every web test: Ana owns clinic A, Bo works there, Cy is of clinic B."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from filiform.knowledge import load
from filiform.web.accounts.models import User
from filiform.web.clinics.actions import admitted, opened
from filiform.web.clinics.models import Clinic
from filiform.web.patients.actions import PatientDetails, registered
from filiform.web.patients.models import Patient
from filiform.web.plans import actions as plans
from filiform.web.plans.models import Plan, Proposal
from filiform.web.visits import actions as visits
from filiform.web.visits.forms import IntakeForm
from filiform.web.visits.models import Visit
from filiform.web.visits.views import person

DATA = Path(__file__).parents[1] / "data"
AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 20)
PASSWORD = "a-long-password"  # noqa: S105 of people who do not exist
DRAFT = {
    "wish": ["nasolabial_folds", "crows_feet"],
    "severity-nasolabial_folds": ["2"],
    "rank-nasolabial_folds": ["2"],
    "severity-crows_feet": ["3"],
    "rank-crows_feet": ["1"],
    "health-stress": ["2"],
    "first_visit": ["no"],
}


@dataclass(frozen=True)
class Cast:
    clinic: Clinic
    other_clinic: Clinic
    ana: User
    bo: User
    cy: User


@pytest.fixture(autouse=True)
def photo_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def cast(db: None) -> Cast:
    clinic, other = opened("Clinic A", at=AT), opened("Clinic B", at=AT)

    def member(name: str, place: Clinic, role: str) -> User:
        return admitted(place, username=name, full_name=name.title(), password=PASSWORD, role=role)

    ana, cy = member("ana", clinic, "owner"), member("cy", other, "owner")
    return Cast(clinic, other, ana, member("bo", clinic, "practitioner"), cy)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def ana(cast: Cast) -> Client:
    return signed_in(cast.ana)


@pytest.fixture
def bo(cast: Cast) -> Client:
    return signed_in(cast.bo)


@pytest.fixture
def cy(cast: Cast) -> Client:
    return signed_in(cast.cy)


@pytest.fixture
def patient(cast: Cast) -> Patient:
    details = PatientDetails("Zélie Testfall", date(1980, 5, 17), "female", 3, 168, declines_photos=False)
    return registered(details, clinic=cast.clinic, by=cast.ana, at=AT)


@pytest.fixture
def visit(patient: Patient, cast: Cast) -> Visit:
    return visits.opened(patient, by=cast.ana, at=AT)


Answer = Callable[..., Visit]


@pytest.fixture
def answer(visit: Visit, cast: Cast) -> Answer:
    """Fill in the intake of the visit, with changes to the ordinary answers."""

    def filled(**changes: list[str]) -> Visit:
        draft = DRAFT | {name.replace("__", "-"): values for name, values in changes.items()}
        answers = IntakeForm(draft, person(visit), load.knowledge()).answers(TODAY)
        assert answers is not None
        visits.answered(visit, draft, answers, by=cast.ana, at=AT)
        return visit

    return filled


@pytest.fixture
def answered(answer: Answer) -> Visit:
    return answer()


@pytest.fixture
def drawn(answered: Visit, cast: Cast) -> Visit:
    visits.without_photo(answered, by=cast.ana)
    return answered


@pytest.fixture
def proposed(drawn: Visit, cast: Cast) -> Visit:
    plans.proposed(drawn, protocol="", by=cast.ana, at=AT, on=TODAY)
    return drawn


@pytest.fixture
def current() -> Callable[[Visit], Proposal]:
    """Return the proposal a visit stands at."""

    def found(visit: Visit) -> Proposal:
        row = plans.current(visit)
        assert row is not None
        return row

    return found


@pytest.fixture
def plan(proposed: Visit, cast: Cast, current: Callable[[Visit], Proposal]) -> Plan:
    return plans.signed(current(proposed), agreed=frozenset(), by=cast.ana, at=AT)


@pytest.fixture
def upload() -> Callable[..., SimpleUploadedFile]:
    """Return a file as a browser sends it: one of the test photos, or any bytes."""

    def file(name: str, data: bytes | None = None) -> SimpleUploadedFile:
        content = (DATA / name).read_bytes() if data is None else data
        return SimpleUploadedFile(name, content, content_type="image/jpeg")

    return file
