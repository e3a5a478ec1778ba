"""The limbus is found on drawn eyes of known size, and the scale's error holds what is not known."""

import numpy as np
import pytest

from filiform.errors import InputError
from filiform.face.face import Scale
from filiform.face.iris import Circle, limbus
from filiform.face.scale import IRIS_MM, fitted_irises, iris_scale, typed_scale
from filiform.photo.sample import Pyramid

SKIN, WHITE, IRIS, PUPIL = 170.0, 225.0, 95.0, 15.0


def eyes(*, right_px: float, left_px: float, lid: float = 0.55, softness_px: float = 1.2) -> np.ndarray:
    """A drawn pair of eyes 240 pixels apart with iris radii in pixels; lids cover the top of the iris."""
    y, x = np.mgrid[:400, :600].astype(np.float64)
    picture = np.full((400, 600), SKIN)
    for centre, radius in ((180.3, right_px), (420.3, left_px)):
        away = np.hypot(x - centre, y - 200.4)
        almond = ((x - centre) / (2.6 * radius)) ** 2 + ((y - 200.4) / (1.15 * radius)) ** 2 < 1
        open_eye = almond & (y > 200.4 - lid * radius)
        edge = 1 / (1 + np.exp(np.clip((away - radius) / (softness_px / 2), -40, 40)))
        inside = WHITE + (IRIS - WHITE) * edge
        inside = np.where(away < 0.4 * radius, PUPIL, inside)
        picture = np.where(open_eye, inside, picture)
    return np.repeat(picture[..., None], 3, axis=2).astype(np.uint8)


def landmarks(*, right_px: float, left_px: float) -> np.ndarray:
    """Only the irises, as the model would give them: 6 % too wide."""
    points = np.zeros((478, 3))
    for first, x, radius in ((468, 180.0, right_px * 1.06), (473, 420.0, left_px * 1.06)):
        points[first : first + 5, :2] = (x, 200.0)
        points[first + 1 : first + 5, :2] += np.array([[radius, 0], [0, -radius], [-radius, 0], [0, radius]])
    return points


def scale_of(pixels: np.ndarray, points: np.ndarray) -> Scale:
    return iris_scale(fitted_irises(Pyramid(pixels), points), points)


@pytest.mark.parametrize("radius", [12.0, 22.0, 30.0])
@pytest.mark.parametrize("start", [0.9, 1.06, 1.15])
def test_the_limbus_of_a_drawn_eye_is_found(radius: float, start: float) -> None:
    picture = Pyramid(eyes(right_px=radius, left_px=radius))
    found = limbus(picture, Circle(181.0, 200.0, radius * start), 0.0)
    assert found is not None
    assert found.radius_px == pytest.approx(radius, rel=0.02)
    assert found.x_px == pytest.approx(180.3, abs=0.03 * radius)


def test_a_photo_without_an_edge_has_no_limbus() -> None:
    assert limbus(Pyramid(np.full((400, 600, 3), 128, np.uint8)), Circle(180, 200, 20), 0.0) is None


def test_a_circle_far_from_the_models_iris_is_not_taken_for_the_limbus() -> None:
    picture = Pyramid(eyes(right_px=20, left_px=20))
    assert limbus(picture, Circle(180.3, 200.4, 20 * 1.062 / 0.78), 0.0) is None


def test_the_iris_gives_the_scale() -> None:
    scale = scale_of(eyes(right_px=24, left_px=24), landmarks(right_px=24, left_px=24))
    assert scale.method == "iris"
    assert scale.mm_per_px == pytest.approx(IRIS_MM / 48, rel=0.035)
    assert scale.relative_error == pytest.approx(0.051, abs=0.003)


def test_eyes_that_disagree_make_the_scale_less_sure() -> None:
    alike = scale_of(eyes(right_px=24, left_px=24), landmarks(right_px=24, left_px=24))
    unlike = scale_of(eyes(right_px=22, left_px=26), landmarks(right_px=24, left_px=24))
    assert unlike.relative_error > alike.relative_error + 0.02


def test_without_a_limbus_the_models_iris_stands_in_corrected_and_less_sure() -> None:
    scale = scale_of(np.full((400, 600, 3), 128, np.uint8), landmarks(right_px=24, left_px=24))
    assert scale.mm_per_px == pytest.approx(IRIS_MM / 48, rel=0.005)
    assert scale.relative_error == pytest.approx(0.063, abs=0.003)


def test_a_typed_distance_is_taken_with_the_error_of_a_ruler() -> None:
    scale = typed_scale(landmarks(right_px=24, left_px=24), 60.0)
    assert scale.mm_per_px == pytest.approx(0.25)
    assert scale.relative_error == pytest.approx(1.22 / 60, abs=0.001)


@pytest.mark.parametrize("typed", [0.0, -62.0, 44.0, 81.0, float("nan"), float("inf")])
def test_an_impossible_typed_distance_is_refused(typed: float) -> None:
    with pytest.raises(InputError, match="give 45 to 80 mm"):
        typed_scale(landmarks(right_px=24, left_px=24), typed)
