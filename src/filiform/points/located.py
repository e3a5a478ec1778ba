"""One structure beneath the skin as it lies on one face."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from filiform.face.face import Floats
from filiform.knowledge.anatomy import Structure
from filiform.knowledge.fact import Side


@dataclass(frozen=True)
class Located:
    """
    One structure on one side of one face, as n places from end to end; an area is its closed border.

    Attributes
    ----------
    skin_mm
        (n, 3), the skin over it in the frontal frame.
    outward
        (n, 3), unit normals of the skin there.
    depth_mm
        (n, 3), shallowest, mean and deepest below the skin.
    sd_mm
        (n,), standard deviation of its place across its course; doubled where the skin turns from the camera.
    photo_px
        (n, 2), the same places on the photo.
    facing_deg
        (n,), angle between the skin and the camera.
    told
        (n,), whether millimetres may be told there: on the mesh and turned no more than 70 degrees.
    """

    structure: Structure
    side: Side
    skin_mm: Floats
    outward: Floats
    depth_mm: Floats
    sd_mm: Floats
    photo_px: Floats
    facing_deg: Floats
    told: NDArray[np.bool_]

    @property
    def closed(self) -> bool:
        return self.structure.shape == "area"
