"""Moving a site by hand in a real browser: by mouse, by finger, by keys; and the next photo shows it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

DATA = Path(__file__).parents[1] / "data"
WAIT_MS = 20_000
DONE = ".hand-done"


def photographed(watch: Any, page: Page) -> None:
    page.set_input_files("#id_photo", DATA / "composite_f_multi.jpg")
    page.click("text=Use this photo")
    expect(page.locator("text=Face found")).to_be_visible(timeout=WAIT_MS)


def new_patient(watch: Any, name: str) -> Page:
    page: Page = watch.go("/patients/new/")
    page.fill("#id_name", name)
    page.fill("#id_born", "1987-05-14")
    page.click("main button[type=submit]")
    page.click("text=Start visit")
    page.goto(page.url.replace("/intake/", "/photo/"))
    photographed(watch, page)
    return page


def site(page: Page, key: str) -> Locator:
    return page.locator(f'.hand-site[data-site="{key}"] .hand-dot')


def middle(mark: Locator) -> tuple[float, float]:
    box = mark.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def moved_mm(page: Page) -> float:
    said = re.search(r"moved: ([\d.]+) mm", page.locator(DONE).inner_text())
    assert said is not None
    return float(said[1])


def test_a_site_is_dragged_by_mouse_and_by_keys_and_the_next_photo_shows_it(opened: Callable[..., Any]) -> None:
    watch = opened(viewport={"width": 1440, "height": 1000})
    page = new_patient(watch, "Hand Journey")
    page.click("text=Move a site")
    expect(page.locator("h1")).to_have_text("Move a site")
    watch.accessible()
    page.locator(".hand-picture").scroll_into_view_if_needed()
    x, y = middle(site(page, "ST2-left"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 12, y + 10, steps=4)
    expect(page.locator(".hand-loupe")).to_be_visible()
    expect(page.locator("[data-drag-say]")).to_contain_text("to the patient's left")
    page.mouse.up()
    expect(page.locator(DONE)).to_contain_text("ST2 left")
    by_mouse = moved_mm(page)
    assert 1 < by_mouse < 8
    watch.accessible()
    page.click("text=Move the right one too")
    expect(page.locator(DONE)).to_contain_text("ST2 right")
    page.select_option("[data-drag-choice]", "GV26-midline")
    for key in ("ArrowUp", "ArrowUp", "ArrowUp", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(DONE)).to_contain_text("GV26")
    assert 1.5 < moved_mm(page) < 3.5
    page.click(f"{DONE} >> text=Undo")
    expect(page.locator(DONE)).to_contain_text("back where it was")
    page.click(f"{DONE} >> text=Redo")
    expect(page.locator(DONE)).to_contain_text("moved:")
    expect(page.locator(".hand-past li")).to_have_count(3)
    page.click("text=To the photo")
    page.locator(".crumb a").click()
    page.click("text=Start another visit")
    page.goto(page.url.replace("/intake/", "/photo/"))
    photographed(watch, page)
    expect(page.locator("text=3 sites stand where they were moved by hand.")).to_be_visible()
    page.click("text=Move a site")
    expect(page.locator(".hand-moved")).to_have_count(3)
    watch.quiet()


def test_a_finger_chooses_a_site_and_then_drags_it(opened: Callable[..., Any]) -> None:
    watch = opened(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, device_scale_factor=2)
    page = new_patient(watch, "Finger Journey")
    page.goto(page.url.replace("/photo/", "/hand/") + "?site=CV24-midline")
    watch.fits()
    page.locator(".hand-picture").scroll_into_view_if_needed()
    x, y = middle(site(page, "CV24-midline"))
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": at_x, "y": at_y} for at_x, at_y in places]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", (x, y))
    for step in range(1, 5):
        touch("touchMove", (x + step, y + 2 * step))
    expect(page.locator(".hand-loupe")).to_be_visible()
    touch("touchEnd")
    expect(page.locator(DONE)).to_contain_text("CV24")
    assert 1 < moved_mm(page) < 10
    watch.fits()
    watch.accessible()
    watch.quiet()
