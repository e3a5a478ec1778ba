"""The ear and the angle of the jaw of a patient, tapped on a photo and carried to the next."""

from filiform.errors import InputError
from filiform.face.face import Face
from filiform.knowledge import load
from filiform.knowledge.fact import Side
from filiform.points import ear_jaw
from filiform.points.structures import Below, below
from filiform.web import facts
from filiform.web.visits.models import Photo

NAMES: dict[str, ear_jaw.NodeKey] = {f"{node}-{side}": (node, side) for node, side in ear_jaw.NODES}


def told(photo: Photo | None) -> dict[ear_jaw.NodeKey, tuple[float, float]]:
    """Return what was tapped on a photo, in its pixels."""
    kept_px = photo.ear_jaw_px if photo else {}
    return {NAMES[name]: (float(x), float(y)) for name, (x, y) in kept_px.items() if name in NAMES}


def tapped_mm(photo: Photo | None, face: Face) -> dict[tuple[str, Side], tuple[float, float, float]]:
    """Return what was tapped on a photo, in the frontal frame."""
    return ear_jaw.tapped_nodes(told(photo), face, load.knowledge(), facts.mesh())


def lying(photo: Photo | None, face: Face) -> Below:
    """Return what lies beneath the face of a photo, from the ear and the jaw as they were tapped on it."""
    return below(face, load.knowledge(), facts.mesh(), nodes_mm=tapped_mm(photo, face))


def places(photo: Photo, face: Face) -> dict[str, tuple[float, float, bool]]:
    """Return where each is on the photo in pixels, and whether it was tapped there or is a stand-in."""
    taps = told(photo)
    without = ear_jaw.stand_ins(face, load.knowledge(), facts.mesh())
    found = {}
    for name, key in NAMES.items():
        x_px, y_px = taps.get(key) or ear_jaw.on_photo(without[key], face)
        found[name] = (x_px, y_px, key in taps)
    return found


def carry(photo: Photo, face: Face, width_px: int, height_px: int) -> None:
    """Take the ear and the jaw of earlier photos of this patient over to a new one, where they are on it."""
    without = ear_jaw.stand_ins(face, load.knowledge(), facts.mesh())
    carried = {}
    for name, (node, side) in NAMES.items():
        last = photo.visit.patient.face_taps.filter(kind=node, side=side).order_by("-pk").first()
        if last is None or not last.places:
            continue
        x, y = last.places[0]
        x_px, y_px = ear_jaw.carried_node((x, y), face, float(without[node, side][2]))
        if 0 <= x_px < width_px and 0 <= y_px < height_px and _fits((node, side), (x_px, y_px), face):
            carried[name] = [round(x_px, 1), round(y_px, 1)]
    photo.ear_jaw_px = carried


def _fits(key: ear_jaw.NodeKey, at_px: tuple[float, float], face: Face) -> bool:
    try:
        ear_jaw.tapped_nodes({key: at_px}, face, load.knowledge(), facts.mesh())
    except InputError:
        return False
    return True
