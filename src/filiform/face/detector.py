"""Where faces are on a whole picture: what the short-range detector looks at, and its answer read as boxes."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filiform.photo.sample import Pixels, crop, reduced

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


def detector_input(pixels: Pixels) -> Input:
    """Return the whole picture on a black square, as the detector takes it: (1, 128, 128, 3), -1 to 1."""
    height, width = pixels.shape[:2]
    span = max(height, width)
    step = max(1, span // (2 * SIDE))
    small = reduced(
        np.ascontiguousarray(pixels[: height - height % step or None, : width - width % step or None]), step
    )
    pad = (step * max(small.shape[:2]) - np.array(small.shape[:2]) * step) // (2 * step)
    square = np.zeros((max(small.shape[:2]), max(small.shape[:2]), 3), np.uint8)
    square[pad[0] : pad[0] + small.shape[0], pad[1] : pad[1] + small.shape[1]] = small
    zoom = len(square) / SIDE
    shift = (zoom - 1) / 2
    values = crop(square, np.array([[zoom, 0, shift], [0, zoom, shift]]), SIDE).astype(np.float32)
    edge = 0.5 * (step - 1) - 0.5 * step  # index of the square's left edge, before the padding is taken off
    return Input(
        values[None] / np.float32(127.5) - 1,
        float(step * len(square)),
        edge - step * float(pad[1]),
        edge - step * float(pad[0]),
    )


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
