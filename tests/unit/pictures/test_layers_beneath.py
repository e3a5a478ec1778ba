"""Layers beneath the skin on pictures: by kind, as wide as told, never where the photo cannot tell."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from filiform.cli.main import main
from filiform.face.drawn import drawn_face
from filiform.face.mesh import mesh
from filiform.knowledge import load
from filiform.pictures.layer_names import MOST, layer_names
from filiform.pictures.layers import LAYERS, LEGEND, half_mm, layer_shapes, members, outline, runs
from filiform.pictures.placement_map import placement_scene
from filiform.pictures.scene import Stroke, Words
from filiform.pictures.web_layers import layers_svg
from filiform.pictures.web_map import web_panel
from filiform.points.place import placement
from filiform.points.structures import below

MESH = mesh(load.document("mesh.json"))
FACTS = load.knowledge()
FACE = drawn_face(MESH)
BELOW = below(FACE, FACTS, MESH)
PLACE = web_panel(FACE)


def luminance(colour: str) -> float:
    red, green, blue = (int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5))
    return 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2


def test_every_kind_that_has_a_course_is_in_exactly_one_layer() -> None:
    kinds = {course.structure.kind for course in BELOW.courses}
    assert all(sum(kind in layer.kinds for layer in LAYERS) == 1 for kind in kinds)


def test_layers_differ_in_lightness_or_dash_not_in_hue_alone() -> None:
    for one in LAYERS:
        for other in LAYERS:
            alike = abs(luminance(one.colour) - luminance(other.colour)) < 0.05
            assert one is other or not alike or one.dash != other.dash


def test_a_band_is_as_wide_as_the_position_is_said_to_vary() -> None:
    artery = next(course for course in BELOW.courses if course.structure.id == "facial_artery")
    assert half_mm(artery) == pytest.approx(4.0 + 1.0)
    straight = np.array([[0.0, 0.0], [10.0, 0.0], [20.0, 0.0]])
    border = np.array(outline(straight, 3.0))
    assert np.ptp(border[:, 1]) == pytest.approx(6.0)


def test_nothing_is_drawn_where_the_photo_cannot_tell() -> None:
    for layer in LAYERS:
        for course in members(layer, BELOW):
            assert sum(len(line) for line in runs(course)) == int(course.told.sum())


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.id)
def test_a_layer_has_bands_beneath_lines(layer: object) -> None:
    shapes = layer_shapes([layer.id], BELOW, PLACE)  # type: ignore[attr-defined]  # a parameter
    filled = [isinstance(shape, Stroke) and shape.fill is not None for shape in shapes]
    assert any(filled)
    assert filled == sorted(filled, reverse=True)


def test_the_picture_says_whose_anatomy_it_is() -> None:
    scene = placement_scene(
        placement(FACE, FACTS, MESH), FACTS, face=FACE, photo=None, below=BELOW, layers=("arteries", "nerves")
    )
    words = [shape.text for shape in scene.shapes if isinstance(shape, Words)]
    assert LEGEND in words
    assert {"Arteries", "Nerves"} <= {*words}
    assert "Veins" not in words


def test_the_drawing_for_the_page_is_not_displayed_until_it_is_asked_for() -> None:
    svg = layers_svg(BELOW, FACE)
    assert svg.count("<g class=") == svg.count('display="none"') == len(LAYERS)
    assert "angular vein" in svg
    assert len(svg) < 200_000


def test_names_of_structures_stay_inside_the_picture_and_off_each_other_and_off_what_stands_there() -> None:
    every = [layer.id for layer in LAYERS]
    taken = [(500.0, 400.0, 800.0, 700.0)]
    names = layer_names(every, BELOW, PLACE, size=16, taken=taken, most=99)
    boxes = [name.box for name in names] + taken
    assert len(names) > 15
    for left, top, right, bottom in (name.box for name in names):
        assert left >= 0
        assert top >= 0
        assert right <= PLACE.width
        assert bottom <= PLACE.height
    for one, other in combinations(boxes, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_few_names_stand_on_a_printed_picture_and_what_matters_most_has_one() -> None:
    names = layer_names(["arteries"], BELOW, PLACE, size=15)
    assert len(names) <= MOST
    assert "facial artery" in {name.text for name in names}
    scene = placement_scene(placement(FACE, FACTS, MESH), FACTS, face=FACE, photo=None, below=BELOW, layers=("veins",))
    words = {shape.text for shape in scene.shapes if isinstance(shape, Words)}
    assert "facial vein" in words
    assert "facial artery" not in words


def test_an_unknown_layer_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["place", str(tmp_path / "no.jpg"), "--layers", "bones"])
    assert result.exit_code == 2
    assert "arteries" in result.output
