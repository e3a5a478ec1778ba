import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiform.face.drawn import drawn_face
from filiform.face.mesh import Mesh, mesh
from filiform.face.surface import closest, distances_to, lifted, normal, spacings, surface, walked
from filiform.knowledge import load

MESH = mesh(load.document("mesh.json"))
FACE = surface(drawn_face(MESH).landmarks_mm, MESH)


def a_sheet(slope: float = 0.0):
    """A square sheet from (0, 0) to (100, 100) that rises towards the viewer with x."""
    shape = np.zeros((468, 3))
    shape[:4] = [[0, 0, 0], [100, 0, 100 * slope], [100, 100, 100 * slope], [0, 100, 0]]
    triangles = np.array([[0, 1, 2], [0, 2, 3]])
    sheet = Mesh(triangles, MESH.mirror, MESH.canonical_mm, MESH.weights, regions={})
    return surface(shape, sheet)


def test_a_place_is_lifted_onto_the_skin_in_front_of_it():
    foot = lifted(a_sheet(slope=0.5), 40, 30)
    assert foot.on
    assert foot.position == pytest.approx([40, 30, 20])
    assert foot.weights.sum() == pytest.approx(1)


def test_a_place_off_the_skin_is_told_apart_and_goes_on_in_the_plane():
    foot = lifted(a_sheet(slope=0.5), 110, 30)
    assert not foot.on
    assert foot.position == pytest.approx([110, 30, 55])


def test_a_vertex_lies_on_the_skin():
    assert all(lifted(FACE, x, y).on for x, y, _ in FACE.vertices[[4, 33, 152, 61, 9]])


def test_a_walk_along_a_slope_goes_less_far_in_the_picture():
    end, arrived = walked(a_sheet(slope=1.0), np.array([20.0, 50, 0]), np.array([3.0, 0]), 10)
    assert arrived
    assert end == pytest.approx([20 + 10 / np.sqrt(2), 50, 20 + 10 / np.sqrt(2)])


def test_a_walk_that_meets_the_edge_stops_there_and_says_so():
    end, arrived = walked(a_sheet(), np.array([90.0, 50, 0]), np.array([1.0, 0]), 20)
    assert not arrived
    assert end == pytest.approx([100, 50, 0])


def test_a_walk_of_no_length_stays():
    end, arrived = walked(FACE, FACE.vertices[9], np.array([0.0, 1]), 0)
    assert arrived
    assert end == pytest.approx(FACE.vertices[9])


@given(st.floats(-25, 25), st.floats(-60, 40), st.floats(0, 2 * np.pi), st.floats(0.1, 15))
def test_a_walk_is_never_shorter_than_its_straight_line(x, y, angle, distance):
    start = lifted(FACE, x, y)
    end, arrived = walked(FACE, start.position, np.array([np.cos(angle), np.sin(angle)]), distance)
    if arrived:
        assert np.linalg.norm(end - start.position) <= distance + 1e-6
        assert lifted(FACE, end[0], end[1]).position[2] >= end[2] - 1e-6


@given(st.floats(-60, 60), st.floats(-90, 50), st.floats(-40, 60))
def test_the_closest_place_is_no_farther_than_any_vertex(x, y, z):
    point = np.array([x, y, z])
    foot = closest(FACE, point)
    assert (foot.weights >= -1e-9).all()
    nearest_vertex = np.linalg.norm(FACE.vertices - point, axis=1).min()
    assert np.linalg.norm(foot.position - point) <= nearest_vertex + 1e-9


def test_the_closest_place_over_a_triangle_is_straight_below():
    foot = closest(a_sheet(), np.array([30.0, 20, 7]))
    assert foot.position == pytest.approx([30, 20, 0])


def test_the_distance_to_a_region_is_none_inside_and_grows_outside():
    lips = MESH.regions["lips", "right"]
    points = np.array([FACE.vertices[37], FACE.vertices[37] + [0, 10, 0]])
    distances = distances_to(FACE, points, lips)
    assert distances[0] == pytest.approx(0)
    assert 0 < distances[1] <= 10


def test_the_distance_beside_a_sheet_is_measured_to_its_edge():
    assert distances_to(a_sheet(), np.array([[103.0, 50, 4]]), [0, 1]) == pytest.approx([5])


def test_spacing_is_the_straight_distance():
    assert spacings(np.array([[0.0, 0, 0], [3, 4, 0]])) == pytest.approx(np.array([[0, 5], [5, 0]]))


def test_the_skin_looks_outwards():
    assert normal(FACE, lifted(FACE, *FACE.vertices[9, :2]))[2] > 0.9
    right_temple = normal(FACE, closest(FACE, FACE.vertices[127]))
    assert right_temple[0] < -0.8
