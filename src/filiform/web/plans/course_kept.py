"""Courses as they are kept in the database, and back."""

from dataclasses import replace
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from filiform.planning.course_plan import CoursePlan
from filiform.planning.proposal import NoProposal, Proposal
from filiform.planning.settling import Needled
from filiform.web.plans.models import CourseRow


@cache
def _document() -> TypeAdapter[CoursePlan | NoProposal]:
    return TypeAdapter(CoursePlan | NoProposal)


@cache
def _done() -> TypeAdapter[tuple[Needled, ...]]:
    return TypeAdapter(tuple[Needled, ...])


def document_of(answer: CoursePlan | NoProposal) -> Any:
    """Return a course, or the reasons why there is none, as plain values."""
    return _document().dump_python(_lighter(answer), mode="json")


def plan_of(row: CourseRow) -> CoursePlan | NoProposal:
    """Return the course that was computed."""
    return _document().validate_python(row.document)


def written(done: tuple[Needled, ...]) -> Any:
    """Return the sessions behind a course as plain values."""
    return _done().dump_python(done, mode="json")


def done_of(row: CourseRow) -> tuple[Needled, ...]:
    """Return the sessions behind a course."""
    return _done().validate_python(row.done)


def _lighter(answer: CoursePlan | NoProposal) -> CoursePlan | NoProposal:
    """Return a course without what each session repeats: findings and what was left out."""
    if isinstance(answer, NoProposal):
        return answer
    sessions = tuple(
        replace(one, plan=replace(one.plan, findings=(), left_out=())) if isinstance(one.plan, Proposal) else one
        for one in answer.sessions
    )
    return replace(answer, sessions=sessions)
