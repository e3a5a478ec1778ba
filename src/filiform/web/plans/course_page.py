"""A course as its page shows it: the sessions, and a grid of what is needled when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString, mark_safe

from filiform.face.face import Face
from filiform.knowledge.models import Knowledge
from filiform.pictures.course_faces import little_face, little_lines
from filiform.planning.course_plan import CoursePlan, PlannedSession
from filiform.planning.proposal import NoProposal, Proposal

IN_TURNS, ON_SOME_DAYS = "in turns", "on some days"


@dataclass(frozen=True)
class Column:
    """One session: its day, its phase, its needles or why it has none, its small face."""

    number: int
    on: date
    phase: str
    face: int
    body: int
    minutes: int
    none: str
    review: bool
    face_svg: SafeString


@dataclass(frozen=True)
class GridRow:
    """One point over the course: when it is needled, empty for each time, and in each session how many needles."""

    site: str
    name: str
    when: str
    cells: tuple[int, ...]


@dataclass(frozen=True)
class GridZone:
    label: str
    rows: tuple[GridRow, ...]


def columns(plan: CoursePlan, face: Face) -> tuple[Column, ...]:
    """Return the sessions of a course in their order."""
    return tuple(_column(one, plan, face) for one in plan.sessions)


def _column(one: PlannedSession, course: CoursePlan, face: Face) -> Column:
    plan, review = one.plan, one.number == course.length.review_after
    if isinstance(plan, NoProposal):
        return Column(one.number, one.on, one.phase.label, 0, 0, 0, plan.conflict.say, review, SafeString())
    name = f"Session {one.number}: {plan.face_needles} needles in the face"
    return Column(
        number=one.number,
        on=one.on,
        phase=one.phase.label,
        face=plan.face_needles,
        body=plan.body_needles,
        minutes=plan.retention_min,
        none="",
        review=review,
        face_svg=mark_safe(little_face(plan, face, course.core, name)),  # noqa: S308 made by our own drawing
    )


def lines(face: Face) -> SafeString:
    """Return the lines that the small faces share."""
    return mark_safe(little_lines(face))  # noqa: S308 made by our own drawing


def grid(plan: CoursePlan, facts: Knowledge) -> tuple[GridZone, ...]:
    """Return every point of a course by zone, in the order of the atlas."""
    counted = [_counts(one) for one in plan.sessions]
    used = {site for counts in counted for site in counts}
    core, turns = ({site for site, _ in sites} for sites in (plan.core, plan.rotating))
    rows: dict[str, list[GridRow]] = {}
    for point in facts.points.values():
        if point.id in used:
            cells = tuple(counts.get(point.id, 0) for counts in counted)
            zone = facts.regions[point.region].zone
            when = "" if point.id in core else IN_TURNS if point.id in turns else ON_SOME_DAYS
            rows.setdefault(zone, []).append(GridRow(point.id, point.english, when, cells))
    ordered = sorted(rows, key=lambda zone: facts.zones[zone].order)
    return tuple(GridZone(facts.zones[zone].label, tuple(rows[zone])) for zone in ordered)


def _counts(one: PlannedSession) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for needle in one.plan.needles if isinstance(one.plan, Proposal) else ():
        counts[needle.site] = counts.get(needle.site, 0) + 1
    return counts
