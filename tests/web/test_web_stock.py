"""What a clinic has and does not use: kept once, kept to by its own proposals, by nobody else's."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from filiform.knowledge import load
from filiform.web.plans import actions
from filiform.web.plans.clinic_rules import decided
from filiform.web.plans.models import ClinicRules, Proposal
from filiform.web.plans.stock_form import sizes
from filiform.web.visits.models import Visit

Current = Callable[[Visit], Proposal]


def saved(client: Client, key: str = "a", version: object = "", **typed: str) -> str:
    values = {name.replace("__", "-"): value for name, value in typed.items()}
    answer = client.post("/stock/", {"version": version, "form_key": key * 32, **values}, follow=True)
    return unescape(answer.content.decode())


def point_ids(row: Proposal) -> set[str]:
    return {needle["site"] for needle in row.document["needles"]}


def proposed_again(visit: Visit, cast: Any, current: Current) -> Proposal:
    before = current(visit)
    actions.proposed(visit, protocol="", by=cast.ana, at=before.made_at, on=before.on)
    return current(visit)


def test_a_point_the_clinic_does_not_use_is_in_no_proposal_and_the_left_out_list_says_why(
    ana: Client, proposed: Visit, cast: Any, current: Current
) -> None:
    banned = sorted(point_ids(current(proposed)))[:2]
    assert "Saved." in saved(ana, banned=", ".join(banned).lower())
    row = proposed_again(proposed, cast, current)
    assert not point_ids(row) & {*banned}
    page = ana.get(f"/visits/{proposed.pk}/plan/").content.decode()
    assert "This clinic does not needle this point." in page


def test_adding_by_hand_a_point_the_clinic_does_not_use_says_so_and_is_left_to_the_hand(
    ana: Client, proposed: Visit, current: Current
) -> None:
    saved(ana, banned="GB34")
    version = current(proposed).pk
    page = ana.post(
        f"/visits/{proposed.pk}/plan/edit/",
        {"version": version, "go": "add", "site": "GB34", "side": "both"},
        follow=True,
    )
    assert "This clinic does not needle this point." in page.content.decode()


def test_the_tray_says_what_is_short_and_a_size_at_nothing_is_not_planned(
    ana: Client, proposed: Visit, cast: Any, current: Current
) -> None:
    first, second = current(proposed).document["tray"][:2]
    few, none = (f"stock-{one['needle']['gauge_mm']:.2f}-{one['needle']['length_mm']}" for one in (first, second))
    saved(ana, **{few.replace("-", "__"): "1", none.replace("-", "__"): "0"})
    row = proposed_again(proposed, cast, current)
    assert all(one["needle"] != second["needle"] for one in row.document["tray"])
    short = [one for one in row.document["tray"] if one["in_stock"] is not None and one["count"] > one["in_stock"]]
    page = ana.get(f"/visits/{proposed.pk}/plan/").content.decode()
    assert ("short" in page) == bool(short)


def test_what_one_clinic_decides_holds_for_its_members_and_for_no_other_clinic(
    ana: Client, bo: Client, cy: Client, cast: Any
) -> None:
    saved(ana, banned="ST1")
    assert "ST1" in bo.get("/stock/").content.decode()
    assert "ST1 " not in cy.get("/stock/").content.decode()
    assert decided(cast.clinic).banned == {"ST1"}
    assert decided(cast.other_clinic).banned == frozenset()
    assert Client().get("/stock/").status_code == 302


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("banned", "ST1, XYZ99", "No point is called XYZ99"),
        ("banned", "san", "Give the code of one"),
        ("banned", "ST1," * 900, "at most 2000"),
        ("stock", "-3", "greater than or equal to 0"),
        ("stock", "many", "whole number"),
    ],
)
def test_what_cannot_be_kept_is_answered_and_stays_typed(ana: Client, field: str, typed: str, said: str) -> None:
    name = (
        field if field == "banned" else f"stock__{sizes(load.knowledge())[0][0]:.2f}__{sizes(load.knowledge())[0][1]}"
    )
    page = saved(ana, **{name: typed})
    assert said in page
    assert typed[:100] in page
    assert ClinicRules.objects.count() == 0


def test_one_page_saves_once_and_a_page_that_was_overtaken_saves_nothing(ana: Client, bo: Client, cast: Any) -> None:
    saved(ana, banned="ST1")
    saved(ana, banned="ST1")
    row = ClinicRules.objects.get()
    page = saved(bo, "b", banned="BL1")
    assert "Somebody else changed this meanwhile" in page
    assert "BL1" in page
    saved(bo, "c", row.pk, banned="BL1")
    assert [list(one.banned) for one in cast.clinic.rules.order_by("pk")] == [["ST1"], ["BL1"]]


def test_a_course_keeps_to_what_the_clinic_decided(ana: Client, drawn: Visit, cast: Any) -> None:
    saved(ana, banned="LI4")
    ana.post(f"/visits/{drawn.pk}/course/plan/", {"form_key": "d" * 32, "protocol": "light"})
    row = drawn.courses.get()
    assert row.state == "ready"
    used = {one["site"] for session in row.document["sessions"] for one in session["plan"].get("needles", ())}
    assert used
    assert "LI4" not in used
