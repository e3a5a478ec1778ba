"""Squares on a photo and their pixels: turned, shrunk without aliasing, 256 pixels wide."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filiform.photo.sample import Pixels, crop, reduced

Floats = npt.NDArray[np.float64]

CROP_SIDE = 256  # pixels of the landmark network's input
CROP_SPAN = 1.5  # side of the crop as a multiple of the box; MediaPipe's default
REACH = 1.8  # side of the shrunk copy as a multiple of the first crop, so that later and turned crops lie inside it
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


@dataclass(frozen=True)
class Near:
    """The part of a photo around one face, shrunk by a whole factor so that crops of it do not alias."""

    pixels: Pixels
    left_px: int
    top_px: int
    factor: int

    def from_photo(self, to_photo: Floats) -> Floats:
        """Return a (2, 3) transform into photo indices as one into indices of this copy."""
        corner = np.array([self.left_px, self.top_px]) + (self.factor - 1) / 2
        return np.column_stack([to_photo[:, :2], to_photo[:, 2] - corner]) / self.factor

    def crop(self, at: Crop) -> Pixels:
        """Return (256, 256, 3): the photo inside the square."""
        return crop(self.pixels, self.from_photo(at.to_photo()), CROP_SIDE)


def near_copy(pixels: Pixels, at: Crop) -> Near:
    """Return the surroundings of the first crop, still at least as fine as the network's input."""
    factor = max(1, int(at.side_px / CROP_SIDE))
    half = at.side_px * REACH / 2
    left, top = (max(0, int(centre - half)) for centre in (at.x_px, at.y_px))
    right, bottom = (max(int(centre + half), low + factor) for centre, low in ((at.x_px, left), (at.y_px, top)))
    return Near(reduced(pixels[top:bottom, left:right], factor), left, top, factor)


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
