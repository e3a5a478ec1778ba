"""What lies beneath the needles, on the plan page: notes, cards, layers."""

import re
from collections.abc import Callable
from html import unescape

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from filiform.web.plans.models import Proposal
from filiform.web.visits.models import Visit

Current = Callable[[Visit], Proposal]


def test_a_plan_says_what_lies_beneath_in_at_most_five_notes_with_sources(ana: Client, proposed: Visit) -> None:
    page = unescape(ana.get(f"/visits/{proposed.pk}/plan/").content.decode())
    part = page[page.index("Beneath these needles") :]
    notes = re.findall(r"<li>\s*<strong>[^<]+\.</strong> (Near|Not deeper than)", part)
    assert 1 <= len(notes) <= 5
    assert "it never clears a site" in part
    assert "varies by about" in part


def test_the_card_of_a_needle_tells_what_it_comes_near(ana: Client, proposed: Visit, current: Current) -> None:
    needles = current(proposed).document["needles"]
    near = next(one for one in needles if one["beneath"])
    card = ana.get(f"/visits/{proposed.pk}/plan/why/", {"needle": f"{near['site']}-{near['side']}"}).content.decode()
    assert near["beneath"][0]["label"] in card
    assert "Beneath" in card


def test_layers_are_switches_that_fetch_one_drawing(ana: Client, proposed: Visit) -> None:
    page = ana.get(f"/visits/{proposed.pk}/plan/").content.decode()
    address = re.search(r'data-layers-url="([^"]+)"', page)
    assert address
    assert [*re.findall(r'data-beneath="(\w+)"', page)] == ["arteries", "veins", "nerves", "openings", "orbit"]
    drawing = ana.get(address[1])
    assert drawing["Content-Type"] == "image/svg+xml"
    svg = drawing.content.decode()
    assert svg.count('class="beneath"') == 5
    assert svg.count('display="none"') == 5
    assert "style=" not in svg
    frame = re.search(r'viewBox="([^"]+)"', svg)
    assert frame
    assert frame[1] in page


def test_layers_of_another_clinics_photo_are_not_found(
    ana: Client, cy: Client, answered: Visit, upload: Callable[[str], SimpleUploadedFile]
) -> None:
    ana.post(f"/visits/{answered.pk}/photo/", {"photo": upload("composite_f_african.jpg")})
    photo = answered.photos.exclude(face=None).get()
    assert ana.get(f"/photos/{photo.pk}/layers.svg").content.count(b'class="beneath"') == 5
    assert cy.get(f"/photos/{photo.pk}/layers.svg").status_code == 404
