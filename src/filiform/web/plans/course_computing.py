"""What the worker does for a course: plan all its sessions."""

from filiform.planning.course_plan import CoursePlan, whole_course
from filiform.planning.proposal import NoProposal
from filiform.web import facts
from filiform.web.plans.clinic_rules import decided
from filiform.web.plans.course_kept import done_of
from filiform.web.plans.kept import intake_of
from filiform.web.plans.known import facts_for
from filiform.web.plans.models import CourseRow
from filiform.web.visits.kept import seen


def outcome(row: CourseRow) -> CoursePlan | NoProposal:
    """Return the whole course from the sessions that are done."""
    face, placement = seen(row.photo)
    return whole_course(
        intake_of(row.intake),
        facts_for(row.clinic, row.protocol),
        row.start,
        face=face,
        placement=placement,
        mesh=facts.mesh(),
        protocol=row.protocol or None,
        done=done_of(row),
        rule=row.stop_rule or None,
        clinic=decided(row.clinic),
    )
