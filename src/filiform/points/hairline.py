"""Where the hairline runs: tapped on the photo, or the default one of adults."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from filiform.errors import InputError
from filiform.face.face import Face, Floats
from filiform.face.frame import TO_HEAD
from filiform.face.mesh import LEFT_IRIS, RIGHT_IRIS, Mesh
from filiform.face.surface import lifted, surface

# Glabella to hairline over the pupil distance, read by eye on 20 photos: mean, standard deviation
# (construction scales of the point facts, "v_cun", fallback).
DEFAULT_HEIGHT, DEFAULT_SD = 0.94, 0.10
GLABELLA = (55, 107, 285, 336)
LEAST_HEIGHT, MOST_HEIGHT = 0.4, 2.0  # of the pupil distance; read by eye: 0.80 to 1.20, and some have lost their hair
BEYOND_TAP_MM = 8.0  # a tap speaks for this much to its sides; beyond, the line may have turned down already


@dataclass(frozen=True)
class Hairline:
    """
    The hairline in the frontal frame.

    Attributes
    ----------
    taps_mm
        (n, 2), x and y of tapped places from the patient's right to left; empty for the default line.
    middle_mm
        (2,), the hairline above the glabella.
    """

    taps_mm: Floats
    middle_mm: Floats

    @property
    def default(self) -> bool:
        return not len(self.taps_mm)

    def height_mm(self, x_mm: float) -> float:
        """Return y of the hairline at x."""
        if self.default:
            return float(self.middle_mm[1])
        return float(np.interp(x_mm, self.taps_mm[:, 0], self.taps_mm[:, 1]))

    def speaks_for(self, x_mm: float) -> bool:
        """Tell whether a tap stands near enough to x."""
        taps = self.taps_mm
        return len(taps) > 0 and bool(taps[0, 0] - BEYOND_TAP_MM <= x_mm <= taps[-1, 0] + BEYOND_TAP_MM)


def pupil_distance_mm(landmarks_mm: Floats) -> float:
    """Return the distance of the iris centres seen from the front."""
    return float(np.linalg.norm(landmarks_mm[LEFT_IRIS[0], :2] - landmarks_mm[RIGHT_IRIS[0], :2]))


def default_hairline(landmarks_mm: Floats) -> Hairline:
    """Return the straight default line, 0.94 of the pupil distance above the glabella."""
    glabella = landmarks_mm[list(GLABELLA), :2].mean(axis=0)
    return Hairline(np.empty((0, 2)), glabella + np.array([0.0, DEFAULT_HEIGHT * pupil_distance_mm(landmarks_mm)]))


def kept_hairline(taps_px: Sequence[tuple[float, float]], face: Face, mesh: Mesh) -> tuple[tuple[float, float], ...]:
    """
    Return taps as they are kept with a patient: from the glabella, in pupil distances, seen from the front.

    x goes to the patient's left and y up; a pupil distance is the same on every photo of a person.
    """
    taps_mm = tapped_hairline(taps_px, face, mesh).taps_mm
    glabella_mm = face.landmarks_mm[list(GLABELLA), :2].mean(axis=0)
    kept = (taps_mm - glabella_mm) / pupil_distance_mm(face.landmarks_mm)
    return tuple((float(x), float(y)) for x, y in kept.round(4))


def carried_hairline(kept: Sequence[tuple[float, float]], face: Face, mesh: Mesh) -> tuple[tuple[float, float], ...]:
    """Return kept taps on another photo of the same person, in its pixels."""
    glabella_mm = face.landmarks_mm[list(GLABELLA), :2].mean(axis=0)
    places = glabella_mm + np.array(kept).reshape(-1, 2) * pupil_distance_mm(face.landmarks_mm)
    frontal = surface(face.landmarks_mm, mesh)
    feet = [lifted(frontal, float(x), float(y)) for x, y in places]
    seen = [foot.weights @ face.landmarks_px[mesh.triangles[foot.triangle], :2] for foot in feet]
    return tuple((float(x), float(y)) for x, y in seen)


def tapped_hairline(taps_px: Sequence[tuple[float, float]], face: Face, mesh: Mesh) -> Hairline:
    """Return the hairline through places tapped on the photo, turned to the front with the skin below them."""
    seen = surface(face.landmarks_px * TO_HEAD, mesh)
    feet = [lifted(seen, right_px, -down_px) for right_px, down_px in taps_px]
    taps = [foot.weights @ face.landmarks_mm[mesh.triangles[foot.triangle], :2] for foot in feet]
    line = np.array(sorted(map(tuple, taps)), dtype=np.float64)
    glabella_mm = face.landmarks_mm[list(GLABELLA), :2].mean(axis=0)
    middle_mm = np.array([glabella_mm[0], np.interp(glabella_mm[0], line[:, 0], line[:, 1])])
    hairline = Hairline(line, middle_mm)
    if not hairline.speaks_for(float(glabella_mm[0])):
        raise InputError("The hairline was tapped on one side only. Tap it above the nose, or on both sides.")
    height = (middle_mm[1] - glabella_mm[1]) / pupil_distance_mm(face.landmarks_mm)
    if not LEAST_HEIGHT <= height <= MOST_HEIGHT or line[:, 1].min() <= glabella_mm[1]:
        raise InputError("A tap is not where a hairline can be. Tap where the hair begins above the forehead.")
    return hairline
