from io import BytesIO
from itertools import pairwise

from PIL import Image

from filiform.face.face import Gate
from filiform.pictures import placement_map
from filiform.pictures.face_panel import panel
from filiform.pictures.labels import first_crossing
from filiform.pictures.placement_map import (
    photo_words,
    placement_png,
    placement_scene,
    site_labels,
    site_rows,
    withheld_words,
)
from filiform.pictures.scene import Words
from filiform.points.site import Withheld


def test_every_placed_site_has_its_code_in_a_margin(placed, facts, seen, photo):
    scene = placement_scene(placed, facts, face=seen, photo=photo)
    said = [shape.text for shape in scene.shapes if isinstance(shape, Words)]
    for site in placed.sites:
        assert site.id in said
    assert any(text == "20 mm" for text in said)


def test_a_hundred_codes_stand_apart_and_their_leaders_do_not_cross(placed, facts, seen, photo):
    origin = (float(placement_map.EDGE + placement_map.COLUMN), float(placement_map.HEAD))
    place = panel(seen, photo, origin, placement_map.PX_PER_MM)
    assert len(placed.sites) > 100
    for margin, rows in site_rows(site_labels(placed, facts, place), place):
        assert first_crossing(rows, margin) is None
        assert all(below.y - above.y >= placement_map.LABEL_SIZE * 0.9 for above, below in pairwise(rows))


def test_what_is_withheld_is_named_with_its_reason(placed, facts, seen, photo):
    scene = placement_scene(placed, facts, face=seen, photo=photo)
    said = " ".join(shape.text for shape in scene.shapes if isinstance(shape, Words))
    for item in placed.withheld:
        assert item.id in said


def kept(gate, value, limit=1.0):
    return Gate(gate, value, limit, passed=True)


def test_the_photo_is_told_in_whole_numbers_and_words():
    gates = (kept("faces", 1.0), kept("yaw", -2.67, 10.0), kept("pitch", 1.2, 12.0), kept("roll", 0.3, 25.0))
    eyes = kept("interpupillary_px", 193.4, 120.0)
    told = "Turned 3 degrees to the right, tilted 1 degree up, eyes 193 px apart (at least 120): all limits kept."
    assert photo_words((*gates, eyes)) == [told]
    assert photo_words([kept("yaw", 0.4)]) == ["Straight to the camera: all limits kept."]
    assert photo_words(()) == []


def test_a_warning_of_the_photo_stands_in_its_own_words():
    raised = Gate("brow_raised", 0.6, 0.5, passed=False, say="The brows look raised.")
    told = photo_words((kept("yaw", 4.0, 10.0), raised))
    assert told == ["Turned 4 degrees to the left: 1 of 2 limits kept.", "The brows look raised."]


def test_reasons_that_differ_in_their_side_alone_become_one():
    views = [
        Withheld("GB3", "left", "needs the left 45-degree view"),
        Withheld("GB3", "right", "needs the right 45-degree view"),
    ]
    one = Withheld("ST6", "left", "needs the left 45-degree view")
    assert withheld_words([*views, one]) == ["Needs the 45-degree views: GB3.", "Needs the left 45-degree view: ST6."]


def test_points_turned_away_are_listed_once_whatever_their_angle():
    reason = "the skin there is turned {} degrees from the camera: needs the {} 45-degree view"
    items = [Withheld("TE23", "left", reason.format(72, "left")), Withheld("TE23", "right", reason.format(75, "right"))]
    items += [Withheld("GB1", "left", reason.format(71, "left")), Withheld("GB1", "right", reason.format(73, "right"))]
    told = "The skin there is turned away from the camera: needs the 45-degree views: TE23, GB1."
    assert withheld_words(items) == [told]


def test_the_placement_picture_opens(placed, facts, seen, drawn, photo):
    for face, background in ((seen, photo), (drawn, None)):
        data = placement_png(placed, facts, face=face, photo=background)
        assert Image.open(BytesIO(data)).width > 1000
