from io import BytesIO
from itertools import pairwise

from PIL import Image

from filiform.face.face import Gate
from filiform.pictures import placement_map
from filiform.pictures.face_panel import panel
from filiform.pictures.labels import first_crossing
from filiform.pictures.placement_map import gate_words, placement_png, placement_scene, site_labels, site_rows
from filiform.pictures.scene import Words


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


def test_a_gate_is_told_with_its_limit_and_what_to_do():
    assert gate_words(Gate("yaw", 1.234, 10.0, passed=True)) == "yaw 1.23, limit 10"
    told = gate_words(Gate("pitch", 13.0, 12.0, passed=False, say="Chin down a little."))
    assert told == "pitch 13, limit 12 (not kept: Chin down a little.)"


def test_the_placement_picture_opens(placed, facts, seen, drawn, photo):
    for face, background in ((seen, photo), (drawn, None)):
        data = placement_png(placed, facts, face=face, photo=background)
        assert Image.open(BytesIO(data)).width > 1000
