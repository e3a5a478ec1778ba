"""The ear and the angle of the jaw as tapped on a photo from the front."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filiform.errors import InputError
from filiform.face.face import Face, Pose, Scale
from filiform.face.frame import front, rotation
from filiform.face.mesh import mesh
from filiform.knowledge import load
from filiform.points.construct import named_spot
from filiform.points.ear_jaw import NODES, at_depth, carried_node, kept_node, on_photo, stand_ins, tapped_nodes
from filiform.points.ground import ground
from filiform.points.place import placement
from filiform.points.structures import below

DATA = Path(__file__).parents[2] / "data"
MESH = mesh(load.document("mesh.json"))
FACTS = load.knowledge()


def a_face(landmarks_px, mm_per_px) -> Face:
    landmarks_mm, pose = front(landmarks_px, mm_per_px, MESH)
    return Face(landmarks_px, landmarks_mm, pose, Scale(mm_per_px, 0.05, "typed"), (), {})


FACE = a_face(np.array(json.loads((DATA / "composite_landmarks.json").read_text())["faces"]["f_multi"]), 0.45)


def seen_turned(pose: Pose) -> Face:
    landmarks_px = (FACE.landmarks_mm @ rotation(pose).T) * [1, -1, -1] / 0.3 + [900.0, 700.0, 0.0]
    return a_face(landmarks_px, 0.3)


poses = st.builds(Pose, st.floats(-10, 10), st.floats(-10, 10), st.floats(-20, 20))


@settings(max_examples=20, deadline=None)
@given(pose=poses, key=st.sampled_from(NODES), right_mm=st.floats(-15, 15), up_mm=st.floats(-15, 15))
def test_a_tap_is_found_again_on_a_turned_photo_of_the_same_person(pose, key, right_mm, up_mm):
    place = stand_ins(FACE, FACTS, MESH)[key] + [right_mm, up_mm, 0.0]
    other = seen_turned(pose)
    tap = carried_node(kept_node(place, FACE), other, float(place[2]))
    assert at_depth(*tap, other, float(place[2])) == pytest.approx(place, abs=0.05)
    assert tapped_nodes({key: on_photo(place, FACE)}, FACE, FACTS, MESH)[key] == pytest.approx(tuple(place), abs=0.01)


def test_what_starts_at_the_ear_moves_with_the_tap_and_what_does_not_stays():
    key = ("tragus", "left")
    tap = on_photo(stand_ins(FACE, FACTS, MESH)[key] + [0.0, -8.0, 0.0], FACE)
    without = below(FACE, FACTS, MESH).courses
    tapped = below(FACE, FACTS, MESH, nodes_mm=tapped_nodes({key: tap}, FACE, FACTS, MESH)).courses
    moved = {
        (a.structure.id, a.side)
        for a, b in zip(without, tapped, strict=True)
        if a.skin_mm.shape != b.skin_mm.shape or not np.allclose(a.skin_mm, b.skin_mm)
    }
    assert moved
    assert {side for _, side in moved} == {"left"}
    assert len(moved) < len(without) / 2


def test_a_tap_that_is_no_ear_is_refused_with_the_numbers():
    x_px, y_px = on_photo(stand_ins(FACE, FACTS, MESH)[("tragus", "left")] + [0.0, 40.0, 0.0], FACE)
    with pytest.raises(InputError, match="40 mm from where it is expected, 25 is the most"):
        tapped_nodes({("tragus", "left"): (x_px, y_px)}, FACE, FACTS, MESH)


def test_a_tapped_ear_moves_what_is_measured_to_it_by_a_fraction_and_nothing_else():
    key = ("tragus", "left")
    x_px, y_px = on_photo(stand_ins(FACE, FACTS, MESH)[key], FACE)
    lower = tapped_nodes({key: (x_px, y_px + 8.0 / FACE.scale.mm_per_px)}, FACE, FACTS, MESH)
    at_rest = tapped_nodes({key: (x_px, y_px)}, FACE, FACTS, MESH)
    one, other = (placement(FACE, FACTS, MESH, tapped_mm=told) for told in (at_rest, lower))
    moved = {
        (before.id, before.side): after.position_mm[1] - before.position_mm[1]
        for before, after in zip(one.sites, other.sites, strict=True)
        if before.position_mm != after.position_mm
    }
    assert moved.keys() == {("FX-DAO", "left"), ("FX-DLI", "left")}  # the second is measured off from the first
    assert -1.0 < moved["FX-DAO", "left"] < -0.1


@pytest.mark.parametrize("name", ["ST5", "ST6"])
def test_points_of_the_jaw_are_measured_off_from_a_tapped_angle(name):
    key = ("gonion", "right")
    x, y, z = stand_ins(FACE, FACTS, MESH)[key]
    named = {point.id: point.construction.expression for point in FACTS.points.values() if point.construction}
    untold, told = (
        named_spot(ground(FACE.landmarks_mm, MESH, named, tapped_mm=taps), name, "right").mm
        for taps in ({}, {key: (x, y + 6.0, z)})
    )
    assert 2.0 < told[1] - untold[1] < 8.0
