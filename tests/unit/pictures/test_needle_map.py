import time
from io import BytesIO
from itertools import pairwise

import pytest
from PIL import Image

from filiform.pictures import map as needle_map
from filiform.pictures.crop import crop_box
from filiform.pictures.face_panel import GAP, STUB, label_parts, label_rows, panel
from filiform.pictures.labels import first_crossing
from filiform.pictures.map import ROW, face_labels, map_png, map_scene
from filiform.pictures.marks import is_soft, marks
from filiform.pictures.numbering import numbers
from filiform.pictures.scene import Words


def words_of(scene):
    return [shape.text for shape in scene.shapes if isinstance(shape, Words)]


@pytest.fixture
def place(seen, photo):
    return panel(
        seen, photo, (float(needle_map.EDGE + needle_map.COLUMN), float(needle_map.HEAD)), needle_map.PX_PER_MM
    )


def test_the_map_is_a_picture_of_the_size_of_its_scene(proposal, facts, seen, photo):
    scene = map_scene(proposal, facts, face=seen, photo=photo)
    picture = Image.open(BytesIO(map_png(proposal, facts, face=seen, photo=photo)))
    assert picture.format == "PNG"
    assert picture.size == (scene.width, scene.height)
    assert picture.width >= 170 * 4.5


def test_the_face_is_shown_170_mm_wide_at_five_pixels_a_millimetre(place, seen):
    left, _, right, _ = crop_box(seen)
    assert (right - left) * seen.scale.mm_per_px == pytest.approx(170, abs=1.0)
    assert place.width == pytest.approx(850, abs=5)


def test_all_marks_lie_inside_the_crop(proposal, facts, seen, place):
    for mark in marks(proposal.needles, facts, seen):
        x, y = place.at(mark.at)
        assert place.origin[0] < x < place.origin[0] + place.width
        assert place.origin[1] < y < place.origin[1] + place.height


def test_leaders_of_a_real_plan_do_not_cross_and_labels_stay_on_the_page(proposal, facts, seen, place):
    shown = marks(proposal.needles, facts, seen)
    for margin, rows in label_rows(face_labels(shown, facts, place), place, ROW):
        assert first_crossing(rows, margin) is None
        assert all(below.y - above.y >= needle_map.LABEL_SIZE for above, below in pairwise(rows))
        for row in rows:
            width = sum(part[-1] for part in label_parts(row, needle_map.LABEL_SIZE)) + STUB + GAP + 10
            assert width <= needle_map.COLUMN + needle_map.EDGE


def test_the_patients_right_is_labelled_on_the_left_of_the_picture(proposal, facts, seen, place):
    shown = marks(proposal.needles, facts, seen)
    sides = {mark.number: mark.side for mark in shown}
    left, right = label_rows(face_labels(shown, facts, place), place, ROW)
    assert {sides[row.label.key] for row in left[1] if row.label} <= {"right", "midline"}
    assert {sides[row.label.key] for row in right[1] if row.label} <= {"left", "midline"}


def test_unsure_places_are_areas_to_be_found_by_touch_and_never_dots(proposal, facts, seen):
    by_site = {mark.site: mark for mark in marks(proposal.needles, facts, seen)}
    assert all(mark.soft for mark in by_site.values() if mark.error_mm > 4.0)
    assert is_soft("ST6", 1.0, facts)
    assert not is_soft("ST3", 3.9, facts)


def test_needles_are_numbered_by_zone_with_a_pair_together(proposal, facts):
    named = numbers(proposal.needles, facts)
    assert len(set(named.values())) == len(proposal.needles)
    assert int(named["ST3", "left"][1:]) == int(named["ST3", "right"][1:]) + 1
    legs = [name for (site, _), name in named.items() if site in {"ST36", "SP6"}]
    assert sorted(legs) == ["L1", "L2", "L3", "L4"]


def test_the_map_says_counts_sides_protocol_and_what_nobody_reviewed(proposal, facts, seen, photo):
    said = " ".join(words_of(map_scene(proposal, facts, face=seen, photo=photo)))
    assert f"{proposal.face_needles} face, {proposal.body_needles} body" in said
    assert facts.protocols["default"].label in said
    assert "Rules not yet reviewed by a clinician." in said
    assert "Photo was sitting; skin shifts when lying. Palpate." in said
    assert " R " in said
    assert " L " in said
    assert "No needles there before 11 Nov." in said


def test_needles_the_photo_cannot_show_are_named_on_the_figure(proposal, facts, seen, photo):
    said = words_of(map_scene(proposal, facts, face=seen, photo=photo))
    hidden = {needle.site for needle in proposal.needles if needle.position_px is None}
    assert {"GV20", "LI4", "ST36"} <= hidden <= set(said)


def test_a_drawn_face_says_that_it_is_nobodys(proposal, facts, drawn):
    said = " ".join(words_of(map_scene(proposal, facts, face=drawn, photo=None)))
    assert "Drawn face, nobody's" in said
    assert "Photo was sitting" not in said


def test_a_slanted_needle_is_drawn_no_longer_than_it_lies_under_the_skin(proposal, facts, seen):
    inserted = {(needle.site, needle.side): needle.inserted_mm for needle in proposal.needles}
    drawn_lines = [mark for mark in marks(proposal.needles, facts, seen) if mark.tip]
    assert drawn_lines
    for mark in drawn_lines:
        length_px = ((mark.tip[0] - mark.at[0]) ** 2 + (mark.tip[1] - mark.at[1]) ** 2) ** 0.5
        assert 0 < length_px * seen.scale.mm_per_px <= inserted[mark.site, mark.side]


def test_lifting_needles_point_up_and_to_their_own_side(proposal, facts, seen):
    by_key = {(mark.site, mark.side): mark for mark in marks(proposal.needles, facts, seen)}
    left, right = by_key["ST3", "left"], by_key["ST3", "right"]
    assert left.tip[1] < left.at[1]
    assert left.tip[0] > left.at[0]
    assert right.tip[0] < right.at[0]


def test_the_map_is_the_same_each_time(proposal, facts, seen, photo):
    assert map_png(proposal, facts, face=seen, photo=photo) == map_png(proposal, facts, face=seen, photo=photo)


def test_the_map_takes_no_time_a_person_would_notice(proposal, facts, seen, photo):
    map_png(proposal, facts, face=seen, photo=photo)
    start = time.process_time()
    map_png(proposal, facts, face=seen, photo=photo)
    assert time.process_time() - start < 2.0
