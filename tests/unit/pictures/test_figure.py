from filiform.pictures.figure import BEHIND, FACE, PLACES, WIDTH, region_place


def test_every_region_of_the_body_has_its_place_on_the_figure(facts):
    unplaced = set(facts.regions) - set(PLACES)
    assert unplaced <= {"dynamic"}
    assert set(PLACES) <= set(facts.regions)
    assert set(facts.regions) >= BEHIND


def test_the_patients_right_stands_on_the_left_of_the_figure():
    right, left = region_place("foot", "right", 0, 100.0), region_place("foot", "left", 0, 100.0)
    assert right[0] < WIDTH / 2 < left[0]
    assert right[1] == left[1]


def test_the_midline_is_the_middle_and_needles_of_one_region_stand_apart():
    assert region_place("abdomen_upper", "midline", 0, 100.0)[0] == WIDTH / 2
    assert region_place("leg", "left", 1, 100.0)[1] > region_place("leg", "left", 0, 100.0)[1]


def test_a_region_nobody_placed_is_marked_on_the_face():
    assert region_place("dynamic", "left", 0, 100.0) == (WIDTH / 2 + FACE[0], FACE[1])
