"""How far landmarks move when only the photo changes: shifted, turned, smaller, compressed, brighter, blurred."""

import io
from collections.abc import Callable, Mapping

import numpy as np
from PIL import Image, ImageFilter

from filiform.face.crop import Floats
from filiform.face.detector import Box
from filiform.face.engine import Engine, Trace
from filiform.face.gates import persons
from filiform.face.mesh import Mesh
from filiform.face.scale import ipd_px
from filiform.photo.sample import Pixels, Pyramid

MEAN_IPD_MM = 62.0
SAME = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
Look = Callable[[Engine, Pyramid, Box, Mesh], Trace]
LOOKS: Mapping[str, Look] = {
    "one pass": lambda engine, picture, box, _: engine.trace(picture, box, passes=1),
    "three passes": lambda engine, picture, box, _: engine.trace(picture, box),
    "default": lambda engine, picture, box, mesh: engine.steady_trace(picture, box, mesh.mirror),
    "careful": lambda engine, picture, box, mesh: engine.careful_trace(picture, box, mesh.mirror),
}
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


def moved_mm(pixels: Pixels, engine: Engine, mesh: Mesh) -> dict[str, dict[str, float]]:
    """Return the mean way of the landmarks under each change, for each way to look, persons taken as 62 mm wide."""
    ways: dict[str, dict[str, float]] = {change: {} for change in CHANGES}
    before = {name: _landmarks(pixels, look, engine, mesh) for name, look in LOOKS.items()}
    for change, make in CHANGES.items():
        seen, back = make(pixels)
        for name, look in LOOKS.items():
            found = _landmarks(seen, look, engine, mesh)[:, :2] @ back[:, :2].T + back[:, 2]
            away = np.linalg.norm(found - before[name][:, :2], axis=1)
            ways[change][name] = float(away.mean()) * MEAN_IPD_MM / ipd_px(before[name])
    return ways


def _landmarks(pixels: Pixels, look: Look, engine: Engine, mesh: Mesh) -> Floats:
    picture = Pyramid(np.ascontiguousarray(pixels))
    return look(engine, picture, persons(engine.boxes(picture))[0], mesh).landmarks_px
