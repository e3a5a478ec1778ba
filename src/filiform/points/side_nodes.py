"""Where the ear and the jaw lie on a 45-degree photo: where the face model has them, or where they were tapped."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import hypot, radians, sin, tan

import numpy as np

from filiform.errors import InputError
from filiform.face.face import Floats, Refusal
from filiform.face.mesh import Mesh
from filiform.face.side import Cheek, SideView
from filiform.knowledge.models import Knowledge
from filiform.knowledge.side import SideNode, SideSite
from filiform.points.ear_jaw import Node, NodeKey

SKIN_MM = 4.0  # 95 %: how far out the skin at the ear lies is not seen; docs/validation/views.md
MOST_AWAY_MM = 25.0  # a tap farther from where the model has the ear or the jaw is a slip
FROM_TAP = "Measured off from where {label} was marked on this photo, an error that is taken, not measured."
Views = Mapping[Cheek, SideView | Refusal]
Pixel = tuple[float, float]


@dataclass(frozen=True)
class NodeSeen:
    """A node on one side photo: in its pixels, in the frontal frame in mm, with its 95 % radius and what to say."""

    px: Floats
    mm: Floats
    error_mm: float
    say: str


def nodes_seen(
    views: Views, taps: Mapping[NodeKey, Pixel], facts: Knowledge, mesh: Mesh
) -> dict[tuple[str, Cheek], NodeSeen]:
    """Return the nodes of every usable side photo: tapped, or where the model has them."""
    return {
        (node.id, cheek): node_seen(node, view, taps.get((node.tap, cheek)) if node.tap else None, mesh)
        for cheek, view in views.items()
        if isinstance(view, SideView)
        for node in facts.side_nodes.values()
    }


def node_seen(node: SideNode, view: SideView, tap: Pixel | None, mesh: Mesh) -> NodeSeen:
    """Return a node on a side photo: where it was tapped, or where the model has it."""
    way = offset(node, view.cheek)
    place = _node(node, view.cheek, view.joined.landmarks_mm, mesh) + way
    if tap is None or node.tapped_mm is None:
        at = _node(node, view.cheek, view.joined.landmarks_px[:, :2], mesh) + seen(way, view)
        return NodeSeen(at, place, node.error_mm, "")
    error = tapped_error_mm(node.error_mm, node.tapped_mm, view.joined.camera.yaw_deg)
    return NodeSeen(np.array(tap), _behind(tap, view, float(place[0])), error, FROM_TAP.format(label=node.label))


def tapped_error_mm(model_mm: float, tapped_mm: float, turn_deg: float) -> float:
    """
    Return the 95 % radius on the skin of a node tapped on a photo turned so far; never more than the model's own.

    The skin beside the ear runs away from a camera in front: what a finger is off across the picture is 1 / sin(turn)
    as much on the skin, and skin that lies less or more far out than taken is seen 1 / tan(turn) as far forwards.
    """
    turn = radians(abs(turn_deg))
    return min(model_mm, hypot(tapped_mm / sin(turn), SKIN_MM / tan(turn)))


def _behind(at_px: Pixel, view: SideView, x_mm: float) -> Floats:
    """Return the place of the frontal frame seen at a pixel of a side photo, at a known distance from the midline."""
    camera = view.joined.camera
    at_mm = (np.array(at_px) - camera.origin_px) * (1.0, -1.0) * camera.mm_per_px
    y_mm, z_mm = np.linalg.solve(camera.turn[:2, 1:], at_mm - camera.turn[:2, 0] * x_mm)
    return np.array([x_mm, y_mm, z_mm])


def _of_tap(name: Node, facts: Knowledge) -> SideNode:
    return next(node for node in facts.side_nodes.values() if node.tap == name)


def expected_px(name: Node, view: SideView, facts: Knowledge, mesh: Mesh) -> Pixel:
    """Return where the model has the ear or the angle of the jaw on a side photo."""
    x_px, y_px = node_seen(_of_tap(name, facts), view, None, mesh).px
    return float(x_px), float(y_px)


def tapped_mm(name: Node, tap: Pixel, view: SideView, facts: Knowledge, mesh: Mesh) -> tuple[float, float, float]:
    """
    Return the place of the frontal frame that was tapped on a side photo; how far out it lies is the model's.

    Raises
    ------
    InputError
        The tap lies too far from where an ear or a jaw can be.
    """
    node = _of_tap(name, facts)
    away_px = np.subtract(tap, expected_px(name, view, facts, mesh))
    away_mm = float(np.linalg.norm(away_px)) * view.joined.camera.mm_per_px
    if away_mm > MOST_AWAY_MM:
        raise InputError(
            f"{node.label[:1].upper()}{node.label[1:]} cannot be there: {away_mm:.0f} mm from where it is expected, "
            f"{MOST_AWAY_MM:.0f} is the most. Drag it to {node.label}."
        )
    x_mm, y_mm, z_mm = node_seen(node, view, tap, mesh).mm
    return float(x_mm), float(y_mm), float(z_mm)


def offset(of: SideNode | SideSite, cheek: Cheek) -> Floats:
    """Return an offset in the frontal frame; (3,), mm."""
    lateral = of.lateral_mm if cheek == "left" else -of.lateral_mm
    return np.array([lateral, of.up_mm, of.forward_mm])


def _node(node: SideNode, cheek: Cheek, landmarks: Floats, mesh: Mesh) -> Floats:
    """Return where the landmarks of a node lie, without its offset."""
    first, second = (mesh.mirror[index] if cheek == "left" else index for index in node.landmarks)
    return np.asarray(landmarks[first] * (1 - node.share) + landmarks[second] * node.share, dtype=np.float64)


def seen(way: Floats, view: SideView) -> Floats:
    """Return an offset of the frontal frame in pixels of the side photo; (2,)."""
    camera = view.joined.camera
    return np.asarray((camera.turn @ way)[:2] * (1.0, -1.0) / camera.mm_per_px, dtype=np.float64)
