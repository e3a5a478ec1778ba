"""What must hold of the check of a needle against what lies beneath it, wherever the needle goes."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filiform.face.drawn import drawn_face
from filiform.face.face import Face
from filiform.face.frame import front
from filiform.face.mesh import mesh
from filiform.knowledge import load
from filiform.knowledge.models import Knowledge
from filiform.points.place import placement
from filiform.points.site import Site
from filiform.points.structures import Below, below
from filiform.safety.beneath import bruise_risk, depth_bounds, nears
from filiform.safety.depth import depth_limit
from filiform.safety.finding import Limits
from filiform.safety.near import Near
from filiform.safety.shaft import goes, shaft

MESH = mesh(load.document("mesh.json"))
FACTS = load.knowledge()
DRAWN = drawn_face(MESH)
SITES = placement(DRAWN, FACTS, MESH).sites
BELOW = below(DRAWN, FACTS, MESH)
NONE = Limits(blocked=(), closed={})

SITE = st.sampled_from(SITES)
ANGLE = st.sampled_from([15.0, 45.0, 90.0])
LENGTH = st.floats(1.0, 20.0)
WAY = st.none() | st.floats(0.0, 360.0)


def mirrored(face: Face) -> Face:
    landmarks_px = (face.landmarks_px * [-1, 1, 1] + [1000.0, 0, 0])[MESH.mirror]
    landmarks_mm, pose = front(landmarks_px, face.scale.mm_per_px, MESH)
    return replace(face, landmarks_px=landmarks_px, landmarks_mm=landmarks_mm, pose=pose)


def crooked(face: Face) -> Face:
    """A face whose left half is longer than its right."""
    landmarks_px = face.landmarks_px.copy()
    landmarks_px[:, 1] += np.where(face.landmarks_mm[:, 0] > 0, 0.06 * (landmarks_px[:, 1] - 500), 0.0)
    landmarks_mm, pose = front(landmarks_px, face.scale.mm_per_px, MESH)
    return replace(face, landmarks_px=landmarks_px, landmarks_mm=landmarks_mm, pose=pose)


def way(site: Site, degrees: float | None) -> tuple[float, float, float] | None:
    """A heading across the face, lateral at 0 degrees and up at 90, on both sides alike."""
    if degrees is None:
        return None
    outwards = -1.0 if site.side == "right" else 1.0
    return outwards * float(np.cos(np.radians(degrees))), float(np.sin(np.radians(degrees))), 0.0


def found(site: Site, degrees: float | None, angle: float, length: float, under: Below = BELOW) -> tuple[Near, ...]:
    laid = shaft(site, under.skin, heading=way(site, degrees), angle_deg=angle, inserted_mm=length)
    return nears(laid, under.segments)


def wider(facts: Knowledge, by: float) -> Knowledge:
    spread = {
        name: one.model_copy(update={"lateral_sd_mm": one.lateral_sd_mm and one.lateral_sd_mm * by})
        for name, one in facts.structures.items()
    }
    return replace(facts, structures=spread)


WIDE = {by: below(DRAWN, wider(FACTS, by), MESH) for by in (1.5, 3.0)}


@given(SITE, WAY, ANGLE, LENGTH, st.floats(0.0, 10.0))
@settings(max_examples=60, deadline=None)
def test_a_longer_needle_never_comes_near_less(
    site: Site, degrees: float | None, angle: float, length: float, more: float
) -> None:
    short = {near.structure: near for near in found(site, degrees, angle, length)}
    long = {near.structure: near for near in found(site, degrees, angle, length + more)}
    assert short.keys() <= long.keys()
    assert all(long[name].rank >= near.rank for name, near in short.items())
    assert bruise_risk(tuple(long.values())) >= bruise_risk(tuple(short.values()))


@given(SITE, WAY, ANGLE, LENGTH, st.sampled_from(sorted(WIDE)))
@settings(max_examples=60, deadline=None)
def test_a_wider_spread_never_removes_a_warning(
    site: Site, degrees: float | None, angle: float, length: float, by: float
) -> None:
    narrow = {near.structure for near in found(site, degrees, angle, length)}
    wide = {near.structure for near in found(site, degrees, angle, length, WIDE[by])}
    assert narrow <= wide


@given(SITE, WAY, ANGLE, LENGTH, st.floats(0.1, 8.0))
@settings(max_examples=60, deadline=None)
def test_a_less_sure_site_never_loses_a_warning(
    site: Site, degrees: float | None, angle: float, length: float, more: float
) -> None:
    sure = {near.structure for near in found(site, degrees, angle, length)}
    unsure = replace(site, error_mm=site.error_mm + more)
    assert sure <= {near.structure for near in found(unsure, degrees, angle, length)}


@pytest.mark.parametrize("degrees", [None, 0.0, 90.0, 200.0])
@pytest.mark.parametrize("angle", [15.0, 90.0])
def test_a_mirrored_face_gives_mirrored_notes(degrees: float | None, angle: float) -> None:
    face = crooked(DRAWN)
    other = mirrored(face)
    here, there = below(face, FACTS, MESH), below(other, FACTS, MESH)
    swap = {"left": "right", "right": "left", "midline": "midline"}
    over = {(site.id, site.side): site for site in placement(other, FACTS, MESH).sites}
    for site in placement(face, FACTS, MESH).sites:
        twin = over[site.id, swap[site.side]]
        if site.side == "midline" and degrees not in {None, 90.0}:
            continue  # a way to the side has no twin on the midline
        ours, theirs = (
            {near.structure: near.distance_mm for near in found(place, degrees, angle, 8.0, under)}
            for place, under in ((site, here), (twin, there))
        )
        differing = ours.keys() ^ theirs.keys()
        assert len(differing) <= 1, (site.id, ours, theirs)
        assert all(abs(ours[name] - theirs[name]) <= 1 for name in ours.keys() & theirs.keys())


def test_a_shallow_needle_passes_above_what_lies_deep() -> None:
    site = next(site for site in SITES if (site.id, site.side) == ("ST2", "left"))
    shallow = {near.structure for near in found(site, 270.0, 15.0, 6.0)}
    deep = {near.structure for near in found(site, None, 90.0, 10.0)}
    assert "facial_vein" not in shallow
    assert "facial_vein" in deep


def test_a_note_has_whole_millimetres_a_source_and_what_to_do() -> None:
    sources = load.evidence().sources
    seen = 0
    for site in SITES:
        for near in found(site, None, 90.0, 8.0):
            seen += 1
            assert isinstance(near.distance_mm, int)
            assert isinstance(near.varies_mm, int)
            assert near.depth_mm is None or all(isinstance(mm, int) for mm in near.depth_mm)
            assert near.source in sources
            assert re.match(r"(Near|Not deeper than)", near.say)
            assert not re.search(r"\b(safe|safely|clear|cleared|harmless)\b", near.say)
            assert not re.search(r"\d\.\d+ mm", near.say)
    assert seen > 100


def test_vessels_are_pressed_longer_where_blood_is_thinned() -> None:
    site = next(site for site in SITES if (site.id, site.side) == ("ST2", "left"))
    laid = shaft(site, BELOW.skin, heading=None, angle_deg=90.0, inserted_mm=6.0)
    usual, thinned = (nears(laid, BELOW.segments, press_min=minutes) for minutes in (0.0, 3.0))
    vein = next(near for near in usual if near.structure == "facial_vein")
    assert "press 2 minutes after" in vein.say
    assert "press 3 minutes after" in next(near for near in thinned if near.structure == "facial_vein").say


def test_a_way_into_the_canal_is_told_from_the_way_out() -> None:
    for side, outwards in (("left", 1.0), ("right", -1.0)):
        assert goes(np.array([outwards * 0.7, 0.7, 0.0]), side, "up_lateral")
        assert not goes(np.array([-outwards * 0.7, -0.7, 0.0]), side, "up_lateral")


def test_a_structure_bounds_the_depth_and_says_so() -> None:
    limited = depth_bounds(SITES, BELOW.segments)
    key = ("ST2", "left")
    assert (5.0, "infraorbital foramen") in limited[key]
    free = FACTS.points["ST2"]
    deep = replace(FACTS, danger_zones={})
    bound = depth_limit(free, deep, NONE, limited[key])
    assert bound is not None
    assert bound.depth_mm[1] == 5.0
    assert bound.bound_by in {"infraorbital foramen 5 mm", "region Infraorbital / medial cheek 5 mm"}
    assert depth_limit(free, FACTS, NONE, [(2.0, "some vessel")]).bound_by == "some vessel 2 mm"


def test_both_sides_of_a_point_take_the_lesser_depth() -> None:
    face = crooked(DRAWN)
    limited = depth_bounds(placement(face, FACTS, MESH).sites, below(face, FACTS, MESH).segments)
    sides = [side for _, side in limited]
    assert sides.count("left") == sides.count("right") > 0
    assert all(limited[point, "left"] == limited[point, "right"] for point, side in limited if side == "left")


def test_a_side_the_photo_does_not_show_is_as_shallow_as_the_other() -> None:
    shown = [site for site in SITES if (site.id, site.side) != ("ST2", "right")]
    limited = depth_bounds(shown, BELOW.segments)
    assert limited["ST2", "right"] == limited["ST2", "left"]
