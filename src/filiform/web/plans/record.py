"""The page of one patient: who it is, what comes next, the last plan, the visits."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiform.web.clinics.middleware import ClinicRequest
from filiform.web.once import new_key
from filiform.web.patients.glance import glances
from filiform.web.patients.models import Patient
from filiform.web.plans.actions import current
from filiform.web.plans.last import last_plan
from filiform.web.plans.repeating import open_visit


@require_safe
def patient(request: ClinicRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(request.clinic.patients, pk=pk)
    visits = list(person.visits.order_by("-opened_at").prefetch_related("plans__signed_by"))
    (glance,) = glances(request.clinic, [person])
    context = {
        "patient": person,
        "glance": glance,
        "visits": visits,
        "age": age_years(person.born, timezone.localdate()),
        "last": last_plan(person),
        "repeat": _repeat(person),
        "form_key": new_key(),
    }
    return render(request, "patients/show.html", context)


def _repeat(person: Patient) -> dict[str, object]:
    """Return what the button to repeat the last plan leads to: the plan at once, or today's questions first."""
    visit = open_visit(person)
    ready = visit is not None and visit.intake is not None and visit.has_face
    row = current(visit) if visit is not None else None
    return {"ready": ready, "version": row.pk if row else ""}


def age_years(born: date, today: date) -> int:
    """Return how many birthdays have been."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
