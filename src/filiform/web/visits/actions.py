"""Acts of a visit: opening it, the intake, the photo."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django_tasks import task

from filiform.errors import InputError
from filiform.intake.intake import Intake
from filiform.knowledge import load
from filiform.points.place import placement
from filiform.web import facts
from filiform.web.accounts.models import User
from filiform.web.audit.actions import record
from filiform.web.patients.models import Patient
from filiform.web.visits import files, kept
from filiform.web.visits.models import Photo, Visit

if TYPE_CHECKING:
    from filiform.web.visits.analysis import Outcome


@transaction.atomic
def opened(patient: Patient, *, by: User, at: datetime) -> Visit:
    """Open a visit of a patient."""
    visit = patient.visits.create(clinic=patient.clinic, opened_by=by, opened_at=at, drawn=patient.declines_photos)
    record(patient.clinic_id, by, "open", visit)
    return visit


def drafted(visit: Visit, draft: dict[str, list[str]], *, at: datetime) -> None:
    """Keep the intake form as it stands, good or not; a draft is not an act worth a line in the record."""
    visit.draft = draft
    visit.draft_saved_at = at
    visit.save(update_fields=["draft", "draft_saved_at"])


@transaction.atomic
def answered(visit: Visit, draft: dict[str, list[str]], intake: Intake, *, by: User, at: datetime) -> None:
    """Accept the answers of an intake."""
    visit.draft = draft
    visit.draft_saved_at = visit.intake_at = at
    visit.intake = intake.model_dump(mode="json")
    visit.save(update_fields=["draft", "draft_saved_at", "intake", "intake_at"])
    record(visit.clinic_id, by, "answer", visit, concerns=len(intake.concern), conditions=len(intake.condition))


def photographed(visit: Visit, data: bytes, *, ipd_mm: float | None, by: User, at: datetime) -> Photo:
    """Take in one photo and have its face found; the worker answers later."""
    incoming = files.written("incoming", data, "")
    broken = list(visit.photos.filter(state=Photo.State.FAILED).exclude(file=""))
    with transaction.atomic():
        visit.drawn = False
        visit.save(update_fields=["drawn"])
        photo = visit.photos.create(
            clinic=visit.clinic,
            taken_by=by,
            uploaded_at=at,
            original_sha256=hashlib.sha256(data).hexdigest(),
            ipd_mm=ipd_mm,
            file=incoming,
        )
        record(visit.clinic_id, by, "photograph", photo, bytes=len(data))
    for old in broken:
        files.removed(old.file)
        old.file = ""
        old.save(update_fields=["file"])
    analyse.enqueue(photo.pk)
    return photo


def looked_at_again(photo: Photo, *, by: User) -> None:
    """Have a photo looked at once more that broke the program."""
    if photo.state != Photo.State.FAILED or not photo.file:
        raise InputError("This photo was read already. Take another one instead.")
    with transaction.atomic():
        photo.state = Photo.State.WAITING
        photo.save(update_fields=["state"])
        record(photo.clinic_id, by, "look again", photo)
    analyse.enqueue(photo.pk)


@task()
def analyse(photo_id: int) -> None:
    """Find the face on one photo; this runs in the worker, never in a web process."""
    from filiform.web.visits.analysis import outcome  # noqa: PLC0415 loads the face engine

    analysed(photo_id, outcome)


def analysed(photo_id: int, outcome: "Callable[[Photo], Outcome]") -> None:
    """Keep what a photo showed; a fault in the program leaves it marked as failed, to be tried again."""
    photo = Photo.objects.select_related("visit__patient", "clinic").get(pk=photo_id)
    incoming, values = photo.file, dict[str, Any](state=Photo.State.FAILED)
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
        if photo.file != incoming:
            files.removed(incoming)


@transaction.atomic
def given_up(photo_id: int) -> None:
    """Mark a photo as failed whose worker was killed while it was read, more than once."""
    photo = Photo.objects.select_related("taken_by").get(pk=photo_id)
    if photo.state == Photo.State.WAITING:
        photo.state = Photo.State.FAILED
        photo.save(update_fields=["state"])
        record(photo.clinic_id, photo.taken_by, "give up", photo)


@transaction.atomic
def without_photo(visit: Visit, *, by: User) -> None:
    """Go on with the drawn face."""
    visit.drawn = True
    visit.save(update_fields=["drawn"])
    record(visit.clinic_id, by, "use drawn face", visit)


@transaction.atomic
def hairline_marked(photo: Photo, taps_px: Sequence[tuple[float, float]], *, by: User) -> None:
    """Place the points again, by the hairline that was tapped on the photo."""
    face = kept.face_of(photo.face)
    height_cm = photo.visit.patient.height_cm
    placed = placement(face, load.knowledge(), facts.mesh(), hairline=tuple(taps_px), height_cm=height_cm)
    photo.hairline_px = [list(tap) for tap in taps_px]
    photo.placement = kept.PLACEMENT.dump_python(placed, mode="json")
    photo.save(update_fields=["hairline_px", "placement"])
    record(photo.clinic_id, by, "mark hairline", photo, taps=len(taps_px))
