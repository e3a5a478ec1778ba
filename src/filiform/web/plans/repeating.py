"""The last signed plan of a patient: repeated in one tap, and told apart from the plan of today."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from filiform.errors import InputError
from filiform.planning.case import case
from filiform.planning.edit import differences, kept, key
from filiform.planning.proposal import Proposal as Planned
from filiform.planning.repeat import repeated
from filiform.safety.finding import SiteKey
from filiform.web import facts
from filiform.web.accounts.models import User
from filiform.web.clinics.middleware import ClinicRequest
from filiform.web.once import key_of
from filiform.web.patients.models import Patient
from filiform.web.plans import actions, page
from filiform.web.plans.asked import visit_of
from filiform.web.plans.clinic_rules import decided
from filiform.web.plans.kept import intake_of, proposal_of
from filiform.web.plans.known import facts_for
from filiform.web.plans.models import Plan, Proposal
from filiform.web.visits import actions as visits
from filiform.web.visits.ear_jaw import lying
from filiform.web.visits.kept import seen
from filiform.web.visits.models import Visit

WISH = "repeat_at_visit"  # in the session: the visit whose findings offer the repeat as the first act


@dataclass(frozen=True)
class Since:
    """What changed since the last signed plan, in words; `plan` is that plan, `sites` its sites."""

    plan: Plan
    same: int
    new: tuple[str, ...]
    gone: tuple[str, ...]
    otherwise: tuple[str, ...]
    sites: tuple[SiteKey, ...]


def last_of(visit: Visit) -> Plan | None:
    """Return the plan signed last for the patient of a visit, in a visit before it."""
    earlier = visit.clinic.plans.filter(visit__patient=visit.patient_id, visit__lt=visit.pk, replaced_by__isnull=True)
    return earlier.select_related("proposal__photo").order_by("-signed_at", "-pk").first()


def since(proposal: Planned, last: Plan | None, visit: Visit) -> Since | None:
    """Return how a plan differs from the last one that was signed, or None where there is none."""
    if last is None:
        return None
    before, known = proposal_of(last), facts_for(visit.clinic, proposal.protocol)
    between = differences(before, proposal)
    there = {key(one) for one in before.needles}
    same = {key(one) for one in proposal.needles} & there - set(between.changed)
    return Since(
        plan=last,
        same=len(same),
        new=page.points_said(between.added, known),
        gone=page.points_said(between.removed, known),
        otherwise=page.otherwise_said(before, proposal, between),
        sites=tuple(sorted(there)),
    )


def repeat(visit: Visit, last: Plan, *, by: User, at: datetime) -> Proposal:
    """Put the last plan, held against today's findings, in the place of what the visit stands at."""
    on = timezone.localdate(at)
    face, placement = seen(visit.photo)
    before = proposal_of(last)
    known = facts_for(visit.clinic, before.protocol)
    settled = case(
        intake_of(visit.intake),
        known,
        on,
        face=face,
        placement=placement,
        mesh=facts.mesh(),
        protocol=before.protocol if before.protocol in known.protocols else None,
        beneath=lying(visit.photo, face),
        clinic=decided(visit.clinic),
    )
    again = repeated(before, settled)
    return actions.drafted_anew(visit, again, kept(again), change="last plan repeated", by=by, at=at, on=on)


@require_POST
def repeat_last(request: ClinicRequest, pk: int) -> HttpResponse:
    """Repeat the last plan in one tap; where it cannot be, say why."""
    return _repeated(request, visit_of(request, pk))


@require_POST
def repeat_for(request: ClinicRequest, pk: int) -> HttpResponse:
    """
    Repeat the last plan of a patient from their page, in one tap where today's answers and face are there.

    Where they are not, a visit is opened and asks for them first; its findings then offer the repeat as the first act.
    """
    patient = get_object_or_404(request.clinic.patients.select_related("clinic"), pk=pk)
    visit = open_visit(patient)
    if visit is None:
        visit = visits.opened(patient, by=request.user, at=timezone.now(), form_key=key_of(request.POST))
    if visit.intake is not None and visit.has_face:
        return _repeated(request, visit)
    request.session[WISH] = visit.pk
    return redirect("visit", visit.pk)


def open_visit(patient: Patient) -> Visit | None:
    """Return the newest visit of a patient, unless a plan of it was signed."""
    newest = patient.visits.select_related("clinic", "patient").order_by("-pk").first()
    return None if newest is None or newest.plans.exists() else newest


def _repeated(request: ClinicRequest, visit: Visit) -> HttpResponse:
    if visit.intake is None or not visit.has_face:
        return redirect("visit", visit.pk)
    row = actions.current(visit)
    try:
        repeat(visit, _asked(request, visit, row), by=request.user, at=timezone.now())
    except InputError as error:
        request.session["trouble"] = str(error)
        return redirect("plan_draft" if row else "findings", visit.pk)
    if request.session.get(WISH) == visit.pk:
        del request.session[WISH]
    return redirect("plan_draft", visit.pk)


def _asked(request: ClinicRequest, visit: Visit, row: Proposal | None) -> Plan:
    """Return the plan to repeat, unless the page showed another state of the visit."""
    last = last_of(visit)
    if request.POST.get("version", "") != (str(row.pk) if row else ""):
        raise InputError(actions.STALE)
    if last is None:
        raise InputError("No plan of this patient was signed before: propose one.")
    return last
