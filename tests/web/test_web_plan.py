"""From findings to a signed plan."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from filiform.web.audit.models import Entry
from filiform.web.plans.models import Plan, Proposal
from filiform.web.plans.templatetags.citations import citations
from filiform.web.visits import actions as visits
from filiform.web.visits.models import Visit

Current = Callable[[Visit], Proposal]


def keys(row: Proposal) -> set[tuple[str, str]]:
    return {(needle["site"], needle["side"]) for needle in row.document["needles"]}


def first_pair(row: Proposal) -> str:
    sites = keys(row)
    return next(site for site, side in sorted(sites) if side == "left" and (site, "right") in sites)


def edited(client: Client, visit: Visit, go: str, **more: str) -> Any:
    return client.post(f"/visits/{visit.pk}/plan/edit/", {"go": go, **more}, follow=True)


def test_findings_speak_by_their_weight(ana: Client, answer: Any, cast: Any) -> None:
    visit = answer(
        condition=["anticoagulant"],
        procedure__0__what=["botulinum_toxin"],
        **{"procedure-0-region": ["forehead"], "procedure-0-when": ["unknown"]},
    )
    visits.without_photo(visit, by=cast.ana)
    page = ana.get(f"/visits/{visit.pk}/findings/").content.decode()
    assert "No needles there" in page
    assert "already kept by every proposal" in page
    assert "Propose a plan" in page


def test_before_the_intake_there_are_no_findings(ana: Client, visit: Visit) -> None:
    assert ana.get(f"/visits/{visit.pk}/findings/")["Location"] == f"/visits/{visit.pk}/"
    assert ana.post(f"/visits/{visit.pk}/propose/")["Location"] == f"/visits/{visit.pk}/"
    assert ana.get(f"/visits/{visit.pk}/plan/")["Location"] == f"/visits/{visit.pk}/findings/"


def test_a_proposal_keeps_what_it_was_made_with(ana: Client, drawn: Visit, current: Current) -> None:
    answer = ana.post(f"/visits/{drawn.pk}/propose/")
    row = current(drawn)
    assert answer["Location"] == f"/visits/{drawn.pk}/plan/"
    assert row.state == Proposal.State.READY
    assert row.intake == drawn.intake
    assert len(row.facts_digest) == 64
    assert row.software.startswith("filiform ")


def test_the_plan_shows_every_needle_by_zone_and_why(ana: Client, proposed: Visit, current: Current) -> None:
    row = current(proposed)
    page = ana.get(f"/visits/{proposed.pk}/plan/").content.decode()
    for site, side in keys(row):
        assert f"?needle={site}-{side}#why" in page
    needle = row.document["needles"][-1]
    why = ana.get(f"/visits/{proposed.pk}/plan/why/?needle={needle['site']}-{needle['side']}").content.decode()
    assert citations(needle["serves"][0]["source"])[0] in unescape(why)
    assert needle["bound_by"] in why
    assert "Remove" in why


def test_my_edit_changes_only_what_i_touched(ana: Client, proposed: Visit, current: Current) -> None:
    before = current(proposed)
    site = first_pair(before)
    page = edited(ana, proposed, "remove", needle=f"{site}-left").content.decode()
    after = current(proposed)
    assert keys(before) - keys(after) == {(site, "left")}
    assert keys(after) <= keys(before)
    assert f"{site} right stands without its other side." in page
    assert f"Undo: {site} left removed" in page


def test_undo_steps_back(ana: Client, proposed: Visit, current: Current) -> None:
    before = current(proposed)
    edited(ana, proposed, "remove", needle=f"{first_pair(before)}-left")
    ana.post(f"/visits/{proposed.pk}/plan/undo/")
    assert current(proposed) == before
    page = ana.post(f"/visits/{proposed.pk}/plan/undo/", follow=True).content.decode()
    assert "nothing to undo" in page


def test_a_locked_needle_stays_and_a_removed_one_stays_out_when_suggesting_again(
    ana: Client, proposed: Visit, current: Current
) -> None:
    site = first_pair(current(proposed))
    edited(ana, proposed, "lock", needle=f"{site}-right")
    edited(ana, proposed, "remove", needle=f"{site}-left")
    mine = current(proposed)
    edited(ana, proposed, "again")
    assert current(proposed) == mine
    offered = proposed.proposals.get(change="suggested again")
    assert (site, "right") in keys(offered)
    assert (site, "left") not in keys(offered)
    page = ana.get(f"/visits/{proposed.pk}/plan/").content.decode()
    assert "Keep mine" in page
    ana.post(f"/proposals/{offered.pk}/answer/", {"go": "accept"})
    assert current(proposed) == offered


def test_keep_mine_puts_the_suggestion_away(ana: Client, proposed: Visit, current: Current) -> None:
    mine = current(proposed)
    edited(ana, proposed, "again")
    offered = proposed.proposals.get(change="suggested again")
    ana.post(f"/proposals/{offered.pk}/answer/", {"go": "keep"})
    offered.refresh_from_db()
    assert offered.state == Proposal.State.DECLINED
    assert current(proposed) == mine
    assert "Keep mine" not in ana.get(f"/visits/{proposed.pk}/plan/").content.decode()


def test_a_point_is_added_by_its_code_on_both_sides(ana: Client, proposed: Visit, current: Current) -> None:
    before = current(proposed)
    edited(ana, proposed, "add", site="kd3" if ("KI3", "left") not in keys(before) else "gb34", side="both")
    edited(ana, proposed, "add", site="GB34", side="both")
    assert {("GB34", "left"), ("GB34", "right")} <= keys(current(proposed))


@pytest.mark.parametrize(
    ("go", "fields", "says"),
    [
        ("add", {"site": "XX99", "side": "both"}, "No point is called XX99"),
        ("add", {"site": "ST36", "side": "sideways"}, "lies on both sides"),
        ("remove", {"needle": "ST45-left"}, "not in this plan"),
        ("remove", {"needle": "rubbish"}, "Choose a needle first"),
        ("dance", {}, "Press one of the buttons"),
    ],
)
def test_edits_that_cannot_be_are_answered(
    ana: Client, proposed: Visit, go: str, fields: dict[str, str], says: str
) -> None:
    assert says in edited(ana, proposed, go, **fields).content.decode()
    assert proposed.proposals.count() == 1


def test_no_proposal_says_why_and_what_can_be_done(ana: Client, answer: Any, cast: Any) -> None:
    visit = answer(condition=["vaccination_fever"])
    visits.without_photo(visit, by=cast.ana)
    ana.post(f"/visits/{visit.pk}/propose/")
    page = ana.get(f"/visits/{visit.pk}/plan/").content.decode()
    assert "No proposal" in page
    assert "Change the intake" in page
    assert ana.get(f"/visits/{visit.pk}/sign/").status_code == 404


def test_a_changed_intake_must_be_proposed_anew(ana: Client, proposed: Visit, answer: Any) -> None:
    answer(wish=["neck_lines"])
    assert "changed after this plan" in ana.get(f"/visits/{proposed.pk}/plan/").content.decode()
    page = ana.post(f"/visits/{proposed.pk}/sign/")
    assert page.status_code == 422
    assert "intake was changed" in page.content.decode()
    assert Plan.objects.count() == 0


def test_signing_keeps_the_plan_as_it_was_shown(ana: Client, cast: Any, proposed: Visit, current: Current) -> None:
    assert "does not change" in ana.get(f"/visits/{proposed.pk}/sign/").content.decode()
    answer = ana.post(f"/visits/{proposed.pk}/sign/")
    plan = Plan.objects.get()
    assert answer["Location"] == f"/plans/{plan.pk}/"
    assert plan.document == current(proposed).document
    assert (plan.signed_by, plan.facts_digest) == (cast.ana, current(proposed).facts_digest)
    assert Entry.objects.filter(act="sign", record_id=plan.pk).count() == 1


def test_a_referral_needs_its_agreement_recorded(ana: Client, answer: Any, cast: Any) -> None:
    visit = answer(condition=["anticoagulant"])
    visits.without_photo(visit, by=cast.ana)
    ana.post(f"/visits/{visit.pk}/propose/")
    refused = ana.post(f"/visits/{visit.pk}/sign/")
    assert refused.status_code == 422
    assert "Tick each agreement" in refused.content.decode()
    assert ana.post(f"/visits/{visit.pk}/sign/", {"agreed": "anticoagulant"}).status_code == 302
    assert Plan.objects.get().agreements == ["anticoagulant"]


def test_a_signed_plan_is_never_changed(plan: Plan) -> None:
    plan.document = {}
    with pytest.raises(TypeError):
        plan.save()
    with pytest.raises(TypeError):
        plan.delete()
    with pytest.raises(TypeError):
        Plan.objects.filter(pk=plan.pk).update(document={})
    with pytest.raises(TypeError):
        Plan.objects.all().delete()


def test_the_database_itself_refuses_to_change_a_signed_plan(plan: Plan) -> None:
    from django.db import connection  # noqa: PLC0415 only here

    for statement in ("UPDATE plans_plan SET software = 'x'", "DELETE FROM plans_plan"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Plan.objects.get().software == plan.software


def test_a_new_plan_replaces_the_old_one_which_stays(ana: Client, plan: Plan, current: Current) -> None:
    edited(ana, plan.visit, "remove", needle=f"{first_pair(current(plan.visit))}-left")
    ana.post(f"/visits/{plan.visit_id}/sign/")
    newer = Plan.objects.get(replaces=plan)
    assert len(newer.document["needles"]) == len(plan.document["needles"]) - 1
    assert "A newer plan replaces this one" in ana.get(f"/plans/{plan.pk}/").content.decode()


def test_the_sheet_and_the_print_page_hold_the_plan(ana: Client, plan: Plan) -> None:
    sheet = ana.get(f"/plans/{plan.pk}/sheet.pdf")
    assert (sheet["Content-Type"], sheet.content[:5]) == ("application/pdf", b"%PDF-")
    assert ana.get(f"/plans/{plan.pk}/sheet.pdf?paper=letter").content[:5] == b"%PDF-"
    page = ana.get(f"/plans/{plan.pk}/print/").content.decode()
    assert page.count(plan.visit.patient.name) == 2
    assert page.count('class="box"') > 10


def test_a_proposal_that_waits_is_asked_for_again(ana: Client, proposed: Visit, current: Current) -> None:
    row = current(proposed)
    assert ana.get(f"/proposals/{row.pk}/waiting/")["HX-Refresh"] == "true"
    Proposal.objects.filter(pk=row.pk).update(state="waiting")
    assert ana.get(f"/proposals/{row.pk}/waiting/").status_code == 204
    assert "Choosing the needles" in ana.get(f"/visits/{proposed.pk}/plan/").content.decode()


def test_a_fault_while_computing_leaves_nothing_waiting(ana: Client, drawn: Visit, cast: Any, current: Current) -> None:
    from filiform.web.plans import actions  # noqa: PLC0415 only here

    actions.proposed(drawn, protocol="", by=cast.ana, at=drawn.opened_at, on=drawn.opened_at.date())
    row = current(drawn)

    def broken(_: Proposal) -> Any:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        actions.computed(row.pk, broken)
    assert current(drawn).state == Proposal.State.FAILED
    assert "Something broke while choosing" in ana.get(f"/visits/{drawn.pk}/plan/").content.decode()


def test_only_one_proposal_of_a_visit_is_current(proposed: Visit, current: Current) -> None:
    row = current(proposed)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
