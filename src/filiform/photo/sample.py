"""Crops of a picture without aliasing; coordinates are pixel indices, so (0, 0) is the centre of the first pixel."""

import numpy as np
import numpy.typing as npt
from PIL import Image

Pixels = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]


class Pyramid:
    """A picture and its halves, quarters and so on, each made when first needed."""

    def __init__(self, pixels: Pixels) -> None:
        self._levels = [pixels]

    @property
    def width_px(self) -> int:
        return int(self._levels[0].shape[1])

    @property
    def height_px(self) -> int:
        return int(self._levels[0].shape[0])

    def crop(self, to_photo: Floats, side: int) -> Pixels:
        """
        Return a side x side crop from the level just finer than it, with the border repeated outside the picture.

        Parameters
        ----------
        to_photo
            (2, 3), turns an index (x, y, 1) of the crop into an index of the picture; a turn and one zoom.
        """
        zoom = float(np.sqrt(abs(np.linalg.det(to_photo[:, :2]))))
        level = self._level(int(np.log2(max(zoom, 1.0))))
        factor = 2**level
        to_level = np.column_stack([to_photo[:, :2], to_photo[:, 2] - (factor - 1) / 2]) / factor
        return crop(self._levels[level], to_level, side)

    def _level(self, wanted: int) -> int:
        while len(self._levels) <= wanted and min(self._levels[-1].shape[:2]) > 1:
            self._levels.append(halved(self._levels[-1]))
        return min(wanted, len(self._levels) - 1)


def halved(pixels: Pixels) -> Pixels:
    """Return each full block of 2 x 2 pixels averaged; its index r lies at 2 r + 0.5."""
    height, width = (side - side % 2 for side in pixels.shape[:2])
    return np.asarray(Image.fromarray(np.ascontiguousarray(pixels[:height, :width])).reduce(2))


def crop(pixels: Pixels, to_source: Floats, side: int) -> Pixels:
    """Return a side x side crop, bilinear, with the border repeated where it leaves the picture."""
    corners = to_source @ np.array([[0, side, 0, side], [0, 0, side, side], [1, 1, 1, 1]], dtype=np.float64)
    low = np.floor(corners.min(axis=1)).astype(int) - 1
    high = np.ceil(corners.max(axis=1)).astype(int) + 2
    turn, shift = to_source[:, :2], to_source[:, 2] - low
    shift = shift + 0.5 - turn @ (0.5, 0.5)  # Pillow counts from the edge of a pixel, not from its centre
    data = (turn[0, 0], turn[0, 1], shift[0], turn[1, 0], turn[1, 1], shift[1])
    patch = Image.fromarray(_patch(pixels, low, high))
    return np.asarray(patch.transform((side, side), Image.Transform.AFFINE, data, resample=Image.Resampling.BILINEAR))


def _patch(pixels: Pixels, low: npt.NDArray[np.int_], high: npt.NDArray[np.int_]) -> Pixels:
    """Return pixels[low:high] with the border repeated outside."""
    xs = np.clip(np.arange(low[0], high[0]), 0, pixels.shape[1] - 1)
    ys = np.clip(np.arange(low[1], high[1]), 0, pixels.shape[0] - 1)
    inside = pixels[ys[0] : ys[-1] + 1, xs[0] : xs[-1] + 1]
    if inside.shape[:2] == (len(ys), len(xs)):
        return np.ascontiguousarray(inside)
    return np.asarray(pixels[ys[:, None], xs[None, :]])
