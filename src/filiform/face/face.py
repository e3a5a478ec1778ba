"""One face in millimetres, or the numbers that say why a photo gives none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Pose:
    """Turn of the head against the camera: yaw and roll positive to the patient's left, pitch upwards."""

    yaw_deg: float
    pitch_deg: float
    roll_deg: float


@dataclass(frozen=True)
class Scale:
    """Millimetres of one pixel in the plane of the eyes, with its relative standard error."""

    mm_per_px: float
    relative_error: float
    method: Literal["iris", "typed", "card", "assumed"]


@dataclass(frozen=True)
class Gate:
    """One limit a photo must keep; `say` tells the person what to do when it is broken or near."""

    gate: str
    value: float
    limit: float
    passed: bool
    say: str = ""


@dataclass(frozen=True)
class Refusal:
    """Why no face can be measured on a photo; never empty."""

    reasons: tuple[Gate, ...]


@dataclass(frozen=True)
class Face:
    """
    A face found on a photo.

    Attributes
    ----------
    landmarks_px
        (478, 3), pixel index coordinates x right, y down, z away from the viewer in the same unit.
    landmarks_mm
        (478, 3), the person's own shape turned to the front: origin between the inner canthi, x to the patient's
        left, y up, z to the viewer.
    blendshapes
        Expression scores 0 to 1 by name.
    drawn
        True for the canonical face that stands in when there is no photo; its millimetres are nobody's.
    scales
        Every measure of length the photo gave, each with its error; the first is `scale`.
    shots
        Of how many photos this is the mean shape.
    """

    landmarks_px: Floats
    landmarks_mm: Floats
    pose: Pose
    scale: Scale
    gates: tuple[Gate, ...]
    blendshapes: Mapping[str, float]
    drawn: bool = False
    scales: tuple[Scale, ...] = ()
    shots: int = 1
