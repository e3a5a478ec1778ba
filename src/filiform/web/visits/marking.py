"""Marking the ear and the angle of the jaw on a photo, and taking a mark away; the points are placed again."""

from datetime import datetime

from django.db import transaction

from filiform.errors import InputError
from filiform.knowledge import load
from filiform.points import ear_jaw as core
from filiform.points import side_nodes
from filiform.web import facts
from filiform.web.accounts.models import User
from filiform.web.audit.actions import record
from filiform.web.visits import ear_jaw, hand, kept, sides
from filiform.web.visits.models import Photo, SidePhoto

Pixel = tuple[float, float]


@transaction.atomic
def tap(photo: Photo, name: str, to_px: Pixel, *, by: User, at: datetime) -> None:
    """Keep a place tapped on a photo, on it and with the patient for the next photo."""
    _on(photo, to_px)
    face, (node, side) = kept.face_of(photo.face), ear_jaw.NAMES[name]
    place = core.tapped_nodes({(node, side): to_px}, face, load.knowledge(), facts.mesh())[node, side]
    photo.ear_jaw_px = {**photo.ear_jaw_px, name: _rounded(to_px)}
    _kept(photo, node, side, [list(core.kept_node(place, face))], by=by, at=at)
    record(photo.clinic_id, by, "mark ear or jaw", photo, place=name)


@transaction.atomic
def take_away(photo: Photo, name: str, *, by: User, at: datetime) -> None:
    """Let the ear or the jaw be guessed again, on this photo and on the next."""
    node, side = ear_jaw.NAMES[name]
    photo.ear_jaw_px = {told: place for told, place in photo.ear_jaw_px.items() if told != name}
    _kept(photo, node, side, [], by=by, at=at)
    record(photo.clinic_id, by, "take mark away", photo, place=name)


@transaction.atomic
def tap_side(row: SidePhoto, node: core.Node, to_px: Pixel, *, by: User, at: datetime) -> None:
    """Keep a place tapped on a 45-degree photo, on it and with the patient for the next one."""
    _on(row, to_px)
    face = kept.face_of(row.photo.face)
    place = side_nodes.tapped_mm(node, to_px, sides.view_of(row, face), load.knowledge(), facts.mesh())
    row.ear_jaw_px = {**row.ear_jaw_px, node: _rounded(to_px)}
    row.save(update_fields=["ear_jaw_px"])
    _kept(row.photo, sides.KINDS[node], row.cheek, [sides.kept_place(place, face)], by=by, at=at)
    record(row.clinic_id, by, "mark ear or jaw", row, place=node)


@transaction.atomic
def take_away_side(row: SidePhoto, node: core.Node, *, by: User, at: datetime) -> None:
    """Let the ear or the jaw of a 45-degree photo be where the face model has it again."""
    row.ear_jaw_px = {told: place for told, place in row.ear_jaw_px.items() if told != node}
    row.save(update_fields=["ear_jaw_px"])
    _kept(row.photo, sides.KINDS[node], row.cheek, [], by=by, at=at)
    record(row.clinic_id, by, "take mark away", row, place=node)


def _on(picture: Photo | SidePhoto, to_px: Pixel) -> None:
    x_px, y_px = to_px
    if not (0 <= x_px < (picture.width_px or 0) and 0 <= y_px < (picture.height_px or 0)):
        raise InputError("That place is beside the photo. Drag it to a place on the photo.")


def _rounded(to_px: Pixel) -> list[float]:
    return [round(to_px[0], 1), round(to_px[1], 1)]


def _kept(photo: Photo, kind: str, side: str, places: list[list[float]], *, by: User, at: datetime) -> None:
    """Keep a mark with the patient, and place the points of the photo with it."""
    photo.save(update_fields=["ear_jaw_px"])
    hand.place_again(photo)
    values = {"clinic": photo.clinic, "photo": photo, "kind": kind, "side": side, "made_at": at, "made_by": by}
    photo.visit.patient.face_taps.create(places=places, **values)
