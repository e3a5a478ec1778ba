"""The places of the skin nearest to many points at once."""

from dataclasses import dataclass

import numpy as np

from filiform.face.mesh import Floats, Indices
from filiform.face.surface import Surface

CANDIDATES = 12  # triangles tried for each point, those whose middles are nearest: enough a few mm from the skin
TINY = 1e-9
SIDES = ((0, 1), (1, 2), (2, 0))


@dataclass(frozen=True)
class Feet:
    """Where n points meet the skin: positions (n, 3), triangles (n,), weights (n, 3), outward unit normals (n, 3)."""

    positions: Floats
    triangles: Indices
    weights: Floats
    normals: Floats


def _inside(points: Floats, corners: Floats) -> Floats:
    """Return (n, m, 3) weights of the feet of the perpendiculars on m planes of each point."""
    to = points[:, None] - corners[:, :, 0]
    along, across = corners[:, :, 1] - corners[:, :, 0], corners[:, :, 2] - corners[:, :, 0]
    aa, ab, bb = (along**2).sum(-1), (along * across).sum(-1), (across**2).sum(-1)
    ta, tb = (to * along).sum(-1), (to * across).sum(-1)
    area = np.maximum(aa * bb - ab**2, TINY)
    two, three = (bb * ta - ab * tb) / area, (aa * tb - ab * ta) / area
    return np.stack([1 - two - three, two, three], axis=-1)


def _on_side(points: Floats, corners: Floats, one: int, other: int) -> Floats:
    """Return (n, m, 3) weights of the nearest places on one side of m triangles of each point."""
    start, side = corners[:, :, one], corners[:, :, other] - corners[:, :, one]
    share = ((points[:, None] - start) * side).sum(-1) / np.maximum((side**2).sum(-1), TINY)
    weights = np.zeros((*share.shape, 3))
    weights[..., other] = np.clip(share, 0.0, 1.0)
    weights[..., one] = 1.0 - weights[..., other]
    return weights


def nearest_feet(skin: Surface, points: Floats) -> Feet:
    """Return the places of the skin nearest to (n, 3) points in space, with the smooth normals there."""
    points = np.asarray(points, dtype=np.float64)
    middles = skin.corners.mean(axis=1)
    away = (points**2).sum(-1)[:, None] + (middles**2).sum(-1) - 2 * points @ middles.T
    tried = np.argpartition(away, CANDIDATES, axis=1)[:, :CANDIDATES]
    corners = skin.corners[tried]
    inside = _inside(points, corners)
    choices = np.stack([inside, *(_on_side(points, corners, *side) for side in SIDES)])
    places = np.einsum("cnmk,nmkd->cnmd", choices, corners)
    distance = np.linalg.norm(points[None, :, None] - places, axis=-1)
    distance[0] = np.where((inside >= 0.0).all(axis=-1), distance[0], np.inf)
    rows = np.arange(len(points))
    choice, nearest = np.divmod(distance.transpose(1, 0, 2).reshape(len(points), -1).argmin(axis=1), CANDIDATES)
    triangles, weights = tried[rows, nearest], choices[choice, rows, nearest]
    normals = np.einsum("nk,nkd->nd", weights, skin.vertex_normals[skin.triangles[triangles]])
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), TINY)
    return Feet(places[choice, rows, nearest], triangles, weights, normals)
