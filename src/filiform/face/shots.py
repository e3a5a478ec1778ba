"""Several front photos of one person as one face: their shapes averaged and laid back on the first photo."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from filiform.face.face import Face, Floats, Gate, Refusal
from filiform.face.frame import TO_HEAD, front, rotation
from filiform.face.gates import gate, refusing
from filiform.face.mesh import LEFT_IRIS, RIGHT_IRIS, VERTICES, Mesh
from filiform.knowledge.models import GateLimit

COMPARED_IPD_MM = 63.0  # shapes are held against each other at one distance of the pupils
MOUTH_CORNERS = (61, 291)
ABOVE_MOUTH_MM = 12.0  # on the canonical face; what lies higher moves little with mouth and jaw
# A landmark that lies farther than this from the middle one of its places counts less, the farther the less.
FULL_WEIGHT_MM = 2.0


def fused(first: Face, others: Sequence[Face | Refusal], limits: Mapping[str, GateLimit], mesh: Mesh) -> Face | Refusal:
    """
    Return the first face with the mean shape of all of them, or why one of the others does not go with it.

    Pose and scale are those of the first photo. Each expression score is the largest of all: a place on the mean shape
    is off by no more than on the face that smiles most, and by no more from the skin of the first photo.

    Parameters
    ----------
    others
        Found on further photos, in their order; the first of them is told as photo 2.
    limits
        With `same_person`: how far shapes of one person may differ.
    """
    faces: list[Face] = []
    reasons: list[Gate] = []
    told: list[Gate] = []
    for number, other in enumerate(others, start=2):
        found = other.reasons if isinstance(other, Refusal) else (_same(first, other, limits, mesh),)
        numbered = [replace(one, say=f"Photo {number}: {one.say}" if one.say else "") for one in found]
        reasons += numbered if isinstance(other, Refusal) else refusing(numbered, limits)
        if isinstance(other, Face):
            faces.append(other)
            told += numbered
    if reasons:
        return Refusal(tuple(reasons))
    return _laid_on(first, faces, tuple(told), mesh) if faces else first


def _same(first: Face, other: Face, limits: Mapping[str, GateLimit], mesh: Mesh) -> Gate:
    return gate(limits["same_person"], apart_mm(first, other, mesh))


def apart_mm(first: Face, other: Face, mesh: Mesh) -> float:
    """Return the root mean square distance of two shapes above the mouth, at one distance of the pupils."""
    mouth = mesh.canonical_mm[list(MOUTH_CORNERS), 1].mean()
    upper = mesh.canonical_mm[:, 1] > mouth + ABOVE_MOUTH_MM
    ways = (_shape(first) - _shape(other))[:VERTICES][upper]
    return float(np.sqrt((ways**2).sum(axis=1).mean()))


def _pupils_mm(face: Face) -> float:
    """Return the distance of the iris centres seen from the front."""
    return float(np.linalg.norm(face.landmarks_mm[LEFT_IRIS[0], :2] - face.landmarks_mm[RIGHT_IRIS[0], :2]))


def _shape(face: Face) -> Floats:
    """Return (478, 3), the face from the front as if its pupils were 63 mm apart."""
    return face.landmarks_mm * COMPARED_IPD_MM / _pupils_mm(face)


def mean_shape(shapes: Sequence[Floats]) -> Floats:
    """Return the mean of shapes; of three or more, a landmark's stray places count less."""
    every = np.array(shapes)
    away = np.linalg.norm(every - np.median(every, axis=0), axis=2, keepdims=True)
    weights = np.minimum(1.0, FULL_WEIGHT_MM / np.maximum(away, FULL_WEIGHT_MM))
    return np.asarray((every * weights).sum(axis=0) / weights.sum(axis=0), dtype=np.float64)


def _laid_on(first: Face, others: Sequence[Face], told: tuple[Gate, ...], mesh: Mesh) -> Face:
    """Return the mean shape as the first photo would show it."""
    mean = mean_shape([_shape(face) for face in (first, *others)]) * _pupils_mm(first) / COMPARED_IPD_MM
    seen = mean @ rotation(first.pose).T * TO_HEAD / first.scale.mm_per_px
    seen += mesh.weights @ (first.landmarks_px - seen)[:VERTICES]
    landmarks_mm, pose = front(seen, first.scale.mm_per_px, mesh)
    scores = {
        name: max(score, *(other.blendshapes.get(name, 0.0) for other in others))
        for name, score in first.blendshapes.items()
    }
    return replace(
        first,
        landmarks_px=seen,
        landmarks_mm=landmarks_mm,
        pose=pose,
        blendshapes=scores,
        gates=(*first.gates, *told),
        shots=1 + len(others),
    )
