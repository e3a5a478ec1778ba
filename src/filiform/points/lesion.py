"""An outline drawn on the photo around a scar or a pigment patch, and the needles that stand around it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import cos, dist, hypot, pi, sin
from typing import Any

import numpy as np

from filiform.errors import InputError
from filiform.face.face import Face, Floats
from filiform.face.feet import Feet, nearest_feet
from filiform.face.frame import TO_HEAD
from filiform.face.mesh import Mesh
from filiform.face.surface import Surface, surface
from filiform.knowledge.fact import Side
from filiform.knowledge.line import Surround
from filiform.knowledge.models import Knowledge, Point
from filiform.points.along import PlacedLine
from filiform.points.carry import anchor, anchor_mm
from filiform.points.hand import CARRIED_MM, HAND_MM, MOST_TURNED_DEG, NO_SKIN
from filiform.points.site import Anchor, Site

FEWEST_CORNERS = 3
MOST_CORNERS = 200
# Farther across, the skin bends too much for its outline to be laid flat: a cheek of 60 mm turns by about 40 degrees.
MOST_ACROSS_MM = 60.0
APART_MM = 1.0  # between the tip of a needle and the middle of the lesion, so that opposite ones do not meet
STEP_DEG = 15.0  # between the places of a rounded corner
STEPS = 720  # places the ring is measured at


@dataclass(frozen=True)
class Outline:
    """
    What a practitioner drew around a lesion.

    Attributes
    ----------
    point
        The local site it is needled as, FX-ACS, FX-MEL or FX-SCR.
    corners
        On the mesh, so that the outline follows the face to another photo.
    """

    point: str
    corners: tuple[Anchor, ...]


@dataclass(frozen=True)
class _Flat:
    """A plane laid to the skin at the middle of an outline: its origin and two unit vectors in it, (3,) each."""

    middle: Floats
    across: Floats
    up: Floats

    def down(self, places: Floats) -> Floats:
        return np.stack([(places - self.middle) @ self.across, (places - self.middle) @ self.up], axis=1)

    def back(self, flat: Floats) -> Floats:
        return np.asarray(self.middle + flat[:, :1] * self.across + flat[:, 1:] * self.up)


def outline(kind: str, corners_px: Sequence[tuple[float, float]], face: Face, facts: Knowledge, mesh: Mesh) -> Outline:
    """
    Return the outline of a lesion from its corners in photo pixels.

    Parameters
    ----------
    kind
        A word of the facts (acne-scar, pigment, scar), or the id of the local site.

    Raises
    ------
    InputError
        Nobody knows such a lesion; there are too few or too many corners; one lies beside the face.
    """
    known = {point.surround.word: point.id for point in facts.points.values() if point.surround}
    name = known.get(kind, kind)
    if name not in known.values():
        raise InputError(f'"{kind[:20]}" is no lesion that is needled around. Choose from {", ".join(known)}.')
    if not FEWEST_CORNERS <= len(corners_px) <= MOST_CORNERS:
        raise InputError(f"An outline has {FEWEST_CORNERS} to {MOST_CORNERS} corners, not {len(corners_px)}.")
    return Outline(name, tuple(anchor(x_px, y_px, face, mesh) for x_px, y_px in corners_px))


def surrounds(
    outlines: Sequence[Outline], face: Face, facts: Knowledge, mesh: Mesh
) -> dict[tuple[str, Side], PlacedLine]:
    """
    Return the ring of needles around each outline, by site: the local site on the side the lesion lies on.

    The outline is taken without its dents. The ring keeps the distance of the facts outside it on the skin, and the
    needles divide the ring equally. `left` and `right` are sides of the patient; a lesion that crosses the middle of
    the face is `midline`.

    Raises
    ------
    InputError
        A lesion is too wide or too small, its ring leaves the skin or enters another lesion, or a second one of the
        same kind lies on the same side.
    """
    if not outlines:
        return {}
    skin, seen = surface(face.landmarks_mm, mesh), surface(face.landmarks_px * TO_HEAD, mesh)
    borders = [_border(one, face) for one in outlines]
    found: dict[tuple[str, Side], PlacedLine] = {}
    for index, (one, border) in enumerate(zip(outlines, borders, strict=True)):
        point, side = facts.points[one.point], _side(border)
        if (point.id, side) in found:
            where = "across the middle" if side == "midline" else f"on the {side} side"
            raise InputError(
                f"Two outlines of {point.id} lie {where}; one session takes one there. Leave one to the next session."
            )
        others = [other for place, other in enumerate(borders) if place != index]
        ring = _ring(point, side, border, others, skin=skin, seen=seen, face=face, mesh=mesh)
        found[point.id, side] = replace(ring, region=_region(ring, facts, skin, mesh) or point.region)
    return found


def _border(drawn: Outline, face: Face) -> Floats:
    """Return the (n, 3) corners of an outline in the frontal frame; one that is too wide is refused."""
    border = np.array([anchor_mm(corner, face) for corner in drawn.corners])
    wide_mm = float(np.linalg.norm(border[:, None] - border[None], axis=-1).max())
    if wide_mm > MOST_ACROSS_MM:
        raise InputError(
            f"The outline of {drawn.point} is {wide_mm:.0f} mm across; at most {MOST_ACROSS_MM:.0f} mm is needled "
            "around at once. Outline a part of it."
        )
    return border


def _side(border: Floats) -> Side:
    if border[:, 0].min() < 0 < border[:, 0].max():
        return "midline"
    return "left" if border[:, 0].mean() > 0 else "right"


def _flat(border: Floats, skin: Surface) -> _Flat:
    middle = nearest_feet(skin, border.mean(axis=0)[None])
    outward = middle.normals[0]
    across = np.cross([0.0, 1.0, 0.0], outward)
    across /= np.linalg.norm(across)
    return _Flat(middle.positions[0], across, np.cross(outward, across))


def _hull(flat: Floats) -> Floats:
    """Return the corners of an outline without its dents, counterclockwise."""
    import cv2  # noqa: PLC0415 heavy, and only an outline needs it

    return np.asarray(cv2.convexHull(flat.astype(np.float32), clockwise=False)[:, 0], dtype=np.float64)


def _around(flat: Floats, distance_mm: float) -> Floats:
    """Return (n, 2) corners of the ring that keeps a distance outside an outline laid flat."""
    turns = np.arange(0.0, 2 * pi, np.radians(STEP_DEG))
    round_corner = distance_mm / cos(np.radians(STEP_DEG) / 2) * np.array([[cos(turn), sin(turn)] for turn in turns])
    return _hull((flat[:, None] + round_corner).reshape(-1, 2))


def _ring_feet(border: Floats, distance_mm: float, skin: Surface) -> tuple[Floats, Floats]:
    """Return (m, 3) places of the ring on the skin, closed, and how far along it each lies in mm."""
    flat = _flat(border, skin)
    corners = _around(flat.down(border), distance_mm)
    start = int(np.lexsort((np.abs(corners[:, 0]), -corners[:, 1]))[0])  # from the top, so that a twin starts alike
    corners = np.roll(corners, -start, axis=0)
    closed = np.r_[corners, corners[:1]]
    gone = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))]
    at = np.linspace(0.0, gone[-1], STEPS + 1)
    ring = flat.back(np.stack([np.interp(at, gone, closed[:, axis]) for axis in range(2)], axis=1))
    places = nearest_feet(skin, ring).positions
    return places, np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(places, axis=0), axis=1))]


def counts(rule: Surround, ring_mm: float) -> tuple[int, ...]:
    """Return how many needles a ring of a length may take: with the gaps of the rule, or as near to them as it can."""
    least, most = rule.needles
    fitting = [count for count in range(least, most + 1) if rule.gap_mm[0] <= ring_mm / count <= rule.gap_mm[1]]
    return tuple(fitting) or ((most,) if ring_mm / most > rule.gap_mm[1] else (least,))


def _ring(
    point: Point,
    side: Side,
    border: Floats,
    others: Sequence[Floats],
    *,
    skin: Surface,
    seen: Surface,
    face: Face,
    mesh: Mesh,
) -> PlacedLine:
    rule = point.surround
    assert rule is not None  # noqa: S101 an outline is made only of points that have one
    places, gone = _ring_feet(border, rule.distance_mm, skin)
    needles = {}
    for count in counts(rule, float(gone[-1])):
        at = np.arange(count) / count * gone[-1]
        entries = nearest_feet(skin, np.stack([np.interp(at, gone, places[:, axis]) for axis in range(3)], axis=1))
        _check(point.id, entries, others, mesh)
        needles[count] = _row(point, side, entries, face, seen, mesh)
    middle = nearest_feet(skin, border.mean(axis=0)[None]).positions[0]
    aim = (float(middle[0]), float(middle[1]), float(middle[2]))
    reach_mm = min(dist(site.position_mm, aim) for row in needles.values() for site in row) - APART_MM
    return PlacedLine(point.id, side, (), float(gone[-1]), needles, aim_mm=aim, reach_mm=reach_mm)


def mesh_regions(where: Anchor, mesh: Mesh) -> frozenset[str]:
    """Return the parts of the mesh a place lies in, as the mesh names them."""
    rows = np.flatnonzero((mesh.triangles == where.triangle).all(axis=1))
    return frozenset(part for row in rows for part in _parts(int(row), mesh))


def _parts(triangle: int, mesh: Mesh) -> frozenset[str]:
    return frozenset(part for (part, _), triangles in mesh.regions.items() if triangle in triangles)


def _region(ring: PlacedLine, facts: Knowledge, skin: Surface, mesh: Mesh) -> str | None:
    """Return the region of the face in which the middle of a lesion lies, None where the facts name none."""
    middle = int(nearest_feet(skin, np.array([ring.aim_mm])).triangles[0])
    parts = _parts(middle, mesh)
    listed = (region for region in facts.regions.values() if region.part == "face")
    return next((region.id for region in listed if parts.intersection(region.mesh_regions)), None)


def _check(name: str, entries: Feet, others: Sequence[Floats], mesh: Mesh) -> None:
    """Refuse entries where there is no skin to needle, or in another lesion."""
    for row in entries.triangles:
        for skin in sorted(_parts(int(row), mesh) & set(NO_SKIN)):
            raise InputError(f"A needle around {name} would go into {NO_SKIN[skin]}. Outline less of it.")
    for other in others:
        flat = other[:, :2].astype(np.float32)
        if any(_inside(flat, place) for place in entries.positions):
            raise InputError(f"A needle around {name} would go into another lesion. Outline both as one.")


def _inside(flat: Any, place: Floats) -> bool:
    import cv2  # noqa: PLC0415 as above

    return bool(cv2.pointPolygonTest(cv2.convexHull(flat), (float(place[0]), float(place[1])), measureDist=False) >= 0)


def _row(  # noqa: PLR0917 a site and the face it stands on
    point: Point, side: Side, entries: Feet, face: Face, seen: Surface, mesh: Mesh
) -> tuple[Site, ...]:
    corners = mesh.triangles[entries.triangles]
    px = np.einsum("nk,nkd->nd", entries.weights, face.landmarks_px[corners])
    outward = np.einsum("nk,nkd->nd", entries.weights, seen.vertex_normals[corners])
    facing = np.degrees(np.arccos(np.clip(outward[:, 2] / np.linalg.norm(outward, axis=1), -1.0, 1.0)))
    if facing.max() > MOST_TURNED_DEG:
        raise InputError(
            f"Around {point.id} the skin is turned {facing.max():.0f} degrees from the camera; past "
            f"{MOST_TURNED_DEG:.0f} a photo does not show where a place is. Needle it by hand, or outline less of it."
        )
    first = Site(
        id=point.id,
        side=side,
        x_px=0.0,
        y_px=0.0,
        position_mm=(0.0, 0.0, 0.0),
        error_mm=hypot(HAND_MM, CARRIED_MM),
        repeat_mm=CARRIED_MM,
        confidence=point.confidence.location,
        anchor=Anchor((0, 0, 0), (1.0, 0.0, 0.0)),
        default_line=False,
        facing_deg=0.0,
    )
    return tuple(
        replace(
            first,
            x_px=float(px[row, 0]),
            y_px=float(px[row, 1]),
            position_mm=(float(x), float(y), float(z)),
            anchor=Anchor(
                (int(corners[row, 0]), int(corners[row, 1]), int(corners[row, 2])),
                (float(one), float(two), float(three)),
            ),
            facing_deg=float(facing[row]),
        )
        for row, ((x, y, z), (one, two, three)) in enumerate(zip(entries.positions, entries.weights, strict=True))
    )
