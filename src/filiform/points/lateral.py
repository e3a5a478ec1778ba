"""Points at the ear and the jaw, placed as areas on the 45-degree photo that shows them."""

from collections.abc import Mapping
from dataclasses import replace
from math import hypot

import numpy as np

from filiform.face.face import Face, Floats, Refusal
from filiform.face.frame import TO_HEAD
from filiform.face.mesh import Mesh
from filiform.face.side import Cheek, SideView
from filiform.face.surface import closest, normal, surface
from filiform.knowledge.models import Knowledge
from filiform.knowledge.side import SideNode, SideSite
from filiform.points.ear_jaw import NodeKey
from filiform.points.error import NORMAL_95
from filiform.points.side_nodes import NodeSeen, Pixel, Views, nodes_seen, offset, seen
from filiform.points.site import Anchor, Placement, Site, Withheld

MOST_RING_MM = 12.0  # a larger area covers the ear, the jaw joint and the temple at once
MOST_TURNED_DEG = 70.0  # as on a front photo
# What a wrong turn of the side camera adds, as a share of the way from the node: 5 degrees, 95 %.
TURN_SHARE = 0.09
LEAST_FACING = 0.5  # cosine of 60 degrees: skin turned farther from the side camera is not drawn on its photo
# The root mean square of misses in a plane, times this, is the 95 % radius where they scatter alike to all sides.
RMS_TO_95 = 1.73
UNTRIED = "Placed on a 45-degree photo, tried on one head scan and on no real one: an area, to be found by touch."


def with_views(
    front: Placement,
    face: Face,
    views: Views,
    facts: Knowledge,
    mesh: Mesh,
    *,
    taps: Mapping[NodeKey, Pixel] | None = None,
) -> Placement:
    """
    Return a placement with the points that 45-degree photos show; a front photo's own sites stay as they are.

    Parameters
    ----------
    taps
        Where the ear and the angle of the jaw were tapped on the 45-degree photo of their side, in its pixels.
    """
    begun = nodes_seen(views, taps or {}, facts, mesh)
    answers = [_answer(one, face, views, begun, facts=facts, mesh=mesh) for one in front.withheld]
    return Placement(
        sites=(*front.sites, *(one for one in answers if isinstance(one, Site))),
        withheld=tuple(one for one in answers if isinstance(one, Withheld)),
    )


def moved_by_hand(front: Placement, view: SideView) -> tuple[Site, ...]:
    """
    Return the sites of the front photo that a practitioner moved, where a 45-degree photo shows the same skin.

    Their ring holds what is left between both photos; of the rule's place nothing is told there.
    """
    return tuple(
        _carried(site, view)
        for site in front.of("front")
        if site.corrected and view.joined.facing[list(site.anchor.triangle)].min() >= LEAST_FACING
    )


def _carried(site: Site, view: SideView) -> Site:
    at = np.array(site.anchor.weights) @ view.joined.landmarks_px[list(site.anchor.triangle)]
    return replace(
        site,
        x_px=float(at[0]),
        y_px=float(at[1]),
        error_mm=hypot(site.error_mm, RMS_TO_95 * view.joined.residual_mm),
        view="left45" if view.cheek == "left" else "right45",
        rule_px=None,
        rule_mm=None,
        note="Moved by hand on the front photo and carried here.",
    )


def _answer(
    one: Withheld,
    face: Face,
    views: Views,
    begun: Mapping[tuple[str, Cheek], NodeSeen],
    *,
    facts: Knowledge,
    mesh: Mesh,
) -> Site | Withheld:
    """Return a withheld point as a site, or with the reason that holds now that there are other photos."""
    how = facts.side_sites.get(one.id)
    if one.side == "midline" or one.side not in views or "45-degree view" not in one.reason:
        return one
    view = views[one.side]
    if isinstance(view, Refusal):
        said = " ".join(gate.say for gate in view.reasons)
        return replace(one, reason=f"needs the {one.side} 45-degree view, which was not used: {said}")
    if how is None:
        return replace(one, reason="on a 45-degree photo its error is not known: find it by touch")
    node, start = facts.side_nodes[how.node], begun[how.node, view.cheek]
    error = ring_mm(start.error_mm, how, _way_mm(node, how, start, view.cheek), face.scale.relative_error)
    if error <= MOST_RING_MM:
        return _site(one, view, how, start, error, mesh)
    said = f"{error:.0f}" if round(error) > MOST_RING_MM else f"{error:.1f}"
    known = f"on a 45-degree photo known to {said} mm only, {MOST_RING_MM:.0f} is the most that is drawn"
    mark = f"mark {node.label} on that photo, or " if node.tap and not start.say else ""
    return replace(one, reason=f"{known}: {mark}find it by touch")


def _way_mm(node: SideNode, how: SideSite, start: NodeSeen, cheek: Cheek) -> float:
    """Return how far a point is measured off; from a tapped place it is only the point's own way."""
    own = np.zeros(3) if start.say else offset(node, cheek)
    return float(np.linalg.norm(own + offset(how, cheek)))


def _site(  # noqa: PLR0917 what a site is made of
    one: Withheld, view: SideView, how: SideSite, start: NodeSeen, error: float, mesh: Mesh
) -> Site | Withheld:
    way = offset(how, view.cheek)
    at_px = start.px + seen(way, view)
    anchor, facing = _on_side(at_px, view, mesh)
    if facing > MOST_TURNED_DEG:
        return replace(one, reason=f"the skin there is turned {facing:.0f} degrees from the side camera as well")
    place = start.mm + way
    return Site(
        id=one.id,
        side=one.side,
        x_px=float(at_px[0]),
        y_px=float(at_px[1]),
        position_mm=(float(place[0]), float(place[1]), float(place[2])),
        error_mm=error,
        repeat_mm=error,
        confidence="D",
        anchor=anchor,
        default_line=False,
        facing_deg=facing,
        view="left45" if view.cheek == "left" else "right45",
        note=f"{UNTRIED} {start.say}".rstrip(),
    )


def ring_mm(node_mm: float, how: SideSite, way_mm: float, scale_error: float) -> float:
    """Return the 95 % radius: the node, what the point leaves open, the way between them by turn and scale."""
    by_way = hypot(TURN_SHARE, NORMAL_95 * scale_error) * way_mm
    return hypot(node_mm, how.definition_mm, by_way)


def _on_side(at_px: Floats, view: SideView, mesh: Mesh) -> tuple[Anchor, float]:
    """Return the nearest place of the mesh on the side photo, and how far its skin turns from that camera."""
    skin = surface(view.joined.landmarks_px * TO_HEAD, mesh)
    flat = replace(skin, corners=skin.corners * (1.0, 1.0, 0.0))
    foot = closest(flat, np.array([at_px[0], -at_px[1], 0.0]))
    facing = float(np.degrees(np.arccos(np.clip(normal(skin, foot)[2], -1.0, 1.0))))
    first, second, third = (int(vertex) for vertex in mesh.triangles[foot.triangle])
    weights = foot.weights
    return Anchor((first, second, third), (float(weights[0]), float(weights[1]), float(weights[2]))), facing
