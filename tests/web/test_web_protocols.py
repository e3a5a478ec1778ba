"""A clinic's own protocols, and how a plan was weighed."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from filiform.web.audit.models import Entry
from filiform.web.plans.models import OwnProtocol, Proposal
from filiform.web.visits.models import Visit

Current = Callable[[Visit], Proposal]
GENTLE = {
    "extends": "light",
    "label": "Gentle first",
    "why": "For first visits",
    "face_needles-least": "6",
    "face_needles-most": "12",
    "body_needles-least": "3",
    "body_needles-most": "8",
    "retention_min-least": "15",
    "retention_min-most": "20",
    "sessions-least": "5",
    "sessions-most": "10",
    "rest-sensitive": "15",
    "rest-ordinary": "20",
    "rest-hardy": "20",
    "interval_days": "7",
    "spacing_mm": "8",
    "sizes": ["0.12x15", "0.16x15", "0.16x25", "0.20x25", "0.20x30", "0.20x40"],
    "go": "keep",
}


def kept(client: Client, **changes: Any) -> Any:
    return client.post("/protocols/new/", GENTLE | {"form_key": "a" * 32} | changes)


def test_a_protocol_is_written_from_a_known_one_and_keeps_only_what_differs(ana: Client) -> None:
    assert "Light session" in ana.get("/protocols/new/?from=light").content.decode()
    assert kept(ana)["Location"] == "/protocols/"
    row = OwnProtocol.objects.get()
    assert row.name == "own_gentle_first_v1"
    assert row.values["face_needles"] == [6, 12]
    assert "spacing_mm" not in row.values
    page = ana.get("/protocols/").content.decode()
    assert "Gentle first, version 1" in page
    assert Entry.objects.filter(act="write a protocol").count() == 1


def test_a_button_pressed_twice_writes_one_protocol(ana: Client) -> None:
    kept(ana)
    kept(ana)
    assert OwnProtocol.objects.count() == 1


def test_what_loosens_a_limit_is_refused_beside_its_field_and_nothing_typed_is_lost(ana: Client) -> None:
    answer = kept(ana, **{"face_needles-most": "60", "spacing_mm": "3", "label": "Bold"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "at most 40" in page
    assert "at least 8" in page
    assert 'value="Bold"' in page
    assert OwnProtocol.objects.count() == 0


def test_what_changes_is_shown_before_it_is_kept(ana: Client) -> None:
    page = kept(ana, go="look").content.decode()
    assert "8 to 20" in page
    assert "6 to 12" in page
    assert OwnProtocol.objects.count() == 0


def test_a_change_is_a_new_version_and_a_plan_names_the_one_it_kept_to(
    ana: Client, drawn: Visit, current: Current
) -> None:
    kept(ana)
    first = OwnProtocol.objects.get()
    ana.post(f"/visits/{drawn.pk}/propose/", {"protocol": first.name})
    row = current(drawn)
    assert (row.state, row.protocol) == (Proposal.State.READY, "own_gentle_first_v1")
    ana.post(
        f"/protocols/{first.pk}/change/", GENTLE | {"form_key": "b" * 32, "version": "1", "face_needles-most": "10"}
    )
    assert [row.version for row in OwnProtocol.objects.order_by("version")] == [1, 2]
    page = ana.get(f"/visits/{drawn.pk}/plan/").content.decode()
    assert "Gentle first, version 1" in page
    assert sum(needle["where"] == "face" for needle in row.document["needles"]) <= 12
    assert ana.get(f"/visits/{drawn.pk}/sign/").status_code == 200
    assert ana.get(f"/visits/{drawn.pk}/plan/sheet.pdf").status_code == 200
    assert "version 2" in ana.get(f"/visits/{drawn.pk}/findings/").content.decode()


def test_two_windows_do_not_write_the_same_version(ana: Client, bo: Client) -> None:
    kept(ana)
    row = OwnProtocol.objects.get()
    for client, key in ((ana, "b"), (bo, "c")):
        answer = client.post(
            f"/protocols/{row.pk}/change/", GENTLE | {"form_key": key * 32, "version": "1", "label": f"By {key}"}
        )
    assert answer.status_code == 409
    assert "changed in another window" in answer.content.decode()
    assert 'value="By c"' in answer.content.decode()
    assert OwnProtocol.objects.count() == 2


def test_a_protocol_goes_out_as_a_file_and_comes_in_as_one(ana: Client, cy: Client) -> None:
    kept(ana)
    row = OwnProtocol.objects.get()
    file = ana.get(f"/protocols/{row.pk}/file/")
    assert "own_gentle_first_v1.toml" in file["Content-Disposition"]
    sent = SimpleUploadedFile("protocol.toml", file.content)
    cy.post("/protocols/file/", {"file": sent, "form_key": "d" * 32})
    other = OwnProtocol.objects.exclude(pk=row.pk).get()
    assert other.clinic != row.clinic
    assert other.values["face_needles"] == row.values["face_needles"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'id = "x_y"\nlabel = "X"\nwhy = "Y"\nspacing_mm = 2.0\n', "at least 8"),
        (b'id = "x_y"\nlabel = "X"\nwhy = "Y"\nextends = "nobody"\n', 'Unknown word "nobody"'),
        (b"\xff\xfe\x00", "no text file"),
        (b"[[protocol", "is not TOML"),
    ],
)
def test_a_bad_file_is_answered_and_kept_out(ana: Client, content: bytes, says: str) -> None:
    page = ana.post("/protocols/file/", {"file": SimpleUploadedFile("p.toml", content)}, follow=True)
    assert says in unescape(page.content.decode())
    assert OwnProtocol.objects.count() == 0


def test_one_that_is_put_away_is_not_offered_but_can_still_be_read(ana: Client, drawn: Visit) -> None:
    kept(ana)
    row = OwnProtocol.objects.get()
    ana.post(f"/protocols/{row.pk}/away/")
    assert "Gentle first" not in ana.get(f"/visits/{drawn.pk}/findings/").content.decode()
    assert "Put away" in ana.get(f"/protocols/{row.pk}/").content.decode()


def test_another_clinics_protocol_is_not_known_to_this_one(
    ana: Client, cy: Client, drawn: Visit, current: Current
) -> None:
    kept(cy)
    ana.post(f"/visits/{drawn.pk}/propose/", {"protocol": OwnProtocol.objects.get().name})
    assert current(drawn).protocol == "default"
    assert "Gentle first" not in ana.get(f"/visits/{drawn.pk}/findings/").content.decode()


def test_every_weight_stands_with_its_reason_and_what_differs_is_marked(ana: Client, proposed: Visit) -> None:
    page = unescape(ana.get(f"/visits/{proposed.pk}/plan/weights/?protocol=light").content.decode())
    assert "Each needle costs more where the person is new to needles" in page
    assert "usually 0.07" in page
    assert page.count('class="weight-why') == page.count('class="weight-value')
    assert "usually" not in ana.get(f"/visits/{proposed.pk}/plan/weights/").content.decode()


def test_days_of_rest_and_the_order_of_insertion_are_written_in_the_browser(ana: Client) -> None:
    order = "Brow and forehead\neyes and temples\nLegs and feet"
    kept(ana, **{"settles-line": "21", "settles-face": "3", "zone_order": order})
    row = OwnProtocol.objects.get()
    assert row.values["settling_days"] == {"line": 21}
    assert len(row.values["zone_order"]) == 3
    page = ana.get(f"/protocols/{row.pk}/change/").content.decode()
    assert 'name="settles-line" value="21"' in page
    assert "Brow and forehead\nEyes and temples\nLegs and feet" in page


def test_an_order_with_a_place_nobody_knows_and_too_short_a_rest_stay_typed(ana: Client) -> None:
    page = unescape(kept(ana, zone_order="Brow and forehead\nTail").content.decode())
    assert "No zone is called Tail" in page
    assert "Brow and forehead\nTail" in page
    page = unescape(kept(ana, **{"settles-line": "1"}).content.decode())
    assert "at least 7" in page
    assert 'name="settles-line" value="1"' in page
    assert OwnProtocol.objects.count() == 0
