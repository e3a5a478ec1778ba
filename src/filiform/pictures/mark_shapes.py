"""How a needle looks on a map: a ring with its own casing, or a soft area where the place is not sure."""

import math

from filiform.pictures.ink import CASING, CORE
from filiform.pictures.scene import Disc, Dot, Shape, Stroke

RING = 5.0  # radius of the planned ring at 100 %
CORE_WIDTH, CASING_WIDTH = 2.4, 2.0
SQUARE = 9.0  # half the side of the locked square
SOFT_FILL, SOFT_DASH = 0.22, (4.0, 4.0)
PATCH = 6.0  # radius of a soft site among very many, where true areas would hide the face
LEADER_WIDTH, LEADER_CASING = 1.2, 2.6
TURN = 48  # corners of a drawn circle


def leader_shapes(line: tuple[Dot, Dot], *, casing: bool = True) -> list[Shape]:
    """Return a leader line that reads on every skin."""
    drawn: list[Shape] = [Stroke(line, CORE, LEADER_WIDTH, opacity=0.85)]
    return [Stroke(line, CASING, LEADER_CASING, opacity=0.55), *drawn] if casing else drawn


def ring(at: Dot, *, size: float = 1.0) -> list[Shape]:
    """Return a planned needle: a ring with a white casing inside and out."""
    radius, core = RING * size, CORE_WIDTH * size
    return [
        Disc(at, radius, CASING, core + 2 * CASING_WIDTH * size),
        Disc(at, radius, CORE, core),
    ]


def square(at: Dot, *, size: float = 1.0) -> list[Shape]:
    """Return the square around a locked needle."""
    x, y = at
    half = SQUARE * size
    corners = ((x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half))
    return [
        Stroke(corners, CASING, 5 * size, closed=True),
        Stroke(corners, CORE, 1.8 * size, closed=True),
    ]


def circle(at: Dot, radius: float) -> tuple[Dot, ...]:
    """Return a circle as corners, so that it can be dashed."""
    turns = (2 * math.pi * corner / TURN for corner in range(TURN))
    return tuple((at[0] + radius * math.cos(turn), at[1] + radius * math.sin(turn)) for turn in turns)


def soft_area(at: Dot, radius: float) -> list[Shape]:
    """Return an area to be found by touch: no dot in it."""
    return [Stroke(circle(at, radius), closed=True, fill=CASING, opacity=SOFT_FILL), *soft_rim(at, radius)]


def soft_rim(at: Dot, radius: float) -> list[Shape]:
    """Return the dashed edge of an area to be found by touch."""
    rim = circle(at, radius)
    return [
        Stroke(rim, CASING, 3.0, closed=True, opacity=0.8),
        Stroke(rim, CORE, 1.3, closed=True, dash=SOFT_DASH),
    ]


def soft_patch(at: Dot) -> list[Shape]:
    """Return a small pale patch: a place to be found by touch among very many."""
    rim = circle(at, PATCH)
    return [
        Stroke(rim, CASING, 2.6, closed=True, fill=CASING, opacity=0.6),
        Stroke(rim, CORE, 1.1, closed=True, dash=(2.4, 2.4)),
    ]


def needle_line(start: Dot, tip: Dot, *, size: float = 1.0) -> list[Shape]:
    """Return the line of a slanted needle as long as it lies under the skin."""
    return [Stroke((start, tip), CASING, 5.6 * size, opacity=0.95), Stroke((start, tip), CORE, 2.0 * size)]
