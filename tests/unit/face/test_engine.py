"""The model agrees with MediaPipe, and its landmarks move with the picture."""

import hashlib
from collections.abc import Callable
from importlib.resources import files

import mediapipe as mp
import numpy as np
import pytest
from mediapipe.tasks.python import BaseOptions, vision
from PIL import Image

from filiform.face.crop import crop_around
from filiform.face.engine import EDGE_TO_INDEX, Engine, Trace
from filiform.face.expression import LANDMARKS, NAMES
from filiform.face.mesh import Mesh
from filiform.face.scale import ipd_px
from filiform.photo.sample import Pyramid

Picture = Callable[[str], Image.Image]
PHOTOS = ("composite_f_african", "composite_m_white", "london_037_neutral", "london_009_smiling")
MEAN_IPD_MM = 62.0


def traced(engine: Engine, image: Image.Image, passes: int = 3) -> Trace:
    whole = Pyramid(np.array(image))
    (box,) = engine.boxes(whole)
    return engine.trace(whole, box, passes=passes)


def apart_mm(one: np.ndarray, other: np.ndarray) -> float:
    """Mean distance of two sets of landmarks for a distance between the pupils of 62 mm."""
    return float(np.linalg.norm((one - other)[:, :2], axis=1).mean() * MEAN_IPD_MM / ipd_px(other))


@pytest.fixture(scope="module")
def mediapipe_answers(picture: Picture) -> dict[str, tuple[np.ndarray, dict[str, float]]]:
    model = files("filiform.face") / "model" / "face_landmarker.task"
    options = vision.FaceLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(model)), output_face_blendshapes=True
    )
    found = {}
    with vision.FaceLandmarker.create_from_options(options) as landmarker:
        for name in PHOTOS:
            image = picture(name)
            answer = landmarker.detect(mp.Image(image_format=mp.ImageFormat.SRGB, data=np.array(image)))
            landmarks = [[p.x * image.width, p.y * image.height, p.z * image.width] for p in answer.face_landmarks[0]]
            found[name] = (np.array(landmarks), {b.category_name: b.score for b in answer.face_blendshapes[0]})
    return found


def test_the_model_file_is_the_published_one() -> None:
    model = (files("filiform.face") / "model" / "face_landmarker.task").read_bytes()
    digest = "64184e229b263107bc2b804c6625db1341ff2bb731874b0bcc2fe6544e0bc9ff"
    assert hashlib.sha256(model).hexdigest() == digest
    assert digest in (files("filiform.face") / "model" / "NOTICE").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PHOTOS)
def test_one_pass_agrees_with_mediapipe_but_for_the_half_pixel(
    name: str, engine: Engine, picture: Picture, mediapipe_answers: dict[str, tuple[np.ndarray, dict[str, float]]]
) -> None:
    theirs, _ = mediapipe_answers[name]
    ours = traced(engine, picture(name), passes=1).landmarks_px
    crop_pixel = crop_around(ours).side_px / 256
    shift = (ours - theirs)[:, :2].mean(axis=0)
    assert np.allclose(shift, EDGE_TO_INDEX * crop_pixel, atol=0.35 * crop_pixel)
    assert apart_mm(ours - (EDGE_TO_INDEX * crop_pixel, EDGE_TO_INDEX * crop_pixel, 0), theirs) < 0.6


@pytest.mark.parametrize("name", PHOTOS)
def test_three_passes_stay_near_mediapipe(
    name: str, engine: Engine, picture: Picture, mediapipe_answers: dict[str, tuple[np.ndarray, dict[str, float]]]
) -> None:
    assert apart_mm(traced(engine, picture(name)).landmarks_px, mediapipe_answers[name][0]) < 1.6


@pytest.mark.parametrize("name", PHOTOS)
def test_expression_scores_of_the_same_landmarks_are_mediapipes(
    name: str, engine: Engine, mediapipe_answers: dict[str, tuple[np.ndarray, dict[str, float]]]
) -> None:
    landmarks, theirs = mediapipe_answers[name]
    ours = engine.expression(landmarks)
    assert list(ours) == list(theirs)
    assert max(abs(ours[key] - theirs[key]) for key in theirs) < 1e-3


def test_the_expression_network_reads_146_landmarks_and_gives_52_scores() -> None:
    assert len(set(LANDMARKS)) == 146
    assert len(set(NAMES)) == 52


def test_the_same_picture_gives_the_same_landmarks(engine: Engine, picture: Picture) -> None:
    image = picture("composite_f_multi")
    assert np.array_equal(traced(engine, image).landmarks_px, traced(engine, image).landmarks_px)


@pytest.mark.parametrize("degrees", [-20, 7, 20])
def test_a_turned_picture_turns_its_landmarks(degrees: int, engine: Engine, picture: Picture) -> None:
    image = picture("composite_f_multi")
    before = traced(engine, image).landmarks_px
    after = traced(engine, image.rotate(degrees, Image.Resampling.BICUBIC, fillcolor="white")).landmarks_px
    angle, centre = np.radians(degrees), (image.width - 1) / 2
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    expected = (before[:, :2] - centre) @ turn.T + centre
    assert apart_mm(after[:, :2], expected) < 0.35


def test_a_shifted_picture_shifts_its_landmarks(engine: Engine, picture: Picture) -> None:
    image = picture("composite_f_multi")
    before = traced(engine, image).landmarks_px
    after = traced(engine, image.crop((37, 21, 880, 900))).landmarks_px
    assert apart_mm(np.add(after, (37, 21, 0)), before) < 0.3


@pytest.mark.parametrize("factor", [2, 3])
def test_a_smaller_picture_has_the_same_landmarks_by_pixel_centres(
    factor: int, engine: Engine, picture: Picture
) -> None:
    image = picture("composite_f_multi")
    before = traced(engine, image).landmarks_px[:, :2]
    after = traced(engine, image.reduce(factor)).landmarks_px[:, :2]
    assert apart_mm((after + 0.5) * factor - 0.5, before) < 0.3
    shift = ((after + 0.5) * factor - 0.5 - before).mean(axis=0)
    assert np.abs(shift).max() < 0.35


def test_a_mirrored_picture_mirrors_its_landmarks(engine: Engine, picture: Picture, face_mesh: Mesh) -> None:
    image = picture("composite_f_multi")
    before = traced(engine, image).landmarks_px
    after = traced(engine, image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)).landmarks_px
    back = after[face_mesh.mirror] * (-1, 1, 1) + (image.width - 1, 0, 0)
    assert apart_mm(back, before) < 0.9
    assert abs((back - before)[:, 0].mean()) * MEAN_IPD_MM / ipd_px(before) < 0.3


def test_the_careful_trace_hardly_knows_left_from_right(engine: Engine, picture: Picture, face_mesh: Mesh) -> None:
    image = picture("london_037_neutral")
    mirrored = Pyramid(np.array(image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)))
    whole = Pyramid(np.array(image))
    one = engine.careful_trace(whole, engine.boxes(whole)[0], face_mesh.mirror).landmarks_px
    other = engine.careful_trace(mirrored, engine.boxes(mirrored)[0], face_mesh.mirror).landmarks_px
    back = other[face_mesh.mirror] * (-1, 1, 1) + (image.width - 1, 0, 0)
    assert apart_mm(back, one) < 0.2


def test_a_twelve_megapixel_photo_has_the_landmarks_of_its_small_copy(engine: Engine, picture: Picture) -> None:
    image = picture("composite_f_african")
    large = image.resize((3600, 3600), Image.Resampling.BICUBIC)
    before, after = (traced(engine, one).landmarks_px[:, :2] for one in (image, large))
    assert apart_mm((after + 0.5) / 4 - 0.5, before) < 0.2
