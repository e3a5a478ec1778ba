"""The page of a whole course: planned, planned again after a missed week, signed with its rule to stop."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST, require_safe

from filiform.errors import InputError
from filiform.planning.course_plan import CoursePlan
from filiform.web.clinics.middleware import ClinicRequest
from filiform.web.once import key_of, new_key
from filiform.web.plans import actions, course_kept, course_page
from filiform.web.plans import course_acts as acts
from filiform.web.plans.asked import visit_of
from filiform.web.plans.known import facts_for
from filiform.web.plans.models import CourseRow
from filiform.web.visits.kept import seen
from filiform.web.visits.models import Visit

MOST_DIGITS = 3


@gzip_page
@require_safe
def show(request: ClinicRequest, pk: int) -> HttpResponse:
    visit = visit_of(request, pk)
    if visit.intake is None or not visit.has_face:
        return redirect("visit", visit.pk)
    row = acts.current(visit)
    base = {
        "visit": visit,
        "patient": visit.patient,
        "step": "course",
        "row": row,
        "today": timezone.localdate(),
        "form_key": new_key(),
        "trouble": request.session.pop("trouble", ""),
    }
    return render(request, "plans/course.html", base | (_shown(row, request) if row else {}))


def _shown(row: CourseRow, request: ClinicRequest) -> dict[str, Any]:
    if row.state not in {acts.State.READY, acts.State.NONE}:
        return {}
    plan = course_kept.plan_of(row)
    if not isinstance(plan, CoursePlan):
        return {"no": plan}
    facts, (face, _) = facts_for(request.clinic, row.protocol), seen(row.photo)
    return {
        "plan": plan,
        "protocol": facts.protocols[plan.protocol],
        "columns": course_page.columns(plan, face),
        "lines": course_page.lines(face),
        "grid": course_page.grid(plan, facts),
        "rules": facts.stop_rules.values(),
        "rule": facts.stop_rules.get(row.stop_rule),
        "outdated": row.intake != row.visit.intake,
        "done": course_kept.done_of(row),
    }


@require_safe
def waiting(request: ClinicRequest, pk: int) -> HttpResponse:
    """Answer the page that waits for the worker: nothing yet, or look again."""
    row = get_object_or_404(request.clinic.courses, pk=pk)
    if row.state == acts.State.WAITING:
        return HttpResponse(status=204)
    return HttpResponse(headers={"HX-Refresh": "true"})


@contextmanager
def _trouble_told(request: ClinicRequest) -> Iterator[None]:
    """Keep what was wrong with what was sent for the page that is shown next."""
    try:
        yield
    except InputError as error:
        request.session["trouble"] = str(error)


@require_POST
def plan(request: ClinicRequest, pk: int) -> HttpResponse:
    """Have the course planned, from the protocol of the plan."""
    visit = visit_of(request, pk)
    if visit.intake is None or not visit.has_face:
        return redirect("visit", visit.pk)
    row = actions.current(visit)
    protocol = request.POST.get("protocol") or (row.protocol if row else "")
    known = protocol if protocol in facts_for(request.clinic, protocol).protocols else ""
    with _trouble_told(request):
        acts.planned(
            visit,
            protocol=known,
            start=timezone.localdate(),
            form_key=key_of(request.POST),
            by=request.user,
            at=timezone.now(),
        )
    return redirect("course", visit.pk)


@require_POST
def missed(request: ClinicRequest, pk: int) -> HttpResponse:
    """Have the rest planned anew from a day, after so many sessions."""
    visit = visit_of(request, pk)
    with _trouble_told(request):
        acts.planned_again(
            _seen(request, visit),
            sessions=_count(request.POST.get("sessions", "")),
            start=_day(request.POST.get("start", "")),
            form_key=key_of(request.POST),
            by=request.user,
            at=timezone.now(),
        )
    return redirect("course", visit.pk)


@require_POST
def sign(request: ClinicRequest, pk: int) -> HttpResponse:
    visit = visit_of(request, pk)
    with _trouble_told(request):
        acts.signed(
            _seen(request, visit), stop_rule=request.POST.get("stop_rule", ""), by=request.user, at=timezone.now()
        )
    return redirect("course", visit.pk)


def _seen(request: ClinicRequest, visit: Visit) -> CourseRow:
    """Return the course the page showed, when it still is the one the visit stands at."""
    row = acts.current(visit)
    if row is None or request.POST.get("version") != str(row.pk):
        raise InputError(acts.STALE)
    return row


def _count(typed: str) -> int:
    if not typed.isdecimal() or len(typed) > MOST_DIGITS:
        raise InputError("Give how many sessions of this course were done, as a number.")
    return int(typed)


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise InputError("Give the day of the next session.") from error
