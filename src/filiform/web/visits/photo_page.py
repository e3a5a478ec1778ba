"""What the photo page shows."""

from django import forms

from filiform.face.face import Face
from filiform.web.visits import found, kept
from filiform.web.visits.forms import PhotoForm, SidePhotoForm
from filiform.web.visits.models import Photo, Visit
from filiform.web.visits.slots import slots

HAIRLINE_TAPS = (3, 7)


def photo_context(
    visit: Visit,
    form: forms.Form | None,
    side_form: SidePhotoForm | None = None,
    mark_error: tuple[str, str] = ("", ""),
) -> dict[str, object]:
    """Return what the photo page shows; an error of a mark is that of one cheek."""
    newest = visit.photo
    refusal = kept.REFUSAL.validate_python(newest.refusal) if newest and newest.refusal else None
    face = kept.face_of(newest.face) if newest and newest.face else None
    return {
        "visit": visit,
        "patient": visit.patient,
        "form": form or PhotoForm(),
        "photo": newest,
        "slots": slots(newest, side_form, mark_error) if newest and face else [],
        **(_found(newest, face) if newest and face else {}),
        "refusal": refusal,
        "taps": HAIRLINE_TAPS,
        "step": "photo",
    }


def _found(photo: Photo, face: Face) -> dict[str, object]:
    """Return what the page says and draws about the face on a photo."""
    placed = kept.PLACEMENT.validate_python(photo.placement)
    dots = found.sure_sites(placed)
    return {
        "pose_words": found.pose_words(face.pose),
        "scale_words": found.scale_words(face.scale),
        "other_scales": [found.scale_words(scale) for scale in face.scales[1:]],
        "warnings": [gate for gate in face.gates if not gate.passed],
        "marks": found.marks(face, dots, photo.hairline_px),
        "moved": sum(site.corrected for site in placed.sites),
        "tapped": [f"{x:g},{y:g}" for x, y in photo.hairline_px],
    }
