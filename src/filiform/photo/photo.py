"""A picture that is safe to work on: upright, without metadata, in sRGB."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Photo:
    """
    One upright photo; left in the picture is the patient's right.

    Attributes
    ----------
    pixels
        (height, width, 3), uint8 sRGB.
    sha256
        Digest of the file as it was given.
    """

    pixels: npt.NDArray[np.uint8]
    sha256: str

    @property
    def width_px(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height_px(self) -> int:
        return int(self.pixels.shape[0])
