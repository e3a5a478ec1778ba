"""The construction language: how an expression over landmarks becomes a place on one person's face."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from filiform.errors import KnowledgeError
from filiform.face.face import Floats
from filiform.face.surface import walked
from filiform.knowledge.fact import Expression, Side
from filiform.points.ground import Flaw, Ground, Spot

MIDLINE = (168, 6, 4, 2, 0, 17, 152)
PUPIL_LATERAL = 0.025  # of the pupil distance, lateral of the middle of the canthi: the straight gaze
BEYOND_END = 0.6  # how far a polyline goes on past its ends, in lengths of its end piece
HEADINGS: Mapping[str, tuple[float, float]] = {"lateral": (1, 0), "medial": (-1, 0), "up": (0, 1), "down": (0, -1)}
Item = Expression | str | int | float


def spot(ground: Ground, node: Item) -> Spot:
    """Return the place an expression describes on the ground's side of the face."""
    if not isinstance(node, list) or not node or node[0] not in OPERATIONS:
        raise KnowledgeError(f"{node!r} is no construction; known operations: {', '.join(map(str, OPERATIONS))}")
    try:
        return OPERATIONS[node[0]](ground, node[1:])
    except (LookupError, TypeError, ValueError) as error:
        raise KnowledgeError(f"construction {node!r} cannot be evaluated: {error}") from error


def named_spot(ground: Ground, name: str, side: Side) -> Spot:
    """Return a point of the atlas on one side; a midline point is evaluated from the right."""
    key = (name, side)
    if key not in ground.known:
        if name not in ground.constructions:
            raise KnowledgeError(f"construction names {name!r}, which has none")
        ground.known[key] = spot(replace(ground, side=side), ground.constructions[name])
    return ground.known[key]


def _flaw(spots: Sequence[Spot]) -> Flaw:
    return next((one.flaw for one in spots if one.flaw), "")


def _number(item: Item) -> float:
    if not isinstance(item, int | float):
        raise TypeError(f"{item!r} is no number")
    return float(item)


def _length_mm(ground: Ground, item: Item) -> float:
    if not isinstance(item, list):
        raise TypeError(f"{item!r} is no length")
    return _number(item[0]) * ground.units_mm[str(item[1])]


def _other(ground: Ground) -> Ground:
    return replace(ground, side="right" if ground.side == "left" else "left")


def _landmark(ground: Ground, args: Expression) -> Spot:
    return Spot(ground.landmark_mm(int(_number(args[0]))))


def _point(ground: Ground, args: Expression) -> Spot:
    return named_spot(ground, str(args[0]), ground.side)


def _pupil(ground: Ground, _: Expression) -> Spot:
    middle = (ground.landmark_mm(33) + ground.landmark_mm(133)) / 2
    return Spot(middle + np.array([ground.lateral * PUPIL_LATERAL * ground.units_mm["ipd"], 0.0, 0.0]))


def _mid(ground: Ground, args: Expression) -> Spot:
    level = spot(ground, args[0])
    x = ground.landmarks_mm[list(MIDLINE), 0].mean()
    return Spot(np.array([x, level.mm[1], 0.0]), level.flaw)


def _mean(ground: Ground, args: Expression) -> Spot:
    spots = [spot(ground, arg) for arg in args]
    return Spot(np.mean([one.mm for one in spots], axis=0), _flaw(spots))


def _mean_both(ground: Ground, args: Expression) -> Spot:
    spots = [spot(ground, args[0]), spot(_other(ground), args[0])]
    return Spot((spots[0].mm + spots[1].mm) / 2, _flaw(spots))


def _lerp(ground: Ground, args: Expression) -> Spot:
    start, end = spot(ground, args[0]), spot(ground, args[1])
    return Spot(start.mm + (end.mm - start.mm) * _number(args[2]), _flaw([start, end]))


def _xy(ground: Ground, args: Expression) -> Spot:
    x, y = spot(ground, args[0]), spot(ground, args[1])
    return Spot(np.array([x.mm[0], y.mm[1], (x.mm[2] + y.mm[2]) / 2]), _flaw([x, y]))


def _shift(ground: Ground, args: Expression) -> Spot:
    start = spot(ground, args[0])
    lateral, up = _length_mm(ground, args[1]), _length_mm(ground, args[2])
    return Spot(start.mm + np.array([ground.lateral * lateral, up, 0.0]), start.flaw)


def _shift3(ground: Ground, args: Expression) -> Spot:
    start = spot(ground, args[0])
    lateral, up, forward = (_length_mm(ground, arg) for arg in args[1:4])
    return Spot(start.mm + np.array([ground.lateral * lateral, up, forward]), start.flaw)


def _heading(ground: Ground, start: Floats, how: Item) -> Floats:
    """Return where a walk goes, (2,) or (3,), seen from the front."""
    if isinstance(how, str):
        lateral, up = HEADINGS[how]
        return np.array([ground.lateral * lateral, up])
    if isinstance(how, list) and how[0] in ("toward", "bisector"):
        ways = [spot(ground, aim).mm - start for aim in how[1:]]
        return np.asarray(sum(way / np.linalg.norm(way) for way in ways), dtype=np.float64)
    raise ValueError(f"{how!r} is no direction")


def _walk(ground: Ground, args: Expression) -> Spot:
    start = spot(ground, args[0])
    end, arrived = walked(ground.skin, start.mm, _heading(ground, start.mm, args[1]), _length_mm(ground, args[2]))
    return Spot(end, start.flaw or ("" if arrived else "edge"))


def _polyline(ground: Ground, nodes: Item) -> tuple[Floats, Flaw]:
    """Return the (n, 3) corners of a polyline of landmarks and expressions."""
    if not isinstance(nodes, list):
        raise TypeError(f"{nodes!r} is no polyline")
    spots = [spot(ground, ["lm", node] if isinstance(node, int) else node) for node in nodes]
    return np.array([one.mm for one in spots]), _flaw(spots)


def _along(line: Floats, distance: float) -> Floats:
    """Return the place a distance along a polyline; at its ends it stops."""
    gone = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))]
    return np.array([np.interp(distance, gone, line[:, axis]) for axis in range(3)])


def _poly_arc(ground: Ground, args: Expression) -> Spot:
    line, flaw = _polyline(ground, args[0])
    whole = np.linalg.norm(np.diff(line, axis=0), axis=1).sum()
    return Spot(_along(line, _number(args[1]) * whole), flaw)


def _poly_walk(ground: Ground, args: Expression) -> Spot:
    line, flaw = _polyline(ground, args[0])
    start = spot(ground, args[1])
    steps = np.diff(line, axis=0)
    lengths = np.linalg.norm(steps, axis=1)
    share = np.clip(((start.mm - line[:-1]) * steps).sum(axis=1) / lengths**2, 0, 1)
    nearest = int(np.linalg.norm(line[:-1] + share[:, None] * steps - start.mm, axis=1).argmin())
    begun = lengths[:nearest].sum() + share[nearest] * lengths[nearest]
    return Spot(_along(line, begun + _length_mm(ground, args[2])), flaw or start.flaw)


def _poly_at(ground: Ground, args: Expression, axis: int) -> Spot:
    line, flaw = _polyline(ground, args[0])
    crossing = spot(ground, args[1])
    at = crossing.mm[axis]
    line = line[np.argsort(line[:, axis])]
    piece = int(np.clip(np.searchsorted(line[:, axis], at) - 1, 0, len(line) - 2))
    start, end = line[piece], line[piece + 1]
    share = np.clip((at - start[axis]) / max(end[axis] - start[axis], 1e-9), -BEYOND_END, 1 + BEYOND_END)
    place = start + share * (end - start)
    place[axis] = at
    return Spot(place, flaw or crossing.flaw)


def _poly_at_x(ground: Ground, args: Expression) -> Spot:
    return _poly_at(ground, args, 0)


def _poly_at_y(ground: Ground, args: Expression) -> Spot:
    return _poly_at(ground, args, 1)


def _line_at_x(ground: Ground, args: Expression) -> Spot:
    start, end, crossing = (spot(ground, arg) for arg in args[:3])
    share = (crossing.mm[0] - start.mm[0]) / (end.mm[0] - start.mm[0])
    return Spot(start.mm + share * (end.mm - start.mm), _flaw([start, end, crossing]))


def _on_other_side(ground: Ground, args: Expression) -> Spot:
    return spot(_other(ground), args[0])


def _tap(ground: Ground, args: Expression) -> Spot:
    told = ground.tapped_mm.get((str(args[0]), ground.side))
    return spot(ground, args[1]) if told is None else Spot(np.array(told))


def _hair_at(ground: Ground, x_mm: float, flaw: Flaw) -> Spot:
    untold: Flaw = "" if ground.hairline.speaks_for(x_mm) else "hairline"
    return Spot(np.array([x_mm, ground.hairline.height_mm(x_mm), 0.0]), flaw or untold)


def _hair_mid(ground: Ground, _: Expression) -> Spot:
    return _hair_at(ground, float(ground.hairline.middle_mm[0]), "")


def _hair_at_x(ground: Ground, args: Expression) -> Spot:
    below = spot(ground, args[0])
    return _hair_at(ground, float(below.mm[0]), below.flaw)


OPERATIONS: Mapping[Item, Callable[[Ground, Expression], Spot]] = {
    "lm": _landmark,
    "pt": _point,
    "pupil": _pupil,
    "mid": _mid,
    "mean": _mean,
    "mean_both": _mean_both,
    "lerp": _lerp,
    "xy": _xy,
    "shift": _shift,
    "shift3": _shift3,
    "walk": _walk,
    "poly_arc": _poly_arc,
    "poly_walk": _poly_walk,
    "poly_at_x": _poly_at_x,
    "poly_at_y": _poly_at_y,
    "line_at_x": _line_at_x,
    "other": _on_other_side,
    "tap": _tap,
    "hair_mid": _hair_mid,
    "hair_at_x": _hair_at_x,
}
