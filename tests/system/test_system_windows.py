"""Two windows on one intake, and two people at one device."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

WAIT_MS = 15_000


def at_an_intake(page: Page, name: str) -> None:
    page.click("text=Add patient")
    page.fill("#id_name", name)
    page.fill("#id_born", "1984-02-10")
    page.click("text=Save")
    page.click("text=Start visit")


def typed(page: Page, points: str) -> None:
    page.fill("#banned", points)
    page.locator("#banned").press("Tab")


def test_two_windows_on_one_intake_do_not_overwrite_each_other(opened: Callable[..., Any]) -> None:
    one = opened().page
    at_an_intake(one, "Two windows")
    other = one.context.new_page()
    other.goto(one.url)
    typed(one, "LI4")
    expect(one.locator("[data-draft-say]")).to_have_text("On the server.", timeout=WAIT_MS)
    typed(other, "GV26")
    notice = other.locator("[data-draft-changed]")
    expect(notice).to_contain_text("changed in another window at", timeout=WAIT_MS)
    expect(other.locator("#banned")).to_have_value("GV26")
    other.click("[data-draft-load]")
    expect(other.locator("#banned")).to_have_value("LI4")
    expect(notice).to_be_hidden()
    typed(one, "LI4 LI20")
    expect(one.locator("[data-draft-say]")).to_have_text("On the server.", timeout=WAIT_MS)
    typed(other, "ST3")
    expect(notice).to_be_visible(timeout=WAIT_MS)
    other.click("button[value=mine]")
    expect(other.locator("#banned")).to_have_value("ST3")
    other.wait_for_load_state("networkidle")
    expect(notice).to_be_hidden()
    one.goto(one.url)


def test_the_drafts_of_somebody_else_are_gone_from_the_device(opened: Callable[..., Any]) -> None:
    page = opened().page
    page.evaluate("localStorage.setItem('filiform-draft-999999-intake-1', '[]')")
    page.reload()
    assert page.evaluate("localStorage.getItem('filiform-draft-999999-intake-1')") is None
