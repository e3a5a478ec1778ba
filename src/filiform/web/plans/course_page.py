"""A course as its page shows it: the sessions, and a grid of what is needled when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from filiform.knowledge.models import Knowledge
from filiform.planning.course_plan import CoursePlan, PlannedSession
from filiform.planning.proposal import NoProposal, Proposal


@dataclass(frozen=True)
class Column:
    """One session: its number, its day, its phase, how many needles, or why there are none; whether review follows."""

    number: int
    on: date
    phase: str
    face: int
    body: int
    minutes: int
    none: str
    review: bool


@dataclass(frozen=True)
class GridRow:
    """One point over the course: whether it is of the core, and in each session how many needles."""

    site: str
    name: str
    core: bool
    cells: tuple[int, ...]


@dataclass(frozen=True)
class GridZone:
    label: str
    rows: tuple[GridRow, ...]


def columns(plan: CoursePlan) -> tuple[Column, ...]:
    """Return the sessions of a course in their order."""
    return tuple(_column(one, plan.length.review_after) for one in plan.sessions)


def _column(one: PlannedSession, review_after: int) -> Column:
    review = one.number == review_after
    if isinstance(one.plan, NoProposal):
        return Column(one.number, one.on, one.phase.label, 0, 0, 0, one.plan.conflict.say, review)
    plan = one.plan
    return Column(
        one.number, one.on, one.phase.label, plan.face_needles, plan.body_needles, plan.retention_min, "", review
    )


def grid(plan: CoursePlan, facts: Knowledge) -> tuple[GridZone, ...]:
    """Return every point of a course by zone, in the order of the atlas."""
    counted = [_counts(one) for one in plan.sessions]
    used = {site for counts in counted for site in counts}
    core = {site for site, _ in plan.core}
    rows: dict[str, list[GridRow]] = {}
    for point in facts.points.values():
        if point.id in used:
            cells = tuple(counts.get(point.id, 0) for counts in counted)
            zone = facts.regions[point.region].zone
            rows.setdefault(zone, []).append(GridRow(point.id, point.english, point.id in core, cells))
    ordered = sorted(rows, key=lambda zone: facts.zones[zone].order)
    return tuple(GridZone(facts.zones[zone].label, tuple(rows[zone])) for zone in ordered)


def _counts(one: PlannedSession) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for needle in one.plan.needles if isinstance(one.plan, Proposal) else ():
        counts[needle.site] = counts.get(needle.site, 0) + 1
    return counts
