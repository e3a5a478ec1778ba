"""The laws of a site moved by hand."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from filiform.errors import InputError
from filiform.exchange.corrections import corrections, corrections_text
from filiform.face.drawn import drawn_face
from filiform.face.face import Face, Pose, Scale
from filiform.face.frame import front, rotation
from filiform.face.mesh import mesh
from filiform.knowledge import load
from filiform.points.carry import anchor_mm, anchor_px
from filiform.points.hand import MOST_MOVED_MM, HandMove, latest, mirrored, moved
from filiform.points.place import placement
from filiform.points.site import Anchor, Site

DATA = Path(__file__).parents[2] / "data"
MESH = mesh(load.document("mesh.json"))
FACTS = load.knowledge()
DAY = date(2026, 11, 22)


def a_face(landmarks_px, mm_per_px) -> Face:
    landmarks_mm, pose = front(landmarks_px, mm_per_px, MESH)
    return Face(landmarks_px, landmarks_mm, pose, Scale(mm_per_px, 0.05, "typed"), (), {})


def composite(name: str) -> Face:
    landmarks_px = np.array(json.loads((DATA / "composite_landmarks.json").read_text())["faces"][name])
    shape, _ = front(landmarks_px, 1.0, MESH)
    return a_face(landmarks_px, float(63 / np.linalg.norm(shape[468, :2] - shape[473, :2])))


FACE = composite("f_multi")
PLACED = placement(FACE, FACTS, MESH)
SITES = {(site.id, site.side): site for site in PLACED.sites}
INNER = sorted(key for key, site in SITES.items() if site.facing_deg < 45 and min(site.anchor.weights) > 0)


def seen_turned(face: Face, pose: Pose) -> Face:
    """The same person on another photo, with the head turned."""
    mm_per_px = face.scale.mm_per_px * 0.8
    landmarks_px = (face.landmarks_mm @ rotation(pose).T) * [1, -1, -1] / mm_per_px + [900.0, 700.0, 0.0]
    return a_face(landmarks_px, mm_per_px)


def at(placed, key) -> Site:
    return next(site for site in placed.sites if (site.id, site.side) == key)


def dragged(key, right_mm: float, down_mm: float, face: Face = FACE, placed=PLACED) -> HandMove:
    site = at(placed, key)
    to_px = (site.x_px + right_mm / face.scale.mm_per_px, site.y_px + down_mm / face.scale.mm_per_px)
    return moved(placed, key, to_px, face, MESH, on=DAY, by="AB")


def slightly(key, right_mm: float, down_mm: float, face: Face = FACE, placed=PLACED) -> HandMove:
    """A move of a few millimetres; those into the eye or over the edge of the face are refused, and no example."""
    try:
        return dragged(key, right_mm, down_mm, face, placed)
    except InputError:
        reject()


few_mm = st.floats(-5, 5, allow_nan=False)


@settings(max_examples=25, deadline=None)
@given(key=st.sampled_from(INNER), right_mm=few_mm, down_mm=few_mm)
def test_a_corrected_site_is_placed_exactly_where_it_was_put_and_moves_no_other(key, right_mm, down_mm):
    correction = slightly(key, right_mm, down_mm)
    again = placement(FACE, FACTS, MESH, corrections=[correction])
    site, before = at(again, key), SITES[key]
    mm_per_px = FACE.scale.mm_per_px
    assert (site.x_px, site.y_px) == pytest.approx(
        (before.x_px + right_mm / mm_per_px, before.y_px + down_mm / mm_per_px)
    )
    assert site.corrected
    assert site.rule_px == (before.x_px, before.y_px)
    assert [one for one in again.sites if one != site] == [one for one in PLACED.sites if one != before]
    assert again.withheld == PLACED.withheld


@settings(max_examples=25, deadline=None)
@given(
    key=st.sampled_from(INNER),
    right_mm=few_mm,
    down_mm=few_mm,
    pose=st.builds(Pose, st.floats(-10, 10), st.floats(-10, 10), st.floats(-20, 20)),
)
def test_a_corrected_site_lies_on_the_same_skin_of_a_turned_head(key, right_mm, down_mm, pose):
    correction = slightly(key, right_mm, down_mm)
    other = seen_turned(FACE, pose)
    there = {(one.id, one.side): one for one in placement(other, FACTS, MESH, corrections=[correction]).sites}
    assume(key in there)
    assert there[key].position_mm == pytest.approx(anchor_mm(correction.anchor, FACE), abs=0.1)


@settings(max_examples=25, deadline=None)
@given(
    key=st.sampled_from([one for one in INNER if one[1] != "midline"]),
    right_mm=st.floats(-4, 4),
    down_mm=st.floats(-4, 4),
)
def test_the_twin_of_a_move_is_its_mirror_image(key, right_mm, down_mm):
    even = drawn_face(MESH)  # both sides alike
    placed = placement(even, FACTS, MESH)
    correction = slightly(key, right_mm, down_mm, even, placed)
    twin = mirrored(correction, MESH)
    assert mirrored(twin, MESH) == correction
    x, y, z = anchor_mm(correction.anchor, even)
    assert anchor_mm(twin.anchor, even) == pytest.approx((-x, y, z), abs=0.05)


def test_taking_a_correction_back_gives_the_same_placement_to_the_last_bit():
    correction = dragged(("ST2", "left"), 3, 2)
    assert placement(FACE, FACTS, MESH, corrections=[correction]) != PLACED
    assert placement(FACE, FACTS, MESH, corrections=[]) == PLACED


def test_the_last_correction_of_a_site_holds():
    first, second = dragged(("ST2", "left"), 3, 0), dragged(("ST2", "left"), 0, 3)
    assert latest([first, second]) == {("ST2", "left"): second}
    both = placement(FACE, FACTS, MESH, corrections=[first, second])
    assert both == placement(FACE, FACTS, MESH, corrections=[second])


def test_a_second_move_is_measured_from_where_the_rule_puts_the_site():
    once = placement(FACE, FACTS, MESH, corrections=[dragged(("ST2", "left"), 0, 10)])
    with pytest.raises(InputError, match="at most 15 mm"):
        dragged(("ST2", "left"), 0, 10, placed=once)


def test_the_ring_of_a_correction_is_that_of_a_hand_not_of_the_rule():
    site = at(placement(FACE, FACTS, MESH, corrections=[dragged(("SI18", "left"), 2, 2)]), ("SI18", "left"))
    assert 2.5 < site.error_mm < 4.0 < SITES[("SI18", "left")].error_mm
    assert site.repeat_mm == 2.5
    turned = seen_turned(FACE, Pose(9, 0, 0))
    far = at(placement(turned, FACTS, MESH, corrections=[dragged(("SI18", "left"), 2, 2)]), ("SI18", "left"))
    assert far.error_mm > site.error_mm + 1


def test_a_move_too_far_is_refused_with_both_numbers():
    with pytest.raises(InputError, match=rf"ST2 left would go \d\d mm .* at most {MOST_MOVED_MM:.0f} mm"):
        dragged(("ST2", "left"), 0, 25)


def test_a_move_off_the_face_is_refused():
    with pytest.raises(InputError, match="not on the face"):
        moved(PLACED, ("ST2", "left"), (2.0, 2.0), FACE, MESH, on=DAY, by="AB")


def test_a_point_that_is_not_shown_cannot_be_moved():
    with pytest.raises(InputError, match="LI4 left is not on this photo"):
        moved(PLACED, ("LI4", "left"), (500.0, 500.0), FACE, MESH, on=DAY, by="AB")


def test_a_point_of_the_midline_has_no_twin():
    with pytest.raises(InputError, match="midline"):
        mirrored(dragged(("GV26", "midline"), 1, 0), MESH)


def test_a_corrected_site_that_turns_from_the_camera_is_withheld():
    correction = dragged(("ST2", "right"), 0, 2)
    away = placement(seen_turned(FACE, Pose(-40, 0, 0)), FACTS, MESH, corrections=[correction])
    assert [one.reason for one in away.withheld if (one.id, one.side) == ("ST2", "right")]


def test_corrections_come_back_from_their_file():
    given_ = (dragged(("ST2", "left"), 3, 2), dragged(("GV26", "midline"), 1, 0))
    assert corrections(corrections_text(given_), FACTS, MESH) == given_
    assert corrections("", FACTS, MESH) == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('point = "ST2"', 'point = "ST99"'), "No point called ST99"),
        (('side = "left"', 'side = "midline"'), "ST2 has no side midline"),
        (('side = "left"', 'side = "up"'), "correction 1 side"),
        (("weights = [", "weights = [0.5, "), "correction 1 weights"),
        (("triangle = [", "triangle = [ ["), "no TOML"),
        (("on = 2026", "on = 99"), "no TOML|correction 1 on"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_with_its_place(change, said):
    text = corrections_text([dragged(("ST2", "left"), 3, 2)])
    with pytest.raises(InputError, match=said):
        corrections(text.replace(*change), FACTS, MESH)


def test_a_triangle_that_is_not_of_the_mesh_and_weights_that_are_no_place_are_refused():
    for anchor, said in (
        (Anchor((0, 1, 467), (0.2, 0.3, 0.5)), "no triangle"),
        (Anchor((0, 0, 1), (0.2, 0.3, 0.5)), "no triangle"),
        (Anchor(SITES[("ST2", "left")].anchor.triangle, (0.2, 0.3, 0.9)), "sum to 1"),
    ):
        text = corrections_text([HandMove("ST2", "left", anchor, DAY, "AB", 1.0)])
        with pytest.raises(InputError, match=said):
            corrections(text, FACTS, MESH)


def test_no_site_is_moved_into_the_eye():
    x_px, y_px, _ = FACE.landmarks_px[[33, 133, 159, 145]].mean(axis=0)
    with pytest.raises(InputError, match="opening of the eye"):
        moved(PLACED, ("ST1", "right"), (float(x_px), float(y_px)), FACE, MESH, on=DAY, by="AB")


def test_no_site_is_moved_where_the_skin_turns_from_the_camera():
    key = max((key for key in SITES if SITES[key].facing_deg < 68), key=lambda key: SITES[key].facing_deg)
    outwards = 4 if key[1] == "left" else -4
    with pytest.raises(InputError, match=r"turned [7-9][0-9] degrees from the camera|not on the face"):
        dragged(key, outwards, 0)


def test_a_point_at_the_hairline_stays_where_it_was_moved_on_a_photo_whose_hairline_nobody_tapped():
    key = ("GB15", "left")
    told = {one.id: one.reason for one in placement(FACE, FACTS, MESH).withheld if one.side == "left"}
    assert "hairline, which is not known" in told["GB15"]
    anchor = at(placement(FACE, FACTS, MESH), ("GB14", "left")).anchor
    move = HandMove(*key, anchor, date(2026, 11, 2), "AB", 3.0)
    site = at(placement(FACE, FACTS, MESH, corrections=[move]), key)
    assert site.corrected
    assert (site.x_px, site.y_px) == pytest.approx(anchor_px(anchor, FACE))
    assert (site.rule_px, site.rule_mm) == (None, None)
    assert site.note.startswith("Where it was moved on 2 Nov 2026; its rule says nothing here: at the hairline")
    assert 3.0 <= site.error_mm <= 4.0


def test_a_point_no_photo_shows_stays_withheld_whatever_was_moved():
    anchor = at(placement(FACE, FACTS, MESH), ("GB14", "left")).anchor
    move = HandMove("ST5", "left", anchor, date(2026, 11, 2), "AB", 3.0)
    found = placement(FACE, FACTS, MESH, corrections=[move])
    assert ("ST5", "left") in {(one.id, one.side) for one in found.withheld}
