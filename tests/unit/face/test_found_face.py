"""A photo gives one face in millimetres, or a refusal whose sentences say what to do."""

import io
import re
from collections.abc import Callable

import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageDraw, ImageFilter

from filiform.errors import InputError
from filiform.face.engine import Engine
from filiform.face.face import Face, Refusal
from filiform.face.find import found_face
from filiform.face.mesh import Mesh
from filiform.face.scale import ipd_px
from filiform.knowledge.models import Knowledge
from filiform.photo.photo import Photo
from filiform.photo.read import upright

Find = Callable[..., Face | Refusal]
Picture = Callable[[str], Image.Image]
RESTING = ("composite_f_african", "composite_f_easian", "composite_f_multi", "composite_m_white", "london_037_neutral")


@pytest.fixture(scope="module")
def find(engine: Engine, gate_facts: Knowledge, face_mesh: Mesh, as_photo: Callable[[Image.Image], Photo]) -> Find:
    def found(picture: Image.Image | Photo, **options: object) -> Face | Refusal:
        photo = picture if isinstance(picture, Photo) else as_photo(picture)
        return found_face(photo, engine, gate_facts, face_mesh, **options)

    return found


def reasons(answer: Face | Refusal) -> dict[str, str]:
    assert isinstance(answer, Refusal)
    return {reason.gate: reason.say for reason in answer.reasons}


def cat() -> Image.Image:
    """A drawn cat: round head, two ears, slit eyes, whiskers."""
    image = Image.new("RGB", (900, 900), (120, 150, 110))
    draw = ImageDraw.Draw(image)
    for ear in ([(230, 330), (260, 120), (420, 250)], [(670, 330), (640, 120), (480, 250)]):
        draw.polygon(ear, fill=(90, 70, 50))
    draw.ellipse((200, 220, 700, 720), fill=(110, 85, 60))
    for x in (340, 560):
        draw.ellipse((x - 50, 380, x + 50, 470), fill=(190, 210, 80))
        draw.ellipse((x - 10, 385, x + 10, 465), fill=(10, 10, 10))
    draw.polygon([(420, 540), (480, 540), (450, 575)], fill=(200, 130, 130))
    for y in (560, 580, 600):
        draw.line((150, y - 20, 400, y), fill="white", width=3)
        draw.line((500, y, 750, y - 20), fill="white", width=3)
    return image


@pytest.mark.parametrize("name", [*RESTING, "london_025_neutral"])
def test_a_resting_face_is_found(name: str, find: Find, picture: Picture) -> None:
    face = find(picture(name))
    assert isinstance(face, Face)
    assert face.landmarks_px.shape == face.landmarks_mm.shape == (478, 3)
    assert all(gate.passed or gate.gate.startswith("brow") for gate in face.gates)
    assert face.scale.method == "iris"
    assert 0.045 <= face.scale.relative_error <= 0.07
    assert 52 < ipd_px(face.landmarks_px) * face.scale.mm_per_px < 75


@pytest.mark.parametrize("name", ["london_001_smiling", "london_009_smiling"])
def test_a_smile_is_refused(name: str, find: Find, picture: Picture) -> None:
    assert "Ask for a resting face" in reasons(find(picture(name)))["smile"]


def test_shown_teeth_are_refused_for_the_open_lips_too(find: Find, picture: Picture) -> None:
    assert reasons(find(picture("london_009_smiling")))["lips_apart"].startswith("The lips are ")


def test_a_typed_distance_between_the_pupils_sets_the_scale(find: Find, picture: Picture) -> None:
    face = find(picture("composite_f_multi"), ipd_mm=63.0)
    assert isinstance(face, Face)
    assert face.scale.method == "typed"
    assert ipd_px(face.landmarks_px) * face.scale.mm_per_px == pytest.approx(63.0)
    assert 0.015 < face.scale.relative_error < 0.025


def test_an_impossible_distance_between_the_pupils_is_an_input_error(find: Find, picture: Picture) -> None:
    with pytest.raises(InputError, match="45 to 80 mm"):
        find(picture("composite_f_multi"), ipd_mm=630.0)


def test_the_careful_way_finds_the_same_face(find: Find, picture: Picture) -> None:
    quick, careful = find(picture("composite_m_white")), find(picture("composite_m_white"), careful=True)
    assert isinstance(quick, Face)
    assert isinstance(careful, Face)
    assert 0 < np.linalg.norm(quick.landmarks_mm - careful.landmarks_mm, axis=1).mean() < 1.5


def test_the_orientation_tag_does_not_change_the_face(find: Find, picture: Picture) -> None:
    image = picture("composite_f_multi")
    faces = []
    for orientation, turn in ((1, None), (3, Image.Transpose.ROTATE_180), (6, Image.Transpose.ROTATE_90)):
        exif, out = Image.Exif(), io.BytesIO()
        exif[0x0112] = orientation
        (image if turn is None else image.transpose(turn)).save(out, "PNG", exif=exif, compress_level=1)
        faces.append(find(upright(out.getvalue())))
    assert all(isinstance(face, Face) for face in faces)
    assert all(np.array_equal(face.landmarks_px, faces[0].landmarks_px) for face in faces)


def test_a_heic_photo_gives_the_face_of_the_jpeg(find: Find, picture: Picture) -> None:
    pillow_heif.register_heif_opener()
    image, out = picture("composite_f_multi"), io.BytesIO()
    image.save(out, "HEIF", quality=90)
    face, same = find(image), find(upright(out.getvalue()))
    assert isinstance(face, Face)
    assert isinstance(same, Face)
    assert np.linalg.norm(face.landmarks_mm - same.landmarks_mm, axis=1).mean() < 0.6


def test_two_faces_are_refused(find: Find, picture: Picture) -> None:
    both = Image.new("RGB", (1800, 900))
    both.paste(picture("composite_f_multi"), (0, 0))
    both.paste(picture("composite_m_white"), (900, 0))
    assert reasons(find(both)) == {
        "faces": "2 faces found; one is needed. Photograph one person, the face filling half of the picture or more."
    }


def test_a_tiny_face_in_the_background_does_not_refuse_the_photo(find: Find, picture: Picture) -> None:
    image = Image.new("RGB", (1300, 900), (200, 200, 200))
    image.paste(picture("composite_f_multi"), (0, 0))
    image.paste(picture("composite_m_white").resize((250, 250)), (1000, 40))
    assert isinstance(find(image), Face)


@pytest.mark.parametrize(
    "image",
    [
        cat(),
        Image.new("RGB", (1, 1)),
        Image.new("RGB", (3, 2000), "white"),
        Image.new("RGB", (900, 900), (180, 140, 120)),
        Image.effect_noise((640, 480), 90).convert("RGB"),
        Image.linear_gradient("L").convert("RGB"),
    ],
    ids=["cat", "one pixel", "a line", "skin colour", "noise", "gradient"],
)
def test_a_picture_of_something_else_has_no_face(image: Image.Image, find: Find) -> None:
    assert reasons(find(image))["faces"].startswith("0 faces found")


# Outer corner, upper lid, inner corner, lower lid.
RIGHT_EYE = (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7)
LEFT_EYE = (263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249)


def painted_shut(image: Image.Image, landmarks_px: np.ndarray) -> Image.Image:
    """The same face with skin painted over the open eyes and a lash line along the lower lid."""
    shut = image.copy()
    for ring in (RIGHT_EYE, LEFT_EYE):
        lids = landmarks_px[list(ring), :2]
        middle = lids.mean(axis=0)
        skin = image.getpixel((int(middle[0]), int(middle[1] - 1.9 * np.ptp(lids[:, 1]))))
        patch = Image.new("L", image.size)
        ImageDraw.Draw(patch).polygon([tuple(place) for place in (lids - middle) * (1.12, 1.5) + middle], fill=255)
        shut.paste(Image.new("RGB", image.size, skin), mask=patch.filter(ImageFilter.GaussianBlur(3)))
        lashes = [lids[0], *lids[:8:-1], lids[8]]
        ImageDraw.Draw(shut).line([tuple(place) for place in lashes], fill=(40, 25, 20), width=4)
    return shut.filter(ImageFilter.GaussianBlur(0.8))


@pytest.mark.parametrize("name", ["composite_f_multi", "composite_f_easian", "composite_m_white"])
def test_shut_eyes_are_refused(name: str, find: Find, picture: Picture) -> None:
    face = find(picture(name))
    assert isinstance(face, Face)
    said = reasons(find(painted_shut(picture(name), face.landmarks_px)))
    assert "Ask for open eyes" in said.get("iris_hidden", "") + said.get("closed_eyes", "")


def broken(name: str, image: Image.Image) -> Image.Image:
    if name == "interpupillary_px":
        return image.resize((600, 600))
    if name == "blur":
        return image.filter(ImageFilter.GaussianBlur(5))
    if name == "roll":
        return image.rotate(34, Image.Resampling.BICUBIC, fillcolor="white")
    light = {"dark": 0.004, "blown": 12.0}[name]
    lit = (np.array(image) / 255.0) ** 2.2 * light
    return Image.fromarray((np.clip(lit, 0, 1) ** (1 / 2.2) * 255).astype(np.uint8))


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("interpupillary_px", "Come closer"),
        ("blur", "Hold still"),
        ("roll", "Head leaning 3[345] degrees to one side; up to 25 works"),
        ("dark", "too dark"),
        ("blown", "Less light"),
    ],
)
def test_a_photo_that_breaks_a_limit_is_refused_with_its_sentence(
    name: str, says: str, find: Find, picture: Picture
) -> None:
    said = reasons(find(broken(name, picture("composite_f_multi"))))
    assert re.search(says, said[name])


def test_uneven_light_only_warns(find: Find, picture: Picture) -> None:
    image = np.array(picture("composite_m_white"), np.float64)
    shade = np.where(np.arange(900) < 450, 0.4, 1.0)[None, :, None]
    face = find(Image.fromarray((image * shade).astype(np.uint8)))
    assert isinstance(face, Face)
    (warning,) = [gate for gate in face.gates if gate.gate == "uneven"]
    assert not warning.passed
    assert "Turn to the light" in warning.say
