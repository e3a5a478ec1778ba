"""Three photos in a real browser: the slots of the side photos at every width, by keyboard and by file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from filiform.face.face import Pose
from filiform.face.rendered import rendering, scanned_head

DATA = Path(__file__).parents[1] / "data"
WAIT_MS = 40_000


@pytest.fixture(scope="module")
def cheeks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    scan = DATA / "head_scan"
    head = scanned_head(scan / "head.glb", np.asarray(Image.open(scan / "colour.jpg")), mm_per_unit=48.0)
    folder = tmp_path_factory.mktemp("cheeks")
    for name, yaw in (("left", -45.0), ("right", 45.0)):
        Image.fromarray(rendering(head, Pose(yaw, 0.0, 0.0), px_per_mm=3.0).pixels).save(folder / f"{name}.png")
    return {name: folder / f"{name}.png" for name in ("left", "right")}


def test_side_photos_are_given_looked_at_and_told(opened: Callable[..., Any], cheeks: dict[str, Path]) -> None:
    watch = opened(viewport={"width": 1440, "height": 1000})
    page = watch.go("/patients/new/")
    page.fill("#id_name", "Side views")
    page.fill("#id_born", "1980-02-01")
    page.select_option("#id_sex", "male")
    page.click("main button[type=submit]")
    page.click("text=Start visit")
    expect(page.locator("h1")).to_have_text("Intake")
    page.goto(page.url.replace("intake", "photo"))
    page.set_input_files("#id_photo", DATA / "composite_m_white.jpg")
    page.click("text=Use this photo")
    expect(page.locator("#side-photos")).to_be_visible(timeout=WAIT_MS)
    for width in (360, 820, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        watch.fits()
        watch.accessible()
    page.set_input_files("#side-left", cheeks["left"])
    page.locator(".side-slot", has_text="Left cheek").locator("button[type=submit]").click()
    expect(page.locator("text=mm left between it and the front photo")).to_be_visible(timeout=WAIT_MS)
    page.set_input_files("#side-right", cheeks["left"])
    page.locator(".side-slot", has_text="Right cheek").locator("button[type=submit]").click()
    expect(page.locator("text=This photo shows the other cheek.")).to_be_visible(timeout=WAIT_MS)
    for width in (360, 820, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        watch.fits()
        watch.accessible()
    watch.quiet()
