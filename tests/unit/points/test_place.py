"""The atlas on faces: composites (averages of several people) and the drawn face."""

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filiform.errors import InputError
from filiform.face.drawn import drawn_face
from filiform.face.face import Face, Pose, Scale
from filiform.face.frame import front, rotation
from filiform.face.mesh import mesh
from filiform.knowledge import load
from filiform.points.place import placement, sides
from filiform.points.site import Placement

DATA = Path(__file__).parents[2] / "data"
COMPOSITES = {
    name: np.array(landmarks)
    for name, landmarks in json.loads((DATA / "composite_landmarks.json").read_text())["faces"].items()
}
REFERENCE = json.loads((DATA / "placement_reference.json").read_text())["cases"]
MESH = mesh(load.document("mesh.json"))
FACTS = load.knowledge()
DRAWN = drawn_face(MESH)
REGION = {int(triangle): name for (name, _), triangles in MESH.regions.items() for triangle in triangles}
TRIANGLE = {tuple(map(int, corners)): number for number, corners in enumerate(MESH.triangles)}


def a_face(landmarks_px, mm_per_px=None, relative_error=0.05):
    """A face from landmarks; without a scale its pupils are 63 mm apart."""
    if mm_per_px is None:
        shape, _ = front(landmarks_px, 1.0, MESH)
        mm_per_px = 63 / np.linalg.norm(shape[468, :2] - shape[473, :2])
    landmarks_mm, pose = front(landmarks_px, mm_per_px, MESH)
    return Face(landmarks_px, landmarks_mm, pose, Scale(mm_per_px, relative_error, "typed"), (), {})


def turned(face: Face, pose: Pose) -> Face:
    """The same face as a camera sees it after the head has turned."""
    landmarks_px = (face.landmarks_mm @ rotation(pose).T) * [1, -1, -1] / 0.2 + [700.0, 800.0, 0.0]
    return a_face(landmarks_px, 0.2)


def by_side(placed: Placement):
    return {(site.id, site.side): site for site in placed.sites}


def on(face, **options):
    return placement(face, FACTS, MESH, **options)


PLACED = {name: on(a_face(landmarks)) for name, landmarks in COMPOSITES.items()}
EVERYWHERE = [(name, site) for name, placed in PLACED.items() for site in placed.sites]


@pytest.mark.parametrize("face", [DRAWN, a_face(COMPOSITES["f_multi"]), turned(DRAWN, Pose(30, 0, 0))])
def test_every_point_appears_once_for_each_side(face):
    placed = on(face)
    told = Counter((one.id, one.side) for one in (*placed.sites, *placed.withheld))
    assert told == Counter((point.id, side) for point in FACTS.points.values() for side in sides(point))
    assert all(one.reason for one in placed.withheld)


def corrected(name: str) -> bool:
    """Whether a point's construction, or one it is measured from, is ours and no longer the collected one."""
    point = FACTS.points[name]
    named = re.findall(r"'pt', '([^']+)'", str(point.construction.expression))
    return any(one.field == "construction.expression" for one in point.corrections) or any(map(corrected, named))


@pytest.mark.parametrize("case", REFERENCE, ids=lambda case: case["face"])
def test_sites_agree_with_an_independent_evaluator(case):
    landmarks = DRAWN.landmarks_px if case["face"] == "drawn" else COMPOSITES[case["face"]]
    placed = by_side(on(a_face(landmarks, case["mm_per_px"]), hairline=case["hairline_px"]))
    compared = 0
    for name, side, x_px, y_px, _ in case["sites"]:
        site = placed.get((name, side))
        if site and not corrected(name):
            compared += 1
            assert np.hypot(site.x_px - x_px, site.y_px - y_px) * case["mm_per_px"] < 0.05, name
    assert compared > 100


def test_points_proposed_by_default_keep_away_from_eyes_lips_and_nostrils():
    places = {(REGION[TRIANGLE[s.anchor.triangle]], s.id) for _, s in EVERYWHERE if FACTS.points[s.id].default_use}
    assert {name for region, name in places if region in ("eye", "lips", "nostril_columella", "eyelid_lower")} == set()
    assert {name for region, name in places if region == "eyelid_upper"} <= {"GB1"}


def test_the_anchor_reproduces_the_place():
    for name, placed in PLACED.items():
        for site in placed.sites:
            x_px, y_px, _ = np.array(site.anchor.weights) @ COMPOSITES[name][list(site.anchor.triangle)]
            assert (site.x_px, site.y_px) == pytest.approx((x_px, y_px))
            assert sum(site.anchor.weights) == pytest.approx(1)


def test_the_drawn_face_is_placed_symmetrically():
    placed = by_side(on(DRAWN))
    for (name, side), site in placed.items():
        if side == "left":
            x_mm, y_mm, z_mm = placed[name, "right"].position_mm
            assert site.position_mm == pytest.approx((-x_mm, y_mm, z_mm), abs=1e-6)
        if side == "midline":
            assert site.position_mm[0] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("name", ["f_easian", "m_african"])
def test_a_mirrored_face_has_mirrored_points(name):
    landmarks = COMPOSITES[name]
    mirrored = (landmarks * [-1, 1, 1] + [1350, 0, 0])[MESH.mirror]
    here, there = by_side(on(a_face(landmarks))), by_side(on(a_face(mirrored)))
    other = {"left": "right", "right": "left", "midline": "midline"}
    assert {(point, other[side]) for point, side in here} == set(there)
    for (point, side), site in here.items():
        twin = there[point, other[side]]
        assert (1350 - twin.x_px, twin.y_px) == pytest.approx((site.x_px, site.y_px), abs=1e-3)
        assert twin.error_mm == pytest.approx(site.error_mm)


@settings(deadline=None, max_examples=12)
@given(st.floats(-9, 9), st.floats(-12, 12), st.floats(-25, 25))
def test_a_turned_face_turns_its_points(yaw_deg, pitch_deg, roll_deg):
    straight, away = by_side(on(DRAWN)), by_side(on(turned(DRAWN, Pose(yaw_deg, pitch_deg, roll_deg))))
    for key in straight.keys() & away.keys():
        assert away[key].position_mm == pytest.approx(straight[key].position_mm, abs=1e-6)


@settings(deadline=None, max_examples=8)
@given(st.floats(0.2, 4), st.floats(-300, 300))
def test_a_larger_photo_has_the_same_points_farther_apart(factor, right_px):
    landmarks = COMPOSITES["f_multi"]
    small, large = by_side(PLACED["f_multi"]), by_side(on(a_face(landmarks * factor + [right_px, 0, 0])))
    assert small.keys() == large.keys()
    for key, site in small.items():
        assert large[key].x_px == pytest.approx(site.x_px * factor + right_px, abs=1e-3)
        assert large[key].position_mm == pytest.approx(site.position_mm, abs=1e-3)


def test_points_of_the_body_the_scalp_and_the_neck_are_not_on_the_photo():
    reasons = {(one.id, one.side): one.reason for one in PLACED["f_multi"].withheld}
    assert reasons["ST36", "left"].startswith("not on the face photo")
    assert reasons["GV20", "midline"] == "not on a frontal photo: vertex"
    assert reasons["ST7", "left"] == "needs the left 45-degree view"
    assert "right 45-degree view" in reasons["TE21", "right"]
    assert "outline" in reasons["FX-ACS", "left"]
    assert "tap the hairline" in reasons["GV24", "midline"]


def test_no_site_stands_on_skin_that_is_turned_away():
    for placed in (*PLACED.values(), on(turned(DRAWN, Pose(12, 8, 0)))):
        assert max(site.facing_deg for site in placed.sites) <= 70


def test_the_side_a_turned_face_hides_is_withheld():
    placed = on(turned(DRAWN, Pose(18, 0, 0)))
    assert not [site for site in placed.sites if site.side == "left"]
    assert [site for site in placed.sites if site.side == "right"]
    assert any("turned 18 degrees: its left side" in one.reason for one in placed.withheld)


def test_a_turned_face_is_less_sure_on_the_side_turned_away():
    placed, straight = (by_side(on(turned(DRAWN, Pose(yaw_deg, 0, 0)))) for yaw_deg in (9, 0))
    assert placed["ST2", "left"].error_mm > placed["ST2", "right"].error_mm >= straight["ST2", "right"].error_mm


CASE_WITH_HAIRLINE = next(case for case in REFERENCE if case["hairline_px"])


def test_a_tapped_hairline_brings_its_points_and_makes_the_forehead_surer():
    face = a_face(COMPOSITES[CASE_WITH_HAIRLINE["face"]])
    without, tapped = by_side(on(face)), by_side(on(face, hairline=CASE_WITH_HAIRLINE["hairline_px"]))
    assert ("GV24", "midline") not in without
    assert ("GV24", "midline") in tapped
    default, known = without["FX-FRO-M", "left"], tapped["FX-FRO-M", "left"]
    assert default.default_line
    assert not known.default_line
    assert (default.confidence, known.confidence) == ("C", "B")
    assert known.error_mm < default.error_mm


def test_one_tap_speaks_only_for_its_own_neighbourhood():
    face = a_face(COMPOSITES["f_white"])
    middle = CASE_WITH_HAIRLINE["hairline_px"][2]
    placed = on(face, hairline=[middle])
    assert ("GV24", "midline") in by_side(placed)
    assert any(one.id == "GB15" and "tap the hairline there" in one.reason for one in placed.withheld)


def test_a_tap_on_the_nose_is_no_hairline():
    face = a_face(COMPOSITES["f_white"])
    with pytest.raises(InputError, match="where the hair begins"):
        on(face, hairline=[tuple(face.landmarks_px[4, :2])])


def test_a_hairline_tapped_on_one_side_only_is_refused():
    with pytest.raises(InputError, match="one side only"):
        on(a_face(COMPOSITES["f_white"]), hairline=CASE_WITH_HAIRLINE["hairline_px"][:2])


def test_a_fold_nobody_has_traced_is_a_default_line():
    site = by_side(PLACED["f_multi"])["FX-NLF-2", "left"]
    assert site.default_line
    assert site.confidence == "C"


def test_errors_are_finite_and_a_second_photo_never_changes_more_than_everything():
    assert all(0 < site.repeat_mm <= site.error_mm < 25 for _, site in EVERYWHERE)


def test_an_uncertain_scale_makes_points_at_a_distance_in_millimetres_less_sure():
    landmarks = COMPOSITES["f_multi"]
    sure, unsure = (by_side(on(a_face(landmarks, relative_error=error))) for error in (0.01, 0.10))
    assert unsure["FX-RIS", "left"].error_mm > sure["FX-RIS", "left"].error_mm
    assert unsure["FX-CHK", "left"].error_mm == pytest.approx(sure["FX-CHK", "left"].error_mm)


def test_the_drawn_face_says_nobody_stands_where_it_says():
    photo, drawn = by_side(on(turned(DRAWN, Pose(0, 0, 0)))), by_side(on(DRAWN))
    assert all(drawn[key].error_mm > photo[key].error_mm for key in photo.keys() & drawn.keys())
    assert min(site.error_mm for site in drawn.values()) > 9.3


def test_a_point_without_a_construction_is_withheld():
    how = FACTS.points["ST2"].construction.model_copy(update={"expression": None})
    changed = FACTS.points["ST2"].model_copy(update={"construction": how})
    placed = placement(DRAWN, replace(FACTS, points={"ST2": changed}), MESH)
    assert [one.reason for one in placed.withheld] == ["has no construction: find it by touch"] * 2
