"""The places for 45-degree photos on the photo page, as they are shown."""

from dataclasses import dataclass, replace
from typing import Any

from filiform.face.side import Cheek
from filiform.points.lateral import moved_by_hand
from filiform.web.visits import kept, sides
from filiform.web.visits.forms import SidePhotoForm
from filiform.web.visits.models import Photo, SidePhoto


@dataclass(frozen=True)
class Dot:
    """A site on a side photo, as shares of its width and height in per cent."""

    name: str
    x: float
    y: float
    r: float
    error_mm: float


@dataclass(frozen=True)
class Handle:
    """The ear or the angle of the jaw, to be dragged on a side photo; in its pixels."""

    node: str
    word: str
    hint: str
    say: str
    mark: sides.Mark
    ring: float


@dataclass(frozen=True)
class Slot:
    """One of the two places for a 45-degree photo, as the page shows it."""

    cheek: Cheek
    row: SidePhoto | None
    reasons: tuple[str, ...]
    yaw_deg: float
    residual_mm: float
    sites: tuple[Dot, ...]
    error: str
    handles: tuple[Handle, ...] = ()
    mm_per_px: float = 1.0
    mark_error: str = ""

    @property
    def other_way(self) -> str:
        """Where the head is turned so that this cheek faces the camera."""
        return "right" if self.cheek == "left" else "left"


NODE_WORDS = {"tragus": "Ear", "gonion": "Jaw angle"}
NODE_HINTS = {"tragus": "the small flap in front of the ear canal", "gonion": "where the jaw turns up to the ear"}


def slots(photo: Photo, form: SidePhotoForm | None = None, mark_error: tuple[str, str] = ("", "")) -> list[Slot]:
    """Return both places for 45-degree photos, the patient's right first; an error of a mark is of one cheek."""
    given = sides.newest(photo)
    wrong = dict([mark_error])
    return [_with_handles(_slot(photo, cheek, given.get(cheek), form), wrong.get(cheek, "")) for cheek in sides.CHEEKS]


def _with_handles(slot: Slot, mark_error: str) -> Slot:
    row = slot.row
    if row is None or row.state != SidePhoto.State.USED:
        return slot
    face = kept.face_of(row.photo.face)
    mm_per_px = sides.joined_of(row, face).camera.mm_per_px
    handles = tuple(
        Handle(node, NODE_WORDS[node], NODE_HINTS[node], _words(mark), mark, mark.error_mm / mm_per_px)
        for node, mark in sides.marks(row, face).items()
    )
    return replace(slot, handles=handles, mm_per_px=mm_per_px, mark_error=mark_error)


def _words(mark: sides.Mark) -> str:
    """Return how well a handle is known where it is."""
    if mark.tapped:
        return f"Marked here, to about {mark.error_mm:.0f} mm."
    whence = f"Taken over from {mark.from_day:%-d %b %Y}, not used yet" if mark.from_day else "Guessed"
    return f"{whence}, to about {mark.error_mm:.0f} mm. Drag it to its place, or save it if it is there."


def _slot(photo: Photo, cheek: Cheek, row: SidePhoto | None, form: SidePhotoForm | None) -> Slot:
    said = kept.REFUSAL.validate_python(row.refusal).reasons if row and row.refusal else ()
    view: dict[str, Any] = row.view if row and row.view else {"pose": {"yaw_deg": 0.0}, "residual_mm": 0.0}
    own = form if form is not None and form.data.get("cheek") == cheek else None
    error = " ".join(str(one) for one in own.errors.get("photo", [])) if own else ""
    return Slot(
        cheek=cheek,
        row=row,
        reasons=tuple(gate.say for gate in said),
        yaw_deg=abs(view["pose"]["yaw_deg"]),
        residual_mm=view["residual_mm"],
        sites=_dots(photo, cheek, row),
        error=error,
    )


def _dots(photo: Photo, cheek: Cheek, row: SidePhoto | None) -> tuple[Dot, ...]:
    if row is None or row.state != SidePhoto.State.USED:
        return ()
    face, placed = kept.seen(photo)
    view = sides.view_of(row, face)
    mm_per_px = view.joined.camera.mm_per_px
    sites = (*placed.of("left45" if cheek == "left" else "right45"), *moved_by_hand(placed, view))
    return tuple(
        Dot(
            f"{site.id} (moved by hand)" if site.corrected else site.id,
            site.x_px,
            site.y_px,
            site.error_mm / mm_per_px,
            site.error_mm,
        )
        for site in sites
    )
