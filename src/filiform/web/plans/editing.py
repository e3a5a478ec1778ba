"""Changing a plan by hand: one needle at a time, back and forth, and around it what is suggested again."""

from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from filiform.errors import InputError
from filiform.web.clinics.middleware import ClinicRequest
from filiform.web.plans import actions, edits
from filiform.web.plans.asked import edited, sites_of, unchanged, visit_of
from filiform.web.plans.models import Proposal


@require_POST
def edit(request: ClinicRequest, pk: int) -> HttpResponse:
    """Change a needle or a pair, or have the rest suggested again."""
    visit, row = edited(request, pk)
    chosen = request.POST.get("needle", "")
    try:
        chosen = _changed(unchanged(request, row), request.POST.get("go", ""), request) or chosen
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
            return f"{edits.swap(row, sites_of(request, row), what, by=by, at=at)}-both"
        case "again":
            edits.again(row, by=by, at=at)
        case "add":
            asked = what or request.POST.get("site", "")
            return f"{edits.add(row, asked, request.POST.get('side', 'both'), by=by, at=at)}-both"
        case "count":
            edits.recount(row, sites_of(request, row), what, by=by, at=at)
        case "remove":
            edits.remove(row, sites_of(request, row, what), by=by, at=at)
        case "lock" | "unlock":
            edits.lock(row, sites_of(request, row, what), lock=go == "lock", by=by, at=at)
        case _:
            raise InputError("Press one of the buttons of the plan.")
    return ""


@require_POST
def undo(request: ClinicRequest, pk: int) -> HttpResponse:
    visit = visit_of(request, pk)
    try:
        actions.undone(unchanged(request, actions.current(visit)), by=request.user, at=timezone.now())
    except InputError as error:
        request.session["trouble"] = str(error)
    return redirect("plan_draft", visit.pk)


@require_POST
def redo(request: ClinicRequest, pk: int) -> HttpResponse:
    visit = visit_of(request, pk)
    try:
        actions.redone(unchanged(request, actions.current(visit)), by=request.user, at=timezone.now())
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
