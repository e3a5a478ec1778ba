"""The drawn face: the canonical face of the mesh, for a patient who declines photos; its millimetres are nobody's."""

import numpy as np

from filiform.face.face import Face, Floats, Scale
from filiform.face.frame import front
from filiform.face.mesh import LEFT_IRIS, RIGHT_IRIS, Mesh

PX_PER_MM = 5.0
WIDTH_PX, HEIGHT_PX = 1200, 1500  # 240 x 300 mm: the whole head with hairline and ears
CANTHI_PX = (600.0, 740.0)  # where the middle between the inner canthi stands
IPD_MM = 63.0  # assumed adult pupil distance; points/placement construction scale "mm"
IRIS_MM = 11.7  # assumed iris diameter
SPREAD = 0.06  # standard deviation of the adult pupil distance over its mean, 3.7 / 63
PUPIL_LATERAL = 0.025  # of the pupil distance, lateral of the middle of the canthi (construction language, "pupil")


def _irises(shape: Floats) -> Floats:
    """Return ten iris points (centre, right, top, left, bottom of each) for a shape without them."""
    middles = [(shape[33] + shape[133]) / 2, (shape[263] + shape[362]) / 2]
    pupil_distance = (middles[1][0] - middles[0][0]) / (1 - 2 * PUPIL_LATERAL)
    radius = IRIS_MM / IPD_MM * pupil_distance / 2
    edge = radius * np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [-1, 0, 0], [0, -1, 0]])
    outwards = np.array([PUPIL_LATERAL * pupil_distance, 0, 0])
    return np.vstack([middles[0] - outwards + edge, middles[1] + outwards + edge])


def drawn_face(mesh: Mesh) -> Face:
    """Return the canonical face looking at the viewer, scaled to a pupil distance of 63 mm, at 5 px per mm."""
    shape = np.vstack([mesh.canonical_mm, _irises(mesh.canonical_mm)])
    shape *= IPD_MM / np.linalg.norm(shape[LEFT_IRIS[0]] - shape[RIGHT_IRIS[0]])
    shape -= (shape[133] + shape[362]) / 2
    landmarks_px = shape * PX_PER_MM * [1.0, -1.0, -1.0] + [*CANTHI_PX, 0.0]
    landmarks_mm, pose = front(landmarks_px, 1 / PX_PER_MM, mesh)
    scale = Scale(mm_per_px=1 / PX_PER_MM, relative_error=SPREAD, method="assumed")
    return Face(landmarks_px, landmarks_mm, pose, scale, gates=(), blendshapes={}, drawn=True)
