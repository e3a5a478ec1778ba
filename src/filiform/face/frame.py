"""The frontal frame: a person's own shape, turned to the front and measured in millimetres."""

import numpy as np

from filiform.face.face import Floats, Pose
from filiform.face.mesh import INNER_CANTHI, VERTICES, Mesh

# Picture axes (x right, y down, z away from the viewer) to head axes (x patient's left, y up, z to the viewer).
TO_HEAD = np.array([1.0, -1.0, -1.0])


def rotation(pose: Pose) -> Floats:
    """Return the (3, 3) rotation that carries the frontal frame to the camera: pitch first, then yaw, then roll."""
    pitch, yaw, roll = np.radians([-pose.pitch_deg, pose.yaw_deg, -pose.roll_deg])
    about_x = np.array([[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]])
    about_y = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    about_z = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    return np.asarray(about_z @ about_y @ about_x, dtype=np.float64)


def _pose(turn: Floats) -> Pose:
    return Pose(
        yaw_deg=float(np.degrees(np.arcsin(np.clip(-turn[2, 0], -1, 1)))),
        pitch_deg=float(-np.degrees(np.arctan2(turn[2, 1], turn[2, 2]))),
        roll_deg=float(-np.degrees(np.arctan2(turn[1, 0], turn[0, 0]))),
    )


def _turn(shape: Floats, mesh: Mesh) -> Floats:
    """Return the rotation that carries the canonical face best onto a shape: weighted Procrustes without mirror."""
    weights = mesh.weights[:, None]
    canonical = mesh.canonical_mm - (mesh.canonical_mm * weights).sum(axis=0)
    centred = shape - (shape * weights).sum(axis=0)
    left, _, right = np.linalg.svd((canonical * weights).T @ centred)
    hand = np.sign(np.linalg.det(left @ right))
    return np.asarray((left @ np.diag([1.0, 1.0, hand]) @ right).T, dtype=np.float64)


def front(landmarks_px: Floats, mm_per_px: float, mesh: Mesh) -> tuple[Floats, Pose]:
    """
    Return a person's shape turned to the front, and the pose it was turned from.

    Parameters
    ----------
    landmarks_px
        (478, 3), pixel index coordinates x right, y down, z away from the viewer in the same unit.
    mm_per_px
        Millimetres of one pixel in the plane of the eyes.

    Returns
    -------
    (478, 3) in mm: origin between the inner canthi, x to the patient's left, y up, z to the viewer; and the pose.
    """
    head = np.asarray(landmarks_px, dtype=np.float64) * TO_HEAD
    turn = _turn(head[:VERTICES], mesh)
    frontal = (head @ turn) * mm_per_px
    return frontal - frontal[list(INNER_CANTHI)].mean(axis=0), _pose(turn)
