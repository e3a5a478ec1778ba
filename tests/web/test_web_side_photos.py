"""Side photos and the card on the photo page: each slot tells its limits, and nobody else sees the pictures."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from filiform.face.face import Pose
from filiform.face.rendered import rendering, scanned_head
from filiform.web.visits import kept, sides
from filiform.web.visits.models import Photo, SidePhoto, Visit

SCAN = Path(__file__).parents[1] / "data" / "head_scan"
FACE = "composite_m_white.jpg"


@pytest.fixture(scope="module")
def cheek() -> bytes:
    """The left cheek of the scanned head, turned by 45 degrees."""
    head = scanned_head(SCAN / "head.glb", np.asarray(Image.open(SCAN / "colour.jpg")), mm_per_unit=48.0)
    file = io.BytesIO()
    Image.fromarray(rendering(head, Pose(-45.0, 0.0, 0.0), px_per_mm=3.0).pixels).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def front(ana: Client, answered: Visit, upload: Any) -> Photo:
    ana.post(f"/visits/{answered.pk}/photo/", {"photo": upload(FACE)})
    return answered.photos.get()


def given(client: Client, photo: Photo, side: str, data: bytes) -> Any:
    file = SimpleUploadedFile("side.png", data, content_type="image/png")
    return client.post(f"/photos/{photo.pk}/side/", {"cheek": side, "photo": file})


def page(client: Client, photo: Photo) -> str:
    return client.get(f"/visits/{photo.visit_id}/photo/").content.decode()


def test_both_slots_say_which_way_to_turn(ana: Client, front: Photo) -> None:
    shown = page(ana, front)
    assert "Turn the head to its right until the left ear shows whole" in shown
    assert "Turn the head to its left until the right ear shows whole" in shown
    assert "on no real 45-degree photo" in shown


def test_a_side_photo_that_fits_brings_areas_and_the_other_side_stays_withheld(
    ana: Client, front: Photo, cheek: bytes
) -> None:
    assert given(ana, front, "left", cheek).status_code == 302
    row = front.side_photos.get()
    assert row.state == SidePhoto.State.USED, row.refusal
    front.refresh_from_db()
    views = {site["view"] for site in front.placement["sites"]}
    assert views == {"front", "left45"}
    withheld = {(one["id"], one["side"]) for one in front.placement["withheld"]}
    assert ("ST7", "right") in withheld
    assert ("ST7", "left") not in withheld
    shown = page(ana, front)
    assert "Used. Turned 46 degrees" in shown
    assert "ST7 10 mm" in shown


def test_the_wrong_cheek_is_told_and_places_nothing(ana: Client, front: Photo, cheek: bytes) -> None:
    given(ana, front, "right", cheek)
    assert front.side_photos.get().state == SidePhoto.State.REFUSED
    assert "This photo shows the other cheek." in page(ana, front)
    front.refresh_from_db()
    assert {site["view"] for site in front.placement["sites"]} == {"front"}


def test_a_file_that_is_no_photo_is_told_in_its_slot(ana: Client, front: Photo) -> None:
    given(ana, front, "left", b"no photo")
    row = front.side_photos.get()
    assert (row.state, row.file) == (SidePhoto.State.UNREADABLE, "")
    assert "This file cannot be used." in page(ana, front)


def test_a_slot_without_a_file_says_so(ana: Client, front: Photo) -> None:
    answer = ana.post(f"/photos/{front.pk}/side/", {"cheek": "left"})
    assert answer.status_code == 422
    assert "Choose a photo first." in answer.content.decode()
    assert not front.side_photos.exists()


def test_side_photos_belong_to_their_clinic(ana: Client, cy: Client, front: Photo, cheek: bytes) -> None:
    assert given(cy, front, "left", cheek).status_code == 404
    given(ana, front, "left", cheek)
    row = front.side_photos.get()
    own = ana.get(f"/side-photos/{row.pk}/picture.jpg")
    assert own.getvalue().startswith(b"\xff\xd8")
    assert cy.get(f"/side-photos/{row.pk}/picture.jpg").status_code == 404


def test_moving_the_hairline_keeps_what_the_side_photo_shows(ana: Client, front: Photo, cheek: bytes) -> None:
    given(ana, front, "left", cheek)
    taps = ["360,205", "450,190", "540,205"]
    ana.post(f"/photos/{front.pk}/hairline/", {"tap": taps})
    front.refresh_from_db()
    assert len(front.hairline_px) == 3
    assert "left45" in {site["view"] for site in front.placement["sites"]}


def test_a_card_that_was_announced_and_is_missing_is_told(ana: Client, answered: Visit, upload: Any) -> None:
    ana.post(f"/visits/{answered.pk}/photo/", {"photo": upload(FACE), "card": "yes"})
    photo = answered.photos.get()
    assert photo.card
    assert "No card was found on the photo" in page(ana, photo)


def test_the_card_is_printed_from_the_photo_page(ana: Client, answered: Visit) -> None:
    shown = ana.get(f"/visits/{answered.pk}/photo/").content.decode()
    for paper in ("a4", "letter"):
        assert f"/card.pdf?paper={paper}" in shown
        answer = ana.get(f"/card.pdf?paper={paper}")
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")


def test_a_waiting_slot_renews_itself_and_leaves_the_taps_alone(ana: Client, cy: Client, front: Photo) -> None:
    values = {"clinic": front.clinic, "taken_by": front.taken_by, "uploaded_at": front.uploaded_at}
    row = front.side_photos.create(cheek="left", original_sha256="0" * 64, file="incoming/none", **values)
    assert f"/side-photos/{row.pk}/state/" in page(ana, front)
    assert f'hx-get="/visits/{front.visit_id}/photo/state/"' not in page(ana, front)
    renewed = ana.get(f"/side-photos/{row.pk}/state/").content.decode()
    assert "Looking at the photo." in renewed
    assert "data-taps" not in renewed
    assert "Right cheek" not in renewed
    assert cy.get(f"/side-photos/{row.pk}/state/").status_code == 404


def marked(client: Client, row: SidePhoto, **told: object) -> Any:
    return client.post(f"/side-photos/{row.pk}/mark/", told)


def ring(photo: Photo, point: str) -> float:
    photo.refresh_from_db()
    return next(site["error_mm"] for site in photo.placement["sites"] if (site["id"], site["side"]) == (point, "left"))


def test_an_ear_marked_on_a_side_photo_makes_its_areas_smaller_until_it_is_taken_away(
    ana: Client, cy: Client, front: Photo, cheek: bytes
) -> None:
    given(ana, front, "left", cheek)
    row, guessed = front.side_photos.get(), ring(front, "SI19")
    shown = sides.marks(row, kept.face_of(front.face))["tragus"]
    place = {"site": "tragus", "x": shown.x + 6, "y": shown.y}
    assert marked(cy, row, **place).status_code == 404
    assert marked(ana, row, **place).status_code == 302
    assert ring(front, "SI19") < guessed - 1
    assert "Marked here, to about 6 mm." in page(ana, front)
    marked(ana, row, site="tragus", go="away")
    assert ring(front, "SI19") == guessed
    assert "Marked here" not in page(ana, front)


def test_a_mark_on_a_side_photo_is_shown_on_the_next_one_and_not_used_before_it_is_saved(
    ana: Client, front: Photo, cheek: bytes
) -> None:
    given(ana, front, "left", cheek)
    guessed, row = ring(front, "SI19"), front.side_photos.get()
    shown = sides.marks(row, kept.face_of(front.face))["tragus"]
    marked(ana, row, site="tragus", x=shown.x + 20, y=shown.y - 10)
    given(ana, front, "left", cheek)
    again = sides.marks(front.side_photos.latest("pk"), kept.face_of(front.face))["tragus"]
    assert (again.x, again.y) == pytest.approx((shown.x + 20, shown.y - 10), abs=0.2)
    assert not again.tapped
    assert "Taken over from" in page(ana, front)
    assert ring(front, "SI19") == guessed


def test_a_mark_far_from_the_ear_is_refused_beside_its_photo(ana: Client, front: Photo, cheek: bytes) -> None:
    given(ana, front, "left", cheek)
    answer = marked(ana, front.side_photos.get(), site="tragus", x=60, y=60)
    assert answer.status_code == 422
    assert "The tragus cannot be there" in answer.content.decode()
    assert marked(ana, front.side_photos.get(), site="nose", x=60, y=60).status_code == 422
    assert front.side_photos.get().ear_jaw_px == {}
