"""Every operation of the construction language against values worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from filiform.errors import KnowledgeError
from filiform.face.drawn import drawn_face
from filiform.face.mesh import mesh
from filiform.knowledge import load
from filiform.points.construct import named_spot, spot
from filiform.points.ground import ground
from filiform.points.hairline import Hairline

MESH = mesh(load.document("mesh.json"))
# A face whose landmarks are easy to reckon with: everything at the origin but what a test needs.
PLACES = {
    468: (-31.5, 0, 0),
    473: (31.5, 0, 0),
    33: (-45, 0, 0),
    133: (-15, 0, 0),
    263: (45, 0, 0),
    362: (15, 0, 0),
    55: (-10, 15, 0),
    107: (-10, 25, 0),
    285: (10, 15, 0),
    336: (10, 25, 0),
    61: (-25, -60, 0),
    291: (25, -60, 0),
}


def a_ground(**changes):
    """Pupils 63 mm apart; glabella at y 20, so that the default hairline is at y 20 + 0.94 * 63."""
    landmarks = np.zeros((478, 3))
    for index, place in PLACES.items():
        landmarks[index] = place
    constructions = {"EX-1": ["lm", 61], "EX-2": ["shift", ["pt", "EX-1"], [2, "mm"], [0, "mm"]]}
    return replace(ground(landmarks, MESH, constructions), **changes)


def at(expression, **changes):
    return spot(a_ground(**changes), expression).mm


def test_a_landmark_is_the_same_place_on_the_other_side():
    assert at(["lm", 61]) == pytest.approx([-25, -60, 0])
    assert at(["lm", 61], side="left") == pytest.approx([25, -60, 0])
    assert at(["other", ["lm", 61]]) == pytest.approx([25, -60, 0])


def test_the_pupil_is_a_little_lateral_of_the_middle_of_the_canthi():
    assert at(["pupil"]) == pytest.approx([-30 - 0.025 * 63, 0, 0])
    assert at(["pupil"], side="left") == pytest.approx([30 + 0.025 * 63, 0, 0])


def test_the_head_has_two_cun():
    units = a_ground().units_mm
    assert units["h_cun"] == pytest.approx(14)
    assert units["v_cun"] == pytest.approx(0.94 * 63 / 3)
    assert units["f_cun"] == 22
    assert units["fb"] == 16
    assert units["mm"] == 1
    assert units["ipd"] == pytest.approx(63)


def test_the_finger_cun_comes_from_the_height_of_the_body():
    landmarks = a_ground().landmarks_mm
    assert ground(landmarks, MESH, {}, height_cm=180).units_mm["f_cun"] == pytest.approx(24)


def test_a_tapped_hairline_changes_the_vertical_cun_only():
    line = Hairline(np.array([[-40.0, 80], [40, 80]]), np.array([0.0, 80]))
    tapped = ground(a_ground().landmarks_mm, MESH, {}, hairline=line)
    assert tapped.units_mm["v_cun"] == pytest.approx((80 - 20) / 3)
    assert tapped.units_mm["h_cun"] == pytest.approx(14)


def test_a_shift_goes_laterally_on_either_side():
    expression = ["shift", ["lm", 61], [1, "h_cun"], [-2, "mm"]]
    assert at(expression) == pytest.approx([-39, -62, 0])
    assert at(expression, side="left") == pytest.approx([39, -62, 0])


def test_means_and_parts_of_the_way():
    assert at(["mean", ["lm", 55], ["lm", 107]]) == pytest.approx([-10, 20, 0])
    assert at(["mean_both", ["lm", 61]]) == pytest.approx([0, -60, 0])
    assert at(["lerp", ["lm", 133], ["lm", 33], 0.25]) == pytest.approx([-22.5, 0, 0])
    assert at(["mid", ["lm", 55]]) == pytest.approx([0, 15, 0])
    assert at(["xy", ["lm", 61], ["lm", 107]]) == pytest.approx([-25, 25, 0])


def test_a_point_is_named_by_another():
    assert at(["pt", "EX-2"], side="left") == pytest.approx([27, -60, 0])


def test_places_on_a_polyline():
    line = [133, 33, ["shift", ["lm", 33], [0, "mm"], [-30, "mm"]]]
    assert at(["poly_arc", line, 0.75]) == pytest.approx([-45, -15, 0])
    start = ["shift", ["lm", 133], [10, "mm"], [3, "mm"]]
    assert at(["poly_walk", line, start, [25, "mm"]]) == pytest.approx([-45, -5, 0])
    assert at(["poly_walk", line, start, [99, "mm"]]) == pytest.approx([-45, -30, 0])


def test_where_a_vertical_or_a_level_crosses_a_line():
    slope = [107, ["shift", ["lm", 107], [20, "mm"], [10, "mm"]]]
    over = ["shift", ["lm", 107], [5, "mm"], [-99, "mm"]]
    assert at(["poly_at_x", slope, over]) == pytest.approx([-15, 27.5, 0])
    assert at(["poly_at_y", slope, ["shift", ["lm", 107], [0, "mm"], [5, "mm"]]]) == pytest.approx([-20, 30, 0])
    assert at(["line_at_x", ["lm", 107], slope[1], over]) == pytest.approx([-15, 27.5, 0])


def test_a_polyline_goes_on_a_little_past_its_end():
    slope = [107, ["shift", ["lm", 107], [20, "mm"], [10, "mm"]]]
    beyond = ["shift", ["lm", 107], [24, "mm"], [0, "mm"]]
    assert at(["poly_at_x", slope, beyond]) == pytest.approx([-34, 37, 0])


def test_the_hairline_above_a_place_is_interpolated_between_taps():
    line = Hairline(np.array([[-40.0, 70], [0, 90], [40, 70]]), np.array([0.0, 90]))
    assert at(["hair_at_x", ["lm", 133]], hairline=line) == pytest.approx([-15, 82.5, 0])
    assert at(["hair_mid"], hairline=line) == pytest.approx([0, 90, 0])
    assert spot(a_ground(hairline=line), ["hair_at_x", ["lm", 33]]).flaw == ""
    far = ["shift", ["lm", 33], [10, "mm"], [0, "mm"]]
    assert spot(a_ground(hairline=line), ["hair_at_x", far]).flaw == "hairline"


def drawn_ground():
    return ground(drawn_face(MESH).landmarks_mm, MESH, {})


def test_a_walk_keeps_its_direction_seen_from_the_front():
    drawn = drawn_ground()
    start = drawn.landmark_mm(61)
    lateral = spot(drawn, ["walk", ["lm", 61], "lateral", [10, "mm"]]).mm
    assert lateral[0] < start[0]
    assert lateral[1] == pytest.approx(start[1])
    up = spot(drawn, ["walk", ["lm", 61], "up", [10, "mm"]]).mm
    assert up[1] > start[1]
    assert up[0] == pytest.approx(start[0])
    toward = spot(drawn, ["walk", ["lm", 61], ["toward", ["lm", 33]], [10, "mm"]]).mm
    way, whole = (toward - start)[:2], (drawn.landmark_mm(33) - start)[:2]
    assert way[0] * whole[1] == pytest.approx(way[1] * whole[0])


def test_a_walk_between_two_aims_goes_down_their_bisector():
    drawn = drawn_ground()
    start = drawn.landmark_mm(61)
    aims = [drawn.landmark_mm(index) - start for index in (33, 4)]
    middle = sum(aim / np.linalg.norm(aim) for aim in aims)
    end = spot(drawn, ["walk", ["lm", 61], ["bisector", ["lm", 33], ["lm", 4]], [8, "mm"]]).mm
    way = (end - start)[:2]
    assert way / np.linalg.norm(way) == pytest.approx(middle[:2] / np.linalg.norm(middle[:2]))


def test_a_walk_off_the_face_is_marked():
    assert spot(drawn_ground(), ["walk", ["lm", 127], "lateral", [60, "mm"]]).flaw == "edge"


@pytest.mark.parametrize(
    "expression",
    [
        ["swirl", ["lm", 1]],
        [],
        ["pt", "NOWHERE"],
        ["lerp", ["lm", 1], ["lm", 2]],
        ["walk", ["lm", 4], "north", [1, "mm"]],
    ],
)
def test_a_construction_that_means_nothing_is_refused(expression):
    with pytest.raises(KnowledgeError):
        spot(a_ground(), expression)


def test_an_unknown_unit_is_refused():
    with pytest.raises(KnowledgeError, match="furlong"):
        spot(a_ground(), ["shift", ["lm", 4], [1, "furlong"], [0, "mm"]])


def test_a_point_is_evaluated_once_for_each_side():
    place = a_ground()
    named_spot(place, "EX-2", "left")
    assert set(place.known) == {("EX-2", "left"), ("EX-1", "left")}
