"""Needles along a line: at equal distances along the skin, on both sides alike, never beyond what its sites allow."""

from dataclasses import replace
from itertools import pairwise
from math import dist

import numpy as np
import pytest

from filiform.face.drawn import drawn_face
from filiform.face.mesh import mesh
from filiform.face.surface import feet, lifted, surface
from filiform.knowledge import load
from filiform.knowledge.thread import thread_points, threads
from filiform.points.along import placed_lines
from filiform.points.construct import spot
from filiform.points.ground import ground
from filiform.points.place import constructions, placement
from filiform.safety.depth import depth_limit
from filiform.safety.finding import Limits

FACTS = load.knowledge()
THREADS = threads(FACTS.lines)


@pytest.fixture(scope="module")
def drawn():
    net = mesh(load.document("mesh.json"))
    face = drawn_face(net)
    placed = placement(face, FACTS, net)
    return face, net, placed, placed_lines(face, FACTS, net, placed)


def test_every_threaded_line_lies_on_the_drawn_face_on_both_sides(drawn):
    assert set(drawn[3]) == {(thread.id, side) for thread in THREADS for side in ("left", "right")}


def test_needles_stand_in_the_middle_of_equal_parts_so_no_two_are_farther_apart_straight_than_along_the_skin(drawn):
    for line in drawn[3].values():
        for count, row in line.needles.items():
            assert len(row) == count
            gaps = [dist(one.position_mm, other.position_mm) for one, other in pairwise(row)]
            assert all(gap <= line.length_mm / count + 0.05 for gap in gaps)
            assert not gaps or min(gaps) >= 0.75 * max(gaps)
            assert line.ends or not gaps or min(gaps) >= 0.75 * line.length_mm / count


def test_a_fold_begins_and_ends_at_points_that_keep_as_far_from_its_needles_as_these_from_each_other(drawn):
    _, _, placed, lines = drawn
    fold = lines["FX-NLF", "left"]
    assert fold.ends == ("LI20", "ST4")
    first, last = (next(s for s in placed.sites if (s.id, s.side) == (name, "left")) for name in fold.ends)
    row = fold.needles[3]
    between = np.mean([dist(one.position_mm, other.position_mm) for one, other in pairwise(row)])
    assert dist(first.position_mm, row[0].position_mm) == pytest.approx(between, abs=2.0)
    assert dist(last.position_mm, row[-1].position_mm) == pytest.approx(between, abs=2.0)


def test_a_fold_whose_end_is_not_in_sight_is_divided_whole(drawn):
    face, net, placed, lines = drawn
    gone = tuple(s for s in placed.sites if (s.id, s.side) != ("LI20", "left"))
    fold = placed_lines(face, FACTS, net, replace(placed, sites=gone))["FX-NLF", "left"]
    assert fold.ends == ("ST4",)
    assert fold.needles[3][0].position_mm[1] > lines["FX-NLF", "left"].needles[3][0].position_mm[1]


def test_both_sides_of_a_line_are_mirror_images_on_the_drawn_face(drawn):
    lines = drawn[3]
    for (name, side), line in lines.items():
        if side == "left":
            for count, row in line.needles.items():
                for one, other in zip(row, lines[name, "right"].needles[count], strict=True):
                    x, y, z = other.position_mm
                    assert one.position_mm == pytest.approx((-x, y, z), abs=0.3)


def test_the_middle_needle_of_the_fold_stands_where_its_middle_third_is(drawn):
    _, _, placed, lines = drawn
    middle = next(site for site in placed.sites if (site.id, site.side) == ("FX-NLF-2", "left"))
    assert dist(lines["FX-NLF", "left"].needles[3][1].position_mm, middle.position_mm) < 5


def test_a_needle_of_a_line_is_as_unsure_as_the_least_sure_site_on_it(drawn):
    _, _, placed, lines = drawn
    error = {(site.id, site.side): site.error_mm for site in placed.sites}
    for line in lines.values():
        worst = max(error[name, line.side] for name in line.replaces)
        assert {site.error_mm for row in line.needles.values() for site in row} == {worst}


def test_a_line_is_not_placed_where_one_of_its_sites_was_moved_by_hand_or_is_not_in_sight(drawn):
    face, net, placed, _ = drawn
    moved = tuple(replace(s, corrected=(s.id, s.side) == ("FX-NLF-2", "left")) for s in placed.sites)
    lines = placed_lines(face, FACTS, net, replace(placed, sites=moved))
    assert ("FX-NLF", "left") not in lines
    assert ("FX-NLF", "right") in lines
    gone = tuple(s for s in placed.sites if (s.id, s.side) != ("FX-MAR-1", "right"))
    assert ("FX-MAR", "right") not in placed_lines(face, FACTS, net, replace(placed, sites=gone))


@pytest.mark.parametrize("line", FACTS.lines.values(), ids=lambda line: line.id)
def test_every_line_on_the_mesh_can_be_evaluated_and_lies_on_the_face(line, drawn):
    face, net, *_ = drawn
    whole = ground(face.landmarks_mm, net, constructions(FACTS))
    spots = [spot(whole, place) for place in line.points]
    assert all(np.isfinite(one.mm).all() for one in spots)
    on = feet(whole.skin, np.array([one.mm[:2] for one in spots]))[1]
    assert line.off_mesh or on.mean() >= 0.5


def test_many_feet_are_those_of_one_by_one(drawn):
    face, net, *_ = drawn
    skin = surface(face.landmarks_mm, net)
    places = np.array([[10.0, -20.0], [-30.0, 15.0], [400.0, 0.0]])
    many, on = feet(skin, places)
    for place, spot_mm, hit in zip(places, many, on, strict=True):
        one = lifted(skin, float(place[0]), float(place[1]))
        assert one.on == hit
        assert not hit or one.position == pytest.approx(spot_mm)


@pytest.mark.parametrize("thread", THREADS, ids=lambda thread: thread.id)
def test_a_threaded_line_never_allows_more_than_any_site_on_it(thread):
    whole = FACTS.points[thread.id]
    free = Limits((), {})
    deepest = depth_limit(whole, FACTS, free).depth_mm[1]
    for name in thread.replaces:
        single = FACTS.points[name]
        assert deepest <= depth_limit(single, FACTS, free).depth_mm[1]
        assert set(single.forbidden_when) <= set(whole.forbidden_when)
        assert set(single.cautions) <= set(whole.cautions)
        assert whole.confidence.indications >= single.confidence.indications
        assert all(weight <= single.indications[need] for need, weight in whole.indications.items())
        for zone in FACTS.danger_zones.values():
            assert name not in zone.points or thread.id in zone.points
        for rule in FACTS.rules.values():
            assert name not in rule.points or thread.id in rule.points


def test_lines_without_a_thread_add_no_site():
    bare = {name: line.model_copy(update={"thread": None}) for name, line in FACTS.lines.items()}
    assert thread_points(bare, FACTS.points) == {}
