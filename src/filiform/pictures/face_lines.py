"""A face as a line drawing, made from its own landmarks."""

import numpy as np

from filiform.pictures import contours
from filiform.pictures.curve import Floats, HeadFrame, head_frame, smooth
from filiform.pictures.ink import INK, SECOND_INK
from filiform.pictures.scene import Disc, Dot, Stroke, Words

BROW_TONE = "#B9B6AE"
IRIS_TONE = "#8F938F"
HAIRLINE_IPD = 0.94  # height of the default hairline over the middle of the brows, of the pupil distance
LETTERS_FROM = 4.0  # px per mm below which a label inside the drawing could not be read
LineShape = Stroke | Disc | Words


def _line(landmarks: Floats, indices: tuple[int, ...], width: float, *, closed: bool = False) -> Stroke:
    return Stroke(smooth(landmarks[list(indices)], closed=closed), INK, width, closed=closed)


def _inside(point: Dot, polygon: Floats) -> bool:
    x, y = point
    inside = False
    previous = polygon[-1]
    for corner in polygon:
        above = (corner[1] > y) != (previous[1] > y)
        if above and x < (previous[0] - corner[0]) * (y - corner[1]) / (previous[1] - corner[1]) + corner[0]:
            inside = not inside
        previous = corner
    return inside


def _iris(landmarks: Floats, side: dict[str, tuple[int, ...]], pen: float) -> list[LineShape]:
    """Return the iris where the lids leave it open, and the pupil."""
    centre, *edge = landmarks[list(side["iris"]), :2]
    radius = float(np.mean(np.linalg.norm(np.array(edge) - centre, axis=1)))
    lids = np.vstack([smooth(landmarks[list(side["lid_upper"])]), smooth(landmarks[list(side["lid_lower"])])[::-1]])
    turn = np.linspace(0, 2 * np.pi, 73)
    circle = [(float(centre[0] + radius * np.cos(a)), float(centre[1] + radius * np.sin(a))) for a in turn]
    arcs: list[list[Dot]] = [[]]
    for point in circle:
        if _inside(point, lids):
            arcs[-1].append(point)
        elif arcs[-1]:
            arcs.append([])
    rim: list[LineShape] = [Stroke(tuple(arc), INK, 0.8 * pen) for arc in arcs if len(arc) > 1]
    pupil = (float(centre[0]), float(centre[1]))
    return [*rim, Disc(pupil, 0.36 * radius, fill=IRIS_TONE)] if _inside(pupil, lids) else rim


def _eye(landmarks: Floats, side: dict[str, tuple[int, ...]], pen: float) -> list[LineShape]:
    return [
        Stroke(smooth(landmarks[list(side["brow"])], closed=True), INK, 0.5 * pen, closed=True, fill=BROW_TONE),
        *_iris(landmarks, side, pen),
        _line(landmarks, side["lid_upper"], 1.6 * pen),
        _line(landmarks, side["lid_lower"], 0.8 * pen),
        _line(landmarks, side["crease"], 0.6 * pen),
    ]


def _nose(landmarks: Floats, pen: float) -> list[LineShape]:
    lines: list[LineShape] = []
    for side in (contours.RIGHT, contours.LEFT):
        lines += [_line(landmarks, side[name], width * pen) for name, width in (("nose_side", 0.5), ("wing", 1.1))]
        lines.append(_line(landmarks, side["nostril"], 1.1 * pen))
    return [*lines, _line(landmarks, contours.NOSE_BASE, 0.8 * pen)]


def _mouth(landmarks: Floats, pen: float) -> list[LineShape]:
    return [
        *(_line(landmarks, indices, 0.5 * pen) for indices in contours.PHILTRUM),
        _line(landmarks, contours.LIPS_OUTER, 0.9 * pen, closed=True),
        _line(landmarks, contours.LIPS_MIDDLE, 1.3 * pen),
        _line(landmarks, contours.LIPS_LOWER_EDGE, 0.5 * pen),
        _line(landmarks, contours.UNDER_LIP, 0.6 * pen),
    ]


def _ear(frame: HeadFrame, top: Dot, bottom: Dot, outwards: int, pen: float) -> list[LineShape]:
    """Return an ear between two places of the edge of the face; `outwards` is 1 on the patient's left."""
    down = np.array(frame.down) * frame.px_per_mm
    out = np.array(frame.left) * frame.px_per_mm * outwards
    start, end = np.array(top), np.array(bottom)
    rim = [start, start + 5 * out - 9 * down, start + 12 * out - 8 * down, start + 14.5 * out + 4 * down]
    rim += [(start + end) / 2 + 11 * out + 6 * down, end + 6 * out + 6 * down, end + 1.5 * out + 6 * down, end]
    fold = [start + 5 * out + 1 * down, start + 9.5 * out - 2 * down, start + 9.5 * out + 8 * down]
    fold.append((start + end) / 2 + 6 * out + 4 * down)
    return [Stroke(smooth(np.array(rim)), INK, 1.1 * pen), Stroke(smooth(np.array(fold)), SECOND_INK, 0.6 * pen)]


def _head(landmarks: Floats, frame: HeadFrame, pen: float) -> list[LineShape]:
    """Return jaw, ears, skull, default hairline and neck."""
    half = float(np.linalg.norm(landmarks[356, :2] - landmarks[127, :2])) / 2 / frame.px_per_mm
    ipd = float(np.linalg.norm(landmarks[473, :2] - landmarks[468, :2])) / frame.px_per_mm
    hair = HAIRLINE_IPD * ipd
    skull = [(1.03, 0.2), (1.05, -0.4), (0.98, -0.95), (0.80, -1.38), (0.45, -1.63)]
    line = [(0.96, -0.1), (0.90, -0.45), (0.72, -0.80), (0.38, -0.97)]
    crown = [(-half * x, hair * y) for x, y in skull] + [(0.0, -1.70 * hair)]
    crown += [(half * x, hair * y) for x, y in reversed(skull)]
    edge = [(-half * x, hair * y) for x, y in line] + [(0.0, -hair)] + [(half * x, hair * y) for x, y in reversed(line)]
    start, end = (
        (float(landmarks[127, 0]), float(landmarks[127, 1])),
        (float(landmarks[356, 0]), float(landmarks[356, 1])),
    )
    skull_line = [start, *(frame.at(x, y) for x, y in crown[1:-1]), end]
    return [
        Stroke(smooth(skull_line), INK, 1.1 * pen),
        Stroke(smooth([frame.at(x, y) for x, y in edge]), SECOND_INK, 0.8 * pen, dash=(6 * pen, 5 * pen)),
        _line(landmarks, contours.JAW, 1.3 * pen),
        *_ear(frame, _dot(landmarks, 127), _dot(landmarks, 132), -1, pen),
        *_ear(frame, _dot(landmarks, 356), _dot(landmarks, 361), 1, pen),
        *_neck(landmarks, frame, pen),
    ]


def _hairline_name(landmarks: Floats, frame: HeadFrame) -> list[LineShape]:
    if frame.px_per_mm < LETTERS_FROM:
        return []
    ipd = float(np.linalg.norm(landmarks[473, :2] - landmarks[468, :2])) / frame.px_per_mm
    return [Words(frame.at(0, -HAIRLINE_IPD * ipd - 3), "default hairline", 15, SECOND_INK, anchor="middle")]


def _dot(landmarks: Floats, index: int) -> Dot:
    return float(landmarks[index, 0]), float(landmarks[index, 1])


def _neck(landmarks: Floats, frame: HeadFrame, pen: float) -> list[LineShape]:
    down, left = np.array(frame.down) * frame.px_per_mm, np.array(frame.left) * frame.px_per_mm
    lines: list[LineShape] = []
    for index, outwards in ((136, -1), (365, 1)):
        start = landmarks[index, :2]
        points = [
            start,
            start + 18 * down - 1.5 * outwards * left,
            start + 36 * down,
            start + 50 * down + 6 * outwards * left,
        ]
        lines.append(Stroke(smooth(np.array(points)), INK, 1.0 * pen))
    return lines


def face_lines(landmarks: Floats, px_per_mm: float) -> tuple[LineShape, ...]:
    """
    Return this face as lines, seen from the front.

    Parameters
    ----------
    landmarks
        (478, 2 or more), pixels of the picture that is drawn.
    """
    frame = head_frame(landmarks, px_per_mm)
    pen = 0.34 * px_per_mm
    shapes = [*_head(landmarks, frame, pen), *_hairline_name(landmarks, frame)]
    shapes += _eye(landmarks, contours.RIGHT, pen) + _eye(landmarks, contours.LEFT, pen)
    return (*shapes, *_nose(landmarks, pen), *_mouth(landmarks, pen))
