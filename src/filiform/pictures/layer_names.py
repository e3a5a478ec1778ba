"""The names of structures beneath a face: few, each inside the picture and clear of the others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from filiform.face.face import Floats
from filiform.pictures.face_panel import Panel
from filiform.pictures.layers import BY_ID, members, runs
from filiform.pictures.lettering import text_width
from filiform.pictures.scene import Dot
from filiform.points.located import Located
from filiform.points.structures import Below

MOST = 5  # names of one layer
GAP = 0.2  # between two names, in heights of a letter
BESIDE = (0.0, -1.5, 1.8)  # lines of text from a course to its name, what is tried first standing first
EDGE = 4.0  # between a name and the edge of the picture
RUNNING = {"artery", "vein", "nerve"}  # a branch of these is named without its stem, whose layer it is in
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class LayerName:
    """A name on a picture: the layer it belongs to, the words, the middle of their baseline, and the room they take."""

    layer: str
    text: str
    at: Dot
    box: Box


def named(course: Located) -> str:
    """Return how a structure is called on a picture."""
    label = course.structure.label
    return label.split(" of the ")[0] if course.structure.kind in RUNNING else label


def _box(at: Dot, text: str, size: float) -> Box:
    half = text_width(text, size) / 2
    return at[0] - half, at[1] - size, at[0] + half, at[1] + 0.3 * size


def _clear(box: Box, taken: Iterable[Box], gap: float) -> bool:
    return all(
        box[2] + gap <= other[0] or other[2] + gap <= box[0] or box[3] + gap <= other[1] or other[3] + gap <= box[1]
        for other in taken
    )


def _within(at: Dot, text: str, place: Panel, size: float) -> Dot:
    """Return the middle of a name moved along its line so far that it stays inside the picture."""
    reach = text_width(text, size) / 2 + EDGE
    left, right = place.origin[0] + reach, place.origin[0] + place.width - reach
    return min(max(at[0], left), right), at[1]


def _free(line: Floats, text: str, place: Panel, size: float, taken: Sequence[Box]) -> Dot | None:
    """Return where a name is clear of all else, on its line or beside it, nearest the middle; None where it is not."""
    middle = len(line) // 2
    order = sorted(range(len(line)), key=lambda index: (abs(index - middle), index))
    for lines in BESIDE:
        for index in order:
            x, y = place.at((float(line[index][0]), float(line[index][1])))
            at = _within((x, y + lines * size), text, place, size)
            box = _box(at, text, size)
            inside = place.origin[1] <= box[1] and box[3] <= place.origin[1] + place.height
            if inside and _clear(box, taken, GAP * size):
                return at
    return None


def layer_names(
    layers: Sequence[str], below: Below, place: Panel, *, size: float, taken: Sequence[Box] = (), most: int = MOST
) -> list[LayerName]:
    """
    Return the names of some layers along the patient's left, what matters most first; what finds no room has none.

    Parameters
    ----------
    taken
        What stands on the picture already: left, top, right and bottom of each.
    """
    found: list[LayerName] = []
    for layer in layers:
        lines = [
            (course, max(runs(course), key=len)) for course in members(BY_ID[layer], below) if course.side == "left"
        ]
        count = 0
        for course, line in sorted(lines, key=lambda pair: (-pair[0].structure.severity, -len(pair[1]))):
            text = named(course)
            at = _free(line, text, place, size, [*taken, *(one.box for one in found)]) if count < most else None
            if at is not None:
                found.append(LayerName(layer, text, at, _box(at, text, size)))
                count += 1
    return found
