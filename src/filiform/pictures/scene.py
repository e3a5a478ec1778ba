"""A picture as shapes in its own pixels, before it becomes PNG or SVG."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

Dot = tuple[float, float]
TextAnchor = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Stroke:
    """
    A line through points, closed and filled when asked.

    `dash` is drawn and left out, in pixels; `opacity` is a share of both fill and stroke.
    """

    points: tuple[Dot, ...]
    colour: str | None = None
    width: float = 1.0
    closed: bool = False
    fill: str | None = None
    dash: tuple[float, float] | None = None
    opacity: float = 1.0


@dataclass(frozen=True)
class Disc:
    """A circle; a ring when it has a colour and no fill."""

    centre: Dot
    radius: float
    colour: str | None = None
    width: float = 1.0
    fill: str | None = None
    opacity: float = 1.0


@dataclass(frozen=True)
class Words:
    """One line of text; `at` is its anchor on the baseline."""

    at: Dot
    text: str
    size: float
    colour: str
    bold: bool = False
    anchor: TextAnchor = "start"
    casing: bool = False


@dataclass(frozen=True)
class Raster:
    """A photo fitted into a box of the picture."""

    box: tuple[float, float, float, float]
    pixels: npt.NDArray[np.uint8]


Shape = Stroke | Disc | Words | Raster


@dataclass(frozen=True)
class Scene:
    width: int
    height: int
    shapes: tuple[Shape, ...]


def moved(shapes: Sequence[Shape], by: Dot) -> tuple[Shape, ...]:
    """Return the shapes shifted by (x, y) pixels."""
    return tuple(_moved(shape, by) for shape in shapes)


def _moved(shape: Shape, by: Dot) -> Shape:
    dx, dy = by
    match shape:
        case Stroke():
            return replace(shape, points=tuple((x + dx, y + dy) for x, y in shape.points))
        case Disc():
            return replace(shape, centre=(shape.centre[0] + dx, shape.centre[1] + dy))
        case Words():
            return replace(shape, at=(shape.at[0] + dx, shape.at[1] + dy))
        case Raster():
            left, top, right, bottom = shape.box
            return replace(shape, box=(left + dx, top + dy, right + dx, bottom + dy))


def clipped(shapes: Sequence[Shape], box: tuple[float, float, float, float]) -> list[Shape]:
    """Return the shapes with open lines cut at the edge of a box; other shapes stay as they are."""
    return [piece for shape in shapes for piece in _pieces(shape, box)]


def _pieces(shape: Shape, box: tuple[float, float, float, float]) -> list[Shape]:
    if not isinstance(shape, Stroke) or shape.closed:
        return [shape]
    runs: list[list[Dot]] = [[]]
    for x, y in shape.points:
        if box[0] <= x <= box[2] and box[1] <= y <= box[3]:
            runs[-1].append((x, y))
        elif runs[-1]:
            runs.append([])
    return [replace(shape, points=tuple(run)) for run in runs if len(run) > 1]
