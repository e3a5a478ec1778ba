"""What may put one site off on one photo, term by term."""

from dataclasses import dataclass
from math import hypot


@dataclass(frozen=True)
class Terms:
    """
    What may put one site off on one photo, each a 95 % radius in millimetres; independent, so their squares add.

    Attributes
    ----------
    place_mm
        Landmarks, construction and what the textbook leaves open, of a face at rest looking at the camera.
    measures_mm
        Wrong measures of length: the scale, the default hairline, the size of the body and of a finger.
    pose_mm
        The turn of the head.
    expression_mm
        The smile on this photo.
    drawn_mm
        That nobody stands where the drawn face does.
    second_mm
        One more photo of the same face at rest.
    """

    place_mm: float
    measures_mm: float = 0.0
    pose_mm: float = 0.0
    expression_mm: float = 0.0
    drawn_mm: float = 0.0
    second_mm: float | None = None

    @property
    def error_mm(self) -> float:
        """Everything together."""
        return hypot(self.place_mm, self.measures_mm, self.pose_mm, self.expression_mm, self.drawn_mm)

    @property
    def repeat_mm(self) -> float:
        """How far the same site may lie on a second photo of the same face; everything, where nobody measured it."""
        if self.second_mm is None:
            return self.error_mm
        return min(hypot(self.second_mm, self.pose_mm, self.expression_mm), self.error_mm)
