"""What a request names: a visit, the plan it stands at, and the needles that are meant."""

from django.shortcuts import get_object_or_404

from filiform.errors import InputError
from filiform.safety.finding import SiteKey
from filiform.web.clinics.middleware import ClinicRequest
from filiform.web.plans import actions, edits, page
from filiform.web.plans.models import Plan, Proposal
from filiform.web.visits.models import Visit


def visit_of(request: ClinicRequest, pk: int) -> Visit:
    """Return a visit of this clinic, or answer that there is none."""
    return get_object_or_404(request.clinic.visits.select_related("patient", "clinic"), pk=pk)


def edited(request: ClinicRequest, pk: int) -> tuple[Visit, Proposal]:
    """Return a visit with the plan it stands at, one that can be changed."""
    visit = visit_of(request, pk)
    rows = visit.proposals.select_related("visit", "clinic", "photo", "replaces")
    return visit, get_object_or_404(rows, current=True, state=Proposal.State.READY)


def unchanged(request: ClinicRequest, row: Proposal | None) -> Proposal:
    """Return the current proposal when it is the one the page showed; its number is the version a form sends."""
    if row is None or request.POST.get("version") != str(row.pk):
        raise InputError(actions.STALE)
    return row


def sites_of(request: ClinicRequest, row: Proposal, side: str = "") -> tuple[SiteKey, ...]:
    """Return the needles that are meant: those of the card, or the one on a side."""
    meant = page.site_of(request.POST.get("needle", ""))
    if meant is None:
        raise InputError("Choose a needle first.")
    return edits.sites_meant(row, meant[0], side or meant[1])


def plan_of(request: ClinicRequest, pk: int) -> Plan:
    """Return a signed plan of this clinic, or answer that there is none."""
    plans = request.clinic.plans.select_related("visit__patient", "signed_by", "proposal__photo", "proposal__clinic")
    return get_object_or_404(plans, pk=pk)
