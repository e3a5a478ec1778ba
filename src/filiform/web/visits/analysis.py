"""What the worker does with an uploaded photo: read it safely, find the face, place the points."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from filiform.errors import InputError
from filiform.face.engine import Engine
from filiform.face.face import Refusal
from filiform.face.find import found_face
from filiform.knowledge import load
from filiform.photo import photo as picture_values
from filiform.photo.read import stored_jpeg, upright
from filiform.pictures.crop import Box, crop_box, crop_jpeg
from filiform.web import facts
from filiform.web.visits import ear_jaw, files, hand, kept
from filiform.web.visits.models import Photo

CROP_PX = 1700  # the map at 10 px per mm is as sharp as a tablet shows it


PORTRAIT_PX = 224  # twice the size it is shown at
PORTRAIT_SHARE = 0.9  # of the height of the crop: the face and little else


def portrait_box(box: Box) -> Box:
    """Return the square of a cropped face that is shown beside a name, in photo pixels."""
    left, top, right, bottom = box
    half, x, y = (bottom - top) * PORTRAIT_SHARE / 2, (left + right) / 2, (top + bottom) / 2
    return x - half, y - half, x + half, y + half


@dataclass(frozen=True)
class Outcome:
    """What a photo showed, ready to be kept."""

    state: str
    values: dict[str, Any]


@cache
def engine() -> Engine:
    """Return the face engine of this process; loading it takes a moment."""
    return Engine()


def outcome(photo: Photo) -> Outcome:
    """Return what this photo shows; nothing is written but the picture itself."""
    try:
        picture = upright(files.path_of(photo.file).read_bytes())
    except InputError as error:
        return Outcome(Photo.State.UNREADABLE, {"say": str(error)[:400], "file": ""})
    values = {"width_px": picture.width_px, "height_px": picture.height_px}
    face = found_face(picture, engine(), load.knowledge(), facts.mesh(), ipd_mm=photo.ipd_mm, look_for_card=photo.card)
    if isinstance(face, Refusal):
        refusal = kept.REFUSAL.dump_python(face, mode="json")
        return Outcome(Photo.State.REFUSED, values | {"refusal": refusal, "file": _kept_picture(photo, picture)})
    document = kept.face_document(face)
    rounded = kept.face_of(document)  # as it is kept, so that placing again gives the same to the last bit
    hand.carry_hairline(photo, rounded, picture.width_px, picture.height_px)
    ear_jaw.carry(photo, rounded, picture.width_px, picture.height_px)
    found = {
        "face": document,
        "placement": kept.PLACEMENT.dump_python(hand.placed(rounded, photo), mode="json"),
        "hairline_px": photo.hairline_px,
        "hairline_from": photo.hairline_from,
        "ear_jaw_px": photo.ear_jaw_px,
    }
    return Outcome(Photo.State.FOUND, values | found | _kept_crops(photo, picture, crop_box(face)))


def _kept_picture(photo: Photo, picture: picture_values.Photo) -> str:
    return files.written(f"clinic-{photo.clinic_id}", stored_jpeg(picture), ".jpg")


def _kept_crops(photo: Photo, picture: picture_values.Photo, box: Box) -> dict[str, str]:
    """Write the picture, the face alone and the portrait, all of them or none."""
    with files.taken_back() as names:
        names.append(_kept_picture(photo, picture))
        names.append(files.written(f"clinic-{photo.clinic_id}", crop_jpeg(picture, box, CROP_PX), ".jpg"))
        files.written_as(files.portrait_of(names[1]), crop_jpeg(picture, portrait_box(box), PORTRAIT_PX))
    return {"file": names[0], "crop_file": names[1]}
