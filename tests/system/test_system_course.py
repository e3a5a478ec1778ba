"""A course, a protocol of one's own and an edit taken back, in a real browser."""

import re
from collections.abc import Callable
from typing import Any

import pytest

Opened = Callable[..., Any]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_new_pages_are_accessible_and_fit_any_window(opened: Opened, scheme: str) -> None:
    watch = opened(color_scheme=scheme)
    for path in ("/protocols/", "/protocols/new/?from=light", "/visits/1/course/", "/visits/1/plan/weights/"):
        watch.go(path)
        watch.accessible()
        for width in (360, 820, 1440):
            watch.page.set_viewport_size({"width": width, "height": 900})
            watch.fits()
    watch.quiet()


def test_a_course_is_planned_and_signed_with_its_rule(opened: Opened) -> None:
    watch = opened(viewport={"width": 360, "height": 800})
    page = watch.go("/visits/1/course/")
    page.get_by_role("button", name="Plan the course").click()
    page.locator("table.course").wait_for(timeout=60_000)
    watch.fits()
    watch.accessible()
    page.get_by_label(re.compile("Stop when nothing has changed")).check()
    page.get_by_role("button", name="Sign course").click()
    page.get_by_text("signed", exact=False).first.wait_for()
    assert page.get_by_role("button", name="Sign course").count() == 0
    watch.quiet()


def test_a_protocol_of_ones_own_is_looked_at_and_kept_and_a_plan_may_be_asked_for_by_it(opened: Opened) -> None:
    watch = opened(viewport={"width": 820, "height": 1100})
    page = watch.go("/protocols/new/?from=light")
    page.get_by_label("Name").fill("Evening")
    page.get_by_label("For whom, and why").fill("Short evenings")
    page.get_by_label("Needles in the face, at most").fill("80")
    page.get_by_role("button", name="Show what changes").click()
    page.get_by_text("at most 40").first.wait_for()
    assert page.get_by_label("Name").input_value() == "Evening"
    watch.accessible()
    page.get_by_label("Needles in the face, at most").fill("14")
    page.get_by_role("button", name="Show what changes").click()
    page.get_by_text("8 to 14").wait_for()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Evening, version 1").wait_for()
    watch.go("/visits/3/findings/")
    page.get_by_text("Another protocol").click()
    assert page.get_by_label(re.compile("Evening, version 1")).is_visible()


def test_an_edit_is_taken_back_and_done_again(opened: Opened) -> None:
    watch = opened(viewport={"width": 1440, "height": 1000})
    page = watch.go("/visits/2/plan/")
    page.locator("[data-needle-row$='-both']").first.click()
    page.get_by_role("button", name="Remove both").click()
    page.get_by_role("button", name=re.compile("^Undo:")).click()
    page.get_by_role("button", name=re.compile("^Redo:")).click()
    page.get_by_role("button", name=re.compile("^Undo:")).wait_for()
    watch.accessible()
    watch.quiet()
