"""Photos: hostile bytes, what is kept, and who may see it."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from filiform.face.face import Pose, Scale
from filiform.web.visits.files import portrait_of
from filiform.web.visits.found import pose_words, scale_words
from filiform.web.visits.models import Photo, Visit

FACE = "composite_f_multi.jpg"


def address(visit: Visit) -> str:
    return f"/visits/{visit.pk}/photo/"


def sent(client: Client, visit: Visit, file: Any, **more: str) -> Any:
    return client.post(address(visit), {"photo": file, **more})


@pytest.fixture
def found(ana: Client, answered: Visit, upload: Any) -> Photo:
    sent(ana, answered, upload(FACE))
    return answered.photos.get()


def png(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("1", (width, height)).save(file, "PNG")
    return file.getvalue()


def test_a_face_is_found_and_its_points_are_placed(ana: Client, found: Photo) -> None:
    assert found.state == Photo.State.FOUND
    assert len(found.placement["sites"]) > 50
    page = ana.get(address(found.visit)).content.decode()
    assert "Face found" in page
    assert "the iris" in page


def test_what_is_kept_is_the_picture_alone(found: Photo, photo_folder: Path) -> None:
    kept = [path for path in photo_folder.rglob("*") if path.is_file()]
    assert sorted(str(path.relative_to(photo_folder)) for path in kept) == sorted(
        [found.file, found.crop_file, portrait_of(found.crop_file)]
    )
    for path in kept:
        assert path.stat().st_mode & 0o077 == 0
        with Image.open(path) as picture:
            assert (picture.format, dict(picture.getexif())) == ("JPEG", {})
    assert len(found.original_sha256) == 64


def test_photos_are_handed_out_by_the_clinic_only(ana: Client, cy: Client, found: Photo) -> None:
    for name in ("picture", "face", "portrait"):
        shown = ana.get(f"/photos/{found.pk}/{name}.jpg")
        assert shown["Content-Type"] == "image/jpeg"
        assert shown["Cache-Control"].startswith("private")
        assert b"".join(shown.streaming_content)[:2] == b"\xff\xd8"
        assert cy.get(f"/photos/{found.pk}/{name}.jpg").status_code == 404
    assert ana.get(f"/static/../media/{found.file}").status_code == 404
    assert ana.get(f"/media/{found.file}").status_code == 404


def test_a_typed_pupil_distance_is_the_scale(ana: Client, answered: Visit, upload: Any) -> None:
    sent(ana, answered, upload(FACE), ipd_mm="64")
    photo = answered.photos.get()
    assert photo.face["scale"]["method"] == "typed"
    assert "typed distance" in ana.get(address(answered)).content.decode()


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (("cut.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 2000), "not a photo"),
        (("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"), "not a photo"),
        (("page.jpg", b"<html><script>alert(1)</script></html>"), "not a photo"),
        (("bomb.png", png(20_000, 10_000)), "million pixels"),
    ],
)
def test_hostile_files_are_answered_and_nothing_of_them_is_kept(
    ana: Client, answered: Visit, upload: Any, file: tuple[str, bytes], says: str
) -> None:
    sent(ana, answered, upload(*file))
    photo = answered.photos.get()
    assert photo.state == Photo.State.UNREADABLE
    assert says in ana.get(address(answered)).content.decode()
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []
    assert ana.get(f"/photos/{photo.pk}/picture.jpg").status_code == 404


def test_half_a_photo_is_answered(ana: Client, answered: Visit, upload: Any) -> None:
    whole = upload(FACE).read()
    sent(ana, answered, upload("half.jpg", whole[: len(whole) // 2]))
    assert answered.photos.get().state == Photo.State.UNREADABLE


def test_an_empty_file_is_refused_at_once(ana: Client, answered: Visit, upload: Any) -> None:
    answer = sent(ana, answered, upload("empty.jpg", b""))
    assert answer.status_code == 422
    assert "0 bytes" in answer.content.decode()
    assert answered.photos.count() == 0


def test_a_file_that_is_too_large_is_refused_at_once(ana: Client, answered: Visit, upload: Any, settings: Any) -> None:
    settings.MAX_PHOTO_BYTES = 1024
    answer = sent(ana, answered, upload("big.jpg", b"x" * 2048))
    assert "up to 0 MB works" in answer.content.decode()
    assert answered.photos.count() == 0


def test_a_png_that_is_called_jpg_is_read(ana: Client, answered: Visit, upload: Any) -> None:
    file = io.BytesIO()
    Image.open(io.BytesIO(upload(FACE).read())).save(file, "PNG")
    sent(ana, answered, upload("face.jpg", file.getvalue()))
    assert answered.photos.get().state == Photo.State.FOUND


def test_a_photo_without_a_face_is_refused_with_what_to_do(ana: Client, answered: Visit, upload: Any) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (600, 600, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(noise).save(file, "JPEG")
    sent(ana, answered, upload("noise.jpg", file.getvalue()))
    photo = answered.photos.get()
    assert photo.state == Photo.State.REFUSED
    page = ana.get(address(answered)).content.decode()
    assert photo.refusal["reasons"][0]["say"] in page
    assert "drawn face" in page


def test_a_visible_smile_is_refused(ana: Client, answered: Visit, upload: Any) -> None:
    sent(ana, answered, upload("london_001_smiling.jpg"))
    assert answered.photos.get().state == Photo.State.REFUSED


def test_the_drawn_face_stands_in_for_a_photo(ana: Client, answered: Visit) -> None:
    answer = ana.post(f"/visits/{answered.pk}/drawn/")
    answered.refresh_from_db()
    assert answer["Location"] == f"/visits/{answered.pk}/findings/"
    assert answered.has_face
    assert answered.photo is None


def test_a_tapped_hairline_moves_the_points_on_it(ana: Client, found: Photo) -> None:
    before = {site["id"]: site for site in found.placement["sites"]}
    top = before["GV24"]["y_px"] if "GV24" in before else before["EX-HN3"]["y_px"] * 0.5
    middle, step = before["EX-HN3"]["x_px"], (found.width_px or 0) / 12
    taps = [f"{middle + turn * step},{top - 20}" for turn in (-1, 0, 1)]
    assert ana.post(f"/photos/{found.pk}/hairline/", {"tap": taps}).status_code == 302
    found.refresh_from_db()
    assert len(found.hairline_px) == 3
    assert found.placement["sites"] != list(before.values())


@pytest.mark.parametrize(
    "taps", [[], ["1,2", "3,4"], ["1,2"] * 8, ["a,b"] * 3, ["-5,2"] * 3, ["nan,1"] * 3, ["9e9,1"] * 3]
)
def test_taps_that_are_no_hairline_are_refused(ana: Client, found: Photo, taps: list[str]) -> None:
    answer = ana.post(f"/photos/{found.pk}/hairline/", {"tap": taps})
    assert answer.status_code == 400
    assert "3 to 7 times" in answer.content.decode()


def test_while_the_worker_looks_the_page_asks_again(ana: Client, found: Photo) -> None:
    Photo.objects.filter(pk=found.pk).update(state="waiting")
    page = ana.get(f"/visits/{found.visit_id}/photo/state/").content.decode()
    assert 'hx-trigger="every' in page
    assert "Looking for the face" in page


@pytest.mark.parametrize(
    ("pose", "says"),
    [
        (Pose(-1.2, 0.1, 0.0), "Head turned 1 degree to the right."),
        (
            Pose(3.4, -2.0, 5.6),
            "Head turned 3 degrees to the left, tilted 2 degrees down, leaning 6 degrees to the left.",
        ),
        (Pose(0.3, -0.4, 0.2), "Head straight to the camera, as far as one photo shows."),
    ],
)
def test_how_the_head_is_held_is_said_in_words(pose: Pose, says: str) -> None:
    assert pose_words(pose) == says


def test_the_scale_says_where_it_is_from_and_how_sure_it_is() -> None:
    said = scale_words(Scale(0.3142, 0.05, "iris"))
    assert said == "Scale 0.31 mm per pixel from the iris, about 5 % (standard error)."


def test_the_found_face_is_cropped_and_marked(ana: Client, found: Photo) -> None:
    page = ana.get(address(found.visit)).content.decode()
    assert f"/photos/{found.pk}/face.jpg" in page
    assert f"/photos/{found.pk}/picture.jpg" not in page
    assert page.count("face-eye") == 2
    assert page.count("face-site") > 20
