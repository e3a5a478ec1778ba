from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest

from filiform.pictures.marks import by_touch
from filiform.pictures.numbering import numbers
from filiform.pictures.web_figure import ACROSS, ROW, figure_svg


@pytest.fixture
def unseen(proposal):
    """The plan with its points at the edge of the face not on the photo."""
    hidden = {"SI18", "EX-HN5"}
    needles = (
        replace(needle, position_px=None, error_mm=None) if needle.site in hidden else needle
        for needle in proposal.needles
    )
    return replace(proposal, needles=tuple(needles))


def found(root, name):
    return [item for item in root.iter() if name in item.get("class", "").split()]


def tree(proposal, facts):
    return ET.fromstring(figure_svg(proposal, facts))  # noqa: S314 our own text


def words(item):
    return "".join(item.itertext())


def test_each_needle_found_by_touch_is_one_named_button(unseen, facts):
    marks = found(tree(unseen, facts), "mark")
    needles = by_touch(unseen)
    assert sorted((mark.get("data-site"), mark.get("data-side")) for mark in marks) == sorted(
        (needle.site, needle.side) for needle in needles
    )
    assert all(mark.get("role") == "button" and mark.get("tabindex") == "0" for mark in marks)
    assert any(mark.get("aria-label").endswith(" LI4, left, planned, hand, find by touch") for mark in marks)


def test_each_ring_of_the_figure_has_its_number_and_code(unseen, facts):
    named = numbers(unseen.needles, facts)
    for zone in found(tree(unseen, facts), "map-zone"):
        for mark in found(zone, "mark"):
            assert words(mark) == f"{named[mark.get('data-site'), mark.get('data-side')]} {mark.get('data-site')}"
            assert found(mark, "mark-ring")


def test_face_needles_without_a_place_are_listed_by_region(unseen, facts):
    listed = found(tree(unseen, facts), "figure-list")[0]
    told = " ".join(words(item) for item in found(listed, "figure-note"))
    assert "SI18 both sides, outer cheek: find by touch" in told
    assert told.index("EX-HN5 both sides, temple") < told.index("SI18")
    assert {mark.get("data-site") for mark in found(listed, "mark")} >= {"SI18", "EX-HN5"}


def test_places_to_tap_do_not_overlap_and_stay_on_the_picture(unseen, facts):
    hits = found(tree(unseen, facts), "mark-hit")
    boxes = [tuple(float(item.get(name)) for name in ("x", "y", "width", "height")) for item in hits]
    assert all(x >= 0 and x + width <= ACROSS and height >= ROW - 2 for x, _, width, height in boxes)
    for (x, y, width, height), (x2, y2, width2, height2) in combinations(boxes, 2):
        assert x + width <= x2 or x2 + width2 <= x or y + height <= y2 or y2 + height2 <= y


def test_the_figure_needs_no_inline_style_or_script(unseen, facts):
    for item in tree(unseen, facts).iter():
        assert "style" not in item.attrib
        assert not any(name.startswith("on") for name in item.attrib)


def test_a_plan_that_the_picture_shows_whole_has_no_figure(proposal, facts):
    shown = tuple(needle for needle in proposal.needles if needle.position_px is not None)
    assert figure_svg(replace(proposal, needles=shown), facts) == ""


def test_a_plan_of_the_face_alone_has_the_list_without_the_figure(unseen, facts):
    face = tuple(needle for needle in unseen.needles if needle.where == "face")
    root = tree(replace(unseen, needles=face), facts)
    assert found(root, "figure-list")
    assert not found(root, "map-face")
