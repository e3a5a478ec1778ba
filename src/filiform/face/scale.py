"""Millimetres of one pixel, from the width of the iris or from a typed distance between the pupils."""

import math
from collections.abc import Sequence

import numpy as np

from filiform.errors import InputError
from filiform.face.crop import Floats
from filiform.face.face import Scale
from filiform.face.iris import MESH_OVER_HUMAN, Circle, limbus
from filiform.face.mesh import LEFT_IRIS, RIGHT_IRIS
from filiform.photo.sample import Pyramid

# Horizontal width of the visible iris in adults, mean and standard deviation between persons. Sources disagree:
# 11.7 +- 0.5 [mediapipe], 12.2 [pirayesh-2023]; 11.2 +- 0.5 in children [driessen-2011]. We take the first: with
# it the irises marked on 51 adults make the mean distance between the pupils 62.1 mm, with 12.2 it would be 64.8 mm.
IRIS_MM = 11.7
IRIS_SD_MM = 0.5
IRIS_SOURCES_SD = 0.02  # relative; half of what the sources on adults disagree by
LIMBUS_OVER_HUMAN = 1.02  # our fit against the marked iris; docs/validation/face.md
LIMBUS_SD = 0.02  # relative, one photo; docs/validation/face.md
MESH_SD = 0.042  # relative, the model's iris against the marked one; docs/validation/face.md
TYPED_SD_MM = 1.0  # reading of a ruler; with it the eyes' turning inwards for a near camera
PUPIL_SD_MM = 0.6  # the model's two iris centres together; docs/validation/face.md
IPD_MM = (45.0, 80.0)  # adults, with room to both sides; outside it is a slip of the pen


def typed_scale(landmarks_px: Floats, ipd_mm: float) -> Scale:
    """Return the scale from a measured distance between the pupils."""
    least, most = IPD_MM
    if not least <= ipd_mm <= most:
        raise InputError(
            f"A distance of {ipd_mm:g} mm between the pupils cannot be; give {least:.0f} to {most:.0f} mm."
        )
    return Scale(ipd_mm / ipd_px(landmarks_px), float(np.hypot(TYPED_SD_MM, PUPIL_SD_MM)) / ipd_mm, "typed")


def iris_scale(fits: Sequence[Circle], landmarks_px: Floats) -> Scale:
    """
    Return the scale from the limbus of the eyes that show one; without any the model's iris stands in.

    The relative error holds the person's own iris, the fit, and half of what the two eyes disagree by.
    """
    widths = [2 * fit.radius_px / LIMBUS_OVER_HUMAN for fit in fits]
    method_sd = LIMBUS_SD
    if not widths:
        widths = [2 * eye.radius_px / MESH_OVER_HUMAN for eye in mesh_irises(landmarks_px)]
        method_sd = MESH_SD
    width = sum(widths) / len(widths)
    disagreement = (max(widths) - min(widths)) / width / 2 if len(widths) > 1 else LIMBUS_SD
    return Scale(IRIS_MM / width, math.hypot(IRIS_SD_MM / IRIS_MM, IRIS_SOURCES_SD, method_sd, disagreement), "iris")


def fitted_irises(picture: Pyramid, landmarks_px: Floats) -> tuple[Circle, ...]:
    """Return the limbus of each eye that shows one, right eye first."""
    fits = [limbus(picture, eye, _turn(landmarks_px)) for eye in mesh_irises(landmarks_px)]
    return tuple(fit for fit in fits if fit)


def mesh_irises(landmarks_px: Floats) -> tuple[Circle, Circle]:
    """Return the model's irises, right eye first: centre and half of the width from side to side."""
    return _mesh_iris(landmarks_px, RIGHT_IRIS), _mesh_iris(landmarks_px, LEFT_IRIS)


def ipd_px(landmarks_px: Floats) -> float:
    """Return the distance between the centres of the irises in pixels."""
    return float(np.linalg.norm(landmarks_px[LEFT_IRIS[0], :2] - landmarks_px[RIGHT_IRIS[0], :2]))


def _turn(landmarks_px: Floats) -> float:
    along = landmarks_px[LEFT_IRIS[0]] - landmarks_px[RIGHT_IRIS[0]]
    return float(np.arctan2(along[1], along[0]))


def _mesh_iris(landmarks_px: Floats, ring: tuple[int, ...]) -> Circle:
    centre, one_side, _, other_side, _ = landmarks_px[list(ring), :2]
    width = np.linalg.norm(one_side - other_side)
    return Circle(float(centre[0]), float(centre[1]), float(width / 2))
