"""Changing a plan by hand: forth and back, and limits that are broken."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

from django.test import Client

from filiform.web.plans.models import Proposal
from filiform.web.visits.models import Visit

Current = Callable[[Visit], Proposal]


def keys(row: Proposal) -> set[tuple[str, str]]:
    return {(needle["site"], needle["side"]) for needle in row.document["needles"]}


def pairs(row: Proposal) -> list[str]:
    sites = keys(row)
    return [site for site, side in sorted(sites) if side == "left" and (site, "right") in sites]


def acted(client: Client, visit: Visit, act: str, **more: str) -> Any:
    version = visit.proposals.get(current=True).pk
    return client.post(f"/visits/{visit.pk}/plan/{act}/", {"version": version, **more}, follow=True)


def test_what_was_undone_can_be_done_again(ana: Client, proposed: Visit, current: Current) -> None:
    first, second = pairs(current(proposed))[:2]
    acted(ana, proposed, "edit", go="remove", needle=f"{first}-left")
    acted(ana, proposed, "edit", go="lock", needle=f"{second}-both")
    changed = current(proposed)
    acted(ana, proposed, "undo")
    page = acted(ana, proposed, "undo").content.decode()
    assert f"Redo: {first} left removed" in page
    acted(ana, proposed, "redo")
    page = acted(ana, proposed, "redo").content.decode()
    assert current(proposed) == changed
    assert "Redo:" not in page
    assert "nothing to do again" in acted(ana, proposed, "redo").content.decode()


def test_a_new_change_after_an_undo_is_the_one_that_is_done_again(
    ana: Client, proposed: Visit, current: Current
) -> None:
    first, second = pairs(current(proposed))[:2]
    acted(ana, proposed, "edit", go="remove", needle=f"{first}-left")
    acted(ana, proposed, "undo")
    acted(ana, proposed, "edit", go="remove", needle=f"{second}-left")
    page = acted(ana, proposed, "undo").content.decode()
    assert f"Redo: {second} left removed" in page
    acted(ana, proposed, "redo")
    assert (second, "left") not in keys(current(proposed))


def test_an_accepted_suggestion_that_was_undone_is_done_again_and_not_offered_twice(
    ana: Client, proposed: Visit, current: Current
) -> None:
    acted(ana, proposed, "edit", go="remove", needle=f"{pairs(current(proposed))[0]}-both")
    acted(ana, proposed, "edit", go="again")
    offered = proposed.proposals.get(change="suggested again")
    ana.post(f"/proposals/{offered.pk}/answer/", {"go": "accept"})
    page = acted(ana, proposed, "undo").content.decode()
    assert "Keep mine" not in page
    assert "Redo: suggested again" in page
    acted(ana, proposed, "redo")
    assert current(proposed) == offered


def test_the_answer_to_an_edit_says_which_limit_is_broken_where_and_how_to_mend_it(
    ana: Client, proposed: Visit, current: Current
) -> None:
    site = pairs(current(proposed))[0]
    page = acted(ana, proposed, "edit", go="remove", needle=f"{site}-left").content.decode()
    assert f"{site} right stands without its other side." in page
    assert f"Add {site} left, or take out {site} right." in page
    assert f'href="?needle={site}-right#why"' in page


def test_a_point_is_added_by_its_name_and_a_name_of_many_names_them(
    ana: Client, proposed: Visit, current: Current
) -> None:
    assert "Give the code of one." in acted(ana, proposed, "edit", go="add", site="san", side="both").content.decode()
    acted(ana, proposed, "edit", go="add", site="Yanglingquan", side="both")
    assert {("GB34", "left"), ("GB34", "right")} <= keys(current(proposed))


def test_the_card_says_what_a_needle_adds_and_what_another_would_change(
    ana: Client, proposed: Visit, current: Current
) -> None:
    row = current(proposed)
    cards = [ana.get(f"/visits/{proposed.pk}/plan/why/?needle={site}-both").content.decode() for site in pairs(row)[:6]]
    assert all(" points." in card for card in cards)
    assert any("Without it the session loses" in card for card in cards)
    assert any('class="chip change-' in card for card in cards)


def test_a_line_takes_another_number_of_needles_and_the_others_stay(
    ana: Client, proposed: Visit, current: Current
) -> None:
    if ("FX-NLF", "left") not in keys(current(proposed)):
        acted(ana, proposed, "edit", go="add", site="FX-NLF", side="both")
    before = current(proposed)
    acted(ana, proposed, "edit", go="count:2", needle="FX-NLF-both")
    after = current(proposed)
    line = [needle for needle in after.document["needles"] if needle["site"] == "FX-NLF"]
    assert [needle["of"] for needle in line] == [2, 2, 2, 2]
    assert keys(after) == keys(before)
    page = acted(ana, proposed, "edit", go="count:99", needle="FX-NLF-both").content.decode()
    assert "needles on this face" in page
    assert current(proposed) == after


def test_the_plan_says_in_which_order_needles_go_in_and_come_out_and_how_long_it_takes(
    ana: Client, proposed: Visit
) -> None:
    page = ana.get(f"/visits/{proposed.pk}/plan/").content.decode()
    assert "Legs and feet → " in page
    assert "the other way round" in page
    assert "nobody was timed" in page


def test_a_point_left_out_has_a_card_that_says_why_and_adds_it(ana: Client, proposed: Visit, current: Current) -> None:
    site = next(one["site"] for one in current(proposed).document["left_out"] if one["side"] == "left")
    page = ana.get(f"/visits/{proposed.pk}/plan/?needle={site}-both").content.decode()
    reasons = {one["reason"] for one in current(proposed).document["left_out"] if one["site"] == site}
    assert "not in the plan" in page
    assert any(reason in unescape(page) for reason in reasons)
    assert 'data-mode="add"' in page
    assert f'data-left="{site}-' in page
    acted(ana, proposed, "edit", go="add", site=site, side="right")
    assert (site, "right") in keys(current(proposed))
    assert (site, "left") not in keys(current(proposed))
    card = ana.get(f"/visits/{proposed.pk}/plan/why/?needle={site}-left").content.decode()
    assert re.search(r'name="side"\s+value="left"', card)
    assert not re.search(r'name="side"\s+value="both"', card)


def test_sites_not_on_the_picture_are_listed_by_region(ana: Client, proposed: Visit) -> None:
    page = ana.get(f"/visits/{proposed.pk}/plan/").content.decode()
    listed = page.partition("Not on this picture")[2].partition("</details>")[0]
    assert listed.count("<dt") > 1
    assert "data-left=" in listed


def test_a_needle_that_is_needled_otherwise_is_marked_before_it_is_accepted(
    ana: Client, proposed: Visit, current: Current
) -> None:
    row = current(proposed)
    needle = next(one for one in row.document["needles"] if one["where"] == "face" and one["position_px"])
    needle["inserted_mm"] += 1
    row.save(update_fields=["document"])
    acted(ana, proposed, "edit", go="again")
    page = ana.get(f"/visits/{proposed.pk}/plan/").content.decode()
    assert "Needled otherwise" in page
    assert "mark-changed" in page
