"""A front photo and a photo from the side made one face: where the side camera stood, and the shape both agree on."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filiform.face.face import Face
from filiform.face.frame import TO_HEAD
from filiform.face.mesh import VERTICES, Mesh
from filiform.face.surface import surface

Floats = npt.NDArray[np.float64]

ROUNDS = 12
SEEN = 0.3  # a vertex whose skin has less than this towards a camera (73 degrees) says nothing there
# Standard errors in mm: of a vertex in the plane of a picture that sees it squarely, and of the model's own depth.
PLANE_MM, DEPTH_MM = 2.0, 5.0
FAR_MM = 30.0  # beyond it the canonical answer is only kept from falling apart


@dataclass(frozen=True)
class SideCamera:
    """
    How a place of the frontal frame comes onto a side photo.

    Attributes
    ----------
    turn
        (3, 3), rotation from the frontal frame to the side camera: x right, y up, z to the viewer.
    mm_per_px
        Millimetres of a pixel of the side photo at the face.
    origin_px
        (2,), where the origin of the frontal frame lies on the side photo.
    """

    turn: Floats
    mm_per_px: float
    origin_px: Floats

    def to_px(self, places_mm: Floats) -> Floats:
        """Return (n, 2) pixels of (n, 3) places in the frontal frame."""
        seen = places_mm @ self.turn.T
        return np.asarray(seen[:, :2] * (1.0, -1.0) / self.mm_per_px + self.origin_px, dtype=np.float64)

    @property
    def yaw_deg(self) -> float:
        """The turn from the front to the side photo, to the patient's left positive."""
        return float(np.degrees(np.arcsin(np.clip(-self.turn[2, 0], -1.0, 1.0))))


@dataclass(frozen=True)
class Joined:
    """
    Two photos as one face.

    Attributes
    ----------
    landmarks_mm
        (478, 3), frontal frame: each vertex where the photos that see it squarely put it.
    landmarks_px
        (478, 3), the landmarks on the side photo.
    residual_mm
        Root mean square of what is left between both photos at the vertices both see squarely, in the side picture.
    facing
        (468,), the cosine between the skin and the side camera.
    """

    camera: SideCamera
    landmarks_mm: Floats
    landmarks_px: Floats
    residual_mm: float
    facing: Floats


def joined(face: Face, side_px: Floats, mesh: Mesh) -> Joined:
    """
    Return the face of the front photo joined with the landmarks of a photo from the side.

    Both cameras are taken as far away, so that nothing shrinks with depth. A vertex is weighed by how squarely each
    picture sees its skin; the depth the model guesses in each only holds what neither picture measures.

    Parameters
    ----------
    side_px
        (478, 3), landmarks of the side photo: pixel index coordinates, z away from the viewer in the same unit.
    """
    front, side = face.landmarks_mm[:VERTICES], side_px[:VERTICES] * TO_HEAD
    seen = _squarely(front, mesh), _squarely(side, mesh)
    weights = (seen[0] * seen[1]) ** 2
    shape = front.copy()
    camera = _camera(shape, side, weights)
    for _ in range(ROUNDS):
        shape = _shape(front, side, camera, seen)
        camera = _camera(shape, side, weights)
    left = (camera.to_px(front) - side_px[:VERTICES, :2]) * camera.mm_per_px
    residual = float(np.sqrt(np.average((left**2).sum(axis=1), weights=weights)))
    whole = np.vstack([shape, face.landmarks_mm[VERTICES:]])
    return Joined(camera, whole, np.asarray(side_px), residual, seen[1])


def _squarely(shape: Floats, mesh: Mesh) -> Floats:
    """Return (468,) cosines between the skin of each vertex and the viewer; 0 where it is too slanted."""
    towards = surface(shape, mesh).vertex_normals[:, 2]
    return np.where(towards > SEEN, towards, 0.0)


def _camera(shape: Floats, side: Floats, weights: Floats) -> SideCamera:
    """Return the far camera that puts a shape best where the side photo shows it."""
    share = (weights / weights.sum())[:, None]
    one, other = shape - (shape * share).sum(axis=0), side - (side * share).sum(axis=0)
    turn, scale = _orthographic(one, other, share)
    middle, at = (shape * share).sum(axis=0), (side * share).sum(axis=0)
    origin = at[:2] - (turn @ middle)[:2] * scale
    return SideCamera(turn, 1 / scale, origin * (1.0, -1.0))


def _orthographic(shape: Floats, side: Floats, share: Floats) -> tuple[Floats, float]:
    """Return rotation and pixels of a mm: least squares in the picture, begun from the model's own depth."""
    left, _, right = np.linalg.svd((side * share).T @ shape)
    turn = left @ np.diag([1.0, 1.0, np.sign(np.linalg.det(left @ right))]) @ right
    scale = 1.0
    for _ in range(ROUNDS):
        scale = float(
            ((shape @ turn.T)[:, :2] * side[:, :2] * share).sum() / ((shape @ turn.T)[:, :2] ** 2 * share).sum()
        )
        # the depth the picture does not show is what the shape itself says
        target = np.column_stack([side[:, :2], (shape @ turn.T)[:, 2] * scale])
        left, _, right = np.linalg.svd((target * share).T @ shape)
        turn = left @ np.diag([1.0, 1.0, np.sign(np.linalg.det(left @ right))]) @ right
    return turn, scale


def _shape(front: Floats, side: Floats, camera: SideCamera, seen: tuple[Floats, Floats]) -> Floats:
    """Return (468, 3): each vertex where both pictures and both depths, each by its error, put it."""
    origin = np.array([camera.origin_px[0], -camera.origin_px[1]])
    plane = (side[:, :2] - origin) * camera.mm_per_px
    depth = side[:, 2] * camera.mm_per_px
    own = (front @ camera.turn.T)[:, 2]
    common = (seen[0] > 0) & (seen[1] > 0)
    depth = depth + np.median(own[common] - depth[common])
    rows = np.array([[1.0, 0, 0], [0, 1.0, 0], [0, 0, 1.0], *camera.turn])
    measured = np.column_stack([front, plane, depth])
    errors = [PLANE_MM, PLANE_MM, DEPTH_MM] * 2
    looked = np.column_stack([seen[0]] * 3 + [seen[1]] * 3)
    trust = (looked / errors) ** 2 + 1 / FAR_MM**2
    normal = np.einsum("nk,ki,kj->nij", trust, rows, rows)
    return np.asarray(np.linalg.solve(normal, np.einsum("nk,ki,nk->ni", trust, rows, measured)[..., None])[..., 0])
