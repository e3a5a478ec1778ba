"""Acts of a visit: opening it, the intake, the photo."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Q
from django_tasks import task

from filiform.intake.intake import Intake
from filiform.web.accounts.models import User
from filiform.web.audit.actions import record
from filiform.web.once import make_once
from filiform.web.patients.models import Patient
from filiform.web.visits import files
from filiform.web.visits.models import Photo, SidePhoto, Visit
from filiform.web.visits.typed import Typed, Window, storable

if TYPE_CHECKING:
    from filiform.web.visits.analysis import Outcome


@transaction.atomic
def opened(patient: Patient, *, by: User, at: datetime, form_key: str = "") -> Visit:
    """Open a visit of a patient; a button pressed twice on one page opens one."""
    values = {"clinic": patient.clinic, "opened_by": by, "opened_at": at, "drawn": patient.declines_photos}
    visit, is_new = make_once(patient.visits, form_key, **values)
    if is_new:
        record(patient.clinic_id, by, "open", visit)
    return visit


def drafted(visit: Visit, draft: Typed, window: Window | None = None, *, at: datetime) -> bool:
    """
    Keep the intake form as it stands, good or not, and tell whether it was kept.

    It is not kept when another window kept a later draft than the one this window was opened with; without a window
    it is kept whatever was there. A draft is not an act worth a line in the record.
    """
    rows = Visit.objects.filter(pk=visit.pk)
    if window is not None:
        rows = rows.filter(Q(draft_window=window.key) | Q(draft_version=window.version))
    key = window.key if window else ""
    was_kept = rows.update(
        draft=storable(draft), draft_saved_at=at, draft_window=key, draft_version=F("draft_version") + 1
    )
    visit.refresh_from_db(fields=["draft", "draft_saved_at", "draft_window", "draft_version"])
    return bool(was_kept)


@transaction.atomic
def answered(visit: Visit, draft: Typed, intake: Intake, *, by: User, at: datetime) -> None:
    """Accept the answers of an intake; a health question nobody asked is left out, not kept as answered with none."""
    asked = {"health": intake.health.model_dump(mode="json", exclude_unset=True)}
    visit.draft = storable(draft)
    visit.draft_saved_at = visit.intake_at = at
    visit.intake = storable(intake.model_dump(mode="json") | asked)
    visit.save(update_fields=["draft", "draft_saved_at", "intake", "intake_at"])
    record(visit.clinic_id, by, "answer", visit, concerns=len(intake.concern), conditions=len(intake.condition))


def photographed(
    visit: Visit, data: bytes, *, ipd_mm: float | None, card: bool = False, by: User, at: datetime
) -> Photo:
    """Take in one photo and have its face found; the worker answers later."""
    incoming = files.written(files.INCOMING, data, "")
    with transaction.atomic():
        visit.drawn = False
        visit.save(update_fields=["drawn"])
        photo = visit.photos.create(
            clinic=visit.clinic,
            taken_by=by,
            uploaded_at=at,
            original_sha256=hashlib.sha256(data).hexdigest(),
            ipd_mm=ipd_mm,
            card=card,
            file=incoming,
        )
        record(visit.clinic_id, by, "photograph", photo, bytes=len(data))
    analyse.enqueue(photo.pk)
    return photo


@task()
def analyse(photo_id: int) -> None:
    """Find the face on one photo; this runs in the worker, never in a web process."""
    from filiform.web.visits.analysis import outcome  # noqa: PLC0415 loads the face engine

    analysed(photo_id, outcome)


def analysed(photo_id: int, outcome: "Callable[[Photo], Outcome]") -> None:
    """Keep what a photo showed; a fault in the program leaves it marked as failed. The original goes either way."""
    photo = Photo.objects.select_related("visit__patient", "clinic").get(pk=photo_id)
    incoming, values = photo.file, dict[str, Any](state=Photo.State.FAILED, file="")
    if photo.state != Photo.State.WAITING:
        return
    try:
        answer = outcome(photo)
        values = {"state": answer.state, **answer.values}
    finally:
        for field, value in values.items():
            setattr(photo, field, value)
        with transaction.atomic():
            photo.save(update_fields=list(values))
            record(photo.clinic_id, photo.taken_by, "analyse", photo, state=photo.state)
        files.removed(incoming)


@transaction.atomic
def given_up(photo_id: int) -> None:
    """Mark a photo as failed whose worker was killed while it was read, more than once; its original goes."""
    photo = Photo.objects.select_related("taken_by").get(pk=photo_id)
    if photo.state == Photo.State.WAITING:
        transaction.on_commit(partial(files.removed, photo.file))
        photo.state, photo.file = Photo.State.FAILED, ""
        photo.save(update_fields=["state", "file"])
        record(photo.clinic_id, photo.taken_by, "give up", photo)


def swept() -> int:
    """Remove the originals no photo waits for, left when a process was killed; return how many there were."""
    awaited = set(Photo.objects.filter(state=Photo.State.WAITING).values_list("file", flat=True))
    awaited |= set(SidePhoto.objects.filter(state=SidePhoto.State.WAITING).values_list("file", flat=True))
    left = [name for name in files.incoming() if name not in awaited]
    for name in left:
        files.removed(name)
    return len(left)


@transaction.atomic
def without_photo(visit: Visit, *, by: User) -> None:
    """Go on with the drawn face."""
    visit.drawn = True
    visit.save(update_fields=["drawn"])
    record(visit.clinic_id, by, "use drawn face", visit)
