"""The places of the skin nearest to many points at once."""

from dataclasses import dataclass

import numpy as np

from filiform.face.mesh import Floats, Indices
from filiform.face.surface import Surface

CHUNK = 128  # points at a time, so that what is compared stays in the cache
TINY = 1e-9


@dataclass(frozen=True)
class Feet:
    """Where n points meet the skin: positions (n, 3), triangles (n,), weights (n, 3), outward unit normals (n, 3)."""

    positions: Floats
    triangles: Indices
    weights: Floats
    normals: Floats


def _tried(skin: Surface, points: Floats) -> Indices:
    """Return (n, k) triangles: the one whose middle is nearest to each point, and all that touch it."""
    middles = skin.corners.mean(axis=1)
    squares = (middles**2).sum(axis=1) - 2.0 * points @ middles.T  # of the distances, but for the points' own
    return np.asarray(skin.around[squares.argmin(axis=1)], dtype=np.int64)


def _nearest_shares(to: Floats, one: Floats, two: Floats) -> tuple[Floats, Floats]:
    """
    Return the squared distances of m points to m triangles, and (2, m) shares of two sides at the nearest places.

    Parameters
    ----------
    to, one, two
        (3, m), from the first corner of each triangle to the point, to its second and to its third corner.
    """
    aa, ab, bb, ta, tb, tt = (
        np.einsum("km,km->m", *pair) for pair in ((one, one), (one, two), (two, two), (to, one), (to, two), (to, to))
    )
    area = np.maximum(aa * bb - ab**2, TINY)
    u, v = np.zeros((2, 4, len(tt)))  # the foot of the perpendicular, then the nearest place of each side
    u[0], v[0] = (bb * ta - ab * tb) / area, (aa * tb - ab * ta) / area
    u[1] = np.clip(ta / np.maximum(aa, TINY), 0.0, 1.0)
    v[2] = np.clip(tb / np.maximum(bb, TINY), 0.0, 1.0)
    v[3] = np.clip((tb - ta - ab + aa) / np.maximum(aa - 2 * ab + bb, TINY), 0.0, 1.0)
    u[3] = 1.0 - v[3]
    squares = tt + u * (u * aa + 2 * (v * ab - ta)) + v * (v * bb - 2 * tb)
    squares[0][(u[0] < 0.0) | (v[0] < 0.0) | (u[0] + v[0] > 1.0)] = np.inf
    best, each = squares.argmin(axis=0), np.arange(len(tt))
    return squares[best, each], np.stack([u[best, each], v[best, each]])


def _shares(skin: Surface, points: Floats) -> tuple[Indices, Floats]:
    """Return the (n,) triangles nearest to points and the (n, 2) shares of two of their sides."""
    tried = _tried(skin, points)
    count = tried.shape[1]
    first, second, third = skin.corners.transpose(1, 2, 0)[:, :, tried.ravel()]
    squares, shares = _nearest_shares(np.repeat(points.T, count, axis=1) - first, second - first, third - first)
    rows = np.arange(len(points))
    best = squares.reshape(-1, count).argmin(axis=1)
    return tried[rows, best], shares[:, rows * count + best].T


def nearest_feet(skin: Surface, points: Floats) -> Feet:
    """Return the places of the skin nearest to (n, 3) points in space, with the smooth normals there."""
    points = np.asarray(points, dtype=np.float64)
    parts = [_shares(skin, points[at : at + CHUNK]) for at in range(0, len(points), CHUNK)]
    triangles, shares = np.concatenate([each for each, _ in parts]), np.concatenate([each for _, each in parts])
    weights = np.c_[1.0 - shares.sum(axis=1), shares]
    positions = np.einsum("nk,nkd->nd", weights, skin.corners[triangles])
    normals = np.einsum("nk,nkd->nd", weights, skin.vertex_normals[skin.triangles[triangles]])
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), TINY)
    return Feet(positions, triangles, weights, normals)
