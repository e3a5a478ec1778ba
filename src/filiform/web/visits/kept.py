"""Core values as they are kept in the database, and back."""

from typing import Any

import numpy as np
from pydantic import TypeAdapter

from filiform.face.face import Face, Gate, Pose, Refusal, Scale
from filiform.points.site import Placement
from filiform.web import facts
from filiform.web.visits.models import Photo

PLACEMENT = TypeAdapter(Placement)
REFUSAL = TypeAdapter(Refusal)
POSE = TypeAdapter(Pose)
SCALE = TypeAdapter(Scale)
SCALES = TypeAdapter(tuple[Scale, ...])
GATES = TypeAdapter(tuple[Gate, ...])
DIGITS = 4  # a ten-thousandth of a pixel or millimetre is far below any error


def face_document(face: Face) -> dict[str, Any]:
    """Return a face as plain values."""
    return {
        "landmarks_px": np.round(face.landmarks_px, DIGITS).tolist(),
        "landmarks_mm": np.round(face.landmarks_mm, DIGITS).tolist(),
        "pose": POSE.dump_python(face.pose),
        "scale": SCALE.dump_python(face.scale),
        "scales": SCALES.dump_python(face.scales, mode="json"),
        "gates": GATES.dump_python(face.gates, mode="json"),
        "blendshapes": dict(face.blendshapes),
    }


def face_of(document: dict[str, Any]) -> Face:
    """Return the face that was kept."""
    return Face(
        landmarks_px=np.array(document["landmarks_px"], dtype=np.float64),
        landmarks_mm=np.array(document["landmarks_mm"], dtype=np.float64),
        pose=POSE.validate_python(document["pose"]),
        scale=SCALE.validate_python(document["scale"]),
        gates=GATES.validate_python(document["gates"]),
        blendshapes=document["blendshapes"],
        scales=SCALES.validate_python(document.get("scales", ())),
    )


def seen(photo: Photo | None) -> tuple[Face, Placement]:
    """Return the face of a photo with its points, or the drawn face where there is no photo."""
    if photo is None:
        return facts.drawn()
    return face_of(photo.face), PLACEMENT.validate_python(photo.placement)
