"""What a signature stands for: the plan that was shown, on this photo, with every broken limit named."""

import subprocess
from collections.abc import Callable
from html import unescape
from typing import Any

from django.test import Client

from filiform.web.plans import edits
from filiform.web.plans.models import Plan, Proposal
from filiform.web.visits.models import Visit

Current = Callable[[Visit], Proposal]


def sign(client: Client, visit: Visit, row: Proposal, **more: Any) -> Any:
    return client.post(f"/visits/{visit.pk}/sign/", {"version": str(row.pk), **more})


def beyond_a_limit(client: Client, visit: Visit, current: Current) -> tuple[str, ...]:
    """Remove needles until the plan breaks a limit, and return what it breaks."""
    while not edits.broken(current(visit)):
        row = current(visit)
        first = next(needle for needle in row.document["needles"] if needle["where"] == "face")
        site = f"{first['site']}-{first['side']}"
        client.post(f"/visits/{visit.pk}/plan/edit/", {"version": str(row.pk), "go": "remove", "needle": site})
    return edits.broken(current(visit))


def test_a_limit_that_is_broken_is_ticked_kept_and_printed(ana: Client, proposed: Visit, current: Current) -> None:
    broken = beyond_a_limit(ana, proposed, current)
    assert broken[0] in unescape(ana.get(f"/visits/{proposed.pk}/sign/").content.decode())
    refused = sign(ana, proposed, current(proposed))
    assert refused.status_code == 422
    assert "Tick each limit" in refused.content.decode()
    assert sign(ana, proposed, current(proposed), against=list(broken)).status_code == 302
    plan = Plan.objects.get()
    assert plan.against == list(broken)
    assert broken[0] in unescape(ana.get(f"/plans/{plan.pk}/").content.decode())
    sheet = ana.get(f"/plans/{plan.pk}/sheet.pdf").content
    said = subprocess.run(["pdftotext", "-l", "1", "-", "-"], input=sheet, capture_output=True, check=True).stdout
    assert "Against a limit" in said.decode()


def test_a_plan_of_an_older_photo_is_not_signed(ana: Client, proposed: Visit, current: Current, upload: Any) -> None:
    ana.post(f"/visits/{proposed.pk}/photo/", {"photo": upload("composite_f_easian.jpg")})
    page = sign(ana, proposed, current(proposed))
    assert page.status_code == 422
    assert "photo was changed" in page.content.decode()
    assert Plan.objects.count() == 0


def test_only_the_suggestion_on_offer_can_be_put_away(ana: Client, proposed: Visit, current: Current) -> None:
    first = current(proposed)
    beyond_a_limit(ana, proposed, current)
    ana.post(f"/proposals/{first.pk}/answer/", {"go": "keep"})
    first.refresh_from_db()
    assert first.state == Proposal.State.READY


def test_the_plan_that_was_shown_is_the_one_that_is_signed(ana: Client, proposed: Visit, current: Current) -> None:
    shown = current(proposed)
    beyond_a_limit(ana, proposed, current)
    page = sign(ana, proposed, shown)
    assert page.status_code == 422
    assert "changed in another window" in page.content.decode()
    assert Plan.objects.count() == 0
