"""Smooth curves through points, and the frame of a head in a picture."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filiform.pictures.scene import Dot

Floats = npt.NDArray[np.float64]
STEPS = 8  # points drawn between two given ones


def smooth(points: Sequence[Dot] | Floats, *, closed: bool = False) -> tuple[Dot, ...]:
    """Return a Catmull-Rom curve through the points as a line of many short steps."""
    given = np.asarray(points, dtype=np.float64)[:, :2]
    if closed:
        padded = np.vstack([given[-1:], given, given[:2]])
    else:
        padded = np.vstack([2 * given[0] - given[1], given, 2 * given[-1] - given[-2]])
    t = np.linspace(0, 1, STEPS, endpoint=False)[:, None]
    pieces = []
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        pull = 2 * start + (end - before) * t + (2 * before - 5 * start + 4 * end - after) * t**2
        pieces.append((pull + (3 * start - before - 3 * end + after) * t**3) / 2)
    line = np.vstack(pieces if closed else [*pieces, given[-1:]])
    return tuple((float(x), float(y)) for x, y in line)


@dataclass(frozen=True)
class HeadFrame:
    """
    The head in a picture: where its middle is, how many pixels a millimetre takes, and its axes.

    `left` points to the patient's left and `down` to the chin, both of length one.
    """

    middle: Dot
    px_per_mm: float
    left: Dot
    down: Dot

    def at(self, left_mm: float, down_mm: float) -> Dot:
        """Return the place so many millimetres to the patient's left of, and below, the middle of the brows."""
        x = self.middle[0] + self.px_per_mm * (left_mm * self.left[0] + down_mm * self.down[0])
        y = self.middle[1] + self.px_per_mm * (left_mm * self.left[1] + down_mm * self.down[1])
        return x, y


def head_frame(landmarks: Floats, px_per_mm: float) -> HeadFrame:
    """Return the frame of a head from landmarks in the pixels of the picture, (478, 2 or more)."""
    across = landmarks[263, :2] - landmarks[33, :2]
    left = across / np.linalg.norm(across)
    middle = landmarks[[55, 107, 285, 336], :2].mean(axis=0)
    down = (-float(left[1]), float(left[0]))
    return HeadFrame((float(middle[0]), float(middle[1])), px_per_mm, (float(left[0]), float(left[1])), down)
