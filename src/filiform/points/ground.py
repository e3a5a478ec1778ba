"""What constructions are evaluated on: one person's landmarks, skin, hairline and measures of length."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from filiform.face.face import Floats
from filiform.face.mesh import Indices, Mesh
from filiform.face.surface import Surface, surface
from filiform.knowledge.fact import Expression, Side
from filiform.points.hairline import GLABELLA, Hairline, default_hairline, pupil_distance_mm

UNITS = ("mm", "ipd", "h_cun", "v_cun", "f_cun", "fb")
BODY_CUN = 75  # body height is 75 cun (WHO proportional measurement; construction scale "f_cun")
FINGER_CUN_MM = 22.0  # of a body of 165 cm, when the height is not told
FINGER_BREADTH_MM = 16.0  # end of the middle finger (construction scale "fb")
# What a spot may lack: the walk to it left the mesh, or no hairline was tapped there.
Flaw = Literal["", "edge", "hairline"]


@dataclass(frozen=True)
class Spot:
    """A place in the frontal frame in mm, and what is wrong with how it was reached."""

    mm: Floats
    flaw: Flaw = ""


@dataclass(frozen=True)
class Ground:
    """
    One person, seen from the side a construction is evaluated on.

    Attributes
    ----------
    landmarks_mm
        (478, 3), frontal frame.
    units_mm
        Millimetres of each unit of the construction language on this person.
    constructions
        The expressions of all points, by id.
    tapped_mm
        Where the tragus and the gonion were tapped, by name and side, in the frontal frame.
    known
        Points already evaluated, by id and side.
    """

    landmarks_mm: Floats
    mirror: Indices
    skin: Surface
    hairline: Hairline
    units_mm: Mapping[str, float]
    constructions: Mapping[str, Expression]
    side: Side = "right"
    tapped_mm: Mapping[tuple[str, Side], tuple[float, float, float]] = field(default_factory=dict)
    known: dict[tuple[str, Side], Spot] = field(default_factory=dict)

    @property
    def lateral(self) -> float:
        """The sign of x away from the midline."""
        return 1.0 if self.side == "left" else -1.0

    def landmark_mm(self, right_index: int) -> Floats:
        """Return a landmark named by its number on the right side; (3,)."""
        index = self.mirror[right_index] if self.side == "left" else right_index
        return np.array(self.landmarks_mm[index])


def units_mm(landmarks_mm: Floats, hairline: Hairline, height_cm: float | None) -> Mapping[str, float]:
    """
    Return what each unit measures on this person.

    The head has two cun: the horizontal one is a pupil distance over 4.5 (the pupil stands 2.25 cun from the midline),
    the vertical one a third of glabella to hairline. They differ by about 1.4.
    """
    distance = pupil_distance_mm(landmarks_mm)
    forehead = hairline.middle_mm[1] - landmarks_mm[list(GLABELLA), 1].mean()
    finger_cun = FINGER_CUN_MM if height_cm is None else height_cm * 10 / BODY_CUN
    lengths = (1.0, distance, distance / 4.5, float(forehead) / 3, finger_cun, FINGER_BREADTH_MM)
    return dict(zip(UNITS, lengths, strict=True))


def ground(
    landmarks_mm: Floats,
    mesh: Mesh,
    constructions: Mapping[str, Expression],
    *,
    hairline: Hairline | None = None,
    height_cm: float | None = None,
    tapped_mm: Mapping[tuple[str, Side], tuple[float, float, float]] | None = None,
) -> Ground:
    """Return the ground of one person; without a hairline the default one."""
    line = hairline or default_hairline(landmarks_mm)
    skin = surface(landmarks_mm, mesh)
    units = units_mm(landmarks_mm, line, height_cm)
    return Ground(landmarks_mm, mesh.mirror, skin, line, units, constructions, tapped_mm=tapped_mm or {})
