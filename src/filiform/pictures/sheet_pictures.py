"""The pictures of the printed sheet, in half points: the face with its labels, and the figure for the rest."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from filiform.face.face import Face
from filiform.knowledge.models import Knowledge
from filiform.photo.photo import Photo
from filiform.pictures.crop import crop_pixels
from filiform.pictures.face_panel import (
    STUB,
    Panel,
    background,
    label_parts,
    leaders,
    margin_words,
    margins,
    panel,
    sided,
)
from filiform.pictures.figure import HEIGHT, WIDTH, figure
from filiform.pictures.figure_panel import figure_labels
from filiform.pictures.ink import CORE, INK
from filiform.pictures.labels import Label, Margin, Row, plain_rows
from filiform.pictures.lettering import text_width
from filiform.pictures.map import face_labels, mark_shapes
from filiform.pictures.mark_shapes import ring
from filiform.pictures.marks import Mark, by_touch, marks
from filiform.pictures.numbering import numbers
from filiform.pictures.scene import Raster, Scene, Shape, Words, moved
from filiform.pictures.svg import svg
from filiform.planning.proposal import Proposal

LETTERS, ROW, LEAST_ROW = 20.0, 25.0, 21.0  # print is 10 pt at least
MARK_SIZE = 1.1
MAP_WIDTH = 806.0  # 142 mm
STACKED_ROW = 48.0  # of a number with its code beneath it
SIZES = tuple(1.0 - 0.05 * step for step in range(11))  # of the face; the page takes the largest it has the height for
FIGURE_HEIGHT, FIGURE_COLUMN = 372.0, 128.0  # a wider label is its number alone: its code stands in the list beside
BESIDE = 26.0  # between the edge of the face and the words of a label
PHOTO_SHARE = 0.4  # a printed photo stands back behind its marks


def faded(photo: Photo) -> Photo:
    """Return the photo at 40 % on white paper."""
    pixels = 255 - (255 - photo.pixels.astype(np.float32)) * PHOTO_SHARE
    return Photo(pixels.astype(np.uint8), photo.sha256)


def _ground(place: Panel, face: Face, photo: Photo | None) -> list[Shape]:
    if photo is None:
        return background(place, face, None)
    left, top = place.origin
    box = (left, top, left + place.width, top + place.height)
    crop = Photo(crop_pixels(photo, place.box), photo.sha256)
    return [Raster(box, faded(crop).pixels)]


def _letters(place: Panel) -> list[Shape]:
    left, top = place.origin
    return [
        Words((left + 14, top + 34), "R", 26, CORE, bold=True),
        Words((left + place.width - 14, top + 34), "L", 26, CORE, bold=True, anchor="end"),
    ]


def _room(label: Label) -> float:
    """Return how wide a margin must be for the number and the words of a label."""
    words = label_parts(Row(0.0, label=replace(label, note="")), LETTERS)
    return sum(width for *_, width in words) + BESIDE


def _short(label: Label) -> Label:
    """Return a label in its fewest words: the number of a line, from the first to the last, tells how many it has."""
    return replace(label, note="", text=label.text.partition(" \N{MULTIPLICATION SIGN}")[0])


def _stacked_room(label: Label) -> float:
    """Return how wide a margin must be for the number of a label above its code."""
    return max(text_width(label.key, LETTERS, bold=True), text_width(label.text, LETTERS)) + BESIDE


def _stacked_words(rows: Sequence[tuple[Margin, list[Row]]]) -> list[Shape]:
    """Return the labels of both margins, the number above its code."""
    shapes: list[Shape] = []
    for index, (margin, members) in enumerate(rows):
        anchor: Literal["start", "end"] = "start" if index else "end"
        x = margin.x + (STUB + 5) * (1 if index else -1)
        for row in members:
            if row.label is not None:
                shapes.append(Words((x, row.y - 3), row.label.key, LETTERS, INK, bold=True, anchor=anchor))
                shapes.append(Words((x, row.y + 17), row.label.text, LETTERS, INK, anchor=anchor))
    return shapes


@dataclass(frozen=True)
class SheetFace:
    """The face of a printed sheet: what is marked, where the face stands, and whether codes stand beneath numbers."""

    shown: tuple[Mark, ...]
    place: Panel
    rows: tuple[tuple[Margin, list[Row]], ...]
    stacked: bool


def sheet_faces(proposal: Proposal, facts: Knowledge, *, face: Face, photo: Photo | None) -> list[SheetFace]:
    """
    Return the face as the sheet may show it, the largest first; letters and rings keep their size on paper.

    A code stands beside its number; where that would hold the face small it stands beneath, if the margin has the
    height for it.
    """
    shown = marks(proposal.needles, facts, face)
    unscaled = panel(face, photo, (0.0, 0.0), 1.0)
    labels = [_short(label) for _, label in face_labels(shown, facts, unscaled, size=MARK_SIZE)]
    widest = MAP_WIDTH - 2 * max(map(_stacked_room, labels), default=BESIDE)
    beside = MAP_WIDTH - 2 * max(map(_room, labels), default=BESIDE)
    faces = []
    for width in sorted({beside, *(widest * size for size in SIZES)}, reverse=True):
        place = panel(face, photo, ((MAP_WIDTH - width) / 2, 0.0), width / unscaled.width)
        both = sided([(side, _short(label)) for side, label in face_labels(shown, facts, place, size=MARK_SIZE)])
        row, least = (ROW, LEAST_ROW) if width <= beside else (STACKED_ROW, STACKED_ROW)
        if width == beside or max(map(len, both)) * least <= place.height:
            sides = zip(margins(place, row), both, strict=True)
            rows = tuple((margin, plain_rows(members, margin)) for margin, members in sides)
            faces.append(SheetFace(shown, place, rows, stacked=width > beside))
    return faces


def sheet_map(shown: SheetFace, face: Face, photo: Photo | None) -> str:
    """Return the face of the sheet as SVG: a line drawing, or the photo at 40 % where one is given."""
    shapes = [
        *_ground(shown.place, face, photo),
        *leaders(shown.rows, casing=photo is not None),
        *mark_shapes(shown.shown, shown.place, size=MARK_SIZE, letters=LETTERS),
        *_letters(shown.place),
        *(_stacked_words(shown.rows) if shown.stacked else margin_words(shown.rows, LETTERS)),
    ]
    return svg(Scene(round(MAP_WIDTH), round(shown.place.height), tuple(shapes)))


def sheet_figure(proposal: Proposal, facts: Knowledge) -> str:
    """Return the standing figure as SVG with the needles the face cannot show."""
    origin = (FIGURE_COLUMN, 12.0)
    across = FIGURE_HEIGHT * WIDTH / HEIGHT
    labels = figure_labels(by_touch(proposal), facts, numbers(proposal.needles, facts), FIGURE_HEIGHT, origin)
    sides = (
        Margin(origin[0] - 4, 0, FIGURE_HEIGHT + 20, ROW),
        Margin(origin[0] + across + 4, 0, FIGURE_HEIGHT + 20, ROW),
    )
    short = [
        (side, replace(label, note="", text=label.text if _room(label) <= FIGURE_COLUMN else ""))
        for side, label in labels
    ]
    rows = [(margin, plain_rows(members, margin)) for margin, members in zip(sides, sided(short), strict=True)]
    rings = [shape for _, label in labels for shape in ring(label.mark, size=MARK_SIZE)]
    shapes = [*moved(figure(FIGURE_HEIGHT), origin), *leaders(rows, casing=False), *rings, *margin_words(rows, LETTERS)]
    return svg(Scene(round(across + 2 * FIGURE_COLUMN), round(FIGURE_HEIGHT + 24), tuple(shapes)))
