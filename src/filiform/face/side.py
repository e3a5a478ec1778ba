"""A photo of a cheek, turned about 45 degrees, held against its own limits and joined with the front photo."""

from dataclasses import dataclass
from typing import Literal

from filiform.face.engine import Engine, Trace
from filiform.face.face import Face, Gate, Pose, Refusal
from filiform.face.frame import front
from filiform.face.gates import PERSON_PRESENCE, gate, persons, refusing
from filiform.face.light import light
from filiform.face.mesh import Mesh
from filiform.face.scale import ipd_px
from filiform.face.views import Joined, joined
from filiform.knowledge.models import Knowledge
from filiform.photo.photo import Photo
from filiform.photo.sample import Pyramid

Cheek = Literal["left", "right"]  # the patient's, the one towards the camera


@dataclass(frozen=True)
class SideView:
    """
    A usable photo of one cheek.

    Attributes
    ----------
    cheek
        The patient's side towards the camera.
    pose
        As read on this photo alone: 20, 30, 45 and 60 degrees of a head scan read 22, 31, 46 and 57.
    joined
        What it shares with the front photo.
    """

    cheek: Cheek
    pose: Pose
    joined: Joined
    gates: tuple[Gate, ...]


def side_view(
    photo: Photo, cheek: Cheek, face: Face, *, engine: Engine, facts: Knowledge, mesh: Mesh
) -> SideView | Refusal:
    """Return the photo of one cheek joined with the face of the front photo, or why it cannot be used."""
    picture = Pyramid(photo.pixels)
    boxes = persons(engine.boxes(picture))
    counted = gate(facts.gates["faces"], len(boxes))
    if not counted.passed:
        return Refusal((counted,))
    trace = engine.trace(picture, boxes[0])
    if trace.presence < PERSON_PRESENCE:
        return Refusal((gate(facts.gates["faces"], 0),))
    _, pose = front(trace.landmarks_px, 1.0, mesh)
    turned = turn_gates(pose, cheek, facts)
    broken = refusing(turned, facts.gates)
    if broken:
        return Refusal(broken)
    found = joined(face, trace.landmarks_px, mesh)
    values = _picture_values(picture, trace, found, face, mesh)
    held = (counted, *turned, *(gate(facts.gates[name], value) for name, value in values.items()))
    reasons = refusing(held, facts.gates)
    return Refusal(reasons) if reasons else SideView(cheek, pose, found, held)


def turn_gates(pose: Pose, cheek: Cheek, facts: Knowledge) -> tuple[Gate, ...]:
    """Return the limits of a side photo's pose; the wrong cheek is told as that and nothing else."""
    towards = -pose.yaw_deg if cheek == "left" else pose.yaw_deg
    swapped = gate(facts.gates["side_cheek"], towards)
    if not swapped.passed:
        return (swapped,)
    return (
        swapped,
        gate(facts.gates["side_yaw"], towards),
        gate(facts.gates["side_pitch"], pose.pitch_deg),
        gate(facts.gates["side_roll"], pose.roll_deg),
    )


def _picture_values(picture: Pyramid, trace: Trace, found: Joined, face: Face, mesh: Mesh) -> dict[str, float]:
    """Return what the other limits of a side photo are held against, by the limit's id."""
    seen = light(picture, trace.landmarks_px, mesh)
    mm_per_px = found.camera.mm_per_px
    return {
        "side_eyes_px": ipd_px(face.landmarks_px) * face.scale.mm_per_px / mm_per_px,
        "side_blur": seen.blur_px * mm_per_px,
        "side_dark": seen.bright,
        "side_blown": seen.blown,
        "side_residual": found.residual_mm,
    }
