"""Which way a slanted needle points on the face, and how long it looks."""

from collections.abc import Sequence

import numpy as np

from filiform.knowledge.fact import Side
from filiform.knowledge.models import Knowledge
from filiform.pictures.curve import Floats, HeadFrame
from filiform.pictures.scene import Dot
from filiform.planning.proposal import Needle

NEIGHBOURS = 8  # landmarks whose plane stands for the skin around a place
STEEPEST = 4.0  # slope of the skin against the picture beyond which a line would lie along the edge of the face
# Headings by word: (outwards, downwards). The first word found in a direction decides.
AIMS = {
    "up": (0.0, -1.0),
    "down": (0.0, 1.0),
    "lateral": (1.0, 0.0),
    "up_lateral": (0.7, -0.7),
}
WORDS = (
    ("upwards and outwards", (0.7, -0.7)),
    ("upwards and backwards", (0.7, -0.7)),
    ("backwards and upwards", (0.7, -0.7)),
    ("inwards and upwards", (-0.7, -0.7)),
    ("downwards and outwards", (0.7, 0.7)),
    ("downwards and inwards", (-0.7, 0.7)),
    ("upwards", (0.0, -1.0)),
    ("downwards", (0.0, 1.0)),
    ("outwards", (1.0, 0.0)),
    ("sideways", (1.0, 0.0)),
    ("inwards", (-1.0, 0.0)),
    ("backwards", (1.0, 0.0)),
)


def _outwards(side: Side) -> int:
    return -1 if side == "right" else 1


def _stated(aim: Sequence[str], words: str) -> tuple[float, float] | None:
    for name in aim:
        if name in AIMS:
            return AIMS[name]
    return next((heading for word, heading in WORDS if word in words), None)


def heading(
    needle: Needle, facts: Knowledge, frame: HeadFrame, at: Dot, others: dict[tuple[str, Side], Dot]
) -> Dot | None:
    """
    Return the unit vector in the picture a slanted needle follows, None when no direction can be drawn.

    A point the construction aims at is used when it is on the picture too, else the direction in words.
    """
    if needle.angle == "perpendicular":
        return None
    point = facts.points.get(needle.site)
    aim = point.construction.aim if point is not None and point.construction is not None else ()
    target = next((others[key] for name in aim if (key := (name, needle.side)) in others), None)
    if target is not None:
        step = np.subtract(target, at)
        length = float(np.linalg.norm(step))
        return (float(step[0] / length), float(step[1] / length)) if length > 0 else None
    stated = _stated(aim, needle.direction)
    if stated is None:
        return None
    out, down = np.array(frame.left) * _outwards(needle.side), np.array(frame.down)
    vector = stated[0] * out + stated[1] * down
    vector /= np.linalg.norm(vector)
    return float(vector[0]), float(vector[1])


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
