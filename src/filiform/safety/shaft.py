"""A needle as it would lie beneath the skin, and which way it goes."""

from dataclasses import dataclass
from math import ceil, cos, radians, sin, sqrt

import numpy as np

from filiform.face.face import Floats
from filiform.face.feet import nearest_feet
from filiform.face.surface import Surface
from filiform.knowledge.anatomy import Structure
from filiform.knowledge.fact import Side
from filiform.points.site import Site

MM3 = tuple[float, float, float]
STEP_MM = 0.5  # between the places of a needle that are looked at; its end is rounded up to the next
MARK_MM = 2.0  # between the places of a needle that are brought to the skin
STRAIGHT_DEG = 80.0  # from here a needle goes straight in
FORBIDDEN_DEG = 45.0  # a needle within this of a forbidden way goes that way


@dataclass(frozen=True)
class Shaft:
    """
    A needle as it would lie, as m places from its site to its tip.

    Attributes
    ----------
    along_mm
        (m,), how far each place has gone along the skin.
    deep_mm
        (m,), how deep it lies.
    skin_mm
        (m, 3), the skin over it in the frontal frame; the site alone where the needle may go any way.
    heading
        (3,), unit vector along the skin at the site, or None.
    error_mm
        95 % radius of the site.
    """

    site: str
    side: Side
    along_mm: Floats
    deep_mm: Floats
    skin_mm: Floats
    heading: Floats | None
    error_mm: float


def shaft(site: Site, skin: Surface, *, heading: MM3 | None, angle_deg: float, inserted_mm: float) -> Shaft:
    """Return the needle that goes in at a site; straight in, or with no known way, it has no heading."""
    count = max(1, ceil(inserted_mm / STEP_MM - 1e-9))
    gone = np.arange(count + 1, dtype=np.float64) * STEP_MM
    along: Floats = gone * cos(radians(angle_deg))
    deep: Floats = gone * sin(radians(angle_deg))
    entry = np.array(site.position_mm)
    way = None if heading is None or angle_deg >= STRAIGHT_DEG else np.array(heading)
    on_skin = entry[None] if way is None else _on_skin(entry, way, along, skin)
    return Shaft(site.id, site.side, along, deep, on_skin, way, site.error_mm)


def _on_skin(entry: Floats, heading: Floats, along: Floats, skin: Surface) -> Floats:
    """Return the skin over places so far from the entry; brought to the skin every few millimetres."""
    marks = np.arange(ceil(along[-1] / MARK_MM) + 1) * MARK_MM
    places = nearest_feet(skin, entry + marks[:, None] * heading).positions
    return np.stack([np.interp(along, marks, places[:, axis]) for axis in range(3)], axis=1)


def goes(heading: Floats | None, side: Side, way: str) -> bool:
    """Tell whether a heading goes a named way; one that is not known does not."""
    if heading is None or way != "up_lateral":
        return False
    outwards = -1.0 if side == "right" else 1.0
    named = np.array([outwards * sqrt(0.5), sqrt(0.5)])
    flat = heading[:2] / max(float(np.linalg.norm(heading[:2])), 1e-9)
    return bool(flat @ named >= cos(radians(FORBIDDEN_DEG)))


def goes_forbidden(shaft: Shaft, structure: Structure) -> bool:
    """Tell whether a needle points a way it must not go near a structure."""
    return any(goes(shaft.heading, shaft.side, way) for way in structure.never_towards)
