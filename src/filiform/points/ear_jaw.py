"""The ear and the angle of the jaw, which the mesh does not show: where they were tapped on a photo from the front."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

import numpy as np

from filiform.errors import InputError
from filiform.face.face import Face, Floats
from filiform.face.frame import TO_HEAD, rotation
from filiform.face.mesh import INNER_CANTHI, Mesh
from filiform.knowledge.fact import Side
from filiform.knowledge.models import Knowledge
from filiform.points.construct import spot
from filiform.points.ground import ground
from filiform.points.hairline import GLABELLA, pupil_distance_mm

Node = Literal["tragus", "gonion"]
NodeKey = tuple[Node, Side]
NODES: tuple[NodeKey, ...] = (("tragus", "right"), ("tragus", "left"), ("gonion", "right"), ("gonion", "left"))
MOST_AWAY_MM = 25.0  # from the stand-in, seen from the front; the stand-in is off by 6 to 8 mm


def stand_ins(face: Face, facts: Knowledge, mesh: Mesh) -> dict[NodeKey, Floats]:
    """Return where the ear and the angle of the jaw are taken to be without a tap; (3,) each, frontal frame, mm."""
    named = {name: node.at for name, node in facts.structure_nodes.items()}
    whole = ground(face.landmarks_mm, mesh, named)
    return {key: spot(replace(whole, side=key[1]), named[key[0]]).mm for key in NODES}


def _middle(face: Face) -> Floats:
    return np.asarray((face.landmarks_px[list(INNER_CANTHI)] * TO_HEAD).mean(axis=0), dtype=np.float64)


def on_photo(place_mm: Floats, face: Face) -> tuple[float, float]:
    """Return where a place of the frontal frame is on the photo; it may lie beside the mesh."""
    x, y, _ = rotation(face.pose) @ place_mm / face.scale.mm_per_px + _middle(face)
    return float(x * TO_HEAD[0]), float(y * TO_HEAD[1])


def at_depth(x_px: float, y_px: float, face: Face, z_mm: float) -> Floats:
    """Return the place of the frontal frame seen at a pixel, at a depth that is known; (3,)."""
    turn = rotation(face.pose)
    seen = (np.array([x_px, y_px]) * TO_HEAD[:2] - _middle(face)[:2]) * face.scale.mm_per_px
    x_mm, y_mm = np.linalg.solve(turn[:2, :2], seen - turn[:2, 2] * z_mm)
    return np.array([x_mm, y_mm, z_mm])


def tapped_nodes(
    taps_px: Mapping[NodeKey, tuple[float, float]], face: Face, facts: Knowledge, mesh: Mesh
) -> dict[tuple[str, Side], tuple[float, float, float]]:
    """
    Return the places that were tapped, in the frontal frame in mm, as `structures.below` takes them.

    Seen from the front a tap is as good as the finger; in depth the stand-in's is kept, off by 6 to 8 mm still.

    Raises
    ------
    InputError
        A tap lies too far from where an ear or a jaw can be.
    """
    without = stand_ins(face, facts, mesh)
    nodes: dict[tuple[str, Side], tuple[float, float, float]] = {}
    for key, (x_px, y_px) in taps_px.items():
        place = at_depth(x_px, y_px, face, float(without[key][2]))
        away_mm = float(np.linalg.norm(place[:2] - without[key][:2]))
        if away_mm > MOST_AWAY_MM:
            label = facts.structure_nodes[key[0]].label
            raise InputError(
                f"The {label} ({key[1]}) cannot be there: {away_mm:.0f} mm from where it is expected, "
                f"{MOST_AWAY_MM:.0f} is the most. Drag it to the {label}."
            )
        nodes[key] = float(place[0]), float(place[1]), float(place[2])
    return nodes


def kept_node(place_mm: Floats | tuple[float, float, float], face: Face) -> tuple[float, float]:
    """Return a place as it is kept with a patient: from the glabella in pupil distances, seen from the front."""
    glabella = face.landmarks_mm[list(GLABELLA), :2].mean(axis=0)
    x, y = (np.asarray(place_mm)[:2] - glabella) / pupil_distance_mm(face.landmarks_mm)
    return round(float(x), 4), round(float(y), 4)


def carried_node(kept: tuple[float, float], face: Face, z_mm: float) -> tuple[float, float]:
    """Return a kept place on another photo of the same person, in its pixels."""
    glabella = face.landmarks_mm[list(GLABELLA), :2].mean(axis=0)
    x, y = glabella + np.array(kept) * pupil_distance_mm(face.landmarks_mm)
    return on_photo(np.array([x, y, z_mm]), face)
