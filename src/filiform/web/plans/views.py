"""Pages of a plan: findings, proposal, editing, signing, printing."""

from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from filiform.errors import InputError
from filiform.knowledge import load
from filiform.safety.finding import SiteKey
from filiform.web.clinics.middleware import ClinicRequest
from filiform.web.plans import actions, context, edits, page
from filiform.web.plans import findings as screenings
from filiform.web.plans.models import Plan, Proposal
from filiform.web.visits.models import Visit

State = Proposal.State


def _visit(request: ClinicRequest, pk: int) -> Visit:
    return get_object_or_404(request.clinic.visits.select_related("patient", "clinic"), pk=pk)


@require_safe
def findings(request: ClinicRequest, pk: int) -> HttpResponse:
    visit = _visit(request, pk)
    if visit.intake is None or not visit.has_face:
        return redirect("visit", visit.pk)
    found = screenings.of_visit(visit, timezone.localdate())
    base = {"visit": visit, "patient": visit.patient, "step": "findings", "found": found}
    return render(request, "plans/findings.html", {**base, "row": actions.current(visit)})


@require_POST
def propose(request: ClinicRequest, pk: int) -> HttpResponse:
    visit = _visit(request, pk)
    if visit.intake is None or not visit.has_face:
        return redirect("visit", visit.pk)
    protocol = request.POST.get("protocol", "")
    known = protocol if protocol in load.knowledge().protocols else ""
    actions.proposed(visit, protocol=known, by=request.user, at=timezone.now(), on=timezone.localdate())
    return redirect("plan_draft", visit.pk)


@require_safe
def draft(request: ClinicRequest, pk: int) -> HttpResponse:
    visit = _visit(request, pk)
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


@require_safe
def why(request: ClinicRequest, pk: int) -> HttpResponse:
    """Return why one needle is there."""
    visit = _visit(request, pk)
    row = actions.current(visit)
    if row is None or row.state != State.READY:
        return redirect("plan_draft", visit.pk)
    return render(request, "plans/why.html", context.why(visit, row, request.GET.get("needle", "")))


def _edited(request: ClinicRequest, pk: int) -> tuple[Visit, Proposal]:
    visit = _visit(request, pk)
    row = get_object_or_404(visit.proposals.select_related("visit", "clinic", "photo"), current=True, state=State.READY)
    return visit, row


def _unchanged(request: ClinicRequest, row: Proposal | None) -> Proposal:
    """Return the current proposal when it is the one the page showed; its number is the version a form sends."""
    if row is None or request.POST.get("version") != str(row.pk):
        raise InputError(actions.STALE)
    return row


@require_POST
def edit(request: ClinicRequest, pk: int) -> HttpResponse:
    """Change a needle or a pair, or have the rest suggested again."""
    visit, row = _edited(request, pk)
    chosen = request.POST.get("needle", "")
    try:
        chosen = _changed(_unchanged(request, row), request.POST.get("go", ""), request) or chosen
    except InputError as error:
        request.session["trouble"] = str(error)
    address = reverse("plan_draft", args=[visit.pk])
    return redirect(f"{address}?needle={quote(chosen)}#why" if chosen else address)


def _changed(row: Proposal, go: str, request: ClinicRequest) -> str:
    """Do what a button asks, and return the point to show next where that is another one."""
    by, at = request.user, timezone.now()
    go, _, what = go.partition(":")
    match go:
        case "swap":
            return f"{edits.swap(row, _sites(request, row), what, by=by, at=at)}-both"
        case "again":
            edits.again(row, by=by, at=at)
        case "add":
            edits.add(row, request.POST.get("site", ""), request.POST.get("side", "both"), by=by, at=at)
        case "remove":
            edits.remove(row, _sites(request, row, what), by=by, at=at)
        case "lock" | "unlock":
            edits.lock(row, _sites(request, row, what), lock=go == "lock", by=by, at=at)
        case _:
            raise InputError("Press one of the buttons of the plan.")
    return ""


def _sites(request: ClinicRequest, row: Proposal, side: str = "") -> tuple[SiteKey, ...]:
    """Return the needles that are meant: those of the card, or the one on a side."""
    meant = page.site_of(request.POST.get("needle", ""))
    if meant is None:
        raise InputError("Choose a needle first.")
    return edits.sites_meant(row, meant[0], side or meant[1])


@require_POST
def undo(request: ClinicRequest, pk: int) -> HttpResponse:
    visit = _visit(request, pk)
    try:
        actions.undone(_unchanged(request, actions.current(visit)), by=request.user)
    except InputError as error:
        request.session["trouble"] = str(error)
    return redirect("plan_draft", visit.pk)


@require_POST
def answer_suggestion(request: ClinicRequest, pk: int) -> HttpResponse:
    """Take a suggestion or put it away; a suggestion that was answered before is left as it is."""
    row = get_object_or_404(request.clinic.proposals.select_related("visit", "clinic", "replaces"), pk=pk)
    try:
        if request.POST.get("go") == "accept":
            actions.accepted(row, by=request.user)
        else:
            actions.declined(row, by=request.user)
    except InputError as error:
        request.session["trouble"] = str(error)
    return redirect("plan_draft", row.visit_id)


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: ClinicRequest, pk: int) -> HttpResponse:
    visit, row = _edited(request, pk)
    shown = context.signing(visit, row)
    ticked, against = set(request.POST.getlist("agreed")), set(request.POST.getlist("against"))
    if request.method == "POST":
        try:
            plan = actions.signed(
                _unchanged(request, row),
                agreed=ticked,
                by=request.user,
                at=timezone.now(),
                broken=shown["broken_limits"],
                against=against,
            )
        except InputError as error:
            shown |= {"trouble": str(error), "ticked": ticked | against}
        else:
            return redirect("plan", plan.pk)
    return render(request, "plans/sign.html", shown, status=422 if "trouble" in shown else 200)


def _plan(request: ClinicRequest, pk: int) -> Plan:
    plans = request.clinic.plans.select_related("visit__patient", "signed_by", "proposal__photo")
    return get_object_or_404(plans, pk=pk)


@require_safe
def show(request: ClinicRequest, pk: int) -> HttpResponse:
    plan = _plan(request, pk)
    shown = context.signed(plan, chosen=request.GET.get("needle", ""), view=request.GET.get("view", ""))
    return render(request, "plans/signed.html", shown)


@require_safe
def signed_why(request: ClinicRequest, pk: int) -> HttpResponse:
    """Return why one needle of a signed plan is there."""
    return render(request, "plans/why.html", context.signed_why(_plan(request, pk), request.GET.get("needle", "")))
