"""Sites moved by hand: kept with the patient, taken back, offered for the other side, and nobody else's."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from django.test import Client

from filiform.points.site import Site
from filiform.web.audit.models import Entry
from filiform.web.patients.actions import PatientDetails, registered
from filiform.web.patients.models import HandMove, Patient
from filiform.web.plans import actions as plans
from filiform.web.plans import kept
from filiform.web.plans.models import Proposal
from filiform.web.visits import actions as visits
from filiform.web.visits import ear_jaw, hand
from filiform.web.visits.kept import seen
from filiform.web.visits.models import Photo, Visit

FACE = "composite_f_multi.jpg"
KEY = "ST2-left"
FORM_KEY = "0" * 31 + "1"


def photographed(client: Client, visit: Visit, upload: Any) -> Photo:
    client.post(f"/visits/{visit.pk}/photo/", {"photo": upload(FACE)})
    return visit.photos.latest("pk")


@pytest.fixture
def photo(ana: Client, answered: Visit, upload: Any) -> Photo:
    return photographed(ana, answered, upload)


def site(photo: Photo, key: str = KEY) -> Site:
    photo.refresh_from_db()
    point, _, side = key.rpartition("-")
    return next(one for one in seen(photo)[1].sites if (one.id, one.side) == (point, side))


def moved(client: Client, photo: Photo, *, right_mm: float = 0, down_mm: float = 0, key: str = KEY, **more: Any) -> Any:
    """Move a site by millimetres of the picture."""
    scale, start = photo.face["scale"]["mm_per_px"], site(photo, key)
    values = {"site": key, "x": start.x_px + right_mm / scale, "y": start.y_px + down_mm / scale, **more}
    return client.post(f"/visits/{photo.visit_id}/hand/move/", values, follow=True)


def test_a_moved_site_stands_where_it_was_put_and_says_who_moved_it(ana: Client, photo: Photo) -> None:
    before = site(photo)
    page = moved(ana, photo, right_mm=3, down_mm=1).content.decode()
    after = site(photo)
    assert after.corrected
    assert (after.rule_px, after.error_mm < before.error_mm) == ((before.x_px, before.y_px), True)
    assert after.x_px - before.x_px == pytest.approx(3 / photo.face["scale"]["mm_per_px"], abs=0.01)
    row = HandMove.objects.get()
    assert 3 < row.moved_mm < 5
    assert "ST2 left</strong>" in page
    assert f"moved {row.moved_mm:.0f} mm by A on" in page
    assert ">Undo</button>" in page
    assert list(Entry.objects.filter(act="move site").values_list("detail", flat=True)) == [
        {"point": "ST2", "side": "left"}
    ]


def test_the_next_photo_starts_from_the_moved_place(ana: Client, photo: Photo, cast: Any, upload: Any) -> None:
    moved(ana, photo, right_mm=3, down_mm=1)
    later = visits.opened(photo.visit.patient, by=cast.ana, at=photo.uploaded_at + timedelta(days=14))
    there = site(photographed(ana, later, upload))
    assert there.corrected
    assert (there.x_px, there.y_px) == pytest.approx((site(photo).x_px, site(photo).y_px), abs=0.5)


def test_taking_a_move_back_gives_the_placement_before_to_the_last_bit(ana: Client, photo: Photo) -> None:
    photo.refresh_from_db()
    before = photo.placement
    moved(ana, photo, right_mm=3)
    row = HandMove.objects.get()
    ana.post(f"/moves/{row.pk}/back/", {"go": "back", "visit": photo.visit_id})
    photo.refresh_from_db()
    assert photo.placement == before
    page = ana.post(f"/moves/{row.pk}/back/", {"go": "again", "visit": photo.visit_id}, follow=True).content.decode()
    assert site(photo).corrected
    assert ">Undo</button>" in page


def test_the_form_sent_twice_moves_once(ana: Client, photo: Photo) -> None:
    moved(ana, photo, right_mm=3, form_key=FORM_KEY)
    moved(ana, photo, right_mm=3, form_key=FORM_KEY)
    assert HandMove.objects.count() == 1


def test_two_windows_may_move_the_same_site_and_the_last_one_holds(ana: Client, bo: Client, photo: Photo) -> None:
    moved(ana, photo, right_mm=3)
    page = moved(bo, photo, down_mm=2).content.decode()
    assert [row.made_by.username for row in hand.rows(photo.visit.patient)] == ["ana", "bo"]
    rule_px = site(photo).rule_px
    assert rule_px is not None
    assert site(photo).y_px == pytest.approx(rule_px[1] + 2 / photo.face["scale"]["mm_per_px"], abs=1)
    assert "a later move holds" in page
    last = HandMove.objects.latest("pk")
    bo.post(f"/moves/{last.pk}/back/", {"go": "back", "visit": photo.visit_id})
    assert site(photo).corrected  # the move of the first window holds again


def test_the_other_side_is_offered_and_never_moved_unasked(ana: Client, photo: Photo) -> None:
    right = site(photo, "ST2-right")
    page = moved(ana, photo, right_mm=3, down_mm=2).content.decode()
    assert "Move the right one too" in page
    assert site(photo, "ST2-right") == right
    row = HandMove.objects.get()
    ana.post(f"/moves/{row.pk}/twin/", {"form_key": FORM_KEY})
    ana.post(f"/moves/{row.pk}/twin/", {"form_key": FORM_KEY})
    twin = site(photo, "ST2-right")
    assert HandMove.objects.count() == 2
    assert twin.x_px < right.x_px
    assert twin.y_px > right.y_px


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ({"down_mm": 30}, "at most 15 mm"),
        ({"right_mm": 900}, "not on the face"),
        ({"right_mm": float("nan")}, "drag it"),
    ],
)
def test_a_place_that_is_no_correction_is_refused_with_the_reason(
    ana: Client, photo: Photo, by: dict[str, float], said: str
) -> None:
    page = moved(ana, photo, **by).content.decode()
    assert said in page
    assert not HandMove.objects.exists()


def test_a_site_nobody_knows_is_refused(ana: Client, photo: Photo) -> None:
    answer = ana.post(f"/visits/{photo.visit_id}/hand/move/", {"site": "<b>-left", "x": "5", "y": "5"}, follow=True)
    assert "is not on this photo" in answer.content.decode()


def test_a_move_touches_no_other_patient(ana: Client, photo: Photo, cast: Any, upload: Any) -> None:
    details = PatientDetails("Other Person", date(1985, 1, 1), "female", 2, 170, declines_photos=False)
    other = registered(details, clinic=cast.clinic, by=cast.ana, at=photo.uploaded_at)
    theirs = photographed(ana, visits.opened(other, by=cast.ana, at=photo.uploaded_at), upload)
    before = theirs.placement
    moved(ana, photo, right_mm=3)
    theirs.refresh_from_db()
    assert theirs.placement == before
    again = photographed(ana, theirs.visit, upload)
    assert again.placement == before
    row = HandMove.objects.get()
    ana.post(f"/moves/{row.pk}/back/", {"go": "back", "visit": theirs.visit_id})
    row.refresh_from_db()
    assert row.undone_at is None


def test_another_clinic_sees_and_moves_nothing(cy: Client, ana: Client, photo: Photo) -> None:
    moved(ana, photo, right_mm=3)
    row = HandMove.objects.get()
    assert cy.get(f"/visits/{photo.visit_id}/hand/").status_code == 404
    for address in (f"/visits/{photo.visit_id}/hand/move/", f"/moves/{row.pk}/back/", f"/moves/{row.pk}/twin/"):
        assert cy.post(address, {"site": KEY, "x": "1", "y": "1"}).status_code == 404
    row.refresh_from_db()
    assert row.undone_at is None


def test_a_visit_without_a_photo_goes_to_the_photo_page(ana: Client, drawn: Visit) -> None:
    assert ana.get(f"/visits/{drawn.pk}/hand/").headers["Location"] == f"/visits/{drawn.pk}/photo/"
    moved_ = ana.post(f"/visits/{drawn.pk}/hand/move/", {"site": KEY, "x": "1", "y": "1"})
    assert moved_.status_code == 302
    assert not HandMove.objects.exists()


@pytest.fixture
def planned(photo: Photo, cast: Any) -> Photo:
    plans.proposed(photo.visit, protocol="", by=cast.ana, at=photo.uploaded_at, on=date(2026, 11, 20))
    return photo


def a_face_needle(row: Proposal) -> Any:
    """The surest needle on the left: far from the edge of the face."""
    needles = [one for one in kept.proposal_of(row).needles if one.where == "face" and one.side == "left"]
    return min((one for one in needles if one.of == 1 and one.error_mm), key=lambda one: one.error_mm or 0.0)


def needle_px(visit: Visit, key: str) -> tuple[float, float]:
    row = plans.current(visit)
    assert row is not None
    needles = kept.proposal_of(row).needles
    return next(one.position_px for one in needles if f"{one.site}-{one.side}" == key)  # type: ignore[return-value]


def test_the_needles_of_the_plan_follow_and_undo_takes_both_back(
    ana: Client, planned: Photo, current: Callable[[Visit], Proposal]
) -> None:
    visit, first = planned.visit, current(planned.visit)
    needle = a_face_needle(first)
    key = f"{needle.site}-{needle.side}"
    moved(ana, planned, right_mm=2, down_mm=2, key=key)
    after = current(visit)
    assert after.change.startswith(f"{needle.site} left moved ")
    assert needle_px(visit, key) == pytest.approx((site(planned, key).x_px, site(planned, key).y_px))
    assert needle_px(visit, key) != needle.position_px
    page = ana.get(f"/visits/{visit.pk}/plan/?needle={key}").content.decode()
    assert "Move a site" in page
    assert f"moved {HandMove.objects.get().moved_mm:.0f} mm by A on" in page
    ana.post(f"/visits/{visit.pk}/plan/undo/", {"version": after.pk})
    assert needle_px(visit, key) == needle.position_px
    assert not site(planned, key).corrected
    ana.post(f"/visits/{visit.pk}/plan/redo/", {"version": first.pk})
    assert site(planned, key).corrected
    assert needle_px(visit, key) == pytest.approx((site(planned, key).x_px, site(planned, key).y_px))


def test_two_needles_too_near_after_a_move_are_told_at_once(
    ana: Client, planned: Photo, current: Callable[[Visit], Proposal]
) -> None:
    needles = [
        one for one in kept.proposal_of(current(planned.visit)).needles if one.where == "face" and one.position_px
    ]
    scale = planned.face["scale"]["mm_per_px"]

    def apart(pair: tuple[Any, Any]) -> float:
        (x, y), (u, v) = (one.position_px for one in pair)
        return float(((x - u) ** 2 + (y - v) ** 2) ** 0.5 * scale)

    one, other = min(((a, b) for a in needles for b in needles if a is not b and a.of == b.of == 1), key=apart)
    assert other.position_px is not None
    x_px, y_px = other.position_px
    place = {"site": f"{one.site}-{one.side}", "x": x_px + 2 / scale, "y": y_px}
    page = ana.post(f"/visits/{planned.visit_id}/hand/move/", place, follow=True).content.decode()
    assert "mm apart; needles keep" in page


def test_a_site_moved_beside_treated_skin_is_closed_at_once(
    ana: Client, answer: Callable[..., Visit], upload: Any
) -> None:
    filler = {"what": ["filler"], "region": ["cheek_medial"], "side": ["left"], "on": ["2026-11-10"]}
    visit = answer(**{f"procedure__0__{name}": value for name, value in filler.items()})
    photo = photographed(ana, visit, upload)
    page = moved(ana, photo, right_mm=2, down_mm=2).content.decode()
    assert "ST2 left may not be needled there." in page


def test_the_hairline_of_a_patient_is_carried_to_the_next_photo(
    ana: Client, photo: Photo, cast: Any, upload: Any
) -> None:
    photo.refresh_from_db()
    eyes, chin = photo.face["landmarks_px"][168], photo.face["landmarks_px"][152]
    up = eyes[1] - (chin[1] - eyes[1]) * 0.62
    taps = [f"{eyes[0] + side},{up}" for side in (-80.0, 0.0, 80.0)]
    assert ana.post(f"/photos/{photo.pk}/hairline/", {"tap": taps}).status_code == 302
    later = visits.opened(photo.visit.patient, by=cast.ana, at=photo.uploaded_at + timedelta(days=14))
    new = photographed(ana, later, upload)
    assert new.hairline_from is not None
    for (x, y), tap in zip(new.hairline_px, taps, strict=True):
        assert (x, y) == pytest.approx([float(number) for number in tap.split(",")], abs=2)
    page = ana.get(f"/visits/{later.pk}/photo/").content.decode()
    assert "Taken over from the photo of" in page
    own = [f"{eyes[0] + side},{up - 10}" for side in (-80.0, 0.0, 80.0)]
    ana.post(f"/photos/{new.pk}/hairline/", {"tap": own})
    new.refresh_from_db()
    assert new.hairline_from is None


def test_the_moves_of_a_patient_are_those_of_the_patient(patient: Patient) -> None:
    assert hand.moves(patient) == ()


def test_an_ear_that_was_tapped_is_kept_and_what_lies_beneath_starts_from_it(
    ana: Client, cy: Client, photo: Photo, cast: Any, upload: Any
) -> None:
    face = seen(photo)[0]
    x_px, y_px, tapped = ear_jaw.places(photo, face)["tragus-left"]
    assert not tapped
    before = ear_jaw.lying(photo, face)
    place = {"site": "tragus-left", "x": x_px, "y": y_px + 6 / photo.face["scale"]["mm_per_px"]}
    assert cy.post(f"/visits/{photo.visit_id}/hand/move/", place).status_code == 404
    ana.post(f"/visits/{photo.visit_id}/hand/move/", place)
    photo.refresh_from_db()
    assert list(photo.ear_jaw_px) == ["tragus-left"]
    after = ear_jaw.lying(photo, face)
    changed = [
        a.side
        for a, b in zip(before.courses, after.courses, strict=True)
        if not np.allclose(a.skin_mm[0], b.skin_mm[0])
    ]
    assert changed
    assert set(changed) == {"left"}
    later = visits.opened(photo.visit.patient, by=cast.ana, at=photo.uploaded_at + timedelta(days=14))
    new = photographed(ana, later, upload)
    assert new.ear_jaw_px["tragus-left"] == pytest.approx(photo.ear_jaw_px["tragus-left"], abs=1)
    away = ana.post(f"/visits/{photo.visit_id}/hand/move/", place | {"y": 5.0}, follow=True).content.decode()
    assert "25 is the most" in away
    photo.refresh_from_db()
    assert photo.ear_jaw_px["tragus-left"][1] == pytest.approx(place["y"], abs=0.1)


def test_a_tapped_ear_is_taken_away_and_does_not_come_back_on_the_next_photo(
    ana: Client, photo: Photo, cast: Any, upload: Any
) -> None:
    face = seen(photo)[0]
    x_px, y_px, _ = ear_jaw.places(photo, face)["tragus-left"]
    url = f"/visits/{photo.visit_id}/hand/move/"
    marked = ana.post(url, {"site": "tragus-left", "x": x_px, "y": y_px}, follow=True).content.decode()
    assert "Marked here, to about 2 mm seen from the front." in marked
    assert "Take the mark away" in marked
    away = ana.post(url, {"site": "tragus-left", "x": x_px, "y": y_px, "go": "away"}, follow=True).content.decode()
    assert "Marked here" not in away
    photo.refresh_from_db()
    assert photo.ear_jaw_px == {}
    later = visits.opened(photo.visit.patient, by=cast.ana, at=photo.uploaded_at + timedelta(days=14))
    assert photographed(ana, later, upload).ear_jaw_px == {}


def test_a_visit_that_is_still_open_follows_a_move_made_in_another(
    ana: Client, photo: Photo, cast: Any, upload: Any
) -> None:
    later = visits.opened(photo.visit.patient, by=cast.ana, at=photo.uploaded_at + timedelta(days=14))
    new = photographed(ana, later, upload)
    before = site(photo)
    moved(ana, new, right_mm=3, down_mm=1)
    assert site(photo).corrected
    assert site(photo).rule_px == (before.x_px, before.y_px)
    ana.post(f"/moves/{HandMove.objects.get().pk}/back/", {"go": "back", "visit": later.pk})
    assert site(photo) == before
