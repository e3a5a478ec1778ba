"""Expression scores read from landmarks: what the blendshape network takes and what its 52 answers are called."""

import numpy as np
import numpy.typing as npt

# The landmarks the network reads, in its order [mediapipe, face_blendshapes_graph.cc]
LANDMARKS = np.array(
    [
        *(0, 1, 4, 5, 6, 7, 8, 10, 13, 14, 17, 21, 33, 37, 39, 40, 46, 52, 53, 54, 55, 58, 61, 63, 65, 66, 67, 70, 78),
        *(80, 81, 82, 84, 87, 88, 91, 93, 95, 103, 105, 107, 109, 127, 132, 133, 136, 144, 145, 146, 148, 149, 150),
        *(152, 153, 154, 155, 157, 158, 159, 160, 161, 162, 163, 168, 172, 173, 176, 178, 181, 185, 191, 195, 197),
        *(234, 246, 249, 251, 263, 267, 269, 270, 276, 282, 283, 284, 285, 288, 291, 293, 295, 296, 297, 300, 308),
        *(310, 311, 312, 314, 317, 318, 321, 323, 324, 332, 334, 336, 338, 356, 361, 362, 365, 373, 374, 375, 377),
        *(378, 379, 380, 381, 382, 384, 385, 386, 387, 388, 389, 390, 397, 398, 400, 402, 405, 409, 415, 454, 466),
        *(468, 469, 470, 471, 472, 473, 474, 475, 476, 477),
    ]
)
SIDED = ("Left", "Right")
NAMES = (
    "_neutral",
    *(f"browDown{side}" for side in SIDED),
    "browInnerUp",
    *(f"browOuterUp{side}" for side in SIDED),
    "cheekPuff",
    *(f"cheekSquint{side}" for side in SIDED),
    *(f"eyeBlink{side}" for side in SIDED),
    *(f"eyeLookDown{side}" for side in SIDED),
    *(f"eyeLookIn{side}" for side in SIDED),
    *(f"eyeLookOut{side}" for side in SIDED),
    *(f"eyeLookUp{side}" for side in SIDED),
    *(f"eyeSquint{side}" for side in SIDED),
    *(f"eyeWide{side}" for side in SIDED),
    *("jawForward", "jawLeft", "jawOpen", "jawRight", "mouthClose"),
    *(f"mouthDimple{side}" for side in SIDED),
    *(f"mouthFrown{side}" for side in SIDED),
    "mouthFunnel",
    "mouthLeft",
    *(f"mouthLowerDown{side}" for side in SIDED),
    *(f"mouthPress{side}" for side in SIDED),
    *("mouthPucker", "mouthRight", "mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper"),
    *(f"mouthSmile{side}" for side in SIDED),
    *(f"mouthStretch{side}" for side in SIDED),
    *(f"mouthUpperUp{side}" for side in SIDED),
    *(f"noseSneer{side}" for side in SIDED),
)


def expression_input(landmarks_px: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """Return what the network takes: (1, 146, 2), pixels of the photo."""
    return landmarks_px[LANDMARKS, :2].astype(np.float32)[None]


def scores(answer: npt.NDArray[np.float32]) -> dict[str, float]:
    """Return the network's answer by name, each 0 to 1."""
    return dict(zip(NAMES, np.clip(answer.ravel(), 0, 1).astype(float).tolist(), strict=True))
