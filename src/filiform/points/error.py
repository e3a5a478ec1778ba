"""How far a placed point may be off; the model and its numbers are told in docs/validation/placement.md."""

from collections.abc import Mapping
from math import cos, hypot, radians, sqrt

from filiform.face.face import Face
from filiform.knowledge.fact import Expression, Side
from filiform.knowledge.models import Construction
from filiform.knowledge.ring import Ring
from filiform.points.ground import UNITS, Ground
from filiform.points.hairline import DEFAULT_HEIGHT, DEFAULT_SD
from filiform.points.terms import Terms

NORMAL_95 = 1.96  # a standard error times this is a 95 % limit
# Where points were measured, their 95 % radius was this many times the upper estimate (median of 15 points, 67 faces).
ESTIMATE_FACTOR = 1.7
# The standard deviation of a place in the plane, times this, is the 95 % radius of the way to a second such place.
SECOND_PHOTO = 2.45
# 95 % mm for each degree the head is turned, from a scan with known pose: side turned away, midline, side turned near.
YAW_MM_PER_DEG = {"far": 0.45, "middle": 0.3, "near": 0.12}
PITCH_MM_PER_DEG = 0.1
HEIGHT_SD = 0.06  # of body height, for finger cun when the height is not told
FINGER_SD = 0.10  # of the finger breadth, which is not measured
# 95 % radius of 67 persons' sites about those of the drawn face, at one pupil distance: 95th percentile over sites.
DRAWN_SPREAD_MM = 9.3
SMILES = ("mouthSmileLeft", "mouthSmileRight")


def reach(expression: Expression, constructions: Mapping[str, Expression]) -> dict[str, float]:
    """Return the sum of all lengths a construction is measured off by, in each unit; the points it names included."""
    total = dict.fromkeys(UNITS, 0.0)
    if len(expression) == 2 and isinstance(expression[1], str) and expression[1] in total:  # noqa: PLR2004 a length
        total[expression[1]] = abs(float(str(expression[0])))
    if expression[0] == "pt":
        return reach(constructions[str(expression[1])], constructions)
    for part in expression:
        if isinstance(part, list):
            for unit, value in reach(part, constructions).items():
                total[unit] += value
    return total


def _measures_mm(lengths: Mapping[str, float], ground: Ground, face: Face, height_cm: float | None) -> float:
    """Return what wrong measures of length add: the scale, the hairline, the size of the body and of a finger."""
    body = HEIGHT_SD if height_cm is None else 0.0
    hairline = DEFAULT_SD / DEFAULT_HEIGHT if ground.hairline.default else 0.0
    scale = face.scale.relative_error
    spread = {
        "mm": scale,
        "fb": hypot(scale, FINGER_SD),
        "f_cun": hypot(scale, body),
        "v_cun": hairline,
        "h_cun": 0.0,
        "ipd": 0.0,
    }
    return NORMAL_95 * hypot(*(spread[unit] * lengths[unit] * ground.units_mm[unit] for unit in UNITS))


def turned_away(face: Face) -> Side:
    """Return the side that the turn of the head takes from the camera."""
    return "left" if face.pose.yaw_deg > 0 else "right"


def _pose_mm(face: Face, side: Side) -> float:
    seen = "middle" if side == "midline" else ("far" if side == turned_away(face) else "near")
    return hypot(YAW_MM_PER_DEG[seen] * face.pose.yaw_deg, PITCH_MM_PER_DEG * face.pose.pitch_deg)


def _expression_mm(ring: Ring | None, face: Face) -> float:
    """Return how far the smile on this photo moves a site; a drawn face does not smile."""
    smile = sum(face.blendshapes.get(name, 0.0) for name in SMILES) / len(SMILES)
    return 0.0 if ring is None else ring.smile_mm * smile


def _place_mm(construction: Construction, ring: Ring | None, facing_deg: float) -> float:
    """Return the 95 % radius of landmarks, construction and definition together."""
    if ring is not None and ring.place_mm is not None:
        return ring.place_mm
    if construction.measured_error_mm is not None:
        return construction.measured_error_mm
    estimate = construction.expected_error_mm or (0.0, 0.0)
    return estimate[1] * max(ESTIMATE_FACTOR, 1 / cos(radians(facing_deg)))


def shots_share(shots: int) -> float:
    """
    Return by what the way to one more photo shortens when a site is the mean of several photos.

    Two photos that scatter alike lie sqrt(2) of that scatter apart, a mean of n and one more photo sqrt(1 + 1/n).
    """
    return sqrt((1 + 1 / shots) / 2)


def _second_mm(construction: Construction, ring: Ring | None, shots: int) -> float | None:
    """Return the 95 % radius of the same point on one more photo of a resting face, where it was measured."""
    if ring is not None:
        return ring.repeat_mm * shots_share(shots)
    deviation = construction.repeatability_sd_mm
    return None if deviation is None else SECOND_PHOTO * deviation * shots_share(shots)


def error_terms(
    construction: Construction,
    ring: Ring | None,
    lengths: Mapping[str, float],
    ground: Ground,
    face: Face,
    *,
    side: Side,
    facing_deg: float,
    height_cm: float | None,
) -> Terms:
    """
    Return what may put a site off.

    Where a point was measured against human-marked landmarks, that number stands for landmarks, construction,
    definition and the default hairline together; elsewhere the error of the landmarks around it, which people marked
    too, and where none is near the estimate of the construction, widened.

    Parameters
    ----------
    lengths
        What `reach` says of the point's expression.
    """
    marked = ring.basis == "marks" if ring is not None else construction.measured_error_mm is not None
    if marked:
        lengths = {**lengths, "v_cun": 0.0}
    return Terms(
        place_mm=_place_mm(construction, ring, facing_deg),
        measures_mm=_measures_mm(lengths, ground, face, height_cm),
        pose_mm=_pose_mm(face, side),
        expression_mm=_expression_mm(ring, face),
        drawn_mm=DRAWN_SPREAD_MM if face.drawn else 0.0,
        second_mm=_second_mm(construction, ring, face.shots),
    )
