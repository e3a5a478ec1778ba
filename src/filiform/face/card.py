"""The printed card: one square marker of known size on the photo, read as millimetres of one pixel."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from filiform.face.crop import Floats
from filiform.face.face import Scale
from filiform.photo.sample import Pixels

if TYPE_CHECKING:
    from cv2 import aruco

DICTIONARY = "DICT_5X5_50"  # OpenCV's name; `filiform card` prints the marker from the same table
MARKER = 30  # its number there; any other marker on a photo is not our card
MARKER_MM = 30.0  # side of the black square
DRAWN = ("#######", "####.##", "##...##", "##..#.#", "#..#..#", "##...##", "#######")  # 5 x 5 bits in a frame
CELLS = len(DRAWN)
LOOKED_AT_PX = 1600  # longer side of the picture the card is looked for on; its corners are refined on the photo itself
# Standard errors. Those of the corners were measured on drawn cards (docs/validation/views.md), the others are chosen.
PRINTED_SD = 0.005  # relative; a ruler of 100 mm checked to half a millimetre
PLANE_MM = 15.0  # how far the card lies off the plane of the pupils: forehead before it, temple behind it
DISTANCE_MM = 800.0  # of the camera, asked for 1 m; 15 mm of depth are 1.9 % of it
INWARDS_PX = 0.3  # OpenCV's refined corners make the side that much too short, whatever its size
CORNER_PX = 0.2  # standard error of what is left of it


@dataclass(frozen=True)
class Card:
    """
    A card seen on a photo.

    Attributes
    ----------
    corners_px
        (4, 2), pixel indices, clockwise from the marker's own upper left.
    side_px
        The side of the marker as long as it would be seen from the front.
    tilt_deg
        The angle between the card and the picture.
    """

    corners_px: Floats
    side_px: float
    tilt_deg: float


def marker_cells() -> npt.NDArray[np.uint8]:
    """Return (7, 7), 1 where the marker is black."""
    return np.array([[cell == "#" for cell in row] for row in DRAWN], dtype=np.uint8)


def card(pixels: Pixels) -> Card | None:
    """Return the card on a photo, or None where none is seen; of several the largest."""
    found = [_card(corners) for corners in _found(pixels)]
    return max(found, key=lambda one: one.side_px, default=None)


def card_scale(seen: Card) -> Scale:
    """Return the scale of a card, with the errors of measuring, printing and of the plane it is held in."""
    error = math.hypot(CORNER_PX / seen.side_px, PRINTED_SD, PLANE_MM / DISTANCE_MM)
    return Scale(MARKER_MM / seen.side_px, error, "card")


def _dictionary() -> "aruco.Dictionary":
    from cv2 import aruco  # noqa: PLC0415 heavy, and only a card needs it

    return aruco.getPredefinedDictionary(getattr(aruco, DICTIONARY))


def _found(pixels: Pixels) -> list[Floats]:
    """Return the corners (4, 2) of each card, in pixel indices of the whole photo."""
    import cv2  # noqa: PLC0415 as above

    grey = cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2GRAY)
    factor = max(1.0, max(grey.shape) / LOOKED_AT_PX)
    size = (round(grey.shape[1] / factor), round(grey.shape[0] / factor))
    small = grey if factor == 1.0 else cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    how = cv2.aruco.DetectorParameters()
    how.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    corners, ids, _ = cv2.aruco.ArucoDetector(_dictionary(), how).detectMarkers(small)
    if not corners:
        return []
    ratio = np.array(grey.shape[::-1]) / size
    named = zip(corners, ids.ravel(), strict=True)
    own = [np.asarray(one, np.float64).reshape(4, 2) for one, name in named if name == MARKER]
    whole = [(one + 0.5) * ratio - 0.5 for one in own]
    return whole if factor == 1.0 else [_refined(grey, one) for one in whole]


def _refined(grey: npt.NDArray[Any], corners: Floats) -> Floats:
    """Return the corners as exactly as the whole photo shows them."""
    import cv2  # noqa: PLC0415 as above

    cell = float(np.linalg.norm(corners[1] - corners[0])) / CELLS
    window = int(np.clip(cell * 0.4, 2, 9))
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 30, 0.01)
    start = corners.astype(np.float32).reshape(-1, 1, 2)
    return np.asarray(cv2.cornerSubPix(grey, start, (window, window), (-1, -1), stop), np.float64).reshape(4, 2)


def _card(corners: Floats) -> Card:
    """Return the size and tilt of a quadrilateral: a tilt shortens one direction and leaves the other."""
    right = (corners[1] - corners[0] + corners[2] - corners[3]) / 2
    down = (corners[3] - corners[0] + corners[2] - corners[1]) / 2
    long, short = np.linalg.svd(np.column_stack([right, down]), compute_uv=False)
    return Card(corners, float(long) + INWARDS_PX, float(np.degrees(np.arccos(np.clip(short / long, 0.0, 1.0)))))
