"""The page of one patient: who it is, what comes next, the last plan, the visits."""

from collections.abc import Sequence
from datetime import date

from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiform.web.clinics.middleware import ClinicRequest
from filiform.web.once import new_key
from filiform.web.patients.glance import glances
from filiform.web.patients.next_step import Step
from filiform.web.plans.last import last_plan
from filiform.web.visits.models import Visit


@require_safe
def patient(request: ClinicRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(request.clinic.patients, pk=pk)
    standing = request.clinic.proposals.filter(visit=OuterRef("pk"), current=True).values("pk")[:1]
    listed = person.visits.annotate(standing=Subquery(standing)).order_by("-opened_at")
    visits = list(listed.prefetch_related("plans__signed_by"))
    (glance,) = glances(request.clinic, [person])
    context = {
        "patient": person,
        "glance": glance,
        "visits": visits,
        "age": age_years(person.born, timezone.localdate()),
        "last": last_plan(person),
        "repeat": _repeat(visits, glance.step),
        "form_key": new_key(),
    }
    return render(request, "patients/show.html", context)


def _repeat(visits: Sequence[Visit], step: Step) -> dict[str, object]:
    """Return what the button to repeat the last plan leads to: the plan at once, or today's questions first."""
    newest = max(visits, key=lambda visit: visit.pk, default=None)
    is_open = newest is not None and not newest.plans.all()
    ready = is_open and step.page in {"findings", "plan_draft"}
    standing: int | None = getattr(newest, "standing", None) if is_open else None
    return {"ready": ready, "version": standing or ""}


def age_years(born: date, today: date) -> int:
    """Return how many birthdays have been."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
