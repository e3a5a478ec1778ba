"""What happens on a bad day: two windows, two clicks, a full disk, letters no database takes, a form too large."""

import errno
import itertools
import os
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files import uploadedfile
from django.test import Client
from django.utils import timezone

from filiform.web.patients.models import Patient
from filiform.web.plans.kept import intake_of
from filiform.web.visits import actions, analysis, files
from filiform.web.visits.models import Photo, Visit

FACE = "composite_f_multi.jpg"
TYPED = {"name": "Mara Beispiel", "born": "1987-03-02", "sex": "female"}
GOOD = {"wish": ["crows_feet"], "severity-crows_feet": ["2"], "first_visit": ["no"]}
KEY, OTHER_KEY = "a" * 32, "b" * 32


def intake(visit: Visit) -> str:
    return f"/visits/{visit.pk}/intake/"


def window(name: str, version: int, **typed: str) -> dict[str, str]:
    return {"window": name * 32, "version": str(version), **typed}


# names


def test_a_name_that_folds_longer_than_its_search_key_is_kept_and_found(ana: Client, cast: Any) -> None:
    for name in ("\ufb03" * 120, "\ufdfa" * 120):
        assert ana.post("/patients/new/", TYPED | {"name": name}).status_code == 302
        assert cast.clinic.patients.filter(name=name).count() == 1
    assert "\ufb03" in ana.get("/", {"q": "ffiffi"}).content.decode()


@pytest.mark.parametrize("name", ["\u200b", "\u200d\u2060", "\x07\x1b", "\u3164", "\ufeff \u00ad", "\u0301"])
def test_a_name_nobody_can_see_is_refused(ana: Client, cast: Any, name: str) -> None:
    answer = ana.post("/patients/new/", TYPED | {"name": name})
    assert answer.status_code == 422
    assert "letters that can be seen" in answer.content.decode()
    assert cast.clinic.patients.count() == 0


@pytest.mark.parametrize("name", ["李", "\u0645\u062d\u0645\u062f", "\u0645\u06cc\u200c\u062e", "O'Neil", "X Æ A-12"])
def test_names_of_every_script_are_taken(ana: Client, cast: Any, name: str) -> None:
    ana.post("/patients/new/", TYPED | {"name": name})
    assert cast.clinic.patients.get().name == name


# letters no database takes


def test_a_nul_in_an_intake_is_left_out_when_drafted_and_when_answered(ana: Client, visit: Visit) -> None:
    told = GOOD | {"condition": ["diabetes"], "detail-diabetes": ["since\0 2001"], "x\0y": ["1"]}
    assert ana.post(f"{intake(visit)}draft/", told).status_code == 204
    assert ana.post(intake(visit), told | {"go": "on"}).status_code == 302
    visit.refresh_from_db()
    assert visit.draft["detail-diabetes"] == ["since 2001"]
    assert visit.intake["condition"][0]["detail"] == "since 2001"


def test_half_a_letter_in_an_intake_is_left_out(answered: Visit, cast: Any) -> None:
    half = {"detail-diabetes": ["since \ud800\0childhood"]}
    actions.drafted(answered, half, at=timezone.now())
    assert answered.draft["detail-diabetes"] == ["since childhood"]
    actions.answered(answered, half, intake_of(answered.intake), by=cast.ana, at=timezone.now())
    answered.refresh_from_db()
    assert answered.draft["detail-diabetes"] == ["since childhood"]


# two windows


def test_a_window_keeps_what_it_types(ana: Client, visit: Visit) -> None:
    for banned in ("LI4", "LI4 GV26"):
        answer = ana.post(f"{intake(visit)}draft/", window("a", 0, banned=banned))
        assert answer.status_code == 204
    visit.refresh_from_db()
    assert visit.draft == {"banned": ["LI4 GV26"]}


def test_an_intake_changed_in_another_window_is_not_overwritten(ana: Client, bo: Client, visit: Visit) -> None:
    ana.post(f"{intake(visit)}draft/", window("a", 0, banned="LI4"))
    Visit.objects.filter(pk=visit.pk).update(draft_saved_at=datetime(2026, 11, 20, 14, 2, tzinfo=UTC))
    answer = bo.post(f"{intake(visit)}draft/", window("b", 0, banned="GV26"))
    said = "This intake was changed in another window at 14:02. Load it, or keep mine."
    assert (answer.status_code, answer.content.decode()) == (409, said)
    visit.refresh_from_db()
    assert visit.draft == {"banned": ["LI4"]}
    whole = bo.post(intake(visit), GOOD | window("b", 0, banned="GV26", go="on"))
    page = whole.content.decode()
    assert whole.status_code == 409
    assert said in page
    assert 'value="GV26"' in page
    visit.refresh_from_db()
    assert (visit.draft, visit.intake) == ({"banned": ["LI4"]}, None)


def test_mine_can_be_kept_and_then_the_other_window_is_the_late_one(ana: Client, bo: Client, visit: Visit) -> None:
    ana.post(f"{intake(visit)}draft/", window("a", 0, banned="LI4"))
    kept = bo.post(intake(visit), GOOD | window("b", 0, banned="GV26", go="mine"))
    assert kept["Location"] == intake(visit)
    visit.refresh_from_db()
    assert visit.draft["banned"] == ["GV26"]
    assert ana.post(f"{intake(visit)}draft/", window("a", 0, banned="LI4 LI20")).status_code == 409


def test_a_page_knows_the_version_it_was_made_from(ana: Client, bo: Client, visit: Visit) -> None:
    ana.post(f"{intake(visit)}draft/", window("a", 0, banned="LI4"))
    assert 'name="version" value="1"' in " ".join(bo.get(intake(visit)).content.decode().split())
    assert bo.post(f"{intake(visit)}draft/", window("b", 1, banned="GV26")).status_code == 204


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
def test_a_version_that_is_none_is_a_late_one(ana: Client, visit: Visit, version: str) -> None:
    ana.post(f"{intake(visit)}draft/", window("a", 0, banned="LI4"))
    answer = ana.post(f"{intake(visit)}draft/", {"window": "b" * 32, "version": version})
    assert answer.status_code == 409


# not asked is not none


def test_a_health_question_that_was_not_asked_is_not_stored_as_none(ana: Client, visit: Visit) -> None:
    page = " ".join(ana.get(intake(visit)).content.decode().split())
    assert 'name="health-stress" value="" checked' in page
    assert 'name="health-stress" value="0" checked' not in page
    assert "not asked" in page
    ana.post(intake(visit), GOOD | {"health-stress": "", "health-fatigue": "0", "health-headache": "2", "go": "on"})
    visit.refresh_from_db()
    assert visit.intake["health"] == {"fatigue": 0, "headache": 2}


# the hairline


def test_a_hairline_tapped_on_one_side_only_is_said_beside_the_taps(ana: Client, answered: Visit, upload: Any) -> None:
    ana.post(f"/visits/{answered.pk}/photo/", {"photo": upload(FACE)})
    photo = answered.photos.get()
    site = {site["id"]: site for site in photo.placement["sites"]}["EX-HN3"]
    step, top = (photo.width_px or 0) / 40, site["y_px"] * 0.5
    taps = [f"{site['x_px'] + turn * step:.1f},{top:.1f}" for turn in (3, 4, 5)]
    answer = ana.post(f"/photos/{photo.pk}/hairline/", {"tap": taps})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "one side only" in page
    assert all(f'name="tap" value="{tap}"' in " ".join(page.split()) for tap in taps)
    photo.refresh_from_db()
    assert photo.hairline_px == []


# the disk, and what is left on it


def full_disk(*_: Any, **__: Any) -> Any:
    raise OSError(errno.ENOSPC, "No space left on device")


def left_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_full_disk_is_said_and_no_part_of_the_photo_stays(
    ana: Client, answered: Visit, upload: Any, photo_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", full_disk)
    answer = ana.post(f"/visits/{answered.pk}/photo/", {"photo": upload(FACE)})
    assert answer.status_code == 507
    assert "disk of the clinic computer is full" in answer.content.decode()
    assert answered.photos.count() == 0
    assert left_in(photo_folder) == []


def test_a_disk_that_fills_up_anywhere_else_is_said(
    cast: Any, visit: Visit, upload: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(cast.ana)
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", full_disk)
    monkeypatch.setattr(uploadedfile.tempfile, "NamedTemporaryFile", full_disk)
    answer = client.post(f"/visits/{visit.pk}/photo/", {"photo": upload(FACE)})
    assert answer.status_code == 507
    assert "disk of the clinic computer is full" in answer.content.decode()


def waiting(visit: Visit, cast: Any) -> Photo:
    name = files.written("incoming", b"the original with its place and camera", "")
    return visit.photos.create(
        clinic=cast.clinic, taken_by=cast.ana, uploaded_at=timezone.now(), original_sha256="0" * 64, file=name
    )


def test_the_original_is_gone_when_reading_it_broke_the_program(
    ana: Client, cast: Any, answered: Visit, photo_folder: Path
) -> None:
    photo = waiting(answered, cast)

    def broken(_: Photo) -> Any:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        actions.analysed(photo.pk, broken)
    photo.refresh_from_db()
    assert (photo.state, photo.file, left_in(photo_folder)) == ("failed", "", [])
    assert "Give it once more below" in ana.get(f"/visits/{answered.pk}/photo/").content.decode()


def test_the_original_is_gone_when_its_worker_was_killed_twice(
    cast: Any, answered: Visit, photo_folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    photo = waiting(answered, cast)
    with django_capture_on_commit_callbacks(execute=True):
        actions.given_up(photo.pk)
    photo.refresh_from_db()
    assert (photo.state, photo.file, left_in(photo_folder)) == ("failed", "", [])


def test_originals_that_no_photo_waits_for_are_swept_at_the_start(
    cast: Any, answered: Visit, photo_folder: Path
) -> None:
    kept, orphan, fresh = waiting(answered, cast).file, *(files.written("incoming", b"x", "") for _ in range(2))
    long_ago = time.time() - 3600
    for name in (kept, orphan):
        os.utime(files.path_of(name), (long_ago, long_ago))
    assert actions.swept() == 1
    assert sorted(left_in(photo_folder)) == sorted([files.path_of(kept), files.path_of(fresh)])


def test_pictures_written_before_the_program_broke_are_taken_back(
    answered: Visit, cast: Any, upload: Any, photo_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = waiting(answered, cast)
    files.written_as(photo.file, upload(FACE).read())
    calls = itertools.count()

    def full_at_the_second(_: int) -> None:
        if next(calls):
            full_disk()

    monkeypatch.setattr(os, "fsync", full_at_the_second)
    with pytest.raises(OSError, match="No space"):
        actions.analysed(photo.pk, analysis.outcome)
    assert left_in(photo_folder) == []


# too much at once


def test_a_form_with_too_many_fields_is_answered_with_what_to_do(ana: Client, visit: Visit) -> None:
    answer = ana.post(intake(visit), {f"field-{number}": "1" for number in range(1100)})
    page = answer.content.decode()
    assert answer.status_code == 413
    assert "Nothing of it was saved" in page
    assert "Go back" in page


def test_a_form_with_too_much_text_is_answered_with_what_to_do(ana: Client, visit: Visit) -> None:
    answer = ana.post(intake(visit), {"banned": "x" * 1_200_000})
    assert answer.status_code == 413
    assert "Go back" in answer.content.decode()


# two clicks


def test_two_clicks_on_save_make_one_patient(ana: Client, cast: Any) -> None:
    page = ana.get("/patients/new/").content.decode()
    assert 'name="form_key"' in page
    first, second = (ana.post("/patients/new/", TYPED | {"form_key": KEY}) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert cast.clinic.patients.count() == 1


def test_another_patient_typed_into_the_same_page_is_another_patient(ana: Client, cy: Client, cast: Any) -> None:
    ana.post("/patients/new/", TYPED | {"form_key": KEY})
    ana.post("/patients/new/", TYPED | {"form_key": KEY, "name": "Nora Muster"})
    ana.post("/patients/new/", TYPED | {"form_key": OTHER_KEY})
    cy.post("/patients/new/", TYPED | {"form_key": KEY})
    assert (cast.clinic.patients.count(), cast.other_clinic.patients.count()) == (3, 1)


def test_two_clicks_on_start_visit_make_one_visit(ana: Client, patient: Patient) -> None:
    assert 'name="form_key"' in ana.get(f"/patients/{patient.pk}/").content.decode()
    start = f"/patients/{patient.pk}/visits/"
    first, second = (ana.post(start, {"form_key": KEY}) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert patient.visits.count() == 1
    ana.post(start, {"form_key": OTHER_KEY})
    assert patient.visits.count() == 2


# somebody else's draft, and a stop


def test_a_page_says_whose_drafts_may_stay_in_the_browser(ana: Client, cast: Any, visit: Visit) -> None:
    page = ana.get(intake(visit)).content.decode()
    assert f'data-user="{cast.ana.pk}"' in page
    assert f'data-draft-key="{cast.ana.pk}-intake-{visit.pk}"' in page


def test_while_a_stop_holds_nothing_is_proposed_and_the_page_says_what_would_change_it(
    ana: Client, answer: Any, cast: Any
) -> None:
    stopped = answer(condition=["vaccination_fever"], first_visit=["yes"])
    actions.without_photo(stopped, by=cast.ana)
    page = ana.get(f"/visits/{stopped.pk}/findings/").content.decode()
    assert "Not today" in page
    assert "Propose a plan" not in page
    assert "light session" not in page
    assert "Change the intake" in page
    assert "No plan is proposed while this holds" in page
