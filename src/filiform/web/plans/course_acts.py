"""Acts on a course: having it planned, planned again after a missed week, and signed with its rule to stop."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django_tasks import task

from filiform.errors import InputError
from filiform.knowledge import load
from filiform.planning.course_plan import CoursePlan
from filiform.planning.proposal import NoProposal
from filiform.planning.settling import Needled
from filiform.web import version
from filiform.web.accounts.models import User
from filiform.web.audit.actions import record
from filiform.web.once import make_once
from filiform.web.plans.course_kept import document_of, done_of, plan_of, written
from filiform.web.plans.models import CourseRow
from filiform.web.plans.models import Proposal as ProposalRow
from filiform.web.visits.models import Visit

State = ProposalRow.State
STALE = "The course was changed in another window meanwhile. Look, then press again."


def current(visit: Visit) -> CourseRow | None:
    """Return the course a visit stands at."""
    rows = visit.courses.filter(replaced_by__isnull=True)
    return rows.select_related("clinic", "visit", "photo", "made_by", "signed_by").order_by("-pk").first()


@transaction.atomic
def _asked(visit: Visit, before: CourseRow | None, form_key: str, **values: Any) -> tuple[CourseRow, bool]:
    told = {"photo": visit.photo, "intake": visit.intake, "clinic": visit.clinic, "replaces": before, **values}
    return make_once(
        visit.courses, form_key or None, facts_digest=version.facts_digest(), software=version.software(), **told
    )


def planned(visit: Visit, *, protocol: str, start: date, form_key: str, by: User, at: datetime) -> CourseRow:
    """Have a whole course planned; the worker answers later, and the same page asks once."""
    before = current(visit)
    if before is not None and before.signed_at is not None and before.form_key != form_key:
        raise InputError("This course is signed. Say what was missed and it is planned anew from there.")
    if before is not None and before.form_key == form_key:
        return before
    row, is_new = _asked(visit, before, form_key, protocol=protocol, start=start, made_by=by, made_at=at)
    if is_new:
        record(visit.clinic_id, by, "ask for a course", row)
        plan_course.enqueue(row.pk)
    return row


def planned_again(row: CourseRow, *, sessions: int, start: date, form_key: str, by: User, at: datetime) -> CourseRow:
    """Have the rest planned anew after so many sessions were done; the rule to stop stays the one agreed."""
    plan = plan_of(row)
    if not isinstance(plan, CoursePlan) or not 0 <= sessions < len(plan.sessions):
        raise InputError("Give how many sessions of this course were done; at least one is left to plan.")
    behind = tuple(Needled(one.on, one.sites) for one in plan.sessions[:sessions])
    if behind and start <= behind[-1].on:
        raise InputError(f"The next session lies after the last one done, {behind[-1].on:%d %b %Y}.")
    done = written((*done_of(row), *behind))
    kept = {"done": done, "protocol": row.protocol, "stop_rule": row.stop_rule}
    new, is_new = _asked(row.visit, row, form_key, start=start, made_by=by, made_at=at, **kept)
    if is_new:
        record(row.clinic_id, by, "plan a course again", new, done=len(done))
        plan_course.enqueue(new.pk)
    return new


@task()
def plan_course(course_id: int) -> None:
    """Plan one course; this runs in the worker, never in a web process."""
    from filiform.web.plans.course_computing import outcome  # noqa: PLC0415 loads the solver

    computed(course_id, outcome)


def computed(course_id: int, outcome: Callable[[CourseRow], CoursePlan | NoProposal]) -> None:
    """Keep what was computed; a fault in the program leaves the row marked as failed, never waiting for ever."""
    row = CourseRow.objects.select_related("visit", "photo", "clinic", "made_by").get(pk=course_id)
    row.state = State.FAILED
    try:
        answer = outcome(row)
        row.document = document_of(answer)
        row.state = State.READY if isinstance(answer, CoursePlan) else State.NONE
    finally:
        with transaction.atomic():
            row.save(update_fields=["document", "state"])
            record(row.clinic_id, row.made_by, "compute a course", row, state=row.state)


@transaction.atomic
def given_up(course_id: int) -> None:
    """Mark a course as failed whose worker was killed while it was computed, more than once."""
    row = CourseRow.objects.select_related("made_by").get(pk=course_id)
    if row.state == State.WAITING:
        row.state = State.FAILED
        row.save(update_fields=["state"])
        record(row.clinic_id, row.made_by, "give up a course", row)


@transaction.atomic
def signed(row: CourseRow, *, stop_rule: str, by: User, at: datetime) -> CourseRow:
    """Sign a course with its rule to stop, agreed before the first session; signing it twice signs it once."""
    row = CourseRow.objects.select_for_update().get(pk=row.pk)
    if row.signed_at is not None:
        return row
    rule = row.stop_rule or stop_rule
    if row.state != State.READY or hasattr(row, "replaced_by"):
        raise InputError(STALE)
    if rule not in load.knowledge().stop_rules:
        raise InputError("Choose when the course stops, before the first session.")
    row.stop_rule, row.signed_at, row.signed_by = rule, at, by
    row.save(update_fields=["stop_rule", "signed_at", "signed_by"])
    record(row.clinic_id, by, "sign a course", row, rule=rule)
    return row
