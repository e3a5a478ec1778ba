import math
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from filiform.pictures.marks import Mark
from filiform.pictures.number_places import Box, clearance, meet, number_half, number_places

ANY = (1.0, math.inf)


def a_mark(number, at, *, soft=True, side="midline"):
    return Mark(number, "ST3", side, "cheeks", at, 5.0, soft=soft, tip=None, locked=False)


def test_boxes_that_touch_do_not_meet():
    one, other = Box((0.0, 0.0), (0.0, 0.0), (5.0, 5.0)), Box((10.0, 0.0), (0.0, 0.0), (5.0, 5.0))
    assert not meet(one, other, ANY)
    assert meet(one, other, (0.5, 0.9))


def test_boxes_that_pass_each_other_while_the_picture_grows_meet():
    left, right = Box((0.0, 0.0), (40.0, 0.0), (5.0, 5.0)), Box((10.0, 0.0), (0.0, 0.0), (5.0, 5.0))
    assert not meet(left, right, (1.0, 2.9))
    assert meet(left, right, ANY)


def test_a_number_alone_stands_in_its_area_or_just_off_its_ring():
    soft, ring = a_mark("F1", (0.0, 0.0)), a_mark("F2", (900.0, 0.0), soft=False)
    places = number_places([soft, ring], ANY, 13.0)
    assert places[0] == (0.0, 0.0)
    assert math.hypot(*places[1]) > clearance(ring)


def test_numbers_of_areas_on_top_of_each_other_move_apart():
    pile = [a_mark(f"F{index}", (index * 4.0, index * 3.0)) for index in range(1, 6)]
    places = number_places(pile, ANY, 13.0)
    boxes = [Box(mark.at, at, number_half(mark.number, 13.0)) for mark, at in zip(pile, places, strict=True)]
    assert not any(meet(one, other, ANY) for one, other in combinations(boxes, 2))
    assert all(math.hypot(*at) <= 25.1 for at in places)


@given(st.floats(-60, 60), st.floats(-60, 60), st.floats(1.0, 8.0))
def test_two_numbers_never_meet_at_any_size(x, y, scale):
    two = [a_mark("C1", (0.0, 0.0), soft=False), a_mark("C2", (x, y))]
    first, second = number_places(two, ANY, 13.0)
    apart = (x * scale + second[0] - first[0], y * scale + second[1] - first[1])
    halves = [number_half(mark.number, 13.0) for mark in two]
    assert abs(apart[0]) >= halves[0][0] + halves[1][0] - 1e-6 or abs(apart[1]) >= halves[0][1] + halves[1][1] - 1e-6
