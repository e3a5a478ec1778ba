"""What a practitioner's hand corrected: a site moved on one photo, kept on the mesh, placed there ever after."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import hypot

import numpy as np

from filiform.errors import InputError
from filiform.face.face import Face
from filiform.face.frame import TO_HEAD
from filiform.face.mesh import Mesh
from filiform.face.surface import Foot, Surface, normal, surface
from filiform.knowledge.fact import Side
from filiform.knowledge.models import Knowledge
from filiform.points.carry import anchor as anchor_of
from filiform.points.carry import anchor_mm, anchor_px
from filiform.points.error import turned_away
from filiform.points.site import Anchor, Placement, Site, Withheld

# A site is moved by less than this: what differs by more is another point, or a slip of the hand. Two practitioners
# mark half of their points within 5 mm of each other (docs/validation/hand.md); this is three times as far.
MOST_MOVED_MM = 15.0
# 95 % mm for each degree the head is turned, from a scan with known pose: side turned away; the other and the midline.
FAR_MM_PER_DEG, OTHER_MM_PER_DEG = 0.45, 0.3
# 95 % radius of a place marked on one photo and carried to another of the same face: the 95th percentile of marked
# places on 18 ordered pairs of 7 photos (docs/validation/hand.md).
CARRIED_MM = 2.5
OFF_MESH_MM = 40.0  # how far above the mesh a place on the scalp may lie
HAND_MM = 2.0  # 95 % radius of pointing at the same place again; one person marks within 1 to 2 mm of the own mark
MOST_TURNED_DEG = 70.0  # as for any place of a frontal photo
NO_SKIN: Mapping[str, str] = {"eye": "the opening of the eye", "nostril_columella": "the nostril"}
OTHER: Mapping[Side, Side] = {"left": "right", "right": "left"}


@dataclass(frozen=True)
class HandMove:
    """
    One move of one site of one patient.

    Attributes
    ----------
    anchor
        Where the practitioner wants it, on the mesh.
    on, by
        The day, and the initials of who moved it.
    moved_mm
        How far from where the rule puts it, straight through space.
    """

    point: str
    side: Side
    anchor: Anchor
    on: date
    by: str
    moved_mm: float

    @property
    def key(self) -> tuple[str, Side]:
        return self.point, self.side


def latest(corrections: Iterable[HandMove]) -> dict[tuple[str, Side], HandMove]:
    """
    Return the correction that holds for each site: the last one given.

    A later move is made in sight of the earlier one and says that it was wrong; a mean would put the needle where
    nobody wanted it, and off the place shown a moment ago.
    """
    return {one.key: one for one in corrections}


def moved(
    placement: Placement,
    key: tuple[str, Side],
    to_px: tuple[float, float],
    face: Face,
    mesh: Mesh,
    *,
    on: date,
    by: str,
) -> HandMove:
    """
    Return the correction that a site dragged to a place on the photo makes.

    Raises
    ------
    InputError
        The site is not on this photo; the place is not on the face, is no skin, or is farther off than `MOST_MOVED_MM`.
    """
    site = next((one for one in placement.of("front") if (one.id, one.side) == key), None)
    if site is None:
        raise InputError(f"{said(key)} is not on this photo; only a site that is shown can be moved.")
    beyond_mm = OFF_MESH_MM if min(site.anchor.weights) < 0 else 0.0
    anchor = anchor_of(*to_px, face, mesh, beyond_mm=beyond_mm)
    skin = skin_of(anchor, mesh)
    if skin in NO_SKIN:
        raise InputError(f"That place lies in {NO_SKIN[skin]}: no needle goes there.")
    turned_deg = _facing_deg(anchor, face, surface(face.landmarks_px * TO_HEAD, mesh), mesh)
    if turned_deg > MOST_TURNED_DEG:
        raise InputError(
            f"The skin there is turned {turned_deg:.0f} degrees from the camera; past {MOST_TURNED_DEG:.0f} a photo "
            "does not show where a place is. Move it less far out."
        )
    away_mm = moved_mm(site, anchor, face)
    if away_mm > MOST_MOVED_MM:
        raise InputError(
            f"{said(key)} would go {away_mm:.0f} mm from its place; at most {MOST_MOVED_MM:.0f} mm is a correction. "
            "Choose another point there, or move it less."
        )
    return HandMove(*key, anchor, on, by, round(away_mm, 1))


def _facing_deg(anchor: Anchor, face: Face, seen: Surface, mesh: Mesh) -> float:
    """Return the angle between the skin at an anchor and the camera."""
    row = _row(frozenset(anchor.triangle), mesh)
    order = [anchor.triangle.index(int(vertex)) for vertex in mesh.triangles[row]]
    x_px, y_px = anchor_px(anchor, face)
    foot = Foot(np.array([x_px, -y_px, 0.0]), row, np.array(anchor.weights)[order], on=True)
    return float(np.degrees(np.arccos(np.clip(normal(seen, foot)[2], -1.0, 1.0))))


def skin_of(anchor: Anchor, mesh: Mesh) -> str:
    """Return the part of the mesh a place lies on, as the mesh names it."""
    row = _row(frozenset(anchor.triangle), mesh)
    return next((name for (name, _), triangles in mesh.regions.items() if row in triangles), "")


def said(key: tuple[str, Side]) -> str:
    """Return a site in words."""
    return key[0] if key[1] == "midline" else f"{key[0]} {key[1]}"


def moved_mm(site: Site, anchor: Anchor, face: Face) -> float:
    """Return how far an anchor is from where the rule puts a site on this face, in mm through space."""
    start = site.rule_mm or site.position_mm
    return float(np.linalg.norm(np.subtract(anchor_mm(anchor, face), start)))


def mirrored(correction: HandMove, mesh: Mesh) -> HandMove:
    """Return the same move on the other side; a correction of the midline has no twin."""
    if correction.side == "midline":
        raise InputError(f"{correction.point} lies on the midline: it has no other side.")
    twins = [int(mesh.mirror[vertex]) for vertex in correction.anchor.triangle]
    weight = dict(zip(twins, correction.anchor.weights, strict=True))
    triangle = _triangle(frozenset(twins), mesh)
    weights = (weight[triangle[0]], weight[triangle[1]], weight[triangle[2]])
    return replace(correction, side=OTHER[correction.side], anchor=Anchor(triangle, weights))


def _triangle(corners: frozenset[int], mesh: Mesh) -> tuple[int, int, int]:
    """Return the triangle of the mesh with these corners, in the order of the mesh."""
    found = mesh.triangles[_row(corners, mesh)]
    return int(found[0]), int(found[1]), int(found[2])


def _row(corners: frozenset[int], mesh: Mesh) -> int:
    rows = np.flatnonzero(np.isin(mesh.triangles, list(corners)).all(axis=1))
    if len(corners) != len(mesh.triangles[0]) or not len(rows):
        raise InputError(f"{sorted(corners)} is no triangle of the mesh. Take triangle and weights of a placement.")
    return int(rows[0])


def checked(correction: HandMove, facts: Knowledge, mesh: Mesh) -> HandMove:
    """Return a correction that was written by hand; a point, side or triangle that does not exist is refused."""
    point = facts.points.get(correction.point)
    if point is None or point.construction is None:
        raise InputError(f"No point called {correction.point[:20]} is placed on the face.")
    if (point.side == "midline") != (correction.side == "midline"):
        raise InputError(f"{point.id} has no side {correction.side}.")
    _row(frozenset(correction.anchor.triangle), mesh)
    if abs(sum(correction.anchor.weights) - 1.0) > 1e-3:  # noqa: PLR2004 weights of a place sum to one
        raise InputError(f"The weights of {said(correction.key)} do not sum to 1.")
    return correction


def held(site: Site, correction: HandMove, face: Face, seen: Surface, mesh: Mesh) -> Site:
    """
    Return a site at the place a correction gives it, with the ring of a correction.

    The ring is that of the hand and of carrying a place from one photo to another, and no longer that of the rule: the
    place is the practitioner's, whatever the rule's definition is worth.
    """
    anchor = correction.anchor
    x_px, y_px = anchor_px(anchor, face)
    return replace(
        site,
        x_px=x_px,
        y_px=y_px,
        position_mm=anchor_mm(anchor, face),
        error_mm=site.error_mm if face.drawn else hypot(HAND_MM, CARRIED_MM, _turned_mm(face, correction.side)),
        repeat_mm=CARRIED_MM,
        anchor=anchor,
        default_line=False,
        facing_deg=_facing_deg(anchor, face, seen, mesh),
        view="front",
        corrected=True,
        rule_px=(site.x_px, site.y_px),
        rule_mm=site.position_mm,
    )


def held_alone(withheld: Withheld, correction: HandMove, face: Face, seen: Surface, mesh: Mesh) -> Site:
    """Return the site of a correction that the rule cannot place on this photo: only the practitioner's place."""
    x_px, y_px = anchor_px(correction.anchor, face)
    day = f"{correction.on.day} {correction.on:%b %Y}"
    unruled = Site(
        id=withheld.id,
        side=withheld.side,
        x_px=x_px,
        y_px=y_px,
        position_mm=anchor_mm(correction.anchor, face),
        error_mm=CARRIED_MM,
        repeat_mm=CARRIED_MM,
        confidence="C",
        anchor=correction.anchor,
        default_line=False,
        facing_deg=0.0,
        note=f"Where it was moved on {day}; its rule says nothing here: {withheld.reason}.",
    )
    return replace(held(unruled, correction, face, seen, mesh), rule_px=None, rule_mm=None)


def _turned_mm(face: Face, side: Side) -> float:
    """Return what a turned head adds where a carried place lands, 95 %, from a scan with known pose."""
    per_deg = FAR_MM_PER_DEG if side == turned_away(face) else OTHER_MM_PER_DEG
    return per_deg * abs(face.pose.yaw_deg)
