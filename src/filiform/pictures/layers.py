"""What lies beneath the skin as layers over a face: soft bands as wide as their spread, by kind."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from filiform.face.face import Floats
from filiform.pictures.face_panel import Panel
from filiform.pictures.ink import CASING
from filiform.pictures.scene import Disc, Dot, Shape, Stroke, Words
from filiform.points.located import Located
from filiform.points.structures import Below

SPREAD = 1.0  # standard deviations to each side of the line: a band is as wide as its position is said to vary
LEGEND = (
    "Average anatomy with its spread; not this person's. A band is two standard deviations wide: "
    "in one of three people the structure lies outside it. It can warn, it never clears a site."
)


@dataclass(frozen=True)
class Layer:
    """
    One kind of structure on a picture: its name, its colour, and the dash of its line.

    The colours are those anatomy is drawn in (arteries red, veins blue, nerves yellow), in shades that people with
    any colour vision tell apart (Okabe and Ito 2008); the dash tells them apart without colour.
    """

    id: str
    label: str
    colour: str
    dash: tuple[float, float]
    kinds: frozenset[str]


OTHER = frozenset({"foramen", "gland", "duct", "tendon"})
LAYERS: tuple[Layer, ...] = (
    Layer("arteries", "Arteries", "#D55E00", (9.0, 4.0), frozenset({"artery"})),
    Layer("veins", "Veins", "#0072B2", (2.0, 4.0), frozenset({"vein"})),
    Layer("nerves", "Nerves", "#F0E442", (14.0, 3.0), frozenset({"nerve"})),
    Layer("openings", "Foramina, glands, ducts", "#CC79A7", (5.0, 5.0), OTHER),
    Layer("orbit", "Orbit", "#56B4E9", (3.0, 3.0), frozenset({"orbit"})),
)
BY_ID = {layer.id: layer for layer in LAYERS}


def members(layer: Layer, below: Below) -> list[Located]:
    """Return the courses of a layer that the photo can tell anything of."""
    return [course for course in below.courses if course.structure.kind in layer.kinds and course.told.any()]


def runs(course: Located) -> list[Floats]:
    """Return the (m, 2) pieces of a course, in photo pixels, that may be drawn: on the mesh and not turned away."""
    if course.closed and course.told.all():
        return [course.photo_px]
    pieces: list[list[Floats]] = [[]]
    for place, told in zip(course.photo_px, course.told, strict=True):
        if told:
            pieces[-1].append(place)
        elif pieces[-1]:
            pieces.append([])
    return [np.array(piece) for piece in pieces if piece]


def half_mm(course: Located) -> float:
    """Return how far a band reaches to each side of its line: its spread, and what it measures itself."""
    structure = course.structure
    own = structure.radius_mm if structure.radius_mm is not None else (structure.diameter_mm or 0.0) / 2
    return SPREAD * float(structure.lateral_sd_mm or 0.0) + (0.0 if course.closed else own)


def outline(line: Floats, half_px: float) -> tuple[Dot, ...]:
    """Return the closed border of a band along a line, so that it may be filled once and lie evenly."""
    if len(line) == 1:
        around = np.linspace(0.0, 2 * np.pi, 33)[:-1]
        ring = line[0] + half_px * np.stack([np.cos(around), np.sin(around)], axis=1)
        return tuple((float(x), float(y)) for x, y in ring)
    step = np.gradient(line, axis=0)
    way = step / np.maximum(np.linalg.norm(step, axis=1, keepdims=True), 1e-9)
    beside = np.stack([-way[:, 1], way[:, 0]], axis=1) * half_px
    cap = np.linspace(0.0, np.pi, 9)[1:-1]

    def rounded(end: Floats, arm: Floats, forward: Floats) -> Floats:
        return np.asarray(end + np.cos(cap)[:, None] * arm + np.sin(cap)[:, None] * half_px * forward)

    there = rounded(line[-1], beside[-1], way[-1])
    back = rounded(line[0], -beside[0], -way[0])
    border = np.vstack([line + beside, there, (line - beside)[::-1], back])
    return tuple((float(x), float(y)) for x, y in border)


def _band(line: Floats, course: Located, layer: Layer, place: Panel) -> list[Shape]:
    at = np.array([place.at((float(x), float(y))) for x, y in line])
    half = half_mm(course) * place.px_per_mm
    centre = tuple((float(x), float(y)) for x, y in at)
    if course.closed:
        closed = len(line) == len(course.skin_mm)
        fill = layer.colour if closed else None
        return [
            Stroke(centre, None, 0.0, closed=closed, fill=fill, opacity=0.16),
            Stroke(centre, CASING, 3.4, closed=closed, opacity=0.5),
            Stroke(centre, layer.colour, 2.0, closed=closed, dash=layer.dash),
        ]
    band: Shape = Stroke(outline(at, half), None, 0.0, closed=True, fill=layer.colour, opacity=0.24)
    if len(at) == 1:
        return [band, Disc(centre[0], 5.0, CASING, 4.0), Disc(centre[0], 5.0, layer.colour, 2.2)]
    return [
        band,
        Stroke(centre, CASING, 4.0, opacity=0.6),
        Stroke(centre, "#14201E", 2.6, dash=layer.dash),
        Stroke(centre, layer.colour, 1.6, dash=layer.dash),
    ]


def layer_shapes(names: Iterable[str], below: Below, place: Panel) -> list[Shape]:
    """Return the layers of these names as shapes: all bands first, so that no band covers a line."""
    drawn = [
        shape
        for name in names
        for course in members(BY_ID[name], below)
        for line in runs(course)
        for shape in _band(line, course, BY_ID[name], place)
    ]
    bands = [shape for shape in drawn if isinstance(shape, Stroke) and shape.fill]
    return [*bands, *(shape for shape in drawn if not (isinstance(shape, Stroke) and shape.fill))]


def legend_shapes(names: Sequence[str], at: Dot, size: float, ink: str) -> list[Shape]:
    """Return one line a layer and the sentence that says whose anatomy it is."""
    shapes: list[Shape] = []
    x, y = at
    for name in names:
        layer = BY_ID[name]
        shapes += [
            Stroke(((x, y - 5), (x + 34, y - 5)), layer.colour, 11, opacity=0.35),
            Stroke(((x, y - 5), (x + 34, y - 5)), "#14201E", 2.6, dash=layer.dash),
            Stroke(((x, y - 5), (x + 34, y - 5)), layer.colour, 1.6, dash=layer.dash),
            Words((x + 42, y), layer.label, size, ink),
        ]
        x += 60 + len(layer.label) * size * 0.56
    return [*shapes, Words((at[0], y + size * 1.5), LEGEND, size, ink)]
