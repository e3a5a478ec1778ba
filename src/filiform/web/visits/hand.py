"""What a practitioner's hand told of a patient's face: sites that were moved, and the hairline that was tapped."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from filiform.errors import InputError
from filiform.face.face import Face
from filiform.knowledge import load
from filiform.knowledge.fact import Side
from filiform.points import hand
from filiform.points.hairline import carried_hairline, kept_hairline
from filiform.points.place import placement
from filiform.points.site import Anchor, Placement, Site
from filiform.safety.finding import SiteKey
from filiform.web import facts
from filiform.web.accounts.models import User
from filiform.web.audit.actions import record
from filiform.web.once import make_once
from filiform.web.patients.models import FaceTap, HandMove, Patient
from filiform.web.visits import ear_jaw, kept, sides
from filiform.web.visits.models import Photo

Taps = Sequence[tuple[float, float]]


def rows(patient: Patient) -> QuerySet[HandMove]:
    """Return the moves of a patient that hold or held, the oldest first."""
    return patient.hand_moves.select_related("made_by", "undone_by", "visit").order_by("pk")


def moves(patient: Patient) -> tuple[hand.HandMove, ...]:
    """Return what is moved by hand on the face of a patient, and of nobody else."""
    return tuple(value(row) for row in rows(patient) if row.undone_at is None)


def value(row: HandMove) -> hand.HandMove:
    """Return a row as the core takes it."""
    first, second, third = row.triangle
    one, two, three = row.weights
    day = timezone.localdate(row.made_at)
    anchor = Anchor((first, second, third), (one, two, three))
    return hand.HandMove(row.point, cast("Side", row.side), anchor, day, initials(row.made_by), row.moved_mm)


def initials(user: User) -> str:
    """Return the first letters of a name, three at most."""
    return "".join(word[0] for word in (user.full_name or user.username).split())[:3].upper()


def placed(face: Face, photo: Photo) -> Placement:
    """Return the points on the face of a photo, with all that was told of this patient by hand."""
    patient = photo.visit.patient
    front = placement(
        face,
        load.knowledge(),
        facts.mesh(),
        hairline=tuple((float(x), float(y)) for x, y in photo.hairline_px),
        corrections=moves(patient),
        height_cm=patient.height_cm,
        tapped_mm=ear_jaw.tapped_mm(photo, face),
    )
    return sides.with_sides(front, face, photo)


def place_again(photo: Photo) -> Placement:
    """Place the points of a photo anew and keep them."""
    again = placed(kept.face_of(photo.face), photo)
    photo.placement = kept.PLACEMENT.dump_python(again, mode="json")
    photo.save(update_fields=["placement", "hairline_px", "hairline_from"])
    return again


def open_photos(photo: Photo) -> list[Photo]:
    """Return the newest photo of each other visit of this patient whose plan nobody has signed yet."""
    others = photo.visit.patient.visits.exclude(pk=photo.visit_id).filter(plans__isnull=True, drawn=False)
    newest = (visit.photo for visit in others.order_by("pk"))
    return [one for one in newest if one is not None and one.state == Photo.State.FOUND]


def _place_everywhere(photo: Photo) -> None:
    """Place the points of a photo anew, and those of the photos whose plans may still follow."""
    for one in (photo, *open_photos(photo)):
        place_again(one)


def site_of(photo: Photo, key: SiteKey) -> Site | None:
    """Return one site as it was placed on a photo, if it was."""
    _, now = kept.seen(photo)
    return next((site for site in now.sites if (site.id, site.side) == key), None)


@transaction.atomic
def move(
    photo: Photo, key: SiteKey, to_px: tuple[float, float], *, by: User, at: datetime, form_key: str = ""
) -> HandMove:
    """Move a site of a photo by hand; the same form sent twice moves it once."""
    face, now = kept.seen(photo)
    told = hand.moved(now, key, to_px, face, facts.mesh(), on=timezone.localdate(at), by=initials(by))
    return _kept(photo, told, by=by, at=at, form_key=form_key)


@transaction.atomic
def move_twin(row: HandMove, *, by: User, at: datetime, form_key: str = "") -> HandMove:
    """Move the same site of the other side to the mirrored place."""
    face, _ = kept.seen(row.photo)
    told = hand.mirrored(value(row), facts.mesh())
    site = site_of(row.photo, told.key)
    if site is None:
        raise InputError(f"{hand.said(told.key)} is not on this photo; it was not moved.")
    away_mm = round(hand.moved_mm(site, told.anchor, face), 1)
    if away_mm > hand.MOST_MOVED_MM:
        raise InputError(
            f"{hand.said(told.key)} would go {away_mm:.0f} mm from its place; "
            f"at most {hand.MOST_MOVED_MM:.0f} mm is a correction. It was not moved."
        )
    return _kept(row.photo, replace(told, moved_mm=away_mm), by=by, at=at, form_key=form_key)


def _kept(photo: Photo, told: hand.HandMove, *, by: User, at: datetime, form_key: str) -> HandMove:
    patient = photo.visit.patient
    row, is_new = make_once(
        patient.hand_moves,
        form_key or None,
        clinic=photo.clinic,
        visit=photo.visit,
        photo=photo,
        point=told.point,
        side=told.side,
        triangle=list(told.anchor.triangle),
        weights=list(told.anchor.weights),
        moved_mm=told.moved_mm,
        made_at=at,
        made_by=by,
    )
    if is_new:
        record(photo.clinic_id, by, "move site", row, point=told.point, side=told.side)
        _place_everywhere(photo)
    return row


@transaction.atomic
def take_back(moved: Iterable[HandMove], photo: Photo, *, by: User, at: datetime) -> None:
    """Take moves back; the move before of the same site holds again, or the rule."""
    for row in moved:
        if row.undone_at is None:
            row.undone_at, row.undone_by = at, by
            row.save(update_fields=["undone_at", "undone_by"])
            record(row.clinic_id, by, "take move back", row)
    _place_everywhere(photo)


@transaction.atomic
def give_again(moved: Iterable[HandMove], photo: Photo, *, by: User) -> None:
    """Let moves hold again that were taken back."""
    for row in moved:
        if row.undone_at is not None:
            row.undone_at = row.undone_by = None
            row.save(update_fields=["undone_at", "undone_by"])
            record(row.clinic_id, by, "give move again", row)
    _place_everywhere(photo)


@transaction.atomic
def hairline_marked(photo: Photo, taps_px: Taps, *, by: User, at: datetime) -> None:
    """Place the points again by the hairline tapped on the photo, and keep it with the patient for the next photo."""
    kept_places = kept_hairline(taps_px, kept.face_of(photo.face), facts.mesh())
    photo.hairline_px, photo.hairline_from = [list(tap) for tap in taps_px], None
    place_again(photo)
    photo.visit.patient.face_taps.create(
        clinic=photo.clinic,
        photo=photo,
        kind=FaceTap.Kind.HAIRLINE,
        places=[list(place) for place in kept_places],
        made_at=at,
        made_by=by,
    )
    record(photo.clinic_id, by, "mark hairline", photo, taps=len(taps_px))


def carry_hairline(photo: Photo, face: Face, width_px: int, height_px: int) -> bool:
    """Take the hairline of an earlier photo of this patient over to a new one; where it does not fit, leave it."""
    tapped = photo.visit.patient.face_taps.filter(kind=FaceTap.Kind.HAIRLINE).order_by("-pk").first()
    if tapped is None:
        return False
    taps = carried_hairline([(x, y) for x, y in tapped.places], face, facts.mesh())
    if not all(0 <= x < width_px and 0 <= y < height_px for x, y in taps):
        return False
    try:
        kept_hairline(taps, face, facts.mesh())
    except InputError:
        return False
    photo.hairline_px = [[round(x, 1), round(y, 1)] for x, y in taps]
    photo.hairline_from = timezone.localdate(tapped.made_at)
    return True


def stepped(photo: Photo, wanted: Mapping[str, Any], *, back: bool, by: User, at: datetime) -> None:
    """Do with the moves a plan names what a step back in that plan, or forward again, does with the plan."""
    moved = list(photo.visit.patient.hand_moves.filter(pk__in=wanted.get("moved", ())))
    lifted = list(photo.visit.patient.hand_moves.filter(pk__in=wanted.get("taken_back", ())))
    if moved or lifted:
        take_back(moved if back else lifted, photo, by=by, at=at)
        give_again(lifted if back else moved, photo, by=by)
