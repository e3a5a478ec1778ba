from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image

from filiform.face.mesh import mesh
from filiform.knowledge import load
from filiform.pictures.oblique import HEIGHT_MM, WIDTH_MM, oblique_place, turned
from filiform.pictures.oblique_map import oblique_marks, oblique_png, oblique_svg


@pytest.fixture(scope="module")
def topology():
    return mesh(load.document("mesh.json"))


def test_turning_shows_the_side_asked_for_and_keeps_lengths():
    left_ear, nose = np.array([[70.0, -20.0, -70.0]]), np.array([[0.0, -40.0, 20.0]])
    assert turned(left_ear, "left")[0, 0] > turned(nose, "left")[0, 0]
    assert turned(left_ear, "left")[0, 2] > turned(left_ear, "right")[0, 2]
    assert np.linalg.norm(turned(left_ear, "left")) == pytest.approx(np.linalg.norm(left_ear))


def test_both_sides_are_mirror_images(drawn):
    place, mirrored = np.array([30.0, -20.0, -10.0]), np.array([-30.0, -20.0, -10.0])
    x, y = oblique_place(place, "left", 5.0)
    other_x, other_y = oblique_place(mirrored, "right", 5.0)
    assert x + other_x == pytest.approx(WIDTH_MM * 5.0)
    assert y == pytest.approx(other_y)


@pytest.mark.parametrize("shown", ["left", "right"])
def test_the_turned_face_is_a_picture_with_room_around_it(drawn, topology, shown):
    picture = Image.open(BytesIO(oblique_png(drawn, topology, shown=shown))).convert("L")
    assert picture.size == (WIDTH_MM * 5, HEIGHT_MM * 5)
    dark = np.asarray(picture) < 128
    assert 0.005 < dark.mean() < 0.05
    assert not dark[:10].any()


@pytest.mark.parametrize("shown", ["left", "right"])
def test_needles_of_one_side_and_the_midline_stand_on_the_turned_face(request, topology, shown):
    names = ("drawn", "proposal", "placed", "facts")
    drawn, proposal, placed, facts = (request.getfixturevalue(name) for name in names)
    carried = oblique_marks(proposal.needles, facts, face=drawn, mesh=topology, placement=placed, shown=shown)
    assert {mark.side for mark in carried} == {shown, "midline"}
    for mark in carried:
        assert 0 < mark.at[0] < WIDTH_MM * 5
        assert 0 < mark.at[1] < HEIGHT_MM * 5
    text = oblique_svg(proposal, facts, face=drawn, mesh=topology, placement=placed, shown=shown)
    assert len([item for item in ET.fromstring(text).iter() if item.get("role") == "button"]) == len(carried)  # noqa: S314


def test_a_face_of_a_person_is_turned_as_well(seen, topology):
    assert oblique_png(replace(seen, drawn=False), topology, shown="left").startswith(b"\x89PNG")
