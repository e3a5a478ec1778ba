"""Needles along a line of one face: at equal distances along the skin, each with its place and error."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf

import numpy as np

from filiform.face.face import Face, Floats
from filiform.face.frame import TO_HEAD
from filiform.face.mesh import Mesh
from filiform.face.surface import Foot, Surface, feet, lifted, normal, surface
from filiform.knowledge.fact import Side
from filiform.knowledge.line import Line, Thread
from filiform.knowledge.models import Knowledge
from filiform.points.construct import spot
from filiform.points.ground import Ground, ground
from filiform.points.place import MOST_TURNED_DEG, constructions
from filiform.points.site import Anchor, Placement, Site

END_MM = 8.0  # a point this near a line stands at its end
STEP_MM = 1.0  # between the places a line is measured at, seen from the front
SiteKey = tuple[str, Side]
MM3 = tuple[float, float, float]


@dataclass(frozen=True)
class PlacedLine:
    """
    A line on one face and the needles it can take.

    Attributes
    ----------
    length_mm
        Along the skin.
    needles
        For each count the places of so many needles: the line is cut into equal parts along the skin, and each needle
        stands in the middle of its part. Where a point stands at an end of the line, the needles go on from there at
        the same distance from it as from each other.
    ends
        The points that stand at its ends on this face.
    aim_mm
        The middle of a lesion that its needles stand around and point to; None on a line.
    reach_mm
        How far a needle may go under the skin: those around a lesion stop short of its middle.
    region
        Where a lesion lies; empty on a line, which lies where its point does.
    """

    id: str
    side: Side
    replaces: tuple[str, ...]
    length_mm: float
    needles: Mapping[int, tuple[Site, ...]]
    ends: tuple[str, ...] = ()
    aim_mm: MM3 | None = None
    reach_mm: float = inf
    region: str = ""


@dataclass(frozen=True)
class _Skin:
    """One face in both its frames: millimetres to measure in, pixels to show."""

    face: Face
    ground: Ground
    seen: Surface


def placed_lines(
    face: Face, facts: Knowledge, mesh: Mesh, placement: Placement, *, height_cm: float | None = None
) -> dict[SiteKey, PlacedLine]:
    """
    Return the lines that can be needled on this face, by site.

    A line is placed where the photo shows every site it replaces; one of them moved by hand says that the line runs
    elsewhere, so then it is not.
    """
    listed = [(line, line.thread) for line in facts.lines.values() if line.thread and not line.off_mesh]
    if not listed:
        return {}
    whole = ground(face.landmarks_mm, mesh, constructions(facts), height_cm=height_cm)
    skin = _Skin(face, whole, surface(face.landmarks_px * TO_HEAD, mesh))
    sites = {(site.id, site.side): site for site in placement.sites}
    found: dict[SiteKey, PlacedLine] = {}
    for line, thread in listed:
        for side in ("left", "right") if line.side == "bilateral" else ("midline",):
            named = [sites.get((name, side)) for name in thread.replaces]
            members = [site for site in named if site is not None and not site.corrected]
            if len(members) == len(thread.replaces):
                ends = [site for name in thread.ends if (site := sites.get((name, side)))]
                placed = _placed(line, thread, side, members, ends, skin)
                found |= {(thread.id, side): placed} if placed else {}
    return found


def _placed(  # noqa: PLR0917 a line, what is known of it, and the face it runs over
    line: Line, thread: Thread, side: Side, members: Sequence[Site], ends: Sequence[Site], skin: _Skin
) -> PlacedLine | None:
    """Return a line as it runs over the skin, or None where a part of it leaves the skin the photo shows."""
    from_side = replace(skin.ground, side=side)
    spots = [spot(from_side, place) for place in line.points]
    if any(one.flaw for one in spots):
        return None
    path = _even(np.array([one.mm[:2] for one in spots]))
    on_skin, on = feet(skin.ground.skin, path)
    if not on.all():
        return None
    gone = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(on_skin, axis=0), axis=1))]
    stretch = _stretch(on_skin, gone, ends)
    least_sure = max(members, key=lambda site: site.error_mm)
    needles = {}
    for count in range(thread.needles[0], thread.needles[1] + 1):
        shares = stretch.shares(count)
        places = zip(np.interp(shares, gone, path[:, 0]), np.interp(shares, gone, path[:, 1]), strict=True)
        row = tuple(_site(thread.id, side, (float(x), float(y)), least_sure, skin) for x, y in places)
        if all(site.facing_deg <= MOST_TURNED_DEG for site in row):
            needles[count] = row
    if not needles:
        return None
    return PlacedLine(thread.id, side, thread.replaces, float(gone[-1]), needles, ends=stretch.ends)


@dataclass(frozen=True)
class _Stretch:
    """What of a line its own needles share: from, to in mm along it, and the parts left free before and after."""

    start: float
    stop: float
    before: float = 0.5
    after: float = 0.5
    ends: tuple[str, ...] = ()

    def shares(self, count: int) -> Floats:
        """Return (count,) places along the line; a part is the distance of neighbours."""
        parts = count - 1 + self.before + self.after
        return np.asarray(self.start + (np.arange(count) + self.before) / parts * (self.stop - self.start))


def _stretch(on_skin: Floats, gone: Floats, ends: Sequence[Site]) -> _Stretch:
    """Return what of a line is left between the points that stand at its ends."""
    found = _Stretch(0.0, float(gone[-1]))
    for site in ends:
        apart = np.linalg.norm(on_skin - np.array(site.position_mm), axis=1)
        at = float(gone[int(apart.argmin())])
        if apart.min() > END_MM:
            continue
        if at < gone[-1] / 2:
            found = replace(found, start=at, before=1.0, ends=(*found.ends, site.id))
        else:
            found = replace(found, stop=at, after=1.0, ends=(*found.ends, site.id))
    return found


def _even(corners: Floats) -> Floats:
    """Return (n, 2) places on a polyline about a millimetre apart, its corners among them."""
    pieces = []
    for start, end in pairwise(corners):
        count = max(1, int(np.ceil(np.linalg.norm(end - start) / STEP_MM)))
        pieces.append(start + (end - start) * np.arange(count)[:, None] / count)
    return np.concatenate([*pieces, corners[-1:]])


def _site(name: str, side: Side, place: tuple[float, float], like: Site, skin: _Skin) -> Site:
    """Return one needle's site; it is as unsure as the least sure of the sites the line replaces."""
    face, surface_mm = skin.face, skin.ground.skin
    foot = lifted(surface_mm, *place)
    corners = surface_mm.triangles[foot.triangle]
    x_px, y_px, _ = foot.weights @ face.landmarks_px[corners]
    x_mm, y_mm, z_mm = foot.weights @ face.landmarks_mm[corners]
    first, second, third = (int(corner) for corner in corners)
    weights = (float(foot.weights[0]), float(foot.weights[1]), float(foot.weights[2]))
    return replace(
        like,
        id=name,
        side=side,
        x_px=float(x_px),
        y_px=float(y_px),
        position_mm=(float(x_mm), float(y_mm), float(z_mm)),
        anchor=Anchor((first, second, third), weights),
        facing_deg=_facing_deg(skin.seen, foot),
    )


def _facing_deg(seen: Surface, foot: Foot) -> float:
    return float(np.degrees(np.arccos(np.clip(normal(seen, foot)[2], -1.0, 1.0))))
