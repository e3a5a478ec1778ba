"""The face landmark model run on this machine: a photo's pixels to 478 landmarks a face, and nothing sent anywhere."""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from threading import Lock

import numpy as np
import numpy.typing as npt

from filiform.face.crop import CROP_SIDE, CROP_SPAN, Crop, Near, crop_around, near_copy
from filiform.face.detector import Box, boxes, detector_input
from filiform.face.expression import expression_input, scores
from filiform.face.mesh import LANDMARKS, Indices
from filiform.photo.sample import Pixels

Floats = npt.NDArray[np.float64]
Answer = npt.NDArray[np.float32]

MODEL = files("filiform.face") / "model" / "face_landmarker.task"
PASSES = 3  # each pass crops by the landmarks of the one before; docs/validation/face.md
# The network counts from the edge of its first pixel, not from its centre: read as indices, its landmarks lie 0.46 crop
# pixels too far to the right (half of their difference between a photo and its mirror image; docs/validation/face.md).
EDGE_TO_INDEX = -0.5


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
    """

    landmarks_px: Floats
    presence: float


class Engine:
    """The three networks of the model file, each loaded when first used; may be shared by threads."""

    def __init__(self, threads: int = 2) -> None:
        self._threads = threads
        self._lock = Lock()
        self._networks: dict[str, Network] = {}

    def boxes(self, pixels: Pixels) -> tuple[Box, ...]:
        """Return every face the detector finds, surest first."""
        looked_at = detector_input(pixels)
        regressors, logits = self._answers("face_detector", looked_at.values)
        return boxes(np.asarray(regressors[0], np.float64), np.asarray(logits[0, :, 0], np.float64), looked_at)

    def trace(self, pixels: Pixels, box: Box, *, passes: int = PASSES) -> Trace:
        """Return the landmarks of the face in the box."""
        crop_at = Crop(box.x_px, box.y_px, box.side_px * CROP_SPAN, box.turn_rad)
        near = near_copy(pixels, crop_at)
        found = self._pass(near, crop_at)
        for _ in range(passes - 1):
            found = self._pass(near, crop_around(found.landmarks_px))
        return found

    def careful_trace(self, pixels: Pixels, box: Box, mirror: Indices, *, passes: int = PASSES) -> Trace:
        """Return the landmarks averaged over the photo and its mirror image: twice the time."""
        right = pixels.shape[1] - 1
        mirrored_box = Box(right - box.x_px, box.y_px, box.side_px, -box.turn_rad, box.score)
        one = self.trace(pixels, box, passes=passes)
        other = self.trace(pixels[:, ::-1], mirrored_box, passes=passes)
        back = other.landmarks_px[mirror] * (-1, 1, 1) + (right, 0, 0)
        return Trace((one.landmarks_px + back) / 2, min(one.presence, other.presence))

    def expression(self, landmarks_px: Floats) -> Mapping[str, float]:
        """Return expression scores 0 to 1 by name."""
        return scores(self._answers("face_blendshapes", expression_input(landmarks_px))[0])

    def _pass(self, near: Near, at: Crop) -> Trace:
        values = near.crop(at).astype(np.float32) / np.float32(255)
        landmarks, presence, *_ = self._answers("face_landmarks_detector", values[None])
        raw = landmarks.reshape(LANDMARKS, 3).astype(np.float64)
        to_photo = at.to_photo()
        flat = (raw[:, :2] + EDGE_TO_INDEX) @ to_photo[:, :2].T + to_photo[:, 2]
        depth = raw[:, 2:] * at.side_px / CROP_SIDE
        return Trace(np.hstack([flat, depth]), float(1 / (1 + np.exp(-float(presence.ravel()[0])))))

    def _answers(self, name: str, values: Answer) -> list[Answer]:
        """Return the outputs of one network, in the order of its file."""
        with self._lock:
            if name not in self._networks:
                self._networks[name] = Network(name, self._threads)
            return self._networks[name].answers(values)


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
