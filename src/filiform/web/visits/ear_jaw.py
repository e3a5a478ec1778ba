"""The ear and the angle of the jaw of a patient, tapped on a photo and carried to the next."""

from datetime import datetime

from django.db import transaction

from filiform.errors import InputError
from filiform.face.face import Face
from filiform.knowledge import load
from filiform.points import ear_jaw
from filiform.points.structures import Below, below
from filiform.web import facts
from filiform.web.accounts.models import User
from filiform.web.audit.actions import record
from filiform.web.visits import kept
from filiform.web.visits.models import Photo

NAMES: dict[str, ear_jaw.NodeKey] = {f"{node}-{side}": (node, side) for node, side in ear_jaw.NODES}


def _taps(photo: Photo | None) -> dict[ear_jaw.NodeKey, tuple[float, float]]:
    told = photo.ear_jaw_px if photo else {}
    return {NAMES[name]: (float(x), float(y)) for name, (x, y) in told.items() if name in NAMES}


def lying(photo: Photo | None, face: Face) -> Below:
    """Return what lies beneath the face of a photo, from the ear and the jaw as they were tapped on it."""
    nodes = ear_jaw.tapped_nodes(_taps(photo), face, load.knowledge(), facts.mesh())
    return below(face, load.knowledge(), facts.mesh(), nodes_mm=nodes)


def places(photo: Photo, face: Face) -> dict[str, tuple[float, float, bool]]:
    """Return where each is on the photo in pixels, and whether it was tapped there or is a stand-in."""
    taps = _taps(photo)
    without = ear_jaw.stand_ins(face, load.knowledge(), facts.mesh())
    found = {}
    for name, key in NAMES.items():
        x_px, y_px = taps.get(key) or ear_jaw.on_photo(without[key], face)
        found[name] = (x_px, y_px, key in taps)
    return found


@transaction.atomic
def tap(photo: Photo, name: str, to_px: tuple[float, float], *, by: User, at: datetime) -> None:
    """Keep a place tapped on a photo, on it and with the patient for the next photo."""
    x_px, y_px = to_px
    if not (0 <= x_px < (photo.width_px or 0) and 0 <= y_px < (photo.height_px or 0)):
        raise InputError("That place is beside the photo. Drag it to a place on the photo.")
    face, key = kept.face_of(photo.face), NAMES[name]
    place = ear_jaw.tapped_nodes({key: to_px}, face, load.knowledge(), facts.mesh())[key]
    photo.ear_jaw_px = {**photo.ear_jaw_px, name: [round(x_px, 1), round(y_px, 1)]}
    photo.save(update_fields=["ear_jaw_px"])
    node, side = key
    x, y = ear_jaw.kept_node(place, face)
    values = {"clinic": photo.clinic, "photo": photo, "kind": node, "side": side, "made_at": at, "made_by": by}
    photo.visit.patient.face_taps.create(places=[[x, y]], **values)
    record(photo.clinic_id, by, "mark ear or jaw", photo, place=name)


def carry(photo: Photo, face: Face, width_px: int, height_px: int) -> None:
    """Take the ear and the jaw of earlier photos of this patient over to a new one, where they are on it."""
    without = ear_jaw.stand_ins(face, load.knowledge(), facts.mesh())
    carried = {}
    for name, (node, side) in NAMES.items():
        last = photo.visit.patient.face_taps.filter(kind=node, side=side).order_by("-pk").first()
        if last is None:
            continue
        x, y = last.places[0]
        x_px, y_px = ear_jaw.carried_node((x, y), face, float(without[node, side][2]))
        if 0 <= x_px < width_px and 0 <= y_px < height_px:
            carried[name] = [round(x_px, 1), round(y_px, 1)]
    photo.ear_jaw_px = carried
