import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiform.face.drawn import HEIGHT_PX, WIDTH_PX, drawn_face
from filiform.face.face import Pose
from filiform.face.frame import front, rotation
from filiform.face.mesh import Mesh, mesh
from filiform.knowledge import load

MESH = mesh(load.document("mesh.json"))


def turned_px(pose: Pose, face_mesh: Mesh = MESH) -> np.ndarray:
    """The drawn face as a camera sees it after the head has turned."""
    face = drawn_face(face_mesh)
    return (face.landmarks_mm @ rotation(pose).T) * [1, -1, -1] / 0.2 + [600.0, 740.0, 0.0]


def test_the_mesh_is_exactly_symmetric():
    mirrored = MESH.canonical_mm[MESH.mirror[:468]] * [-1, 1, 1]
    assert np.allclose(mirrored, MESH.canonical_mm)
    assert np.array_equal(MESH.mirror[MESH.mirror], np.arange(478))
    assert MESH.triangles.shape == (898, 3)
    assert MESH.weights.sum() == pytest.approx(1)


def test_the_frame_has_its_origin_between_the_inner_canthi_and_the_patients_left_to_the_right():
    face = drawn_face(MESH)
    assert np.allclose(face.landmarks_mm[[133, 362]].mean(axis=0), 0)
    assert face.landmarks_mm[362, 0] > 0 > face.landmarks_mm[133, 0]
    assert face.landmarks_mm[10, 1] > 0 > face.landmarks_mm[152, 1]
    assert face.landmarks_mm[4, 2] > 0


def test_the_drawn_face_looks_straight_at_the_viewer_with_pupils_63_mm_apart():
    face = drawn_face(MESH)
    assert (face.pose.yaw_deg, face.pose.pitch_deg, face.pose.roll_deg) == pytest.approx((0, 0, 0), abs=1e-9)
    assert np.linalg.norm(face.landmarks_mm[468] - face.landmarks_mm[473]) == pytest.approx(63)
    assert face.drawn
    assert face.scale.method == "assumed"


def test_the_drawn_face_stands_inside_its_canvas_with_room_for_hair():
    px = drawn_face(MESH).landmarks_px
    assert px[:, 0].min() > 100
    assert px[:, 0].max() < WIDTH_PX - 100
    assert px[:, 1].min() > 250
    assert px[:, 1].max() < HEIGHT_PX - 50


def test_a_nose_that_points_to_the_patients_left_is_a_positive_yaw():
    px = turned_px(Pose(20, 0, 0))
    assert px[4, 0] > 600  # the patient's left is the right of the picture
    assert front(px, 0.2, MESH)[1].yaw_deg == pytest.approx(20)


def test_a_nose_that_rises_is_a_positive_pitch():
    face_px, raised_px = turned_px(Pose(0, 0, 0)), turned_px(Pose(0, 15, 0))
    assert raised_px[4, 1] < face_px[4, 1]
    assert front(raised_px, 0.2, MESH)[1].pitch_deg == pytest.approx(15)


def test_a_head_leaning_to_the_patients_left_shoulder_is_a_positive_roll():
    px = turned_px(Pose(0, 0, 10))
    assert px[10, 0] > px[152, 0]
    assert front(px, 0.2, MESH)[1].roll_deg == pytest.approx(10)


angle = st.floats(-40, 40)


@given(angle, angle, angle)
def test_a_turned_face_comes_back_to_the_front(yaw, pitch, roll):
    shape, pose = front(turned_px(Pose(yaw, pitch, roll)), 0.2, MESH)
    assert (pose.yaw_deg, pose.pitch_deg, pose.roll_deg) == pytest.approx((yaw, pitch, roll), abs=1e-6)
    assert np.allclose(shape, drawn_face(MESH).landmarks_mm, atol=1e-6)


@given(st.floats(0.01, 1.0), st.floats(-500, 500), st.floats(-500, 500))
def test_size_and_place_in_the_picture_do_not_change_the_shape(mm_per_px, right_px, down_px):
    px = turned_px(Pose(5, 3, -8)) * (0.2 / mm_per_px) + [right_px, down_px, 0]
    assert np.allclose(front(px, mm_per_px, MESH)[0], drawn_face(MESH).landmarks_mm, atol=1e-6)


def test_the_regions_cover_every_triangle_once():
    covered = np.concatenate(list(MESH.regions.values()))
    assert sorted(covered) == list(range(898))
