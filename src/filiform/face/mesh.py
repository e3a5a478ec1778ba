"""The face mesh of the landmark model: its triangles, which vertices mirror each other, and its canonical face."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

VERTICES = 468
LANDMARKS = 478  # the vertices and five points of each iris
# Centre, right, top, left and bottom (of the picture) of the patient's right and left iris.
RIGHT_IRIS = (468, 469, 470, 471, 472)
LEFT_IRIS = (473, 474, 475, 476, 477)
INNER_CANTHI = (133, 362)


@dataclass(frozen=True)
class Mesh:
    """
    The topology every face shares.

    Attributes
    ----------
    triangles
        (898, 3), vertex indices.
    mirror
        (478,), the landmark on the other side of the face; the mesh is exactly symmetric.
    canonical_mm
        (468, 3), the canonical face: x to the patient's left, y up, z to the viewer.
    weights
        (468,), how much each vertex counts when a face is turned to the front; they sum to 1.
    regions
        Triangle indices of each mesh region and side ("right" or "left"); together they cover the mesh once.
    """

    triangles: Indices
    mirror: Indices
    canonical_mm: Floats
    weights: Floats
    regions: Mapping[tuple[str, str], Indices]


def _mirror(pairs: Mapping[str, int]) -> Indices:
    mirror = np.arange(LANDMARKS, dtype=np.int64)
    for vertex, other in pairs.items():
        mirror[int(vertex)] = other
    # The iris of the other eye, its right and left edge exchanged.
    for right, left in zip(RIGHT_IRIS, (473, 476, 475, 474, 477), strict=True):
        mirror[right], mirror[left] = left, right
    return mirror


def mesh(document: Mapping[str, Any]) -> Mesh:
    """Return the mesh described by the document mesh.json."""
    weights = np.zeros(VERTICES)
    for vertex, weight in document["procrustes_basis"]:
        weights[vertex] = weight
    return Mesh(
        triangles=np.array(document["triangles"], dtype=np.int64),
        mirror=_mirror(document["mirror"]),
        canonical_mm=np.array(document["canonical_cm"], dtype=np.float64) * 10.0,
        weights=weights / weights.sum(),
        regions={
            (region["id"], side): np.array(region[f"triangles_{side}"], dtype=np.int64)
            for region in document["regions"]
            for side in ("right", "left")
        },
    )
