"""Where faces are on a whole picture: what the short-range detector looks at, and its answer read as boxes."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filiform.photo.sample import Pyramid

Floats = npt.NDArray[np.float64]

SIDE = 128  # pixels of the network's input
STRIDES = ((8, 2), (16, 6))  # grid step in input pixels, anchors at each grid place
MIN_SCORE = 0.5  # MediaPipe's default
SAME_FACE_OVERLAP = 0.3  # intersection over union above which two boxes are one face; MediaPipe's default
RIGHT_EYE, LEFT_EYE = 0, 1  # the patient's


@dataclass(frozen=True)
class Box:
    """One detected face: centre and longer side in pixels, turn of the eye line in radians, score 0 to 1."""

    x_px: float
    y_px: float
    side_px: float
    turn_rad: float
    score: float


@dataclass(frozen=True)
class Input:
    """The square the detector looks at, and how its shares 0 to 1 turn into pixels of the photo."""

    values: npt.NDArray[np.float32]
    span_px: float
    left_px: float
    top_px: float


def detector_input(picture: Pyramid) -> Input:
    """Return the whole picture in the middle of a black square, as the detector takes it: (1, 128, 128, 3), -1 to 1."""
    span = max(picture.width_px, picture.height_px)
    left, top = (picture.width_px - span) / 2 - 0.5, (picture.height_px - span) / 2 - 0.5  # edges, as indices
    zoom = span / SIDE
    centres = (np.arange(SIDE, dtype=np.float64) + 0.5) * zoom
    to_photo = np.array([[zoom, 0.0, left + zoom / 2], [0.0, zoom, top + zoom / 2]])
    values = picture.crop(to_photo, SIDE).astype(np.float32)
    values[_outside(centres + top, picture.height_px)] = 0
    values[:, _outside(centres + left, picture.width_px)] = 0
    return Input(values[None] / np.float32(127.5) - 1, float(span), left, top)


def _outside(indices: Floats, length: int) -> npt.NDArray[np.bool_]:
    nearest = np.rint(indices)
    return (nearest < 0) | (nearest >= length)


def anchors() -> Floats:
    """Return (896, 2): the places on the square the detector's boxes are counted from."""
    rows = []
    for stride, repeats in STRIDES:
        count = SIDE // stride
        ys, xs = np.divmod(np.arange(count * count), count)
        rows.append(np.repeat((np.stack([xs, ys], axis=1) + 0.5) / count, repeats, axis=0))
    return np.concatenate(rows)


def boxes(regressors: Floats, logits: Floats, looked_at: Input) -> tuple[Box, ...]:
    """
    Return the faces, surest first, overlapping answers averaged by score.

    Parameters
    ----------
    regressors, logits
        (896, 16) and (896,), the two outputs of the detector.
    """
    scores = 1 / (1 + np.exp(-np.clip(logits, -100, 100)))
    keep = np.flatnonzero(scores >= MIN_SCORE)
    keep = keep[np.argsort(-scores[keep], kind="stable")]
    values = regressors[keep].reshape(-1, 8, 2) / SIDE
    values[:, [0, 2, 3, 4, 5, 6, 7]] += anchors()[keep][:, None]
    return tuple(_box(values[same], scores[keep][same], looked_at) for same in _faces(values))


def _faces(values: Floats) -> list[npt.NDArray[np.intp]]:
    """Return the rows of each face: the best box and every other that overlaps it."""
    left = np.arange(len(values))
    found = []
    while left.size:
        overlaps = _overlap(values[left[0]], values[left]) > SAME_FACE_OVERLAP
        overlaps[0] = True
        found.append(left[overlaps])
        left = left[~overlaps]
    return found


def _overlap(one: Floats, many: Floats) -> Floats:
    """Return intersection over union of one box with many; a box is rows centre, size."""
    low = np.maximum(one[0] - one[1] / 2, many[:, 0] - many[:, 1] / 2)
    high = np.minimum(one[0] + one[1] / 2, many[:, 0] + many[:, 1] / 2)
    common = np.clip(high - low, 0, None).prod(axis=1)
    return np.asarray(common / np.maximum(one[1].prod() + many[:, 1].prod(axis=1) - common, 1e-9))


def _box(values: Floats, scores: Floats, looked_at: Input) -> Box:
    weights = scores / scores.sum()
    mean = (values * weights[:, None, None]).sum(axis=0)
    along = mean[2 + LEFT_EYE] - mean[2 + RIGHT_EYE]
    return Box(
        x_px=float(mean[0, 0] * looked_at.span_px + looked_at.left_px),
        y_px=float(mean[0, 1] * looked_at.span_px + looked_at.top_px),
        side_px=float(mean[1].max() * looked_at.span_px),
        turn_rad=float(np.arctan2(along[1], along[0])),
        score=float(scores.max()),
    )
