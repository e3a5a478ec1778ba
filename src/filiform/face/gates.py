"""Whether a photo is good enough to place points on: each limit with its measured value and what to do."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from filiform.face.detector import Box
from filiform.face.face import Face, Gate
from filiform.face.light import Light
from filiform.face.scale import ipd_px
from filiform.knowledge.models import GateLimit

BYSTANDER = 1 / 3  # a face with a box smaller than this share of the largest is in the background, not the patient
PERSON_PRESENCE = 0.5  # below it the model sees no face in what the detector took for one; MediaPipe's default
INNER_LIPS = (13, 14)  # middle of the inner rims of the upper and the lower lip
SIDED_SCORES = ("mouthSmile", "eyeBlink", "browOuterUp", "browDown")


def persons(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """Return the faces that could be the patient's, largest first: none so much smaller that it must be behind."""
    largest = max((box.side_px for box in boxes), default=0.0)
    kept = [box for box in boxes if box.side_px >= BYSTANDER * largest]
    return tuple(sorted(kept, key=lambda box: -box.side_px))


def measured(face: Face, seen: Light, irises: int) -> dict[str, float]:
    """Return the value of every gate of one face, by the gate's id; `irises` is how many show a clear rim."""
    both = {name: (face.blendshapes[f"{name}Left"], face.blendshapes[f"{name}Right"]) for name in SIDED_SCORES}
    return {
        "yaw": face.pose.yaw_deg,
        "pitch": face.pose.pitch_deg,
        "roll": face.pose.roll_deg,
        "interpupillary_px": ipd_px(face.landmarks_px),
        "blur": seen.blur_px * face.scale.mm_per_px,
        "dark": seen.bright,
        "blown": seen.blown,
        "uneven": seen.uneven,
        "smile": sum(both["mouthSmile"]) / 2,
        "lips_apart": float(np.linalg.norm(np.subtract(*face.landmarks_mm[list(INNER_LIPS)]))),
        "closed_eyes": max(both["eyeBlink"]),
        "iris_hidden": 0.0 if irises else max(both["eyeBlink"]),
        "brow_raised": max(face.blendshapes["browInnerUp"], *both["browOuterUp"]),
        "brow_lowered": max(both["browDown"]),
    }


def gates(values: Mapping[str, float], limits: Iterable[GateLimit]) -> tuple[Gate, ...]:
    """Return each limit for placing against its value, in the order of the limits."""
    return tuple(gate(limit, values[limit.id]) for limit in limits if limit.use == "place" and limit.id in values)


def gate(limit: GateLimit, value: float) -> Gate:
    """Return one limit against its value; a limit on a turn counts to both sides."""
    passed = (limit.most is None or abs(value) <= limit.most) and (limit.least is None or value >= limit.least)
    bound = limit.least if limit.most is None or (limit.least is not None and value < limit.least) else limit.most
    number = float(bound or 0.0)
    say = "" if passed else limit.say.format(value=abs(value), limit=number)
    return Gate(limit.id, float(value), number, passed, say)


def refusing(found: Iterable[Gate], limits: Mapping[str, GateLimit]) -> tuple[Gate, ...]:
    """Return the broken gates that refuse the photo; the others only warn."""
    return tuple(one for one in found if not one.passed and limits[one.gate].refuses)
