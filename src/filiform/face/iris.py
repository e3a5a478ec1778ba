"""The limbus on a photo: the circle where the dark iris meets the white of the eye, left and right of it."""

from dataclasses import dataclass

import numpy as np

from filiform.face.crop import CROP_SIDE, Crop, Floats
from filiform.photo.sample import Pyramid

MESH_OVER_HUMAN = 1.062  # the model's iris is that much wider than the one people mark; docs/validation/face.md
PATCH_RADII = 4.4  # side of the looked-at square in iris radii
# Rays away from the lids, in degrees below the line of the eyes, the same to both sides.
RAYS_DEG = np.arange(-14.0, 39.0, 4.0)
HALF_STEP = 0.07  # the edge is the brightness one such share of the radius further out less that further in
STRONG_STEP = 60.0  # grey levels; beyond it a lash or a highlight counts hardly more
LEAST_STEP = 6.0  # grey levels below which a ray shows no edge
LEAST_RAYS = 10
MOST_SCATTER = 0.06  # median distance of the edges from the circle, as a share of its radius
REACH = 0.18  # how far from the coarse circle an edge is looked for, as a share of its radius
ROUNDS = 8
DOUBTFUL = (0.82, 1.22)  # of the corrected model iris: a circle outside is not the limbus; four standard deviations


@dataclass(frozen=True)
class Circle:
    """A circle in pixel indices of the photo."""

    x_px: float
    y_px: float
    radius_px: float


def limbus(picture: Pyramid, start: Circle, turn_rad: float) -> Circle | None:
    """Return the limbus near the model's iris, or None where the photo shows no clear edge."""
    at = Crop(start.x_px, start.y_px, PATCH_RADII * start.radius_px, turn_rad)
    grey = at.pixels(picture).astype(np.float64).mean(axis=2)
    zoom = CROP_SIDE / at.side_px
    coarse = _coarse(grey, start.radius_px / MESH_OVER_HUMAN * zoom)
    fine = _fine(grey, coarse)
    if fine is None or not DOUBTFUL[0] < fine[2] / zoom / start.radius_px * MESH_OVER_HUMAN < DOUBTFUL[1]:
        return None
    x, y = at.to_photo() @ np.array([fine[0], fine[1], 1.0])
    return Circle(float(x), float(y), float(fine[2] / zoom))


def _directions() -> Floats:
    """Return (rays, 2): unit vectors to both sides."""
    angles = np.radians(RAYS_DEG)
    right = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return np.concatenate([right, right * (-1, 1)])


def _grey_at(grey: Floats, places: Floats) -> Floats:
    """Return brightness between pixels; (..., 2) places to (...)."""
    held = np.clip(places, 0, np.array(grey.shape)[::-1] - 1.001)
    x, y = held[..., 0], held[..., 1]
    left, top = x.astype(np.intp), y.astype(np.intp)
    right_share, low_share = x - left, y - top
    upper = grey[top, left] * (1 - right_share) + grey[top, left + 1] * right_share
    lower = grey[top + 1, left] * (1 - right_share) + grey[top + 1, left + 1] * right_share
    return np.asarray(upper * (1 - low_share) + lower * low_share)


def _steps(grey: Floats, centres: Floats, radii: Floats) -> Floats:
    """Return (centres, rays, radii): how much brighter it is just outside than just inside."""
    rays = _directions()[None, :, None, :]
    outside = centres[:, None, None] + rays * (radii * (1 + HALF_STEP))[None, None, :, None]
    inside = centres[:, None, None] + rays * (radii * (1 - HALF_STEP))[None, None, :, None]
    return _grey_at(grey, outside) - _grey_at(grey, inside)


def _coarse(grey: Floats, radius: float) -> Floats:
    """Return (x, y, radius) of the circle with the strongest mean step among many."""
    middle = (CROP_SIDE - 1) / 2
    across, down = np.meshgrid(np.linspace(-0.3, 0.3, 7), np.linspace(-0.24, 0.24, 5))
    centres = middle + radius * np.stack([across.ravel(), down.ravel()], axis=1)
    radii = radius * np.linspace(0.76, 1.26, 21)
    strength = np.tanh(_steps(grey, centres, radii) / STRONG_STEP).mean(axis=1)
    best, size = np.unravel_index(int(np.argmax(strength)), strength.shape)
    return np.array([*centres[best], radii[size]])


def _fine(grey: Floats, circle: Floats) -> Floats | None:
    """Return the circle through the edges on the rays, far ones counting less; None if they are few or scattered."""
    edges = _edges(grey, circle)
    if len(edges) < LEAST_RAYS:
        return None
    circle = _circle_through(edges, circle)
    scatter = np.abs(np.linalg.norm(edges - circle[:2], axis=1) - circle[2])
    return circle if np.median(scatter) < MOST_SCATTER * circle[2] else None


def _edges(grey: Floats, circle: Floats) -> Floats:
    """Return (n, 2): the steepest place on each ray, between samples."""
    radii = circle[2] * np.linspace(1 - REACH, 1 + REACH, 37)
    steps = _steps(grey, circle[None, :2], radii)[0]
    peak = np.clip(steps.argmax(axis=1), 1, len(radii) - 2)
    rows = np.arange(len(steps))
    before, here, after = (steps[rows, peak + shift] for shift in (-1, 0, 1))
    bend = np.minimum(before - 2 * here + after, -1e-6)
    between = np.clip(0.5 * (before - after) / bend, -1, 1)
    found = radii[peak] + between * (radii[1] - radii[0])
    return np.asarray((circle[:2] + _directions() * found[:, None])[here > LEAST_STEP])


def _circle_through(edges: Floats, circle: Floats) -> Floats:
    """Return the circle nearest to the edges by least squares, distances beyond 4 % of the radius counting less."""
    for _ in range(ROUNDS):
        away = edges - circle[:2]
        length = np.linalg.norm(away, axis=1)
        miss = length - circle[2]
        weight = 1 / np.sqrt(1 + (miss / (0.04 * circle[2])) ** 2)
        slopes = np.column_stack([-away / length[:, None], -np.ones(len(edges))])
        step, *_ = np.linalg.lstsq(slopes * weight[:, None], -miss * weight, rcond=None)
        circle = circle + step
    return circle
