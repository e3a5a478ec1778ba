"""How a needle looks on a map: a ring with its own casing, or a soft area where the place is not sure."""

import math
from collections.abc import Sequence
from itertools import pairwise

from filiform.pictures.ink import CASING, CORE
from filiform.pictures.scene import Disc, Dot, Shape, Stroke

RING = 5.0  # radius of the planned ring at 100 %
CORE_WIDTH, CASING_WIDTH = 2.4, 2.0
SQUARE = 9.0  # half the side of the locked square
SOFT_FILL, SOFT_DASH = 0.22, (4.0, 4.0)
PATCH = 6.0  # radius of a soft site among very many, where true areas would hide the face
LEADER_WIDTH, LEADER_CASING = 1.2, 2.6
TURN = 48  # corners of a drawn circle
POINT = 1.8  # radius of a needle within a soft band


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


def band_outline(through: Sequence[Dot], radius: float) -> tuple[Dot, ...]:
    """Return the outline of a band as wide as twice the radius along a line, round at its ends."""
    places = list(through)
    headings = [math.atan2(b[1] - a[1], b[0] - a[0]) for a, b in pairwise(places)]
    at_corner = [headings[0], *(_between(one, other) for one, other in pairwise(headings)), headings[-1]]
    quarter = math.pi / 2
    one_side = [_away(place, turn - quarter, radius) for place, turn in zip(places, at_corner, strict=True)]
    other = [_away(place, turn + quarter, radius) for place, turn in zip(places, at_corner, strict=True)]
    steps = [quarter - math.pi * step / (TURN // 2) for step in range(1, TURN // 2)]
    end = [_away(places[-1], headings[-1] - step, radius) for step in steps]
    start = [_away(places[0], headings[0] + math.pi - step, radius) for step in steps]
    return (*one_side, *end, *reversed(other), *start)


def _between(one: float, other: float) -> float:
    return math.atan2(math.sin(one) + math.sin(other), math.cos(one) + math.cos(other))


def _away(place: Dot, turn: float, length: float) -> Dot:
    return place[0] + length * math.cos(turn), place[1] + length * math.sin(turn)


def soft_band(through: Sequence[Dot], radius: float) -> list[Shape]:
    """Return the band along which the needles of an unsure line are found by touch, with a point for each needle."""
    outline = band_outline(through, radius)
    dots = [
        shape for place in through for shape in (Disc(place, POINT + 1.2, fill=CASING), Disc(place, POINT, fill=CORE))
    ]
    return [
        Stroke(outline, closed=True, fill=CASING, opacity=SOFT_FILL),
        Stroke(outline, CASING, 3.0, closed=True, opacity=0.8),
        Stroke(outline, CORE, 1.3, closed=True, dash=SOFT_DASH),
        *dots,
    ]


def thread_line(through: Sequence[Dot]) -> list[Shape]:
    """Return the thin line through the needles of one line."""
    line = tuple(through)
    return [Stroke(line, CASING, 3.2, opacity=0.7), Stroke(line, CORE, 1.1)]


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
