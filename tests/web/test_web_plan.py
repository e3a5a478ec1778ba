"""From findings to a signed plan."""

import re
import subprocess
import tempfile
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from filiform.errors import InputError
from filiform.knowledge import load
from filiform.planning.proposal import LeftOut
from filiform.web.audit.models import Entry
from filiform.web.plans import edits
from filiform.web.plans.models import Plan, Proposal
from filiform.web.plans.page import left
from filiform.web.plans.templatetags.citations import citations
from filiform.web.visits import actions as visits
from filiform.web.visits.models import Visit

Current = Callable[[Visit], Proposal]


def keys(row: Proposal) -> set[tuple[str, str]]:
    return {(needle["site"], needle["side"]) for needle in row.document["needles"]}


def first_pair(row: Proposal) -> str:
    sites = keys(row)
    return next(site for site, side in sorted(sites) if side == "left" and (site, "right") in sites)


def version(visit: Visit) -> str:
    return str(visit.proposals.get(current=True).pk)


def edited(client: Client, visit: Visit, go: str, **more: str) -> Any:
    return client.post(f"/visits/{visit.pk}/plan/edit/", {"version": version(visit), "go": go, **more}, follow=True)


def undo(client: Client, visit: Visit) -> Any:
    return client.post(f"/visits/{visit.pk}/plan/undo/", {"version": version(visit)}, follow=True)


def sign(client: Client, visit: Visit, **more: Any) -> Any:
    return client.post(f"/visits/{visit.pk}/sign/", {"version": version(visit), **more})


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


def test_the_plan_shows_every_needle_by_zone_and_pairs_in_one_row(
    ana: Client, proposed: Visit, current: Current
) -> None:
    row = current(proposed)
    page = unescape(ana.get(f"/visits/{proposed.pk}/plan/").content.decode())
    listed = {key for keys_ in re.findall(r'data-keys="([^"]*)"', page) for key in keys_.split()}
    assert listed == {f"{site}-{side}" for site, side in keys(row)}
    rows = re.findall(r'data-needle-row="([^"]*)"', page)
    pairs = {site for site, side in keys(row) if side == "left" and (site, "right") in keys(row)}
    assert {f"{site}-both" for site in pairs} <= set(rows)
    assert len(rows) == len(listed) - len(pairs)


def test_the_card_says_why_and_offers_both_sides(ana: Client, proposed: Visit, current: Current) -> None:
    row = current(proposed)
    site = first_pair(row)
    needle = next(needle for needle in row.document["needles"] if needle["site"] == site)
    card = unescape(ana.get(f"/visits/{proposed.pk}/plan/why/?needle={site}-both").content.decode())
    assert citations(needle["serves"][0]["source"])[0] in card
    assert needle["bound_by"] in card
    for act in ("remove", "remove:left", "remove:right", "lock", "lock:left"):
        assert f'value="{act}"' in card
    assert f"<strong>{site}</strong>" not in card


def test_a_body_needle_is_found_on_the_figure_and_a_side_on_the_drawn_face(ana: Client, proposed: Visit) -> None:
    for view, drawn in (("body", "map-figure"), ("left", "map-oblique"), ("right", "map-oblique"), ("rubbish", "map")):
        page = ana.get(f"/visits/{proposed.pk}/plan/?view={view}").content.decode()
        assert f'class="{drawn}' in page or f" {drawn}" in page


def test_both_sides_are_removed_in_one_act(ana: Client, proposed: Visit, current: Current) -> None:
    before = current(proposed)
    site = first_pair(before)
    edited(ana, proposed, "remove", needle=f"{site}-both")
    assert keys(before) - keys(current(proposed)) == {(site, "left"), (site, "right")}
    assert current(proposed).change == f"{site} left and right removed"


def test_one_side_of_a_pair_is_locked_alone(ana: Client, proposed: Visit, current: Current) -> None:
    site = first_pair(current(proposed))
    page = unescape(edited(ana, proposed, "lock:left", needle=f"{site}-both").content.decode())
    locked = {(n["site"], n["side"]) for n in current(proposed).document["needles"] if n["locked"]}
    assert locked == {(site, "left")}
    assert 'id="h-why"' in page


def test_a_needle_is_swapped_for_another_that_serves_the_same_need(
    ana: Client, proposed: Visit, current: Current
) -> None:
    before = current(proposed)
    pairs = sorted({site for site, side in keys(before) if side == "left" and (site, "right") in keys(before)})
    cards = {site: ana.get(f"/visits/{proposed.pk}/plan/why/?needle={site}-both").content.decode() for site in pairs}
    site, other = next((site, found[1]) for site, card in cards.items() if (found := re.search(r"swap:([\w-]+)", card)))
    edited(ana, proposed, f"swap:{other}", needle=f"{site}-both")
    after = current(proposed)
    assert keys(before) - keys(after) == {(site, "left"), (site, "right")}
    assert {point for point, _ in keys(after) - keys(before)} == {other}
    assert after.replaces == before
    undo(ana, proposed)
    assert current(proposed) == before


def test_an_edit_of_a_plan_that_changed_meanwhile_says_so_and_loses_nothing(
    ana: Client, bo: Client, proposed: Visit, current: Current
) -> None:
    seen = version(proposed)
    site = first_pair(current(proposed))
    edited(bo, proposed, "remove", needle=f"{site}-left")
    mine = current(proposed)
    for act in ("edit", "undo"):
        send = {"version": seen, "go": "remove", "needle": f"{site}-right"}
        page = ana.post(f"/visits/{proposed.pk}/plan/{act}/", send, follow=True).content.decode()
        assert "changed in another window" in page
        assert current(proposed) == mine
    refused = ana.post(f"/visits/{proposed.pk}/sign/", {"version": seen})
    assert refused.status_code == 422
    assert Plan.objects.count() == 0


def test_two_edits_of_one_version_at_the_same_time_keep_the_first(proposed: Visit, cast: Any, current: Current) -> None:
    one, other = current(proposed), current(proposed)
    site = first_pair(one)
    edits.remove(one, [(site, "left")], by=cast.ana, at=proposed.opened_at)
    with pytest.raises(InputError, match="another window"):
        edits.remove(other, [(site, "right")], by=cast.bo, at=proposed.opened_at)
    assert keys(one) - keys(current(proposed)) == {(site, "left")}


def test_a_suggestion_for_a_plan_that_changed_meanwhile_is_not_taken(
    ana: Client, proposed: Visit, current: Current
) -> None:
    edited(ana, proposed, "again")
    offered = proposed.proposals.get(change="suggested again")
    edited(ana, proposed, "remove", needle=f"{first_pair(current(proposed))}-left")
    mine = current(proposed)
    page = ana.post(f"/proposals/{offered.pk}/answer/", {"go": "accept"}, follow=True).content.decode()
    assert "changed in another window" in page
    assert current(proposed) == mine


def test_signing_twice_signs_once(ana: Client, proposed: Visit) -> None:
    first, second = sign(ana, proposed), sign(ana, proposed)
    assert first["Location"] == second["Location"]
    assert Plan.objects.count() == 1
    assert Entry.objects.filter(act="sign").count() == 1


def test_what_was_left_out_stands_by_reason_with_both_sides_together() -> None:
    near = "5 mm from LI20 {}; needles keep 8 mm apart."
    outs = [LeftOut("FX-NLF-1", side, "spacing", near.format(side)) for side in ("left", "right")]
    outs.append(LeftOut("ST7", "left", "region_full", "The others serve more."))
    groups = left(outs, load.knowledge())
    said = {(group.reason, site.site, site.side, site.note) for group in groups for site in group.sites}
    assert said == {
        ("Too close to another needle; needles keep 8 mm apart.", "FX-NLF-1", "", "5 mm from LI20"),
        ("The others serve more.", "ST7", "left", ""),
    }


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
    undo(ana, proposed)
    assert current(proposed) == before
    page = undo(ana, proposed).content.decode()
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
    page = sign(ana, proposed)
    assert page.status_code == 422
    assert "intake was changed" in page.content.decode()
    assert Plan.objects.count() == 0


def test_signing_keeps_the_plan_as_it_was_shown(ana: Client, cast: Any, proposed: Visit, current: Current) -> None:
    assert "does not change" in ana.get(f"/visits/{proposed.pk}/sign/").content.decode()
    answer = sign(ana, proposed)
    plan = Plan.objects.get()
    assert answer["Location"] == f"/plans/{plan.pk}/"
    assert plan.document == current(proposed).document
    assert (plan.signed_by, plan.facts_digest) == (cast.ana, current(proposed).facts_digest)
    assert Entry.objects.filter(act="sign", record_id=plan.pk).count() == 1


def test_a_referral_needs_its_agreement_recorded(ana: Client, answer: Any, cast: Any) -> None:
    visit = answer(condition=["anticoagulant"])
    visits.without_photo(visit, by=cast.ana)
    ana.post(f"/visits/{visit.pk}/propose/")
    refused = sign(ana, visit)
    assert refused.status_code == 422
    assert "Tick each agreement" in refused.content.decode()
    assert sign(ana, visit, agreed="anticoagulant").status_code == 302
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
    sign(ana, plan.visit, against=list(edits.broken(current(plan.visit))))
    newer = Plan.objects.get(replaces=plan)
    assert len(newer.document["needles"]) == len(plan.document["needles"]) - 1
    assert "A newer plan replaces this one" in ana.get(f"/plans/{plan.pk}/").content.decode()


def paper_size(sheet: bytes) -> tuple[int, int]:
    """Return width and height of the first page in points."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(sheet)
        file.flush()
        said = subprocess.run(["pdfinfo", file.name], capture_output=True, text=True, check=True).stdout
    width, height = re.findall(r"Page size: +([\d.]+) x ([\d.]+)", said)[0]
    return round(float(width)), round(float(height))


def test_the_sheet_opens_in_the_browser_and_the_paper_is_remembered(ana: Client, plan: Plan) -> None:
    address = f"/plans/{plan.pk}/sheet.pdf"
    sheet = ana.get(address)
    assert sheet["Content-Type"] == "application/pdf"
    assert sheet["Content-Disposition"].startswith("inline")
    assert paper_size(sheet.content) == (595, 842)
    assert paper_size(ana.get(f"{address}?paper=letter").content) == (612, 792)
    assert paper_size(ana.get(address).content) == (612, 792)
    page = ana.get(f"/plans/{plan.pk}/").content.decode()
    assert '<option value="letter" selected>' in page
    assert "Print sheet" in page


def test_the_sheet_of_an_unsigned_plan_leaves_room_for_the_name(ana: Client, proposed: Visit) -> None:
    sheet = ana.get(f"/visits/{proposed.pk}/plan/sheet.pdf").content
    said = subprocess.run(["pdftotext", "-", "-"], input=sheet, capture_output=True, check=True).stdout.decode()
    assert "Signed" in said
    assert "Signed by" not in said


def test_waiting_is_amber_and_stop_is_red(ana: Client, answer: Any, cast: Any) -> None:
    visit = answer(
        **{"procedure-0-what": ["botulinum_toxin"], "procedure-0-region": ["forehead"], "procedure-0-when": ["unknown"]}
    )
    visits.without_photo(visit, by=cast.ana)
    page = ana.get(f"/visits/{visit.pk}/findings/").content.decode()
    assert "notice-caution" in page
    assert "notice-stop" not in page


def test_a_referral_says_by_when_and_what_to_record(ana: Client, answer: Any, cast: Any) -> None:
    visit = answer(condition=["anticoagulant"])
    visits.without_photo(visit, by=cast.ana)
    page = ana.get(f"/visits/{visit.pk}/findings/").content.decode()
    assert "Before the first session" in page
    assert "Record before signing: who agreed" in page


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


def test_a_plan_is_sent_small(ana: Client, proposed: Visit) -> None:
    page = ana.get(f"/visits/{proposed.pk}/plan/", headers={"accept-encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip"
    assert len(page.content) < 40_000
