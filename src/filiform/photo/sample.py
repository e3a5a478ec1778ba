"""Smaller copies and crops of pixels; coordinates are pixel indices, so (0, 0) is the centre of the first pixel."""

import numpy as np
import numpy.typing as npt
from PIL import Image

Pixels = npt.NDArray[np.uint8]


def reduced(pixels: Pixels, factor: int) -> Pixels:
    """Return each full block of factor x factor pixels averaged; index r lies at factor * r + (factor - 1) / 2."""
    if factor == 1:
        return pixels
    height, width = (side - side % factor for side in pixels.shape[:2])
    whole = np.ascontiguousarray(pixels[:height, :width])
    return np.asarray(Image.fromarray(whole).reduce(factor))


def crop(pixels: Pixels, to_source: npt.NDArray[np.float64], side: int) -> Pixels:
    """
    Return a side x side crop, bilinear, with the border repeated where it leaves the picture.

    Parameters
    ----------
    to_source
        (2, 3), turns an index (x, y, 1) of the crop into an index of `pixels`.
    """
    corners = to_source @ np.array([[0, side, 0, side], [0, 0, side, side], [1, 1, 1, 1]], dtype=np.float64)
    low = np.floor(corners.min(axis=1)).astype(int) - 1
    high = np.ceil(corners.max(axis=1)).astype(int) + 2
    patch = _patch(pixels, low, high)
    turn, shift = to_source[:, :2], to_source[:, 2] - low
    shift = shift + 0.5 - turn @ (0.5, 0.5)  # Pillow counts from the edge of a pixel, not from its centre
    data = (turn[0, 0], turn[0, 1], shift[0], turn[1, 0], turn[1, 1], shift[1])
    image = Image.fromarray(patch).transform(
        (side, side), Image.Transform.AFFINE, data, resample=Image.Resampling.BILINEAR
    )
    return np.asarray(image)


def _patch(pixels: Pixels, low: npt.NDArray[np.int_], high: npt.NDArray[np.int_]) -> Pixels:
    """Return pixels[low:high] with the border repeated outside."""
    xs = np.clip(np.arange(low[0], high[0]), 0, pixels.shape[1] - 1)
    ys = np.clip(np.arange(low[1], high[1]), 0, pixels.shape[0] - 1)
    inside = pixels[ys[0] : ys[-1] + 1, xs[0] : xs[-1] + 1]
    if inside.shape[:2] == (len(ys), len(xs)):
        return np.ascontiguousarray(inside)
    return np.asarray(pixels[ys[:, None], xs[None, :]])
