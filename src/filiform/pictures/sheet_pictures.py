"""The pictures of the printed sheet, in half points: the face with its labels, and the figure for the rest."""

from dataclasses import replace

import numpy as np

from filiform.face.face import Face
from filiform.knowledge.models import Knowledge
from filiform.photo.photo import Photo
from filiform.pictures.crop import crop_pixels
from filiform.pictures.face_panel import Panel, background, label_parts, leaders, margin_words, margins, panel, sided
from filiform.pictures.figure import HEIGHT, WIDTH, figure
from filiform.pictures.figure_panel import figure_labels
from filiform.pictures.ink import CORE
from filiform.pictures.labels import Label, Margin, Row, plain_rows
from filiform.pictures.map import face_labels, mark_shapes
from filiform.pictures.mark_shapes import ring
from filiform.pictures.marks import by_touch, marks
from filiform.pictures.numbering import numbers
from filiform.pictures.scene import Raster, Scene, Shape, Words, moved
from filiform.pictures.svg import svg
from filiform.planning.proposal import Proposal

LETTERS, ROW = 20.0, 25.0  # print is 10 pt at least
MARK_SIZE = 1.1
MAP_WIDTH, MAP_COLUMN = 772.0, 176.0  # a wider label takes its room from the face
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


def sheet_map(proposal: Proposal, facts: Knowledge, *, face: Face, photo: Photo | None) -> str:
    """Return the face of the sheet as SVG: a line drawing, or the photo at 40 % where one is given."""
    shown = marks(proposal.needles, facts, face)
    unscaled = panel(face, photo, (0.0, 0.0), 1.0)
    column = max([MAP_COLUMN, *(_room(label) for _, label in face_labels(shown, facts, unscaled, size=MARK_SIZE))])
    place = panel(face, photo, (column, 0.0), (MAP_WIDTH - 2 * column) / unscaled.width)
    both = sided([(side, replace(label, note="")) for side, label in face_labels(shown, facts, place, size=MARK_SIZE)])
    rows = [(margin, plain_rows(members, margin)) for margin, members in zip(margins(place, ROW), both, strict=True)]
    shapes = [
        *_ground(place, face, photo),
        *leaders(rows, casing=photo is not None),
        *mark_shapes(shown, place, size=MARK_SIZE, letters=LETTERS),
        *_letters(place),
        *margin_words(rows, LETTERS),
    ]
    return svg(Scene(round(MAP_WIDTH), round(place.height), tuple(shapes)))


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
