"""Where the number of each mark stands on a map, so that no two overlap at any size of the picture."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from filiform.knowledge.fact import Side
from filiform.pictures.lettering import text_width
from filiform.pictures.mark_shapes import CASING_WIDTH, RING, SQUARE
from filiform.pictures.marks import Mark
from filiform.pictures.scene import Dot

CAP_HEIGHT = 0.73  # of digits and capitals in Inter, of the letter size
PAD = 1.5  # pixels of white casing around a number
STEPS = (3.0, 6.0, 9.0, 12.0, 16.0, 20.0, 25.0)  # how far a number may stand from the middle of its soft area
FARTHER = (0.0, 5.0, 10.0, 16.0)  # how far it may stand off a ring
DIRECTIONS = 12
NEAR = 100.0  # pixels; numbers of marks farther apart can never meet
ON_NUMBER, ON_RING, ON_LINE = 1000.0, 20.0, 6.0  # what it costs to cover another number, a ring, a needle line
OUTWARDS = 0.01  # of two like places the one on the patient's own side
ROUNDS = 6


@dataclass(frozen=True)
class Box:
    """
    Something of fixed size on the screen beside a mark that moves with the picture.

    `at` is the mark in units of the picture, `off` and `half` are pixels: the middle from the mark, half its size.
    """

    at: Dot
    off: Dot
    half: Dot


def meet(one: Box, other: Box, scales: tuple[float, float]) -> bool:
    """Return whether two boxes overlap at any scale, in pixels a unit, between the least and the greatest."""
    least, most = -math.inf, math.inf
    for axis in (0, 1):
        slope = one.at[axis] - other.at[axis]
        start = one.off[axis] - other.off[axis]
        reach = one.half[axis] + other.half[axis]
        if slope == 0:
            if abs(start) >= reach:
                return False
            continue
        ends = sorted(((-reach - start) / slope, (reach - start) / slope))
        least, most = max(least, ends[0]), min(most, ends[1])
    return least < most and least < scales[1] and most > scales[0]


def number_half(number: str, letters: float) -> Dot:
    """Return half the width and height of a number in pixels, with its casing."""
    return text_width(number, letters, bold=True) / 2 + PAD, CAP_HEIGHT * letters / 2 + PAD


def clearance(mark: Mark) -> float:
    """Return how far from the middle of a mark its number must stand off; a soft area has it inside."""
    if mark.locked:
        return SQUARE + CASING_WIDTH
    return 0.0 if mark.soft else RING + CASING_WIDTH + 1


def _candidates(mark: Mark, half: Dot, size: float) -> list[Dot]:
    off = clearance(mark) * size
    turns = [2 * math.pi * turn / DIRECTIONS for turn in range(DIRECTIONS)]
    if not off:
        return [
            (0.0, 0.0),
            *((step * math.cos(turn) * size, step * math.sin(turn) * size) for step in STEPS for turn in turns),
        ]
    beside = off + half[0], off + half[1]
    places = []
    for more in FARTHER:
        across, along = beside[0] + more, beside[1] + more
        places += [(0.0, -along), (0.0, along), (-across, 0.0), (across, 0.0)]
        corner = 0.7 * (off + more)
        places += [(x * (half[0] + corner), y * (half[1] + corner)) for x in (-1, 1) for y in (-1, 1)]
    return places


def solid(mark: Mark, size: float) -> list[tuple[Box, float]]:
    """Return what of a mark a number should not cover, with what it costs: its ring and its needle line."""
    boxes = []
    if clearance(mark):
        half = 0.75 * clearance(mark) * size  # a round ring in a box
        boxes.append((Box(mark.at, (0.0, 0.0), (half, half)), ON_RING))
    if mark.tip is not None and not mark.soft:
        (x, y), (to_x, to_y) = mark.at, mark.tip
        along = ((x + share * (to_x - x), y + share * (to_y - y)) for share in (0.35, 0.7, 1.0))
        boxes += [(Box(place, (0.0, 0.0), (2.0, 2.0)), ON_LINE) for place in along]
    return boxes


def _far(off: Dot, side: Side) -> float:
    """Return what it costs to stand so far from the mark; towards the patient's own side a hair less."""
    return math.hypot(*off) - OUTWARDS * {"right": -1, "midline": 0, "left": 1}[side] * off[0]


def _cheapest(
    mark: Mark, places: Sequence[Box], around: Sequence[tuple[Box, float]], scales: tuple[float, float]
) -> Box:
    """Return the place that covers least; places come nearest first, so the search ends where none can be cheaper."""
    best, least = places[0], math.inf
    for box in places:
        own = _far(box.off, mark.side)
        if own >= least:
            break
        cost = own + sum(price for other, price in around if meet(box, other, scales))
        if cost < least:
            best, least = box, cost
    return best


def apart(boxes: Sequence[Box], scales: tuple[float, float]) -> list[bool]:
    """Return which boxes may stay so that none overlaps another, the first come first."""
    stay: list[bool] = []
    for index, box in enumerate(boxes):
        before = (boxes[other] for other in range(index) if stay[other])
        stay.append(not any(meet(box, other, scales) for other in before))
    return stay


def number_places(
    shown: Sequence[Mark],
    scales: tuple[float, float],
    letters: float,
    size: float = 1.0,
    *,
    others: Sequence[tuple[Box, float]] = (),
) -> list[Dot]:
    """
    Return where the middle of each mark's number stands, in pixels from its mark.

    The marks keep their size while the picture grows, so a place that is free on the smallest picture must stay free
    on all larger ones; each number moves to its cheapest place in turn until none gains by it.

    Parameters
    ----------
    scales
        Least and greatest size of the picture, in screen pixels a photo pixel.
    letters
        Height of the letters in pixels.
    size
        How large rings are drawn.
    others
        What else a number should not cover, each with what it costs.
    """
    halves = [number_half(mark.number, letters) for mark in shown]
    wanted = [
        sorted(
            (Box(mark.at, off, half) for off in _candidates(mark, half, size)), key=lambda box: _far(box.off, mark.side)
        )
        for mark, half in zip(shown, halves, strict=True)
    ]
    boxes = [places[0] for places in wanted]
    near = [
        [other for other, b in enumerate(shown) if other != index and math.dist(a.at, b.at) * scales[0] < NEAR * size]
        for index, a in enumerate(shown)
    ]
    own = [solid(mark, size) for mark in shown]
    for _ in range(ROUNDS):
        before = list(boxes)
        for index, mark in enumerate(shown):
            around = [(boxes[other], ON_NUMBER) for other in near[index]]
            around += others
            around += [thing for other in (index, *near[index]) for thing in own[other]]
            boxes[index] = _cheapest(mark, wanted[index], around, scales)
        if boxes == before:
            break
    return [box.off for box in boxes]
