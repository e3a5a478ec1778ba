"""A picture as another camera, light or file would have it, and what brings its indices back to the original's."""

import io
from collections.abc import Callable, Mapping

import numpy as np
from PIL import Image, ImageFilter

from filiform.photo.sample import Floats, Pixels

SAME = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
Changed = tuple[Pixels, Floats]


def _turned(pixels: Pixels, degrees: float, right_px: float, down_px: float) -> Changed:
    """Return the picture turned about its middle and shifted, and what brings its indices back to the original's."""
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    middle = (np.array(pixels.shape[1::-1]) - 1) / 2
    back = np.column_stack([turn, middle - turn @ (middle + np.array([right_px, down_px]))])
    edge = back[:, 2] + 0.5 - back[:, :2] @ (0.5, 0.5)  # Pillow counts from the edge of a pixel
    data = (*back[0, :2], edge[0], *back[1, :2], edge[1])
    picture = Image.fromarray(pixels)
    seen = picture.transform(picture.size, Image.Transform.AFFINE, data, resample=Image.Resampling.BICUBIC)
    return np.asarray(seen), back


def _smaller(pixels: Pixels, factor: float) -> Changed:
    picture = Image.fromarray(pixels)
    size = round(picture.width * factor), round(picture.height * factor)
    zoom = np.array([picture.width / size[0], picture.height / size[1]])
    seen = picture.resize(size, Image.Resampling.BOX if factor <= 1 / 2 else Image.Resampling.LANCZOS)
    return np.asarray(seen), np.column_stack([np.diag(zoom), (zoom - 1) / 2])


def _compressed(pixels: Pixels, quality: int) -> Changed:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file).convert("RGB")), SAME


def _brighter(pixels: Pixels, gamma: float) -> Changed:
    return (255 * (pixels / 255) ** gamma).round().astype(np.uint8), SAME


def _noisy(pixels: Pixels, levels: float) -> Changed:
    noise = np.random.default_rng(1).normal(0, levels, pixels.shape)
    return np.clip(pixels + noise, 0, 255).astype(np.uint8), SAME


def _blurred(pixels: Pixels, sigma_px: float) -> Changed:
    return np.asarray(Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(sigma_px))), SAME


CHANGES: Mapping[str, Callable[[Pixels], Changed]] = {
    "shifted by 37, 22 px": lambda pixels: _turned(pixels, 0, 37.3, 21.6),
    "turned by 5 degrees": lambda pixels: _turned(pixels, 5, 0, 0),
    "turned by 10 degrees": lambda pixels: _turned(pixels, -10, 0, 0),
    "turned by 20 degrees": lambda pixels: _turned(pixels, 20, 0, 0),
    "size 0.37": lambda pixels: _smaller(pixels, 0.37),
    "JPEG quality 50": lambda pixels: _compressed(pixels, 50),
    "JPEG quality 20": lambda pixels: _compressed(pixels, 20),
    "gamma 2": lambda pixels: _brighter(pixels, 2.0),
    "gamma 0.5": lambda pixels: _brighter(pixels, 0.5),
    "noise of 12 grey levels": lambda pixels: _noisy(pixels, 12),
    "blurred by 2 px": lambda pixels: _blurred(pixels, 2),
    "blurred by 4 px": lambda pixels: _blurred(pixels, 4),
}
