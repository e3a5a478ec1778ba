"""The clinic's main job in a real browser: from a new patient to a signed, printed plan."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

DATA = Path(__file__).parents[1] / "data"
WAIT_MS = 20_000


def register(watch: Any, name: str) -> Page:
    page: Page = watch.go("/patients/new/")
    watch.accessible()
    page.fill("#id_name", name)
    page.fill("#id_born", "1987-05-14")
    page.select_option("#id_sex", "female")
    page.click("main button[type=submit]")
    expect(page.locator("h1")).to_have_text(name)
    return page


def answer_intake(watch: Any, page: Page) -> None:
    page.click("text=Start visit")
    expect(page.locator("h1")).to_have_text("Intake")
    page.locator('[data-part="forehead"]').click()
    expect(page.locator('input[name="wish"][value="forehead_lines"]')).to_be_checked()
    page.check('input[name="wish"][value="nasolabial_folds"]')
    page.click('button[aria-label$="up"]:not([disabled])')
    expect(page.locator(".ranking li").first).to_contain_text("mouth")
    page.locator('input[name="health-stress"][value="2"]').check(force=True)
    page.select_option('[name="procedure-0-what"]', "peel")
    page.select_option('[name="procedure-0-when"]', "month")
    page.fill('[name="procedure-0-month"]', "2025-05")
    page.check('input[name="first_visit"][value="no"]')
    expect(page.locator("[data-draft-say]")).to_have_text("On the server.", timeout=WAIT_MS)
    watch.accessible()
    page.click("text=Continue")
    expect(page.locator("h1")).to_have_text("Photo")


def give_photo(watch: Any, page: Page) -> None:
    watch.accessible()
    page.set_input_files("#id_photo", DATA / "composite_f_multi.jpg")
    page.click("text=Use this photo")
    expect(page.locator("text=Face found")).to_be_visible(timeout=WAIT_MS)
    watch.accessible()
    page.locator("#photo-state a:has-text('Continue')").click()
    expect(page.locator("h1")).to_have_text("Findings")


def propose(watch: Any, page: Page) -> None:
    watch.accessible()
    page.click("text=Propose a plan")
    expect(page.locator("svg.map")).to_be_visible(timeout=WAIT_MS)
    needles = page.evaluate("[...document.querySelectorAll('.needle')].flatMap(row => row.dataset.keys.split(' '))")
    assert 20 <= len(needles) <= 52
    watch.accessible()


def change_by_hand(page: Page) -> None:
    """Tap a needle on the face, lock it, remove the one beside it, and have the rest suggested again."""
    marks = page.locator(".map-zone .mark")
    first, second = (
        marks.nth(0).get_attribute("data-site"),
        page.locator(".needle").last.get_attribute("data-needle-row"),
    )
    marks.nth(0).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#h-why")).to_contain_text(str(first))
    page.click('.why button[value="lock"]')
    expect(page.locator(".why .chip").first).to_have_text("locked")
    page.click(f'[data-needle-row="{second}"]')
    expect(page.locator(f'.why[data-needle="{second}"]')).to_be_visible()
    count = page.locator(".needle").count()
    page.click('.why button[value="remove"]')
    expect(page.locator(".needle")).to_have_count(count - 1)
    expect(page.locator(f'[data-needle-row="{second}"]')).to_have_count(0)
    page.click("text=Suggest again")
    expect(page.locator("#h-suggestion")).to_be_visible(timeout=WAIT_MS)
    if page.locator("text=Accept").count():
        page.click("text=Accept")
    else:
        page.click("text=Keep mine")
    expect(page.locator("#h-suggestion")).to_have_count(0)
    expect(page.locator(f'[data-needle-row="{second}"]')).to_have_count(0)


def zoom(page: Page) -> None:
    before = page.locator(".map-photo").bounding_box()
    page.click('[data-zoom="in"]')
    near = page.locator(".map-photo").bounding_box()
    assert before
    assert near
    assert near["width"] > before["width"] * 1.4
    page.click('[data-zoom="whole"]')
    page.click('[data-mode="layers"]')
    page.click("[data-turn]")
    expect(page.locator(".map-turned")).to_have_count(1)
    page.click("[data-turn]")
    page.click('[data-mode="choose"]')


def test_from_a_new_patient_to_a_printed_plan(opened: Callable[..., Any]) -> None:
    watch = opened()
    # given a new patient with an intake and a photo
    page = register(watch, "Journey patient")
    answer_intake(watch, page)
    give_photo(watch, page)
    # when the practitioner proposes, looks closely, changes and signs
    propose(watch, page)
    zoom(page)
    change_by_hand(page)
    page.click("text=Sign plan")
    expect(page.locator("h1")).to_contain_text("Sign the plan")
    watch.accessible()
    page.click("main form button:has-text('Sign plan')")
    # then the plan is signed, can be printed, and stands in the patient's record
    expect(page.locator("h1")).to_have_text("Signed plan")
    watch.accessible()
    address = page.locator(".print-sheet").get_attribute("action")
    assert page.request.get(f"{watch.address}{address}?paper=letter").body()[:5] == b"%PDF-"
    page.reload()
    expect(page.locator("#paper")).to_have_value("letter")
    page.click(".crumb a")
    expect(page.locator(".timeline .chip-done")).to_have_text("plan signed")
    expect(page.locator(".last-plan")).to_contain_text("needles in the face")
    watch.accessible()
    watch.quiet()


def test_the_same_journey_with_scripts_off(opened: Callable[..., Any]) -> None:
    watch = opened(java_script_enabled=False)
    page = watch.go("/patients/new/")
    page.fill("#id_name", "Scriptless patient")
    page.fill("#id_born", "1970-01-30")
    page.click("main button[type=submit]")
    page.click("text=Start visit")
    page.locator('a[data-part="neck"]').click()
    assert page.url.endswith("#area-neck")
    page.check('input[name="wish"][value="jowl_laxity"]')
    page.fill('[name="rank-jowl_laxity"]', "1")
    page.click("text=Add another")
    expect(page.locator('[name="procedure-1-what"]')).to_be_visible()
    expect(page.locator('input[name="wish"][value="jowl_laxity"]')).to_be_checked()
    page.click("text=Continue")
    page.set_input_files("#id_photo", DATA / "composite_m_white.jpg")
    page.click("text=Use this photo")
    reload_until(page, "text=Face found")
    page.locator("#photo-state a:has-text('Continue')").click()
    page.click("text=Propose a plan")
    reload_until(page, "svg.map")
    page.locator(".needle").first.click()
    expect(page.locator("#h-why")).to_be_visible()
    page.click('.why button[value="remove"]')
    page.click("text=Undo")
    page.click("text=Sign plan")
    page.click("main form button:has-text('Sign plan')")
    expect(page.locator("h1")).to_have_text("Signed plan")


def reload_until(page: Page, selector: str) -> None:
    for _ in range(40):
        if page.locator(selector).count():
            return
        page.wait_for_timeout(250)
        page.reload()
    raise AssertionError(f"{page.url} never showed {selector}")


def test_a_phone_finds_the_list_first_and_the_face_below(opened: Callable[..., Any]) -> None:
    watch = opened(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page = watch.go("/visits/2/plan/")
    listed, face = page.locator(".zones").bounding_box(), page.locator(".map-window").bounding_box()
    assert listed
    assert face
    assert listed["y"] < face["y"]
    page.locator(".needle").nth(3).tap()
    expect(page.locator("#h-why")).to_be_visible()
    page.click("text=To the face")
    heights = page.evaluate(
        """[...document.querySelectorAll('main a.button, main button, main .needle')]
            .filter(target => target.checkVisibility())
            .map(target => [target.innerText, target.getBoundingClientRect().height])"""
    )
    small = [target for target in heights if target[1] < 44]
    assert small == []
    watch.fits()
    watch.quiet()


def test_what_was_typed_survives_a_lost_server_and_a_closed_page(opened: Callable[..., Any]) -> None:
    watch = opened()
    page = register(watch, "Draft patient")
    page.click("text=Start visit")
    intake = page.url
    page.context.set_offline(True)
    page.fill("#banned", "GV26")
    expect(page.locator("[data-draft-say]")).to_contain_text("Only on this device", timeout=WAIT_MS)
    page.context.set_offline(False)
    page.goto(intake)
    expect(page.locator("#banned")).to_have_value("GV26")
    expect(page.locator("[data-draft-say]")).to_have_text("On the server.", timeout=WAIT_MS)
    page.evaluate("localStorage.clear()")
    page.goto(intake)
    expect(page.locator("#banned")).to_have_value("GV26")


def test_wrong_answers_are_told_beside_their_field(opened: Callable[..., Any]) -> None:
    watch = opened()
    page = register(watch, "Wrong patient")
    page.click("text=Start visit")
    page.fill("#banned", "XX99")
    page.click("text=Continue")
    expect(page.locator("#problems")).to_be_visible()
    expect(page.locator("#banned-error")).to_contain_text("Unknown point")
    expect(page.locator("#banned")).to_have_value("XX99")
    watch.accessible()
