"""Points as people type them: by code, by an old name, by an English or a pinyin name."""

import re

from filiform.errors import InputError
from filiform.knowledge import load
from filiform.knowledge.models import Point

MOST_NEAR = 6
BETWEEN = re.compile(r"[,;\n]+")


def point_named(code: str) -> str:
    """Return the point a code, an alias or a name means; what could mean several names them."""
    points, typed = load.knowledge().points.values(), code.strip().casefold()
    known = {name.casefold(): point.id for point in points for name in (point.id, *point.aliases)}
    if typed in known:
        return known[typed]
    near = [point.id for point in points if typed and _named(point, typed)]
    if len(near) == 1:
        return near[0]
    if near:
        raise InputError(f"{code.strip()[:20]} may be {', '.join(near[:MOST_NEAR])}. Give the code of one.")
    raise InputError(f"No point is called {code.strip()[:20]}. Give a code such as ST3, or a name.")


def points_named(typed: str) -> tuple[str, ...]:
    """Return the points of a list with commas, each once, in the order they were typed."""
    return tuple(dict.fromkeys(point_named(word) for word in BETWEEN.split(typed) if word.strip()))


def _named(point: Point, typed: str) -> bool:
    return any(typed in name.casefold() for name in (point.english, point.pinyin) if name)
