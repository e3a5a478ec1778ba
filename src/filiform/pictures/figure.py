"""A standing figure seen from the front: where on the body a region is, roughly, never where a needle goes."""

from filiform.knowledge.fact import Side
from filiform.pictures.curve import smooth
from filiform.pictures.ink import INK, SECOND_INK
from filiform.pictures.scene import Dot, Shape, Stroke

HEIGHT, WIDTH = 100.0, 44.0  # of the figure, in its own units; x runs from the midline to the patient's left
# The outline of one half, from the neck round arm, hand, leg and foot to the crotch.
HALF_BODY: tuple[Dot, ...] = (
    (2.3, 11.6), (2.5, 13.6), (4.6, 15.0), (8.2, 16.0), (10.2, 17.8), (11.2, 21.0), (11.9, 26.0), (12.9, 31.0),
    (14.4, 36.0), (15.7, 42.0), (17.1, 45.0), (17.7, 48.0), (17.2, 51.6), (16.2, 52.0), (15.2, 49.8), (14.3, 49.6),
    (13.5, 47.6), (14.1, 45.6), (14.1, 42.6), (12.2, 36.8), (10.9, 32.0), (9.9, 27.0), (9.0, 22.4),
)  # fmt: skip
HALF_TRUNK: tuple[Dot, ...] = (
    (9.0, 22.4), (8.5, 26.0), (7.6, 31.0), (7.6, 34.5), (8.6, 39.5), (9.3, 44.5), (9.1, 51.0), (8.2, 59.0),
    (7.0, 67.0), (6.7, 71.0), (7.1, 76.5), (6.4, 83.0), (5.1, 90.5), (5.2, 93.0), (6.3, 96.5), (6.0, 98.6),
    (3.6, 98.9), (2.4, 97.2), (2.7, 93.0), (2.6, 90.0), (1.9, 82.0), (1.9, 75.5), (2.3, 71.0), (2.0, 66.0),
    (1.1, 57.0), (0.35, 50.6), (0.0, 50.2),
)  # fmt: skip
HEAD: tuple[Dot, ...] = (
    (0.0, 0.6), (2.6, 1.4), (4.0, 4.2), (3.9, 7.0), (3.2, 9.8), (1.6, 12.0), (0.0, 12.6),
)  # fmt: skip
DETAILS: tuple[tuple[Dot, ...], ...] = (
    ((1.2, 16.4), (4.0, 16.2), (6.6, 16.9)),  # collar bone
    ((3.2, 70.2), (4.4, 71.4), (5.6, 70.2)),  # knee
    ((1.6, 27.6), (4.4, 30.2), (6.0, 33.4)),  # edge of the ribs
)
NAVEL: Dot = (0.0, 37.0)
# Where a region is marked on the patient's left; 0 stands on the midline. Unseen regions stand where they would be.
PLACES: dict[str, Dot] = {
    "scalp_vertex": (1.4, 0.4), "scalp_front": (1.6, 2.2), "scalp_temporal": (3.8, 4.0), "ear": (4.2, 6.2),
    "postauricular": (4.0, 8.4), "nape": (2.6, 11.6), "neck_front": (0.7, 13.4), "neck_side": (2.0, 13.0),
    "submental": (0.0, 12.2), "hand": (15.8, 47.2), "wrist": (14.9, 42.8), "forearm": (13.7, 37.8),
    "elbow": (11.9, 31.6), "shoulder": (6.6, 15.9), "chest": (4.0, 21.4), "abdomen_upper": (2.6, 32.6),
    "abdomen_lower": (2.0, 41.4), "upper_back": (5.0, 19.0), "lower_back": (6.6, 35.0), "sacrum": (3.0, 44.0),
    "hip": (8.6, 44.0), "thigh": (5.2, 61.0), "knee": (5.0, 71.6), "leg": (4.7, 79.0), "ankle": (3.6, 91.4),
    "foot": (4.2, 96.2), "sole": (4.2, 98.6),
    "forehead": (1.4, 3.4), "glabella": (0.0, 5.0), "brow": (2.0, 4.8), "temple": (3.3, 5.0),
    "periorbital_upper": (1.7, 5.6), "periorbital_lower": (1.7, 6.6), "crows_feet": (2.9, 6.0), "nose": (0.6, 7.4),
    "cheek_medial": (1.5, 7.8), "cheek_lateral": (2.7, 7.6), "submalar": (2.4, 8.6), "nasolabial": (1.3, 8.6),
    "perioral_upper": (0.7, 9.0), "perioral_lower": (0.7, 10.3), "mouth_corner": (1.4, 9.7), "marionette": (1.4, 10.6),
    "chin": (0.5, 11.3), "jaw_angle": (3.0, 9.6), "jawline": (2.2, 10.8), "preauricular": (3.5, 7.2),
}  # fmt: skip
FACE: Dot = (2.0, 7.4)
BEHIND = frozenset({"upper_back", "lower_back", "sacrum", "nape", "postauricular", "sole"})
APART = 3.0  # between needles of one region
MIDLINE_TOPS: dict[str, Dot] = {"scalp_vertex": (0.0, 0.4), "scalp_front": (0.0, 3.6)}


def _placed(points: tuple[Dot, ...], scale: float, side: int) -> tuple[Dot, ...]:
    return smooth([((WIDTH / 2 + side * x) * scale, y * scale) for x, y in points])


def figure(height_px: float) -> tuple[Shape, ...]:
    """Return the figure standing in a box as high as asked and 0.44 of that wide."""
    scale = height_px / HEIGHT
    shapes: list[Shape] = []
    for side in (-1, 1):
        shapes += [Stroke(_placed(part, scale, side), INK, 1.5) for part in (HEAD, HALF_BODY, HALF_TRUNK)]
        shapes += [Stroke(_placed(part, scale, side), SECOND_INK, 0.9) for part in DETAILS]
    x, y = NAVEL
    navel = (((WIDTH / 2 + x - 0.3) * scale, y * scale), ((WIDTH / 2 + x + 0.3) * scale, (y + 0.2) * scale))
    return (*shapes, Stroke(navel, SECOND_INK, 1.2))


def region_place(region: str, side: Side, rank: int, height_px: float) -> Dot:
    """Return where the figure marks the needle of this rank (0, 1, ...) in a region; the patient's right is left."""
    scale = height_px / HEIGHT
    x, y = PLACES.get(region, FACE)
    if side == "midline":
        x, y = MIDLINE_TOPS.get(region, (0.0, y))
    sign = -1 if side == "right" else 1
    return (WIDTH / 2 + sign * x) * scale, (y + APART * rank) * scale
