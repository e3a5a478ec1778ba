"""The skin of one face as a surface of triangles: lift onto it, walk along it, measure distances on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from filiform.face.mesh import VERTICES, Floats, Indices, Mesh

EDGE_ON = 0.02  # a triangle whose normal has less than this towards the viewer is seen edge-on and carries nothing
SAME = 1e-9  # lengths and areas below this are none
INSIDE = 1e-6  # slack of barycentric weights, so that a vertex lies on its own triangles


@dataclass(frozen=True)
class Surface:
    """
    The triangles of one face.

    Attributes
    ----------
    vertices
        (468, 3), x to the patient's left, y up, z to the viewer, in any one unit.
    triangles
        (898, 3), vertex indices.
    corners
        (898, 3, 3), the three corners of each triangle.
    normals
        (898, 3), unit normals, outwards.
    vertex_normals
        (468, 3), unit normals, the mean of the triangles around weighted by their area.
    facing
        (f,), the triangles that face the viewer.
    front
        (3, 3, f), x, y and z of the first, second and third corner of those.
    affine
        (2, 3, f), the first two barycentric weights of a place seen from the front, as constant, times x, times y.
    """

    vertices: Floats
    triangles: Indices
    corners: Floats
    normals: Floats
    vertex_normals: Floats
    facing: Indices
    front: Floats
    affine: Floats

    @cached_property
    def around(self) -> Indices:
        """For each triangle itself and all that share a corner with it, the first of them again to fill; (898, k)."""
        corner = self.triangles.ravel()
        count = np.bincount(corner)
        nth = np.minimum(np.arange(count.max()), count[:, None] - 1)
        of_corner = np.argsort(corner, kind="stable")[(np.cumsum(count) - count)[:, None] + nth] // 3
        rows = np.sort(of_corner[self.triangles].reshape(len(self.triangles), -1), axis=1)
        new = np.c_[np.full(len(rows), fill_value=True), np.diff(rows, axis=1) > 0]
        first = np.argsort(~new, axis=1, kind="stable")[:, : new.sum(axis=1).max()]
        return np.take_along_axis(np.where(new, rows, rows[:, :1]), first, axis=1)


@dataclass(frozen=True)
class Foot:
    """Where something meets the surface: position, triangle, its barycentric weights; not `on` when it missed."""

    position: Floats
    triangle: int
    weights: Floats
    on: bool


def surface(shape: Floats, mesh: Mesh) -> Surface:
    """Return the surface of a shape of at least the 468 mesh vertices, x right, y up, z to the viewer."""
    vertices = np.asarray(shape[:VERTICES], dtype=np.float64)
    corners = vertices[mesh.triangles]
    doubled = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    if doubled[:, 2].sum() < 0:
        doubled = -doubled
    around = np.zeros_like(vertices)
    np.add.at(around, mesh.triangles.ravel(), np.repeat(doubled, 3, axis=0))
    normals = _unit(doubled)
    facing = np.flatnonzero(normals[:, 2] > EDGE_ON)
    front = np.ascontiguousarray(corners[facing].transpose(2, 1, 0))
    return Surface(vertices, mesh.triangles, corners, normals, _unit(around), facing, front, _affine(front))


def _affine(front: Floats) -> Floats:
    x, y, _ = front
    one_x, one_y, two_x, two_y = x[0] - x[2], y[0] - y[2], x[1] - x[2], y[1] - y[2]
    area = one_x * two_y - one_y * two_x
    area = np.where(np.abs(area) < SAME, SAME, area)
    one = np.stack([two_x * y[2] - two_y * x[2], two_y, -two_x])
    two = np.stack([one_y * x[2] - one_x * y[2], -one_y, one_x])
    return np.stack([one, two]) / area


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12), dtype=np.float64)


def lifted(skin: Surface, x: float, y: float) -> Foot:
    """Return the place of the surface in front of (x, y); off the mesh, the plane of the nearest triangle goes on."""
    corner_x, corner_y, corner_z = skin.front
    one, two = skin.affine[:, 0] + skin.affine[:, 1] * x + skin.affine[:, 2] * y
    three = 1 - one - two
    hit = np.flatnonzero(np.minimum(np.minimum(one, two), three) >= -INSIDE)
    if hit.size:
        depth = one[hit] * corner_z[0, hit] + two[hit] * corner_z[1, hit] + three[hit] * corner_z[2, hit]
        best = int(hit[np.argmax(depth)])
    else:
        best = int(np.argmin((corner_x.mean(axis=0) - x) ** 2 + (corner_y.mean(axis=0) - y) ** 2))
    weights = np.array([one[best], two[best], three[best]])
    position = np.array([x, y, weights @ corner_z[:, best]])
    return Foot(position, int(skin.facing[best]), weights, bool(hit.size))


def feet(skin: Surface, places: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the (n, 3) places of the surface in front of (n, 2) places, and which of them are on it."""
    x, y = places[:, 0, None], places[:, 1, None]
    one, two = (weights[0] + weights[1] * x + weights[2] * y for weights in skin.affine)
    three = 1 - one - two
    hit = np.minimum(np.minimum(one, two), three) >= -INSIDE
    z = one * skin.front[2, 0] + two * skin.front[2, 1] + three * skin.front[2, 2]
    foremost = np.where(hit, z, -np.inf).max(axis=1)
    on = hit.any(axis=1)
    return np.c_[places, np.where(on, foremost, 0.0)], on


def _pieces(skin: Surface, start: Floats, heading: Floats, reach: float) -> Floats:
    """Return (n, 4) pieces of triangles over a straight line seen from the front: from, to (along it), z there."""
    x, y = skin.front[0] - start[0], skin.front[1] - start[1]
    along, across = x * heading[0] + y * heading[1], y * heading[0] - x * heading[1]
    met = (np.minimum.reduce(across) < 0) & (np.maximum.reduce(across) >= 0)
    met &= (np.maximum.reduce(along) >= 0) & (np.minimum.reduce(along) <= reach)
    t, side, z = along[:, met].T, across[:, met].T, skin.front[2][:, met].T
    other_t, other_side, other_z = (np.roll(values, -1, axis=1) for values in (t, side, z))
    crossed = (side < 0) != (other_side < 0)  # the line crosses two sides of each triangle it meets
    share = np.divide(side, side - other_side, out=np.zeros_like(side), where=crossed)
    crossing_t, crossing_z = t + share * (other_t - t), z + share * (other_z - z)
    rows = np.arange(len(t))
    enter = np.where(crossed, crossing_t, np.inf).argmin(axis=1)
    leave = np.where(crossed, crossing_t, -np.inf).argmax(axis=1)
    ends = [crossing_t[rows, enter], crossing_t[rows, leave], crossing_z[rows, enter], crossing_z[rows, leave]]
    pieces = np.stack(ends, axis=1)
    kept: Floats = pieces[pieces[:, 1] - pieces[:, 0] > SAME]
    return kept


def _skyline(pieces: Floats, reach: float) -> Floats:
    """Return (n, 4) pieces without overlap, the foremost skin only, from the start to the first gap or the reach."""
    breaks = np.unique(np.clip(np.r_[0.0, pieces[:, 0], pieces[:, 1]], 0.0, reach))
    breaks = breaks[np.r_[True, np.diff(breaks) > INSIDE]]  # neighbours meet but for rounding
    low, high = breaks[:-1], breaks[1:]
    middle = (low + high) / 2
    slope = (pieces[:, 3] - pieces[:, 2]) / (pieces[:, 1] - pieces[:, 0])
    depth = pieces[:, 2] + slope * (middle[:, None] - pieces[:, 0])
    covered = (pieces[:, 0] <= middle[:, None]) & (pieces[:, 1] >= middle[:, None])
    top = np.where(covered, depth, -np.inf).argmax(axis=1)
    begin, end = (pieces[top, 2] + slope[top] * (at - pieces[top, 0]) for at in (low, high))
    whole = np.cumprod(covered.any(axis=1)).astype(bool)
    sky: Floats = np.stack([low, high, begin, end], axis=1)[whole]
    return sky


def walked(skin: Surface, start: Floats, heading: Floats, distance: float) -> tuple[Floats, bool]:
    """
    Return where a walk along the skin ends, and whether it got there before the edge of the mesh.

    Parameters
    ----------
    start
        (3,), only x and y count: the walk starts on the skin in front of it.
    heading
        (2,) or (3,), direction seen from the front; its length does not matter.
    distance
        How far to go along the skin, in the unit of the surface.
    """
    here = lifted(skin, float(start[0]), float(start[1]))
    if distance <= SAME or not here.on:
        return here.position, here.on
    direction = np.asarray(heading[:2], dtype=np.float64) / np.linalg.norm(heading[:2])
    pieces = _pieces(skin, start, direction, distance)
    if not len(pieces):
        return here.position, False
    sky = _skyline(pieces, distance)
    if not len(sky):
        return here.position, False
    steps = np.abs(sky[:, 2] - np.r_[here.position[2], sky[:-1, 3]])  # where one fold hides another the depth jumps
    gone = np.cumsum(np.hypot(sky[:, 1] - sky[:, 0], sky[:, 3] - sky[:, 2]) + steps)
    last = min(int(np.searchsorted(gone, distance)), len(sky) - 1)
    low, high, begin, end = sky[last]
    left = distance - (gone[last - 1] if last else 0.0) - steps[last]
    share = float(np.clip(left / np.hypot(high - low, end - begin), 0.0, 1.0))
    place = start[:2] + direction * (low + share * (high - low))
    return np.array([*place, begin + share * (end - begin)]), bool(gone[-1] >= distance - INSIDE)


def _inside_weights(points: Floats, corners: Floats) -> Floats:
    """Return (n, m, 3) barycentric weights of the feet of the perpendiculars from n points to m planes."""
    to = points[:, None] - corners[None, :, 0]
    along, across = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    aa, ab, bb = (along**2).sum(-1), (along * across).sum(-1), (across**2).sum(-1)
    ta, tb = (to * along).sum(-1), (to * across).sum(-1)
    area = np.maximum(aa * bb - ab**2, SAME)
    two, three = (bb * ta - ab * tb) / area, (aa * tb - ab * ta) / area
    return np.stack([1 - two - three, two, three], axis=-1)


def _side_weights(points: Floats, corners: Floats, one: int, other: int) -> Floats:
    """Return (n, m, 3) barycentric weights of the places nearest to n points on one side of m triangles."""
    start, side = corners[:, one], corners[:, other] - corners[:, one]
    share = ((points[:, None] - start) * side).sum(-1) / np.maximum((side**2).sum(-1), SAME)
    weights = np.zeros((*share.shape, 3))
    weights[..., other] = np.clip(share, 0, 1)
    weights[..., one] = 1 - weights[..., other]
    return weights


def _nearest(points: Floats, corners: Floats) -> tuple[Floats, Floats]:
    """Return (n, m) distances of points to triangles and the (n, m, 3) weights of the nearest places."""
    inside = _inside_weights(points, corners)
    sides = [_side_weights(points, corners, one, other) for one, other in ((0, 1), (1, 2), (2, 0))]
    choices = np.stack([np.clip(inside, 0, 1), *sides])
    feet = np.einsum("cnmk,mkd->cnmd", choices, corners)
    distance = np.linalg.norm(points[None, :, None] - feet, axis=-1)
    distance[0] = np.where((inside >= 0).all(axis=-1), distance[0], np.inf)
    best = distance.argmin(axis=0)[None]
    return (
        np.take_along_axis(distance, best, axis=0)[0],
        np.take_along_axis(choices, best[..., None], axis=0)[0],
    )


def closest(skin: Surface, point: Floats) -> Foot:
    """Return the place of the surface nearest to a point in space."""
    distance, weights = _nearest(np.asarray(point, dtype=np.float64)[None], skin.corners)
    triangle = int(np.argmin(distance[0]))
    foot = weights[0, triangle]
    return Foot(foot @ skin.corners[triangle], triangle, foot, on=True)


def normal(skin: Surface, foot: Foot) -> Floats:
    """Return the outward unit normal of the skin there, smooth across triangles; (3,)."""
    weights = np.clip(foot.weights, 0, None)
    return _unit(weights @ skin.vertex_normals[skin.triangles[foot.triangle]])


def spacings(points: Floats) -> Floats:
    """
    Return (n, n) distances between places on the skin, measured straight through space.

    The straight line is never longer than the way along the skin, so sites that keep a spacing by it keep it on the
    skin. 95 of 100 ways of 10 mm are at most 8 % longer than it, of 20 mm 15 % (docs/validation/placement.md).
    """
    return np.asarray(np.linalg.norm(points[:, None] - points[None], axis=-1), dtype=np.float64)


def distances_to(skin: Surface, points: Floats, triangles: Sequence[int] | Indices) -> Floats:
    """Return (n,) straight distances of (n, 3) points to the nearest of some triangles (a region); inside it, 0."""
    distances, _ = _nearest(np.asarray(points, dtype=np.float64), skin.corners[np.asarray(triangles)])
    return np.asarray(distances.min(axis=1), dtype=np.float64)
