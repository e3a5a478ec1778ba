from dataclasses import replace
from io import BytesIO
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from filiform.pictures.crop import crop_box, crop_jpeg
from filiform.pictures.lettering import text_width
from filiform.pictures.marks import marks
from filiform.pictures.numbering import numbers
from filiform.pictures.web_map import map_svg, web_panel
from filiform.pictures.web_mark import LETTERS

SVG = "{http://www.w3.org/2000/svg}"


def tree(*args, **kwargs):
    return ET.fromstring(map_svg(*args, **kwargs))  # noqa: S314 our own text


def found(root, name):
    return [item for item in root.iter() if name in item.get("class", "").split()]


def test_each_needle_on_the_picture_is_one_named_button(proposal, facts, seen):
    root = tree(proposal, facts, face=seen)
    shown = marks(proposal.needles, facts, seen)
    buttons = found(root, "mark")
    assert len(buttons) == len(shown)
    assert all(item.get("role") == "button" and item.get("tabindex") == "0" for item in buttons)
    names = {item.get("aria-label") for item in buttons}
    st3 = next(mark for mark in shown if (mark.site, mark.side) == ("ST3", "left"))
    assert f"{st3.number} ST3, left, planned, {st3.error_mm:.0f} mm error" in names
    assert any(" GV26, middle, planned, locked" in name for name in names)
    st6 = {
        f"{mark.number} ST6, left, planned, find by touch"
        for mark in shown
        if (mark.site, mark.side) == ("ST6", "left")
    }
    assert st6 <= names


def test_nothing_in_the_overlay_needs_an_inline_style_or_script(proposal, facts, seen, drawn, placed):
    for face in (seen, drawn):
        root = tree(proposal, facts, face=face, placement=placed)
        for item in root.iter():
            assert "style" not in item.attrib
            assert not any(name.startswith("on") for name in item.attrib)
            assert item.tag not in {f"{SVG}script", f"{SVG}style", f"{SVG}image"}


def test_soft_marks_have_an_area_and_no_ring(proposal, facts, seen):
    soft = found(tree(proposal, facts, face=seen), "mark-soft")
    assert soft
    for item in soft:
        assert found(item, "mark-area")
        assert not found(item, "mark-ring")


def test_marks_show_the_number_of_the_sheet_and_keep_their_code_back(proposal, facts, seen):
    named = numbers(proposal.needles, facts)
    for item in found(tree(proposal, facts, face=seen), "mark"):
        number, code = found(item, "mark-number")[0], found(item, "mark-code")[0]
        assert number.text == named[item.get("data-site"), item.get("data-side")] == item.get("data-number")
        assert "display" not in number.attrib
        assert (code.text, code.get("display")) == (item.get("data-site"), "none")


def boxes(root, face, width_px):
    """Where each number lies on a map so many CSS pixels wide: left, top, right, bottom."""
    unit = web_panel(face).width / width_px
    for item in found(root, "mark"):
        x, y = (float(part) / unit for part in item.get("transform")[10:-1].split())
        text = found(item, "mark-words")[0]
        across = text_width(item.get("data-number"), LETTERS, bold=True)
        left = x + float(text.get("x")) - {"start": 0, "middle": across / 2, "end": across}[text.get("text-anchor")]
        bottom = y + float(text.get("y"))
        yield left, bottom - 0.73 * LETTERS, left + across, bottom


@pytest.mark.parametrize("width_px", [320, 360, 480, 640, 850, 1300, 2040])
def test_numbers_do_not_overlap_at_any_width(proposal, facts, seen, drawn, width_px):
    for face in (seen, drawn):
        places = list(boxes(tree(proposal, facts, face=face), face, width_px))
        assert len(places) > 20
        for one, other in combinations(places, 2):
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart


def test_added_removed_locked_and_left_out_have_their_own_shapes(proposal, facts, seen, placed):
    gone = next(needle for needle in proposal.needles if needle.site == "CV24")
    root = tree(proposal, facts, face=seen, placement=placed, added={("ST3", "left")}, removed=[gone])
    assert [item.get("data-site") for item in found(root, "mark-added")] == ["ST3"]
    assert [item.get("data-site") for item in found(root, "mark-removed")] == ["CV24"]
    assert {item.get("data-site") for item in found(root, "mark-locked")} == {"GV26"}
    layer = found(root, "layer-left-out")[0]
    assert layer.get("display") == "none"
    assert {item.get("data-site") for item in found(layer, "mark-left-out")} <= {"FX-GLL"}


def test_zones_come_in_the_order_of_insertion_with_their_counts(proposal, facts, seen):
    zones = found(tree(proposal, facts, face=seen), "map-zone")
    order = [facts.zones[zone.get("data-zone")].order for zone in zones]
    assert order == sorted(order)
    assert all(int(zone.get("data-count")) == len(found(zone, "mark")) for zone in zones)


def test_the_photo_crop_has_the_same_frame_as_the_overlay(proposal, facts, seen, photo):
    left, top, right, bottom = crop_box(seen)
    root = tree(proposal, facts, face=seen)
    *_, width, height = (float(value) for value in root.get("viewBox").split())
    assert abs(width / height - (right - left) / (bottom - top)) < 0.002
    picture = Image.open(BytesIO(crop_jpeg(photo, crop_box(seen), 600)))
    assert max(picture.size) == 600
    assert abs(picture.width / picture.height - width / height) < 0.01
    assert not picture.getexif()


def test_a_crop_that_reaches_over_the_photo_is_filled_with_paper(photo):
    picture = Image.open(BytesIO(crop_jpeg(photo, (-100.0, -100.0, 100.0, 100.0), 200)))
    assert picture.size == (200, 200)
    assert min(picture.getpixel((10, 10))) > 245
    assert max(picture.getpixel((150, 150))) < 120


def test_a_drawn_face_brings_its_lines_with_it(proposal, facts, drawn, seen):
    assert found(tree(proposal, facts, face=drawn), "map-face")
    assert not found(tree(proposal, facts, face=seen), "map-face")


def test_no_soft_area_is_painted_over_a_number(proposal, facts, seen):
    everything = list(tree(proposal, facts, face=seen).iter())
    ground = [everything.index(item) for item in everything if item.get("class") == "area"]
    soft = [item for item in everything if "mark-soft" in item.get("class", "").split()]
    assert len(ground) == len(soft)
    assert max(ground) < min(everything.index(item) for item in everything if "map-zone" in item.get("class", ""))
    assert {found(item, "mark-area")[0].get("fill") for item in soft} == {"none"}


def moved_by_hand(placed, key, away_px):
    """The placement with one site moved to the side of where its rule puts it."""
    return replace(
        placed,
        sites=tuple(
            replace(site, corrected=True, rule_px=(site.x_px + away_px, site.y_px))
            if (site.id, site.side) == key
            else site
            for site in placed.sites
        ),
    )


def test_a_needle_that_was_moved_by_hand_says_so_and_shows_where_the_rule_puts_it(proposal, facts, seen, placed):
    by_hand = moved_by_hand(placed, ("ST3", "left"), 12.0)
    root = tree(proposal, facts, face=seen, placement=by_hand)
    (mark,) = found(root, "mark-by-hand")
    assert mark.get("aria-label").endswith("moved by hand")
    assert found(mark, "mark-hand")
    (layer,) = found(root, "map-by-hand")
    way = next(iter(layer))
    long = float(way.get("x1")) - float(way.get("x2"))
    assert long == pytest.approx(12.0 * web_panel(seen).scale, abs=0.1)
    assert not found(tree(proposal, facts, face=seen, placement=placed), "map-by-hand")


def test_a_needle_written_before_its_site_was_moved_is_not_said_to_be_moved(proposal, facts, seen, placed):
    later = replace(
        moved_by_hand(placed, ("ST3", "left"), 12.0),
        sites=tuple(replace(site, x_px=site.x_px + 9.0, rule_px=(site.x_px, site.y_px)) for site in placed.sites),
    )
    assert not found(tree(proposal, facts, face=seen, placement=later), "mark-by-hand")
