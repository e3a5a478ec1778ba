"""The two 45-degree photos of a visit: taken in, held against their limits, joined with the front photo."""

import hashlib
from datetime import datetime
from functools import partial
from typing import Any, cast

import numpy as np
from django.db import transaction
from django_tasks import task

from filiform.errors import InputError
from filiform.face.face import Refusal
from filiform.face.side import Cheek, side_view
from filiform.knowledge import load
from filiform.web import facts
from filiform.web.accounts.models import User
from filiform.web.audit.actions import record
from filiform.web.visits import files, hand, kept
from filiform.web.visits.models import Photo, SidePhoto


def photographed(photo: Photo, cheek: Cheek, data: bytes, *, by: User, at: datetime) -> SidePhoto:
    """Take in one 45-degree photo and have it looked at; the worker answers later."""
    incoming = files.written(files.INCOMING, data, "")
    with transaction.atomic():
        row = photo.side_photos.create(
            clinic=photo.clinic,
            cheek=cheek,
            taken_by=by,
            uploaded_at=at,
            original_sha256=hashlib.sha256(data).hexdigest(),
            file=incoming,
        )
        record(photo.clinic_id, by, "photograph", row, bytes=len(data))
    analyse_side.enqueue(row.pk)
    return row


@task()
def analyse_side(side_photo_id: int) -> None:
    """Look at one 45-degree photo; this runs in the worker, never in a web process."""
    row = SidePhoto.objects.select_related("photo__visit__patient", "clinic", "taken_by").get(pk=side_photo_id)
    if row.state != SidePhoto.State.WAITING:
        return
    incoming, values = row.file, dict[str, Any](state=SidePhoto.State.FAILED, file="")
    try:
        values = _outcome(row)
    finally:
        for field, value in values.items():
            setattr(row, field, value)
        with transaction.atomic():
            row.save(update_fields=list(values))
            record(row.clinic_id, row.taken_by, "analyse", row, state=row.state)
        files.removed(incoming)
    hand.place_again(_as_it_is_now(row))


def _as_it_is_now(row: SidePhoto) -> Photo:
    """Return the front photo as it is kept now; taps may have come in while the side photo was looked at."""
    return Photo.objects.select_related("visit__patient", "clinic").get(pk=row.photo_id)


def _outcome(row: SidePhoto) -> dict[str, Any]:
    from filiform.photo.read import stored_jpeg, upright  # noqa: PLC0415 only the worker reads pictures
    from filiform.web.visits.analysis import engine  # noqa: PLC0415 loads the face engine

    try:
        picture = upright(files.path_of(row.file).read_bytes())
    except InputError as error:
        return {"state": SidePhoto.State.UNREADABLE, "say": str(error)[:400], "file": ""}
    face, cheek = kept.face_of(row.photo.face), cast("Cheek", row.cheek)
    found = side_view(picture, cheek, face, engine=engine(), facts=load.knowledge(), mesh=facts.mesh())
    values: dict[str, Any] = {"width_px": picture.width_px, "height_px": picture.height_px}
    values["file"] = files.written(f"clinic-{row.clinic_id}", stored_jpeg(picture), ".jpg")
    if isinstance(found, Refusal):
        return values | {
            "state": SidePhoto.State.REFUSED,
            "refusal": kept.REFUSAL.dump_python(found, mode="json"),
        }
    view = {
        "landmarks_px": np.round(found.joined.landmarks_px, kept.DIGITS).tolist(),
        "pose": kept.POSE.dump_python(found.pose),
        "gates": kept.GATES.dump_python(found.gates, mode="json"),
        "residual_mm": round(found.joined.residual_mm, 1),
    }
    return values | {"state": SidePhoto.State.USED, "view": view}


@transaction.atomic
def given_up(side_photo_id: int) -> None:
    """Mark a side photo as failed whose worker was killed while it was read, more than once; its original goes."""
    row = SidePhoto.objects.select_related("taken_by").get(pk=side_photo_id)
    if row.state == SidePhoto.State.WAITING:
        transaction.on_commit(partial(files.removed, row.file))
        row.state, row.file = SidePhoto.State.FAILED, ""
        row.save(update_fields=["state", "file"])
        record(row.clinic_id, row.taken_by, "give up", row)
