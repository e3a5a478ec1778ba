"""Which way a slanted needle points on the face, as a vector."""

import re
from collections.abc import Mapping, Sequence

import numpy as np

from filiform.face.face import Floats
from filiform.knowledge.fact import Side
from filiform.knowledge.models import Point
from filiform.points.site import Site

# Headings by word: (outwards, upwards).
AIMS: Mapping[str, tuple[float, float]] = {
    "up": (0.0, 1.0),
    "down": (0.0, -1.0),
    "lateral": (1.0, 0.0),
    "medial": (-1.0, 0.0),
    "up_lateral": (0.7, 0.7),
}
WORDS: Mapping[str, tuple[float, float]] = {
    "upwards and outwards": (0.7, 0.7),
    "upwards and backwards": (0.7, 0.7),
    "backwards and upwards": (0.7, 0.7),
    "inwards and upwards": (-0.7, 0.7),
    "downwards and outwards": (0.7, -0.7),
    "downwards and inwards": (-0.7, -0.7),
    "upwards": (0.0, 1.0),
    "downwards": (0.0, -1.0),
    "outwards": (1.0, 0.0),
    "sideways": (1.0, 0.0),
    "inwards": (-1.0, 0.0),
    "backwards": (1.0, 0.0),
}
FORBIDDEN = re.compile(r"(never|avoid|away from|not) [^,;]*(, the way of[^,;]*)?")
SPOKEN = re.compile("|".join(WORDS))  # the longest of two that begin alike stands first
MM3 = tuple[float, float, float]


def _outwards(side: Side) -> float:
    return -1.0 if side == "right" else 1.0


def spoken_aim(words: str) -> tuple[float, float] | None:
    """Return the first heading a direction in words names, outwards and upwards; what it forbids is none."""
    found = SPOKEN.search(FORBIDDEN.sub("", words))
    return WORDS[found[0]] if found else None


def _aimed(aim: Sequence[str], site: Site, others: Mapping[tuple[str, Side], Site]) -> Floats | None:
    """Return the way to the first thing a construction aims at: another site of this face, or a plain heading."""
    for name in aim:
        other = others.get((name, site.side)) or others.get((name, "midline"))
        if other is not None and other.position_mm != site.position_mm:
            return np.subtract(other.position_mm, site.position_mm)
        if name in AIMS:
            outwards, upwards = AIMS[name]
            return np.array([_outwards(site.side) * outwards, upwards, 0.0])
    return None


def heading(point: Point, site: Site, outward: Floats, others: Mapping[tuple[str, Side], Site]) -> MM3 | None:
    """
    Return the unit vector along the skin a slanted needle follows from its site, None where no way is known.

    Parameters
    ----------
    outward
        (3,), unit normal of the skin at the site.
    others
        Every placed site of this face, which a construction may aim at.
    """
    aim = point.construction.aim if point.construction else ()
    way = _aimed(aim, site, others)
    if way is None:
        spoken = spoken_aim(point.needling.direction)
        if spoken is None:
            return None
        way = np.array([_outwards(site.side) * spoken[0], spoken[1], 0.0])
    return along_skin(way, outward)


def along_skin(way: Floats, outward: Floats) -> MM3 | None:
    """Return the unit vector along the skin that follows a way through space, None where it goes straight in."""
    along = way - (way @ outward) * outward
    length = float(np.linalg.norm(along))
    if length <= 1e-6:  # noqa: PLR2004 straight into the skin
        return None
    return float(along[0] / length), float(along[1] / length), float(along[2] / length)
