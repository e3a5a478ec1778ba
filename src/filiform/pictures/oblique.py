"""A face as lines, turned 45 degrees to show one side."""

from typing import Literal

import numpy as np
import numpy.typing as npt

from filiform.face.face import Face
from filiform.face.mesh import Mesh
from filiform.pictures import contours
from filiform.pictures.curve import Floats, smooth
from filiform.pictures.face_lines import BROW_TONE, HAIRLINE_IPD, IRIS_TONE, LineShape
from filiform.pictures.ink import INK, SECOND_INK
from filiform.pictures.scene import Disc, Dot, Stroke

TURN_DEG = 45.0
EDGE_ON = 1e-9  # area of a triangle seen from its edge
HIDDEN_MM = 4.0  # a place this far behind the skin in front of it is not seen
FOREHEAD_MM = 14.0  # below the top of the mesh its edge is no longer the edge of the face
ROW_MM = 3.0  # height of a row of the outline
WIDTH_MM, HEIGHT_MM = 230.0, 270.0
NEAR_EDGE_MM, TOP_MM = 80.0, 132.0  # where the middle of the inner canthi stands: from the far side and from the top
# An adult skull as an ellipsoid: half breadth, height and length, and its centre; proportions of a drawing, no measure.
SKULL_MM, SKULL_CENTRE_MM = (77.0, 92.0, 97.0), (0.0, 32.0, -84.0)
Shown = Literal["left", "right"]


def turned(points: Floats, shown: Shown) -> Floats:
    """
    Return places of the head frame turned so that one side of the patient faces the viewer.

    Parameters
    ----------
    points
        (n, 3), mm in the frame of `Face.landmarks_mm`; the result has x right, y down and z to the viewer.
    """
    angle = np.radians(TURN_DEG) * (1 if shown == "left" else -1)
    x = points[:, 0] * np.cos(angle) - points[:, 2] * np.sin(angle)
    z = points[:, 2] * np.cos(angle) + points[:, 0] * np.sin(angle)
    return np.column_stack([x, -points[:, 1], z])


def _covered(places: Floats, corners: Floats) -> npt.NDArray[np.bool_]:
    """Return which places lie behind the skin; `corners` are the (n, 3, 3) triangles of the turned mesh."""
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (c[:, 0] - a[:, 0]) * (b[:, 1] - a[:, 1])
    area = np.where(np.abs(area) < EDGE_ON, EDGE_ON, area)
    x, y = places[:, 0, None], places[:, 1, None]
    u = ((b[:, 0] - x) * (c[:, 1] - y) - (c[:, 0] - x) * (b[:, 1] - y)) / area
    v = ((c[:, 0] - x) * (a[:, 1] - y) - (a[:, 0] - x) * (c[:, 1] - y)) / area
    w = 1 - u - v
    depth = u * a[:, 2] + v * b[:, 2] + w * c[:, 2]
    inside = (u >= 0) & (v >= 0) & (w >= 0)
    in_front = inside & (depth > places[:, 2, None] + HIDDEN_MM)
    return np.asarray(in_front.any(axis=1), dtype=np.bool_)


def _on_page(place: Floats, shown: Shown, px_per_mm: float) -> Dot:
    middle = NEAR_EDGE_MM if shown == "left" else WIDTH_MM - NEAR_EDGE_MM
    return (float(place[0]) + middle) * px_per_mm, (float(place[1]) + TOP_MM) * px_per_mm


def oblique_place(place_mm: Floats, shown: Shown, px_per_mm: float) -> Dot:
    """Return where a place of the head frame stands in the turned picture."""
    return _on_page(turned(place_mm[None], shown)[0], shown, px_per_mm)


class _Sketch:
    """The turned face, and lines on it as far as they are seen."""

    def __init__(self, face: Face, mesh: Mesh, shown: Shown, px_per_mm: float) -> None:
        self.scale = px_per_mm
        self.pen = 0.34 * px_per_mm
        self.points = turned(face.landmarks_mm, shown)
        self.corners = self.points[mesh.triangles]
        self.near = 1 if shown == "left" else -1  # where the near ear lies in the picture

    def at(self, place: Floats) -> Dot:
        return _on_page(place, "left" if self.near > 0 else "right", self.scale)

    def seen(self, line: Floats, width: float, colour: str = INK) -> list[LineShape]:
        """Return the pieces of a line, in turned mm, that no skin hides."""
        hidden = _covered(line, self.corners)
        pieces: list[list[Dot]] = [[]]
        for place, is_hidden in zip(line, hidden, strict=True):
            if not is_hidden:
                pieces[-1].append(self.at(place))
            elif pieces[-1]:
                pieces.append([])
        return [Stroke(tuple(piece), colour, width * self.pen) for piece in pieces if len(piece) > 1]

    def along(self, indices: tuple[int, ...], width: float) -> list[LineShape]:
        """Return a line along landmarks, smoothed in the picture and in depth."""
        given = self.points[list(indices)]
        flat = np.array(smooth(given))
        deep = np.array(smooth(np.column_stack([given[:, 2], given[:, 2]])))[:, :1]
        return self.seen(np.hstack([flat, deep]), width)


def _far_edge(sketch: _Sketch) -> list[Floats]:
    """Return the far edge of the face from the forehead to the chin, in turned mm."""
    rows = np.arange(sketch.points[10, 1] + FOREHEAD_MM, sketch.points[152, 1] - 1, ROW_MM)
    edges = sketch.corners[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2, 3)
    start, end = edges[:, 0], edges[:, 1]
    line = []
    for y in rows:
        across = (start[:, 1] - y) * (end[:, 1] - y) < 0
        share = (y - start[across, 1]) / (end[across, 1] - start[across, 1])
        x = start[across, 0] + share * (end[across, 0] - start[across, 0])
        line.append(np.array([float(sketch.near * (sketch.near * x).min()), float(y)]))
    return [*line, sketch.points[152, :2]]


def _vault(sketch: _Sketch) -> list[Floats]:
    """Return the vault of the head from the far forehead to the nape, in turned mm."""
    (breadth, height, length), (_, up, back) = SKULL_MM, SKULL_CENTRE_MM
    cosine = float(np.cos(np.radians(TURN_DEG)))
    half = float(np.hypot(breadth, length)) * cosine
    centre = np.array([-sketch.near * back * cosine, -up])
    turns = np.radians(np.arange(180, 396, 4.0))
    arc = [centre + np.array([sketch.near * half * np.cos(a), height * np.sin(a)]) for a in turns]
    forehead = sketch.points[10, 1] - FOREHEAD_MM / 2
    return [place for index, place in enumerate(arc) if index > len(arc) // 2 or place[1] < forehead]


def _eyes(sketch: _Sketch) -> list[LineShape]:
    near, far = (contours.LEFT, contours.RIGHT) if sketch.near > 0 else (contours.RIGHT, contours.LEFT)
    shapes: list[LineShape] = []
    for side in (near, far):
        brow = np.array(smooth(sketch.points[list(side["brow"])], closed=True))
        flat = tuple(sketch.at(place) for place in brow)
        shapes.append(Stroke(flat, INK, 0.5 * sketch.pen, closed=True, fill=BROW_TONE))
        shapes += sketch.along(side["lid_upper"], 1.6) + sketch.along(side["lid_lower"], 0.8)
        shapes += sketch.along(side["crease"], 0.6)
        centre, *rim = sketch.points[list(side["iris"])]
        radius = float(np.mean([np.linalg.norm((place - centre)[1]) for place in rim[1::2]]))
        shapes.append(Disc(sketch.at(centre), 0.45 * radius * sketch.scale, fill=IRIS_TONE))
    return shapes


def _features(sketch: _Sketch) -> list[LineShape]:
    near, far = (contours.LEFT, contours.RIGHT) if sketch.near > 0 else (contours.RIGHT, contours.LEFT)
    shapes = [*sketch.along(near["wing"], 1.1), *sketch.along(near["nostril"], 1.0), *sketch.along(far["nostril"], 0.8)]
    shapes += sketch.along(contours.NOSE_RIDGE, 0.9) + sketch.along(contours.NOSE_BASE, 0.8)
    shapes += sketch.along((*contours.LIPS_OUTER, contours.LIPS_OUTER[0]), 0.9)
    shapes += sketch.along(contours.LIPS_MIDDLE, 1.3) + sketch.along(contours.UNDER_LIP, 0.6)
    return shapes


def _jaw(sketch: _Sketch) -> list[LineShape]:
    middle = contours.JAW.index(152)
    half = contours.JAW[middle:] if sketch.near > 0 else contours.JAW[middle::-1]
    return [Stroke(smooth([sketch.at(place) for place in sketch.points[list(half)]]), INK, 1.3 * sketch.pen)]


def _ear(sketch: _Sketch) -> list[LineShape]:
    """Return the near ear, a little behind the edge of the mesh."""
    top, bottom = (356, 361) if sketch.near > 0 else (127, 132)
    start, end = sketch.points[top, :2], sketch.points[bottom, :2]
    out = np.array([sketch.near, 0.0])
    down = np.array([0.0, 1.0])
    rim = [
        start + 3 * out + 6 * down,
        start + 9 * out - 7 * down,
        start + 21 * out - 7 * down,
        start + 27 * out + 8 * down,
    ]
    rim += [start + 21 * out + 26 * down, end + 16 * out + 2 * down, end + 9 * out + 6 * down, end + 5 * out - 2 * down]
    inner = [start + 9 * out + 2 * down, start + 18 * out, start + 20 * out + 12 * down, start + 13 * out + 26 * down]
    return [
        Stroke(smooth([sketch.at(place) for place in np.array(rim)]), INK, 1.1 * sketch.pen),
        Stroke(smooth([sketch.at(place) for place in np.array(inner)]), SECOND_INK, 0.7 * sketch.pen),
    ]


def _head(sketch: _Sketch, ipd_mm: float, brow_y: float) -> list[LineShape]:
    """Return the edge of the head from the nape over the vault to the chin, the default hairline and the neck."""
    vault, face = _vault(sketch), _far_edge(sketch)
    edge = [*reversed(vault), *face]
    hair = brow_y - HAIRLINE_IPD * ipd_mm
    near = sketch.near
    ear = sketch.points[356 if near > 0 else 127, :2]
    far = min(edge, key=lambda place: abs(place[1] - hair - 6) + (1000 if near * place[0] > 0 else 0))
    line = [far, np.array([near * 4.0, hair]), np.array([near * 38.0, hair + 10]), np.array([near * 54.0, hair + 34])]
    line.append(ear + np.array([near * 1.0, -14.0]))
    dash = (6 * sketch.pen, 5 * sketch.pen)
    hairline = Stroke(smooth([sketch.at(place) for place in line]), SECOND_INK, 0.8 * sketch.pen, dash=dash)
    around = Stroke(smooth([sketch.at(place) for place in edge]), INK, 1.2 * sketch.pen)
    return [around, hairline, *_neck(sketch, vault[-1])]


def _neck(sketch: _Sketch, nape: Floats) -> list[LineShape]:
    out = np.array([sketch.near, 0.0])
    down = np.array([0.0, 1.0])
    throat = sketch.points[152, :2] + 16 * out - 3 * down
    front = [throat, throat + 14 * out + 10 * down, throat + 18 * out + 30 * down]
    behind = [nape, nape + 14 * down - 3 * out, nape + 60 * down - 2 * out, nape + 95 * down + 6 * out]
    return [Stroke(smooth([sketch.at(place) for place in np.array(line)]), INK, sketch.pen) for line in (front, behind)]


def oblique_lines(face: Face, mesh: Mesh, shown: Shown, px_per_mm: float) -> tuple[LineShape, ...]:
    """Return a face as lines turned 45 degrees, `shown` being the patient's side that is seen."""
    sketch = _Sketch(face, mesh, shown, px_per_mm)
    ipd_mm = float(np.linalg.norm(face.landmarks_mm[473, :2] - face.landmarks_mm[468, :2]))
    brow_y = float(sketch.points[[55, 107, 285, 336], 1].mean())
    shapes = [*_head(sketch, ipd_mm, brow_y), *_jaw(sketch), *_ear(sketch)]
    return (*shapes, *_eyes(sketch), *_features(sketch))
