"""Cards drawn into photos with known size are read within the error that is stated; others are told, not used."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from filiform.face.card import (
    CELLS,
    DICTIONARY,
    INWARDS_PX,
    MARKER,
    MARKER_MM,
    PLANE_MM,
    PRINTED_SD,
    Card,
    card,
    card_scale,
    marker_cells,
)
from filiform.face.face import Scale
from filiform.face.measures import agreement, card_gates, measures
from filiform.knowledge import load
from filiform.photo.photo import Photo
from filiform.photo.read import upright

DATA = Path(__file__).parents[2] / "data"
FACTS = load.knowledge()
OVER, CELL = 4, 40  # supersampling of the drawing, and pixels of a cell before it is drawn


def with_card(side_px: float, *, tilt_deg: float = 0.0, turn_deg: float = 0.0, seed: int = 0) -> np.ndarray:
    """A photo with a card before the forehead, blurred, with noise, through JPEG; camera at 1 m."""
    draw = np.random.default_rng(seed)
    photo = upright((DATA / "composite_f_multi.jpg").read_bytes()).pixels
    zoom = max(1.0, side_px / 90)
    photo = cv2.resize(photo, None, fx=zoom, fy=zoom)
    paper = np.kron(np.pad(1 - marker_cells(), 1, constant_values=1), np.ones((CELL, CELL), np.float32)) * 255
    length = len(paper)
    corners = (np.array([[0, 0], [length, 0], [length, length], [0, length]]) - length / 2) * MARKER_MM / (CELLS * CELL)
    turn, tilt = np.radians(turn_deg), np.radians(tilt_deg)
    flat = corners @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    seen = flat * (np.cos(tilt), 1.0) * side_px / MARKER_MM
    seen *= (1000 / (1000 + flat[:, :1] * np.sin(tilt))) * np.ones(2)
    places = seen + np.array([photo.shape[1] / 2 + 0.3, photo.shape[0] * 0.25 + 0.1])
    low, high = np.floor(places.min(axis=0)).astype(int) - 3, np.ceil(places.max(axis=0)).astype(int) + 3
    start = (np.array([[0, 0], [length, 0], [length, length], [0, length]]) - 0.5).astype(np.float32)
    to = cv2.getPerspectiveTransform(start, (((places - low) + 0.5) * OVER - 0.5).astype(np.float32))
    size = tuple(int(value) for value in (high - low) * OVER)
    small = {"dsize": None, "fx": 1 / OVER, "fy": 1 / OVER, "interpolation": cv2.INTER_AREA}
    drawn = cv2.resize(cv2.warpPerspective(paper, to, size, flags=cv2.INTER_AREA), **small)
    inside = cv2.resize(cv2.warpPerspective(np.ones_like(paper), to, size), **small)[..., None]
    picture = photo.astype(np.float32)
    part = picture[low[1] : high[1], low[0] : high[0]]
    part[:] = part * (1 - inside) + 0.75 * drawn[..., None] + 30 * inside
    picture = cv2.GaussianBlur(picture, (0, 0), draw.uniform(0.3, 1.2)) + draw.normal(0, 3, picture.shape)
    bytes_of = cv2.imencode(".jpg", np.clip(picture, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 85])[1]
    return np.asarray(cv2.imdecode(bytes_of, cv2.IMREAD_COLOR))


@pytest.mark.parametrize("side_px", [40.0, 66.0, 120.0, 300.0])
@pytest.mark.parametrize("tilt_deg", [0.0, 15.0, 24.0])
def test_a_drawn_card_is_read_within_its_stated_error(side_px: float, tilt_deg: float) -> None:
    for seed, turn in enumerate((-18.0, 3.0, 41.0)):
        seen = card(with_card(side_px, tilt_deg=tilt_deg, turn_deg=turn, seed=seed))
        assert seen is not None
        scale = card_scale(seen)
        plane_out = np.hypot(PRINTED_SD, PLANE_MM / 800)  # a drawn card has neither
        measured = np.sqrt(scale.relative_error**2 - plane_out**2)
        assert abs(scale.mm_per_px / (MARKER_MM / side_px) - 1) <= 1.96 * measured + 0.001
        assert seen.tilt_deg == pytest.approx(tilt_deg, abs=9 if tilt_deg == 0 else 2)


def test_a_card_on_a_larger_photo_is_read_on_the_photo_itself() -> None:
    seen = card(with_card(400.0, tilt_deg=10.0, turn_deg=5.0))
    assert seen is not None
    assert seen.side_px == pytest.approx(400, rel=0.002)


def test_a_photo_without_a_card_shows_none() -> None:
    for name in ("composite_f_multi.jpg", "composite_m_white.jpg", "london_025_neutral.jpg"):
        assert card(upright((DATA / name).read_bytes()).pixels) is None


def test_a_card_that_is_not_seen_is_told_and_not_used() -> None:
    (gate,) = card_gates(None, FACTS.gates)
    assert not gate.passed
    assert gate.value == 0
    assert "No card was found" in gate.say


def test_a_tilted_card_is_told_with_its_tilt_and_not_used() -> None:
    pixels = with_card(150.0, tilt_deg=38.0)
    found = measures(Photo(pixels, ""), _eyes(60.0), (), FACTS.gates, look_for_card=True)
    assert found.scale.method == "iris"
    told = {gate.gate: gate for gate in found.gates}
    assert told["card"].passed
    assert not told["card_tilt"].passed
    assert told["card_tilt"].value == pytest.approx(38, abs=2)
    assert "38 degrees; up to 25" in told["card_tilt"].say


def test_the_surest_measure_is_used_and_each_states_its_error() -> None:
    pixels = with_card(120.0)  # 4 px a mm
    found = measures(Photo(pixels, ""), _eyes(4 * 63.0), (), FACTS.gates, ipd_mm=63.0, look_for_card=True)
    assert [scale.method for scale in found.scales] == ["typed", "card", "iris"]
    errors = [scale.relative_error for scale in found.scales]
    assert errors == sorted(errors)
    assert 0.015 < errors[0] < errors[1] < 0.025
    assert errors[2] > 0.045
    assert all(gate.passed for gate in found.gates)


def test_measures_that_differ_beyond_their_errors_are_told_with_both_numbers() -> None:
    typed, iris = Scale(0.25, 0.02, "typed"), Scale(0.285, 0.05, "iris")
    (gate,) = agreement((typed, iris), FACTS.gates)
    assert not gate.passed
    assert gate.value == pytest.approx(0.14)
    assert gate.limit == pytest.approx(1.96 * np.hypot(0.02, 0.05))
    assert "The typed distance and the iris differ by 14%; up to 11% lies within their errors." in gate.say


def test_a_near_pair_of_measures_passes() -> None:
    (gate,) = agreement((Scale(0.25, 0.02, "card"), Scale(0.26, 0.05, "iris")), FACTS.gates)
    assert gate.passed
    assert not gate.say


def test_a_smaller_card_states_a_larger_error() -> None:
    corners = np.zeros((4, 2))
    near, far = (card_scale(Card(corners, side, 0.0)).relative_error for side in (200.0, 20.0))
    assert far > near > PLANE_MM / 800
    assert INWARDS_PX < 1


def _eyes(apart_px: float) -> np.ndarray:
    landmarks = np.zeros((478, 3))
    for first, x in ((468, 300.0), (473, 300.0 + apart_px)):
        ring = np.array([[0, 0], [1, 0], [0, -1], [-1, 0], [0, 1]]) * 11.7 / 63 * apart_px / 2 * 1.062
        landmarks[first : first + 5, :2] = ring + np.array([x, 300.0])
    return landmarks


def test_the_drawn_marker_is_the_one_that_is_looked_for() -> None:
    dictionary = cv2.aruco.getPredefinedDictionary(getattr(cv2.aruco, DICTIONARY))
    drawn = cv2.aruco.generateImageMarker(dictionary, MARKER, CELLS)
    assert ((drawn == 0) == (marker_cells() == 1)).all()
