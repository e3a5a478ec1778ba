"""The printable sheet, of a plan that is signed and of one that is not yet."""

from collections.abc import Sequence
from typing import Literal

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiform.pictures.sheet import sheet_pdf
from filiform.pictures.sheet_words import SheetPatient, Signature
from filiform.web.clinics.middleware import ClinicRequest
from filiform.web.plans import edits, kept
from filiform.web.plans.known import facts_for
from filiform.web.plans.models import Plan, Proposal
from filiform.web.visits.kept import seen
from filiform.web.visits.models import Photo

Paper = Literal["a4", "letter"]
YEAR_S = 365 * 24 * 60 * 60


def pdf(
    row: Proposal | Plan, photo: Photo | None, paper: Paper, signed: Signature | None, broken: Sequence[str]
) -> bytes:
    """Return the sheet of a plan; the face is a line drawing of its own landmarks."""
    patient = SheetPatient(row.visit.patient.name, row.visit.patient.born)
    face, _ = seen(photo)
    proposal = kept.proposal_of(row)
    facts = facts_for(row.clinic, proposal.protocol)
    return sheet_pdf(proposal, facts, face=face, patient=patient, paper=paper, signed=signed, broken=broken)


@require_safe
def signed_sheet(request: ClinicRequest, pk: int) -> HttpResponse:
    """Return the sheet of a signed plan."""
    plans = request.clinic.plans.select_related("visit__patient", "signed_by", "proposal__photo", "clinic")
    plan = get_object_or_404(plans, pk=pk)
    signed = Signature(plan.signed_by.full_name, timezone.localdate(plan.signed_at))
    paper = _paper(request)
    return _answer(pdf(plan, plan.proposal.photo, paper, signed, plan.against), f"plan-{plan.pk}.pdf", paper)


@require_safe
def draft_sheet(request: ClinicRequest, pk: int) -> HttpResponse:
    """Return the sheet of a plan that nobody signed yet; it leaves room for the name."""
    rows = request.clinic.proposals.select_related("visit__patient", "photo", "clinic")
    row = get_object_or_404(rows, visit=pk, current=True, state=Proposal.State.READY)
    paper = _paper(request)
    return _answer(pdf(row, row.photo, paper, None, edits.broken(row)), f"unsigned-plan-{row.pk}.pdf", paper)


def _paper(request: ClinicRequest) -> Paper:
    """Return the paper that was chosen now, or else the last time on this device."""
    chosen = request.GET.get("paper") or request.COOKIES.get("paper")
    return "letter" if chosen == "letter" else "a4"


def _answer(sheet: bytes, name: str, paper: Paper) -> HttpResponse:
    response = HttpResponse(sheet, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response.set_cookie("paper", paper, max_age=YEAR_S, httponly=True, samesite="Lax")
    return response
