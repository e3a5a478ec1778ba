"""A photo to the face on it in millimetres, or the numbers that say why there is none."""

from collections.abc import Mapping
from dataclasses import replace

from filiform.face.detector import Box
from filiform.face.engine import Engine, Trace
from filiform.face.face import Face, Floats, Refusal
from filiform.face.frame import front
from filiform.face.gates import PERSON_PRESENCE, gate, gates, measured, persons, refusing
from filiform.face.light import light
from filiform.face.measures import Measures, measures
from filiform.face.mesh import Mesh
from filiform.face.scale import fitted_irises
from filiform.knowledge.models import Knowledge
from filiform.photo.photo import Photo
from filiform.photo.sample import Pyramid


def found_face(
    photo: Photo,
    engine: Engine,
    facts: Knowledge,
    mesh: Mesh,
    *,
    ipd_mm: float | None = None,
    careful: bool = False,
    look_for_card: bool = False,
) -> Face | Refusal:
    """
    Return the one face on the photo, or why it is refused.

    Parameters
    ----------
    ipd_mm
        Distance between the pupils as measured on the person; the iris gives the scale without it.
    careful
        Average over eighteen looks instead of two: steadier, for seventeen passes more than three.
    look_for_card
        The printed card is in the photo; the surer of card and typed distance gives the scale.
    """
    picture = Pyramid(photo.pixels)
    boxes = persons(engine.boxes(picture))
    counted = gate(facts.gates["faces"], len(boxes))
    if not counted.passed:
        return Refusal((counted,))
    trace = _trace(picture, engine, boxes[0], mesh, careful=careful)
    if trace.presence < PERSON_PRESENCE:
        return Refusal((gate(facts.gates["faces"], 0),))
    irises = fitted_irises(picture, trace.landmarks_px)
    lengths = measures(photo, trace.landmarks_px, irises, facts.gates, ipd_mm=ipd_mm, look_for_card=look_for_card)
    face = _face(lengths, trace.landmarks_px, engine.expression(trace.upright_px), mesh)
    found = (
        counted,
        *gates(measured(face, light(picture, face.landmarks_px, mesh), len(irises)), facts.gates.values()),
        *lengths.gates,
    )
    reasons = refusing(found, facts.gates)
    return Refusal(reasons) if reasons else replace(face, gates=found)


def _trace(picture: Pyramid, engine: Engine, box: Box, mesh: Mesh, *, careful: bool) -> Trace:
    look = engine.careful_trace if careful else engine.steady_trace
    return look(picture, box, mesh.mirror)


def _face(lengths: Measures, landmarks_px: Floats, blendshapes: Mapping[str, float], mesh: Mesh) -> Face:
    """Return the face before its gates are known."""
    landmarks_mm, pose = front(landmarks_px, lengths.scale.mm_per_px, mesh)
    return Face(landmarks_px, landmarks_mm, pose, lengths.scale, (), blendshapes, scales=lengths.scales)
