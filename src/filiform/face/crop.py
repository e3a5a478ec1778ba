"""Squares on a photo that hold a face or a part of it, as the landmark network takes them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filiform.photo.sample import Pixels, Pyramid

Floats = npt.NDArray[np.float64]

CROP_SIDE = 256  # pixels of the landmark network's input
CROP_SPAN = 1.5  # side of the crop as a multiple of the box; MediaPipe's default
RIGHT_CANTHUS, LEFT_CANTHUS = 33, 263  # outer corners of the eyes: the line a crop is turned by


@dataclass(frozen=True)
class Crop:
    """A square on the photo: centre, side in pixels, turn in radians."""

    x_px: float
    y_px: float
    side_px: float
    turn_rad: float

    def to_photo(self) -> Floats:
        """Return (2, 3): turns an index of the 256-pixel crop into an index of the photo, corner to corner."""
        cos, sin = np.cos(self.turn_rad), np.sin(self.turn_rad)
        turn = np.array([[cos, -sin], [sin, cos]]) * self.side_px / CROP_SIDE
        centre = np.array([self.x_px, self.y_px])
        return np.column_stack([turn, centre - turn @ np.full(2, CROP_SIDE / 2)])

    def pixels(self, picture: Pyramid) -> Pixels:
        """Return (256, 256, 3): the photo inside the square."""
        return picture.crop(self.to_photo(), CROP_SIDE)


def crop_around(landmarks_px: Floats) -> Crop:
    """Return the crop for the next pass: the box around the landmarks, upright along the line of the eyes."""
    along = landmarks_px[LEFT_CANTHUS] - landmarks_px[RIGHT_CANTHUS]
    turn = float(np.arctan2(along[1], along[0]))
    cos, sin = np.cos(turn), np.sin(turn)
    axes = np.array([[cos, -sin], [sin, cos]])
    upright = landmarks_px[:, :2] @ axes
    low, high = upright.min(axis=0), upright.max(axis=0)
    x, y = axes @ ((low + high) / 2)
    return Crop(float(x), float(y), float((high - low).max()) * CROP_SPAN, turn)
