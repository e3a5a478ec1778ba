"""The face landmark model run on this machine: a photo's pixels to 478 landmarks a face, and nothing sent anywhere."""

import math
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from threading import Lock

import numpy as np
import numpy.typing as npt

from filiform.face.crop import CROP_SIDE, CROP_SPAN, Crop, crop_around
from filiform.face.detector import Box, boxes, detector_input
from filiform.face.expression import expression_input, scores
from filiform.face.mesh import LANDMARKS, Indices
from filiform.photo.sample import Pyramid

Floats = npt.NDArray[np.float64]
Answer = npt.NDArray[np.float32]

MODEL = files("filiform.face") / "model" / "face_landmarker.task"
PASSES = 3  # each pass crops by the landmarks of the one before; docs/validation/face.md
# The network counts from the edge of its first pixel, not from its centre: read as indices, its landmarks lie 0.46 crop
# pixels too far to the right (half of their difference between a photo and its mirror image; docs/validation/face.md).
EDGE_TO_INDEX = -0.5
# What the network answers depends a little on how the face lies in its crop: the last crop is looked at and looked at
# in the mirror, and with care in eight more pairs, turned by so many degrees and widened by such a share of its side,
# the second of a pair to the opposite side and in the mirror (docs/validation/face.md).
CAREFUL = tuple((turn * way, wider) for turn in (6.0, 12.0) for wider in (0.06, 0.12) for way in (1, -1))


@dataclass(frozen=True)
class Trace:
    """
    The landmarks of one face.

    Attributes
    ----------
    landmarks_px
        (478, 3), pixel indices of the photo, x right, y down, z away from the viewer in the same unit.
    presence
        How sure the model is that the crop holds a face, 0 to 1.
    upright_px
        (478, 3), the landmarks as the upright crop alone shows them: expression scores are read from these, for a
        turned or widened crop moves the lips by little and the score of a smile by much.
    """

    landmarks_px: Floats
    presence: float
    upright_px: Floats


class Engine:
    """The three networks of the model file, each loaded when first used; may be shared by threads."""

    def __init__(self, threads: int = 2) -> None:
        self._threads = threads
        self._lock = Lock()
        self._networks: dict[str, Network] = {}

    def boxes(self, picture: Pyramid) -> tuple[Box, ...]:
        """Return every face the detector finds, surest first."""
        looked_at = detector_input(picture)
        regressors, logits = self._answers("face_detector", looked_at.values)
        return boxes(np.asarray(regressors[0], np.float64), np.asarray(logits[0, :, 0], np.float64), looked_at)

    def trace(self, picture: Pyramid, box: Box, *, passes: int = PASSES) -> Trace:
        """Return the landmarks of the face in the box."""
        found = self._pass(picture, Crop(box.x_px, box.y_px, box.side_px * CROP_SPAN, box.turn_rad))
        for _ in range(passes - 1):
            found = self._pass(picture, crop_around(found.landmarks_px))
        return found

    def steady_trace(self, picture: Pyramid, box: Box, mirror: Indices, *, passes: int = PASSES) -> Trace:
        """Return the landmarks of the last pass averaged with those of its mirror image: one pass more."""
        return self._looks(picture, self._last(picture, box, passes), mirror)

    def careful_trace(self, picture: Pyramid, box: Box, mirror: Indices, *, passes: int = PASSES) -> Trace:
        """Return the landmarks of the last pass averaged over nine pairs of looks: seventeen passes more."""
        last = self._last(picture, box, passes)
        upright = self._looks(picture, last, mirror)
        pairs = [upright, *(self._looks(picture, last, mirror, *pair) for pair in CAREFUL)]
        landmarks_px = np.mean([pair.landmarks_px for pair in pairs], axis=0)
        return Trace(landmarks_px, min(pair.presence for pair in pairs), upright.upright_px)

    def _last(self, picture: Pyramid, box: Box, passes: int) -> Crop:
        """Return the crop of the last of so many passes."""
        return crop_around(self.trace(picture, box, passes=passes - 1).landmarks_px)

    def _looks(self, picture: Pyramid, at: Crop, mirror: Indices, turn_deg: float = 0.0, wider: float = 0.0) -> Trace:
        """Return two opposite looks at one crop averaged, the second in the mirror."""
        one = self._pass(picture, _changed(at, turn_deg, wider))
        other = self._pass(picture, _changed(at, -turn_deg, -wider), mirror=mirror)
        both = (one.landmarks_px + other.landmarks_px) / 2
        return Trace(both, min(one.presence, other.presence), both)

    def expression(self, landmarks_px: Floats) -> Mapping[str, float]:
        """Return expression scores 0 to 1 by name."""
        return scores(self._answers("face_blendshapes", expression_input(landmarks_px))[0])

    def _pass(self, picture: Pyramid, at: Crop, *, mirror: Indices | None = None) -> Trace:
        """Return the landmarks in one crop, looked at in its mirror image if a table of mirrored landmarks is given."""
        values = at.pixels(picture).astype(np.float32)[None] / np.float32(255)
        if mirror is not None:
            values = np.ascontiguousarray(values[:, :, ::-1])
        landmarks, presence, *_ = self._answers("face_landmarks_detector", values)
        raw = landmarks.reshape(LANDMARKS, 3).astype(np.float64)
        raw[:, :2] += EDGE_TO_INDEX
        if mirror is not None:
            raw = raw[mirror] * (-1, 1, 1) + (CROP_SIDE - 1, 0, 0)
        to_photo = at.to_photo()
        flat = raw[:, :2] @ to_photo[:, :2].T + to_photo[:, 2]
        depth = raw[:, 2:] * at.side_px / CROP_SIDE
        placed = np.hstack([flat, depth])
        return Trace(placed, float(1 / (1 + np.exp(-float(presence.ravel()[0])))), placed)

    def _answers(self, name: str, values: Answer) -> list[Answer]:
        """Return the outputs of one network, in the order of its file."""
        with self._lock:
            if name not in self._networks:
                self._networks[name] = Network(name, self._threads)
            return self._networks[name].answers(values)


def _changed(at: Crop, turn_deg: float, wider: float) -> Crop:
    """Return a crop turned and widened about its own centre."""
    return replace(at, side_px=at.side_px * (1 + wider), turn_rad=at.turn_rad + math.radians(turn_deg))


class Network:
    """One network of the model file in the runtime; not to be shared by threads."""

    def __init__(self, name: str, threads: int) -> None:
        from ai_edge_litert.interpreter import Interpreter  # noqa: PLC0415 heavy, and web pages start without it

        with MODEL.open("rb") as file, zipfile.ZipFile(file) as bundle:
            content = bundle.read(f"{name}.tflite")
        self._runtime = Interpreter(model_content=content, num_threads=threads)
        self._runtime.allocate_tensors()
        self._input = self._runtime.get_input_details()[0]["index"]
        self._outputs = [output["index"] for output in self._runtime.get_output_details()]

    def answers(self, values: Answer) -> list[Answer]:
        """Return every output for this input."""
        self._runtime.set_tensor(self._input, values)
        self._runtime.invoke()
        return [self._runtime.get_tensor(output) for output in self._outputs]
