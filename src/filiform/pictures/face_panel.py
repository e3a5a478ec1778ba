"""The face in the middle of a picture with labels in both margins, for maps and placements alike."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from filiform.face.face import Face
from filiform.photo.photo import Photo
from filiform.pictures.crop import Box, crop_box, crop_pixels, whole_head_box
from filiform.pictures.curve import Floats
from filiform.pictures.face_lines import face_lines
from filiform.pictures.ink import CASING, CORE, HAIRLINE, INK, SECOND_INK
from filiform.pictures.labels import Label, Margin, Row, leader, margin_rows
from filiform.pictures.lettering import text_width
from filiform.pictures.mark_shapes import leader_shapes
from filiform.pictures.scene import Dot, Raster, Shape, Stroke, Words, clipped

GAP = 6.0  # between the pieces of a label
STUB = 8.0  # horizontal start of a leader at its label
PIN = 15.0  # radius of the R and L pins


@dataclass(frozen=True)
class Panel:
    """
    Where the face stands in a picture.

    `box` is in photo pixels; `origin` and `scale` carry photo pixels into the picture.
    """

    box: Box
    origin: Dot
    px_per_mm: float
    scale: float

    @property
    def width(self) -> float:
        return (self.box[2] - self.box[0]) * self.scale

    @property
    def height(self) -> float:
        return (self.box[3] - self.box[1]) * self.scale

    def at(self, place: Dot) -> Dot:
        """Return a place of the photo in the picture."""
        x, y = place
        return self.origin[0] + (x - self.box[0]) * self.scale, self.origin[1] + (y - self.box[1]) * self.scale

    def landmarks(self, face: Face) -> Floats:
        """Return the landmarks in the picture, depth scaled alike."""
        corner = np.array([self.box[0], self.box[1], 0.0])
        landmarks: Floats = (face.landmarks_px - corner) * self.scale + np.array([*self.origin, 0.0])
        return landmarks


def panel(face: Face, photo: Photo | None, origin: Dot, px_per_mm: float) -> Panel:
    """Return the panel of a face; a line drawing shows the whole head."""
    box = whole_head_box(face) if photo is None else crop_box(face)
    return Panel(box, origin, px_per_mm, px_per_mm * face.scale.mm_per_px)


def background(place: Panel, face: Face, photo: Photo | None) -> list[Shape]:
    """Return the photo, or the face as lines, in its frame."""
    left, top = place.origin
    right, bottom = left + place.width, top + place.height
    frame = Stroke(((left, top), (right, top), (right, bottom), (left, bottom)), HAIRLINE, 1.0, closed=True)
    if photo is None:
        return [*clipped(face_lines(place.landmarks(face), place.px_per_mm), (left, top, right, bottom)), frame]
    return [Raster((left, top, right, bottom), crop_pixels(photo, place.box)), frame]


def pins(place: Panel) -> list[Shape]:
    """Return R and L, the patient's, in the upper corners of the face."""
    shapes: list[Shape] = []
    for letter, x in (("R", place.origin[0] + 30), ("L", place.origin[0] + place.width - 30)):
        y = place.origin[1] + 30
        corners = ((x - PIN, y - PIN), (x + PIN, y - PIN), (x + PIN, y + PIN), (x - PIN, y + PIN))
        shapes += [
            Stroke(corners, CORE, 1.5, closed=True, fill=CASING),
            Words((x, y + 7), letter, 20, CORE, bold=True, anchor="middle"),
        ]
    return shapes


def sided(labels: Sequence[tuple[str, Label]]) -> tuple[list[Label], list[Label]]:
    """Return labels for the left and right margin: sides where they are, the midline where there is more room."""
    left = [label for side, label in labels if side == "right"]
    right = [label for side, label in labels if side == "left"]
    for label in (label for side, label in labels if side == "midline"):
        (left if len(left) <= len(right) else right).append(label)
    return left, right


def margins(place: Panel, row: float) -> tuple[Margin, Margin]:
    """Return both margins beside the face."""
    top, bottom = place.origin[1], place.origin[1] + place.height
    return (
        Margin(place.origin[0] - 10, top, bottom, row),
        Margin(place.origin[0] + place.width + 10, top, bottom, row),
    )


def label_rows(labels: Sequence[tuple[str, Label]], place: Panel, row: float) -> list[tuple[Margin, list[Row]]]:
    """Return the rows of both margins; what tests of legibility look at."""
    return [
        (margin, margin_rows(members, margin))
        for margin, members in zip(margins(place, row), sided(labels), strict=True)
    ]


def trimmed(line: tuple[Dot, Dot], by: float) -> tuple[Dot, Dot]:
    """Return a leader that stops short of its mark's middle."""
    (x0, y0), (x1, y1) = line
    length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
    share = max(0.0, 1 - by / length) if length else 0.0
    return (x0, y0), (x0 + (x1 - x0) * share, y0 + (y1 - y0) * share)


def leaders(rows: Sequence[tuple[Margin, list[Row]]], *, casing: bool = True) -> list[Shape]:
    """Return the leader lines of both margins."""
    shapes: list[Shape] = []
    for index, (margin, members) in enumerate(rows):
        outwards = -STUB if index == 0 else STUB
        for row in members:
            if row.label is not None:
                shapes += leader_shapes(trimmed(leader(row, margin), row.label.reach), casing=casing)
                shapes.append(Stroke(((margin.x, row.y), (margin.x + outwards, row.y)), CORE, 1.2, opacity=0.85))
    return shapes


def margin_words(rows: Sequence[tuple[Margin, list[Row]]], size: float) -> list[Shape]:
    """Return headings and labels of both margins."""
    shapes: list[Shape] = []
    for index, (margin, members) in enumerate(rows):
        for row in members:
            shapes += _row_words(row, margin, size, on_left=index == 0)
    return shapes


def _row_words(row: Row, margin: Margin, size: float, *, on_left: bool) -> list[Shape]:
    parts = label_parts(row, size)
    start = margin.x + STUB + 5
    if on_left:
        start = margin.x - STUB - 5 - sum(width for *_, width in parts)
    shapes: list[Shape] = []
    for text, height, colour, bold, width in parts:
        shapes.append(Words((start, row.y + size * 0.36), text, height, colour, bold=bold))
        start += width
    return shapes


def label_parts(row: Row, size: float) -> list[tuple[str, float, str, bool, float]]:
    """Return the pieces of a row, left to right: text, size, ink, bold, and width with the gap after it."""
    if row.label is None:
        return [(row.heading, size - 1, SECOND_INK, True, text_width(row.heading, size - 1, bold=True))]
    pieces = [(row.label.key, size, INK, True), (row.label.text, size, INK, False)]
    pieces.append((row.label.note, size - 2, SECOND_INK, False))
    drawn = [piece for piece in pieces if piece[0]]
    gaps = [GAP] * (len(drawn) - 1) + [0.0]
    return [
        (*piece, text_width(piece[0], piece[1], bold=piece[3]) + gap) for piece, gap in zip(drawn, gaps, strict=True)
    ]
