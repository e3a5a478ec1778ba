"""Every point of the atlas on one face: placed with its error, or withheld with its reason."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from filiform.face.face import Face, Floats
from filiform.face.frame import TO_HEAD
from filiform.face.mesh import Mesh
from filiform.face.surface import Foot, Surface, lifted, normal, surface
from filiform.knowledge.fact import Expression, Grade, Side
from filiform.knowledge.models import Construction, Knowledge, Point
from filiform.knowledge.ring import Ring
from filiform.points.construct import named_spot
from filiform.points.error import error_terms, reach, turned_away
from filiform.points.ground import Ground, Spot, ground
from filiform.points.hairline import tapped_hairline
from filiform.points.hand import OFF_MESH_MM, HandMove, held, held_alone, latest
from filiform.points.site import Anchor, Placement, Site, Withheld

# Past this the border of the mesh is a silhouette, not anatomy (docs/validation/placement.md).
MOST_TURNED_DEG = 70.0
FAR_SIDE_YAW_DEG = 15.0  # past this the side turned away is off by more than the points are apart
GRADES: tuple[Grade, ...] = ("A", "B", "C", "D")
# Why a frontal photo cannot show what a construction says is visible only elsewhere.
NOT_FRONTAL: Mapping[str, str] = {
    "dynamic": "needs an outline of the lesion, drawn on the photo",
    "line": "a line of several needles, which are set along it when the plan is made",
    "oblique": "needs the {side} 45-degree view",
    "edge": "at the edge of the face, where the skin turns from the camera: needs the {side} 45-degree view",
}


@dataclass(frozen=True)
class _View:
    """One person and the photo of them: the ground of constructions, and the skin as the camera sees it."""

    face: Face
    whole: Ground
    seen: Surface
    mesh: Mesh
    height_cm: float | None
    by_hand: Mapping[tuple[str, Side], HandMove]
    rings: Mapping[str, Ring]


def sides(point: Point) -> tuple[Side, ...]:
    """Return the sides a point has; a lesion may be on either."""
    return ("midline",) if point.side == "midline" else ("left", "right")


def constructions(facts: Knowledge) -> dict[str, Expression]:
    """Return the expressions of all points that have one, by id."""
    known = ((name, point.construction) for name, point in facts.points.items())
    return {name: how.expression for name, how in known if how and how.expression is not None}


def placement(
    face: Face,
    facts: Knowledge,
    mesh: Mesh,
    *,
    hairline: Sequence[tuple[float, float]] = (),
    corrections: Sequence[HandMove] = (),
    height_cm: float | None = None,
    tapped_mm: Mapping[tuple[str, Side], tuple[float, float, float]] | None = None,
) -> Placement:
    """
    Return every point of the atlas, each of its sides once: as a site, or withheld.

    Parameters
    ----------
    hairline
        Places tapped on the hairline, in photo pixels; without any the default hairline is used and said.
    corrections
        What a practitioner moved on this face, the oldest first; a corrected site moves no other.
    height_cm
        Body height, for finger cun.
    tapped_mm
        What `ear_jaw.tapped_nodes` says; without it the ear and the angle of the jaw are where the mesh suggests.
    """
    line = tapped_hairline(hairline, face, mesh) if hairline else None
    named = constructions(facts)
    whole = ground(face.landmarks_mm, mesh, named, hairline=line, height_cm=height_cm, tapped_mm=tapped_mm)
    seen = surface(face.landmarks_px * TO_HEAD, mesh)
    view = _View(face, whole, seen, mesh, height_cm, latest(corrections), facts.rings)
    placed = list(_placed(view, facts))
    return Placement(
        sites=tuple(one for one in placed if isinstance(one, Site)),
        withheld=tuple(one for one in placed if isinstance(one, Withheld)),
    )


def _placed(view: _View, facts: Knowledge) -> Iterator[Site | Withheld]:
    for point in facts.points.values():
        how = point.construction
        expression = how.expression if how else None
        lengths = reach(expression, view.whole.constructions) if expression else {}
        for side in sides(point):
            reason = _not_shown(point, side, facts, view.whole) or _far_side(view.face, side)
            if reason or how is None or expression is None:
                yield _by_hand(view, Withheld(point.id, side, reason or "has no construction: find it by touch"))
            else:
                yield _by_hand(view, _site(view, point.id, side, how, lengths))


def _by_hand(view: _View, ruled: Site | Withheld) -> Site | Withheld:
    """
    Return a site where a practitioner wants it, unless this photo does not show the skin there.

    A point that is withheld only because no hairline is known is shown where it was moved to on an earlier photo.
    """
    correction = view.by_hand.get((ruled.id, ruled.side))
    if correction is None:
        return ruled
    if isinstance(ruled, Withheld):
        if "hairline" not in ruled.reason or view.face.drawn:
            return ruled
        site = held_alone(ruled, correction, view.face, view.seen, view.mesh)
    else:
        site = held(ruled, correction, view.face, view.seen, view.mesh)
    reason = _turned(site.facing_deg, site.side)
    return Withheld(site.id, site.side, reason) if reason else site


def _not_shown(point: Point, side: Side, facts: Knowledge, whole: Ground) -> str:
    """Return why this kind of photo cannot show a point, or nothing."""
    how = point.construction
    if how is None:
        return f"not on the face photo: {facts.regions[point.region].label.lower()}"
    if how.visible == "not_visible":
        return f"not on a frontal photo: {how.how.removeprefix('not on the face mesh: ')}"
    if how.visible == "hairline" and whole.hairline.default:
        return "at the hairline, which is not known: tap the hairline on the photo"
    return NOT_FRONTAL.get(how.visible, "").format(side=side)


def _far_side(face: Face, side: Side) -> str:
    yaw = face.pose.yaw_deg
    if abs(yaw) <= FAR_SIDE_YAW_DEG or side != turned_away(face):
        return ""
    return f"the face is turned {abs(yaw):.0f} degrees: its {side} side is turned away"


def _site(view: _View, name: str, side: Side, how: Construction, lengths: Mapping[str, float]) -> Site | Withheld:
    face, whole, ring = view.face, view.whole, view.rings.get(name)
    place = named_spot(whole, name, side)
    foot = lifted(whole.skin, float(place.mm[0]), float(place.mm[1]))
    facing_deg = float(np.degrees(np.arccos(np.clip(normal(view.seen, foot)[2], -1.0, 1.0))))
    reason = _off_the_face(how, whole, place, foot) or _turned(facing_deg, side)
    if reason:
        return Withheld(name, side, reason)
    triangle = whole.skin.triangles[foot.triangle]
    x_px, y_px, _ = foot.weights @ face.landmarks_px[triangle]
    terms = error_terms(how, ring, lengths, whole, face, side=side, facing_deg=facing_deg, height_cm=view.height_cm)
    default_line = "wrinkle_line" in how.requires or ("hairline" in how.requires and whole.hairline.default)
    return Site(
        id=name,
        side=side,
        x_px=float(x_px),
        y_px=float(y_px),
        position_mm=_triple(foot.weights @ face.landmarks_mm[triangle]),
        error_mm=terms.error_mm,
        repeat_mm=terms.repeat_mm,
        confidence=_confidence(how, default_line=default_line),
        anchor=Anchor((int(triangle[0]), int(triangle[1]), int(triangle[2])), _triple(foot.weights)),
        default_line=default_line,
        facing_deg=facing_deg,
        terms=terms,
    )


def _triple(values: Floats) -> tuple[float, float, float]:
    return float(values[0]), float(values[1]), float(values[2])


def _off_the_face(how: Construction, whole: Ground, place: Spot, foot: Foot) -> str:
    """Return why a place is not on the skin this photo shows, or nothing."""
    match place.flaw:
        case "hairline":
            return "no hairline was tapped above or below it: tap the hairline there"
        case "edge":
            return "the way to it leaves the face that the photo shows: find it by touch"
        case "":
            return "" if foot.on else _beyond_mesh(how, whole, place)


def _beyond_mesh(how: Construction, whole: Ground, place: Spot) -> str:
    """Return why a place off the mesh is not shown, or nothing: at a tapped hairline the forehead goes on a little."""
    away_mm = np.linalg.norm(whole.skin.vertices[:, :2] - place.mm[:2], axis=1).min()
    near = how.visible == "hairline" and away_mm <= OFF_MESH_MM
    return "" if near else "outside the face that the photo shows: find it by touch"


def _turned(facing_deg: float, side: Side) -> str:
    if facing_deg <= MOST_TURNED_DEG:
        return ""
    view = "a second view" if side == "midline" else f"the {side} 45-degree view"
    return f"the skin there is turned {facing_deg:.0f} degrees from the camera: needs {view}"


def _confidence(how: Construction, *, default_line: bool) -> Grade:
    """Return the confidence of the construction, one step less sure on a default line."""
    rank = "ABCD".find(how.confidence)
    return GRADES[min(rank + default_line, len(GRADES) - 1)]
