"""Structures located on faces: on the skin, mirrored, honest where the photo cannot show them."""

from dataclasses import replace

import numpy as np
import pytest

from filiform.face.drawn import drawn_face
from filiform.face.face import Face
from filiform.face.feet import nearest_feet
from filiform.face.frame import front
from filiform.face.mesh import mesh
from filiform.face.surface import closest, surface
from filiform.knowledge import load
from filiform.points.located import Located
from filiform.points.structures import MOST_TURNED_DEG, below

MESH = mesh(load.document("mesh.json"))
FACTS = load.knowledge()
DRAWN = drawn_face(MESH)
BELOW = below(DRAWN, FACTS, MESH)
BY_NAME = {(course.structure.id, course.side): course for course in BELOW.courses}


def turned(face: Face, yaw_deg: float) -> Face:
    """The same head, turned to its left."""
    angle = np.radians(yaw_deg)
    about_y = np.array([[np.cos(angle), 0, np.sin(angle)], [0, 1, 0], [-np.sin(angle), 0, np.cos(angle)]])
    head = face.landmarks_px * [1, -1, -1] @ about_y.T
    landmarks_px = head * [1, -1, -1]
    landmarks_mm, pose = front(landmarks_px, face.scale.mm_per_px, MESH)
    return replace(face, landmarks_px=landmarks_px, landmarks_mm=landmarks_mm, pose=pose)


def test_every_structure_with_a_course_lies_on_both_sides() -> None:
    with_course = {one.id for one in FACTS.structures.values() if one.course}
    assert BY_NAME.keys() == {(name, side) for name in with_course for side in ("right", "left")}


@pytest.mark.parametrize("course", BELOW.courses, ids=lambda course: f"{course.structure.id}-{course.side}")
def test_a_course_is_whole(course: Located) -> None:
    assert np.isfinite(course.skin_mm).all()
    assert np.allclose(np.linalg.norm(course.outward, axis=1), 1.0)
    assert (np.diff(course.depth_mm, axis=1) >= 0).all()
    assert (course.sd_mm >= course.structure.lateral_sd_mm).all()
    gaps = np.linalg.norm(np.diff(course.skin_mm, axis=0), axis=1)
    assert not len(gaps) or gaps.max() < 12.0


def test_both_sides_of_the_symmetric_face_mirror_each_other() -> None:
    for (name, side), course in BY_NAME.items():
        if side == "right":
            other = BY_NAME[name, "left"]
            assert course.skin_mm * [-1, 1, 1] == pytest.approx(other.skin_mm, abs=0.05)


def test_what_is_told_lies_on_the_skin_and_the_photo_shows_it_there() -> None:
    for course in BELOW.courses:
        for place, told in zip(course.skin_mm, course.told, strict=True):
            if told:
                assert np.linalg.norm(closest(BELOW.skin, place).position - place) < 1e-6
    angular = BY_NAME["angular_artery", "left"]
    vertex = np.abs(DRAWN.landmarks_mm - angular.skin_mm[0]).sum(axis=1).argmin()
    assert np.linalg.norm(angular.photo_px[0] - DRAWN.landmarks_px[vertex, :2]) * DRAWN.scale.mm_per_px < 6


def test_nothing_is_told_of_what_lies_behind_the_edge_or_turns_away() -> None:
    assert not BY_NAME["auriculotemporal_nerve", "left"].told.any()
    for course in BELOW.courses:
        assert (course.facing_deg[course.told] <= MOST_TURNED_DEG).all()


def test_the_spread_counts_twice_where_the_skin_turns_away() -> None:
    for course in BELOW.courses:
        steep = (course.facing_deg >= 60) & course.told
        assert (course.sd_mm[steep] == 2 * course.structure.lateral_sd_mm).all()
        assert (course.sd_mm[(course.facing_deg < 60)] == course.structure.lateral_sd_mm).all()


def test_a_turned_head_tells_less_on_the_side_that_turned_away() -> None:
    away = below(turned(DRAWN, 30), FACTS, MESH)
    told = {side: sum(int(c.told.sum()) for c in away.courses if c.side == side) for side in ("left", "right")}
    straight = sum(int(c.told.sum()) for c in BELOW.courses if c.side == "left")
    assert min(told.values()) < straight
    assert told["left"] != told["right"]


def test_a_tap_on_the_ear_moves_what_starts_there_and_nothing_else() -> None:
    tapped = below(DRAWN, FACTS, MESH, nodes_mm={("tragus", "right"): (-80.0, -20.0, -60.0)})
    moved = {
        course.structure.id
        for course in tapped.courses
        if not np.array_equal(course.skin_mm, BY_NAME[course.structure.id, course.side].skin_mm)
    }
    assert "superficial_temporal_artery" in moved
    assert not moved & {"facial_artery", "angular_vein", "infraorbital_foramen"}


def test_the_nearest_places_of_many_points_are_those_found_one_by_one() -> None:
    skin = surface(MESH.canonical_mm, MESH)
    rng = np.random.default_rng(7)
    weights = rng.dirichlet([1, 1, 1], 300)
    points = np.einsum("nk,nkd->nd", weights, skin.corners[rng.integers(0, 898, 300)]) + rng.normal(size=(300, 3)) * 2
    found = nearest_feet(skin, points).positions
    one_by_one = np.array([closest(skin, point).position for point in points])
    assert np.linalg.norm(found - points, axis=1) == pytest.approx(
        np.linalg.norm(one_by_one - points, axis=1), abs=1e-6
    )


@pytest.mark.parametrize(
    ("name", "from_midline_mm", "within_mm"),
    [("infraorbital_foramen", 26.5, 1.0), ("supraorbital_bundle", 24.0, 2.5), ("angular_artery", None, None)],
)
def test_measured_distances_are_kept(name: str, from_midline_mm: float | None, within_mm: float | None) -> None:
    course = BY_NAME[name, "left"]
    if from_midline_mm is None:
        assert course.skin_mm[-1][1] == pytest.approx(0.0, abs=1.0)  # ends level with the inner canthus
    else:
        assert abs(course.skin_mm[0][0]) == pytest.approx(from_midline_mm, abs=within_mm)
