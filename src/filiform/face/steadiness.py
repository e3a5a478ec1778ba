"""How far landmarks move when only the photo changes: shifted, turned, smaller, compressed, brighter, blurred."""

from collections.abc import Callable, Mapping

import numpy as np

from filiform.face.crop import Floats
from filiform.face.detector import Box
from filiform.face.engine import Engine, Trace
from filiform.face.gates import persons
from filiform.face.mesh import Mesh
from filiform.face.scale import ipd_px
from filiform.photo.changes import CHANGES
from filiform.photo.sample import Pixels, Pyramid

MEAN_IPD_MM = 62.0
Look = Callable[[Engine, Pyramid, Box, Mesh], Trace]
LOOKS: Mapping[str, Look] = {
    "one pass": lambda engine, picture, box, _: engine.trace(picture, box, passes=1),
    "three passes": lambda engine, picture, box, _: engine.trace(picture, box),
    "default": lambda engine, picture, box, mesh: engine.steady_trace(picture, box, mesh.mirror),
    "careful": lambda engine, picture, box, mesh: engine.careful_trace(picture, box, mesh.mirror),
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
