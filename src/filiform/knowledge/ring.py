"""How far a placed point was measured to lie off: the numbers the calibration writes, a row for each point."""

from typing import Literal

from filiform.knowledge.fact import Named


class Ring(Named):
    """
    The measured part of a point's error on a resting face that looks at the camera; radii hold 95 of 100.

    Attributes
    ----------
    place_mm
        Landmarks, construction and definition together; absent where only the estimate of the construction is known.
    basis
        Where it comes from: the point's own marks, or marked landmarks around it; or nothing but the estimate.
    marks
        How many marks of the point it was measured on.
    repeat_mm
        The same point on a second photo of the same face.
    smile_mm
        How far a full smile moves it (score 1); half a smile half as far.
    """

    place_mm: float | None = None
    basis: Literal["marks", "landmarks", "estimate"]
    marks: int = 0
    repeat_mm: float
    smile_mm: float
