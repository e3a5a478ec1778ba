"""Which way a slanted needle points on the face, and how long it looks."""

from collections.abc import Sequence

import numpy as np

from filiform.knowledge.fact import Side
from filiform.knowledge.models import Knowledge
from filiform.pictures.curve import Floats, HeadFrame
from filiform.pictures.scene import Dot
from filiform.planning.proposal import Needle
from filiform.points.heading import AIMS, spoken_aim

NEIGHBOURS = 8  # landmarks whose plane stands for the skin around a place
STEEPEST = 4.0  # slope of the skin against the picture beyond which a line would lie along the edge of the face
FORESHORTENED = 0.2  # a way along the skin that looks shorter than this of its length points at the viewer


def _outwards(side: Side) -> int:
    return -1 if side == "right" else 1


def _stated(aim: Sequence[str], words: str) -> tuple[float, float] | None:
    """Return the heading a construction or a direction in words states, outwards and upwards."""
    return next((AIMS[name] for name in aim if name in AIMS), None) or spoken_aim(words)


def _unit(vector: Floats) -> Dot | None:
    length = float(np.linalg.norm(vector))
    return (float(vector[0] / length), float(vector[1] / length)) if length > 0 else None


def heading(
    needle: Needle, facts: Knowledge, frame: HeadFrame, at: Dot, others: dict[tuple[str, Side], Dot]
) -> Dot | None:
    """
    Return the unit vector in the picture a slanted needle follows, None when no direction can be drawn.

    The planned way along the skin is used where it is known; else a point the construction aims at that is on the
    picture too, else the direction in words.
    """
    if needle.angle == "perpendicular":
        return None
    out, up = np.array(frame.left), -np.array(frame.down)
    if needle.towards is not None:
        way = needle.towards[0] * out + needle.towards[1] * up
        return _unit(way) if np.linalg.norm(way) >= FORESHORTENED else None
    point = facts.points.get(needle.site)
    aim = point.construction.aim if point is not None and point.construction is not None else ()
    target = next((others[key] for name in aim if (key := (name, needle.side)) in others), None)
    if target is not None:
        return _unit(np.subtract(target, at))
    stated = _stated(aim, needle.direction)
    return None if stated is None else _unit(stated[0] * out * _outwards(needle.side) + stated[1] * up)


def seen_length(inserted_mm: float, angle_deg: float, slope: float) -> float:
    """Return how long the needle looks under the skin, in mm; `slope` is of the skin away from the viewer along it."""
    return float(inserted_mm * np.cos(np.radians(angle_deg)) / np.hypot(1.0, min(abs(slope), STEEPEST)))


def slope_along(landmarks: Floats, at: Dot, along: Dot) -> float:
    """Return how steeply the skin at a place falls away from the viewer in a direction of the picture."""
    distance = np.hypot(landmarks[:, 0] - at[0], landmarks[:, 1] - at[1])
    near = landmarks[np.argsort(distance)[:NEIGHBOURS]]
    plane = np.column_stack([near[:, :2], np.ones(NEIGHBOURS)])
    gradient = np.linalg.lstsq(plane, near[:, 2], rcond=None)[0]
    return float(gradient[0] * along[0] + gradient[1] * along[1])
