"""Pages of a proposal: the findings before it, asking for it, waiting for it, the plan itself."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST, require_safe

from filiform.web.clinics.middleware import ClinicRequest
from filiform.web.plans import actions, context
from filiform.web.plans import findings as screenings
from filiform.web.plans.asked import visit_of
from filiform.web.plans.known import facts_for, known_protocols, offered, stated_of
from filiform.web.plans.models import Proposal
from filiform.web.plans.repeating import WISH, last_of

State = Proposal.State


@gzip_page
@require_safe
def findings(request: ClinicRequest, pk: int) -> HttpResponse:
    visit = visit_of(request, pk)
    if visit.intake is None or not visit.has_face:
        return redirect("visit", visit.pk)
    found = screenings.of_visit(visit, timezone.localdate())
    base = {"visit": visit, "patient": visit.patient, "step": "findings", "found": found}
    choice = {"own": [stated_of(row) for row in offered(request.clinic)], "known": known_protocols()}
    past = {
        "last": last_of(visit),
        "wished": request.session.get(WISH) == visit.pk,
        "trouble": request.session.pop("trouble", ""),
    }
    return render(request, "plans/findings.html", {**base, **choice, **past, "row": actions.current(visit)})


@require_POST
def propose(request: ClinicRequest, pk: int) -> HttpResponse:
    visit = visit_of(request, pk)
    if visit.intake is None or not visit.has_face:
        return redirect("visit", visit.pk)
    asked = request.POST.get("protocol", "")
    named = asked if asked in facts_for(request.clinic, asked).protocols else ""
    actions.proposed(visit, protocol=named, by=request.user, at=timezone.now(), on=timezone.localdate())
    return redirect("plan_draft", visit.pk)


@gzip_page
@require_safe
def draft(request: ClinicRequest, pk: int) -> HttpResponse:
    visit = visit_of(request, pk)
    row = actions.current(visit)
    if row is None:
        return redirect("findings", visit.pk)
    match row.state:
        case State.READY:
            chosen = request.GET.get("needle", "")
            view, trouble = request.GET.get("view", ""), request.session.pop("trouble", "")
            shown = context.plan(visit, row, chosen=chosen, view=view, trouble=trouble)
            return render(request, "plans/plan.html", shown)
        case State.NONE:
            return render(request, "plans/none.html", context.none(visit, row))
        case _:
            base = {"visit": visit, "patient": visit.patient, "step": "plan", "row": row}
            return render(request, "plans/waiting.html", base)


@require_safe
def waiting(request: ClinicRequest, pk: int) -> HttpResponse:
    """Answer the page that waits for the worker: nothing yet, or look again."""
    row = get_object_or_404(request.clinic.proposals, pk=pk)
    if row.state == State.WAITING:
        return HttpResponse(status=204)
    return HttpResponse(headers={"HX-Refresh": "true"})


@gzip_page
@require_safe
def why(request: ClinicRequest, pk: int) -> HttpResponse:
    """Return why one needle is there."""
    visit = visit_of(request, pk)
    row = actions.current(visit)
    if row is None or row.state != State.READY:
        return redirect("plan_draft", visit.pk)
    return render(request, "plans/why.html", context.why(visit, row, request.GET.get("needle", "")))
