"""How sharp and how lit a face is on a photo, in numbers that do not depend on the colour of its skin."""

from dataclasses import dataclass

import numpy as np

from filiform.face.crop import CROP_SIDE, Crop, Floats, crop_around
from filiform.face.mesh import LEFT_IRIS, RIGHT_IRIS, VERTICES, Mesh
from filiform.photo.sample import Pixels, Pyramid

FULL = 255.0
BLOWN = 250  # a channel from here on holds no more detail
LUMA = np.array([0.2126, 0.7152, 0.0722])  # of sRGB primaries, ITU-R BT.709
KNOWN_BLUR = 1.0  # standard deviation in crop pixels of the blur laid on to measure the unknown one
REACH = 4  # how far the known blur reaches, in crop pixels
EYE_BAND_IPD = 1.8  # width of the looked-at band in distances between the pupils
STEEP_SHARE = 0.02  # the steepest places of the eye band: lashes, limbus, nostrils


@dataclass(frozen=True)
class Light:
    """
    What was measured.

    Attributes
    ----------
    blur_px
        Standard deviation of the blur of the sharpest edges about the eyes, in pixels of the photo.
    bright
        Brightness that a tenth of the face exceeds, 0 to 1 of full.
    blown
        Share of the face without detail because it is white, 0 to 1.
    uneven
        Light on the brighter half of the face over light on the darker one, at least 1.
    """

    blur_px: float
    bright: float
    blown: float
    uneven: float


def light(picture: Pyramid, landmarks_px: Floats, mesh: Mesh) -> Light:
    """Return how sharp and how lit the face is."""
    at = crop_around(landmarks_px)
    colours, weights = _skin(at.pixels(picture), _in_crop(at.to_photo(), landmarks_px), mesh)
    luma = colours @ LUMA / FULL
    on_left = mesh.canonical_mm[mesh.triangles].mean(axis=1)[:, 0] > 0
    halves = [float(np.average(luma[side] ** 2.2, weights=weights[side])) + 1e-3 for side in (on_left, ~on_left)]
    return Light(
        blur_px=_blur_px(picture, landmarks_px),
        bright=_exceeded_by_a_tenth(luma, weights),
        blown=float(weights[(colours >= BLOWN).any(axis=1)].sum()),
        uneven=max(halves) / min(halves),
    )


def _in_crop(to_photo: Floats, landmarks_px: Floats) -> Floats:
    return np.asarray(np.linalg.solve(to_photo[:, :2], (landmarks_px[:, :2] - to_photo[:, 2]).T).T)


def _skin(square: Pixels, places: Floats, mesh: Mesh) -> tuple[Floats, Floats]:
    """Return the colour (n, 3) at the middle of each mesh triangle and its share of the face (n,)."""
    corners = places[:VERTICES][mesh.triangles]
    one, other = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    area = np.abs(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0])
    middle = np.clip(np.rint(corners.mean(axis=1)), 0, CROP_SIDE - 1).astype(np.intp)
    return square[middle[:, 1], middle[:, 0]].astype(np.float64), area / area.sum()


def _exceeded_by_a_tenth(values: Floats, weights: Floats) -> float:
    order = np.argsort(values)
    return float(values[order][np.searchsorted(np.cumsum(weights[order]), 0.9)])


def _blur_px(picture: Pyramid, landmarks_px: Floats) -> float:
    """
    Return the blur of the steepest places about the eyes, from how much a known blur flattens them.

    Two Gaussian blurs add as squares, so a step of slope s becomes s / sqrt(1 + known^2 / unknown^2).
    """
    at = _eye_band(landmarks_px)
    grey = at.pixels(picture)[CROP_SIDE // 4 : -CROP_SIDE // 4].astype(np.float64) @ LUMA
    before, after = _slope(grey), _slope(_blurred(grey))
    steep = before >= np.quantile(before, 1 - STEEP_SHARE)
    ratio = np.maximum(before[steep] / np.maximum(after[steep], 1e-6), 1 + 1e-6)
    return float(np.median(KNOWN_BLUR / np.sqrt(ratio**2 - 1))) * at.side_px / CROP_SIDE


def _eye_band(landmarks_px: Floats) -> Crop:
    right, left = landmarks_px[RIGHT_IRIS[0], :2], landmarks_px[LEFT_IRIS[0], :2]
    along, centre = left - right, (left + right) / 2
    side = EYE_BAND_IPD * float(np.linalg.norm(along))
    return Crop(float(centre[0]), float(centre[1]), side, float(np.arctan2(along[1], along[0])))


def _slope(grey: Floats) -> Floats:
    across, down = grey[1:-1, 2:] - grey[1:-1, :-2], grey[2:, 1:-1] - grey[:-2, 1:-1]
    return np.asarray(np.hypot(across, down)[REACH:-REACH, REACH:-REACH])


def _blurred(grey: Floats) -> Floats:
    """Return the picture under a Gaussian of the known blur; the margin is not valid."""
    kernel = np.exp(-0.5 * (np.arange(-REACH, REACH + 1) / KNOWN_BLUR) ** 2)
    for axis in (0, 1):
        shifts = range(-REACH, REACH + 1)
        grey = sum(
            share * np.roll(grey, shift, axis) for share, shift in zip(kernel / kernel.sum(), shifts, strict=True)
        )
    return grey
