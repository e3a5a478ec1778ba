"""How near the best single landmark comes to the marks of people it was not chosen on: the bar for constructions."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

import numpy as np

from filiform.face.face import Face, Floats
from filiform.face.mesh import Mesh
from filiform.knowledge.fact import Side
from filiform.points.validation import Marked, Miss

FOLDS = 5


def person(photo: str) -> str:
    """Return who is on a photo: the number its file name begins with, or the whole name."""
    name = PurePath(photo).stem
    number = re.match(r"\d+", name)
    return number.group() if number else name


def best_landmark_misses(measured: Sequence[tuple[Marked, Face]], mesh: Mesh) -> Iterator[Miss]:
    """
    Yield, for every mark, the miss of the landmark that suits its point best.

    Landmark and constant offset are chosen on four fifths of the people and tried on the last fifth, in turn.
    """
    people = sorted({person(photo.photo) for photo, _ in measured})
    fold = {name: number % FOLDS for number, name in enumerate(people)}
    for point, rows in _offsets(measured, mesh).items():
        folds = np.array([fold[name] for name, _ in rows])
        offsets_mm = np.array([offset for _, offset in rows])
        for number in np.unique(folds):
            tried = folds == number
            if not tried.all():
                for lateral, down in _left_over(offsets_mm[~tried], offsets_mm[tried]):
                    yield Miss(point, float(lateral), float(down), 0.0)


def _left_over(learnt: Floats, tried: Floats) -> Floats:
    """Return (m, 2) what is left of (m, 478, 2) offsets after the best landmark and offset of (n, 478, 2) others."""
    middle = learnt.mean(axis=0)
    best = int(np.linalg.norm(learnt - middle, axis=2).mean(axis=0).argmin())
    return np.asarray(tried[:, best] - middle[best], dtype=np.float64)


def _offsets(measured: Sequence[tuple[Marked, Face]], mesh: Mesh) -> Mapping[str, list[tuple[str, Floats]]]:
    """Return by point who was marked and, (478, 2), how far lateral and down of the mark each landmark is, in mm."""
    found: dict[str, list[tuple[str, Floats]]] = {}
    for photo, face in measured:
        for (point, side), place in photo.places.items():
            offset = (_one_side(face, mesh, side) - np.array(place)) / photo.px_per_mm
            outwards = -1.0 if side == "right" else 1.0
            found.setdefault(point, []).append((person(photo.photo), offset * [outwards, 1.0]))
    return found


def _one_side(face: Face, mesh: Mesh, side: Side) -> Floats:
    """Return (478, 2) landmarks in pixels, those of the left named by their number on the right."""
    return face.landmarks_px[mesh.mirror if side == "left" else np.arange(len(face.landmarks_px)), :2]
