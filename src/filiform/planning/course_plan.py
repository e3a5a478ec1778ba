"""All sessions of a course planned together: one core, turns for what must settle, a review and a rule to stop."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise

from filiform.errors import InputError
from filiform.face.face import Face
from filiform.face.mesh import Mesh
from filiform.intake.intake import Intake
from filiform.knowledge.course import Phase, StopRule
from filiform.knowledge.models import Knowledge, Protocol
from filiform.planning.asymmetry import Asymmetry
from filiform.planning.calendar import Slot, gap, slots
from filiform.planning.case import Case, case, settled
from filiform.planning.choice import stated
from filiform.planning.clinic import ANY_CLINIC, Clinic
from filiform.planning.course import course
from filiform.planning.frame import LIGHT, spelled
from filiform.planning.frame import protocol as protocol_named
from filiform.planning.keep import NOTHING_KEPT, Keep
from filiform.planning.model import UNITS_PER_POINT, keeps, worth
from filiform.planning.proposal import Course, NoProposal, Proposal
from filiform.planning.settling import RESTS, TURN, Needled, awaited, resting, settling_days
from filiform.planning.solve import Choice
from filiform.planning.stretches import SlotCase, Taken, UnitKey, alike, sites_of, taken, unit_key
from filiform.planning.treatment import proposal_of, session
from filiform.points.site import Placement
from filiform.safety.finding import SiteKey
from filiform.safety.findings import findings
from filiform.safety.limits import limits

# The case of a day: the number of the session in its course, and the protocol (None: the one safety offers).
CaseOn = Callable[[date, int, str | None], Case]
LATER = 2  # any session but the first
DELAYS = 6  # times the start may move before the course is given up


@dataclass(frozen=True)
class PlannedSession:
    """One session of a course: its day, its phase and its needles, or why there are none on that day."""

    number: int
    on: date
    phase: Phase
    plan: Proposal | NoProposal

    @property
    def sites(self) -> frozenset[SiteKey]:
        if isinstance(self.plan, NoProposal):
            return frozenset()
        return frozenset((needle.site, needle.side) for needle in self.plan.needles)


@dataclass(frozen=True)
class Upkeep:
    """What is advised after a course, from when on, and what that rests on."""

    every_days: int
    first_on: date
    why: str


@dataclass(frozen=True)
class CoursePlan:
    """
    A whole course, or what is left of one.

    Attributes
    ----------
    protocol, school
        The frame of its full sessions, and whose it is when it is not Filiform's own.
    length
        How many sessions, how often, when to look back, by which rule, and what evidence used instead.
    core, rotating, grown
        Sites needled in every planned session; sites that take turns because they must settle; all others, which
        only the fuller sessions or the later days have.
    review_on
        The day of the session after which the review is held; None when it has passed.
    unknown
        What nobody could read of a published protocol.
    objective, bound
        The worth of all planned sessions together, and what no course can pass that has one core a stretch and turns
        that repeat.
    gains
        What the sessions planned together gain before the cost of any needle: what a gap to the bound is a share of.
    """

    protocol: str
    school: str
    length: Course
    sessions: tuple[PlannedSession, ...]
    done: tuple[Needled, ...]
    core: tuple[SiteKey, ...]
    rotating: tuple[SiteKey, ...]
    grown: tuple[SiteKey, ...]
    review_on: date | None
    stop_rule: StopRule
    upkeep: Upkeep | None
    unknown: tuple[str, ...]
    notes: tuple[str, ...]
    objective: float
    bound: float
    gains: float = 0.0

    @property
    def weighed(self) -> str:
        """What the course is worth, and how far at most it is from the best, in words."""
        gap = max(0.0, self.bound - self.objective)
        share = f", {100 * gap / self.gains:.1f} % of what its needles gain" if self.gains else ""
        return f"Worth {self.objective:.1f} points under the weights; the best is at most {gap:.1f} better{share}."


def stop_rule(name: str | None, facts: Knowledge) -> StopRule:
    """Return the rule to stop that was agreed, the first of the list where none was named."""
    if name is None:
        return next(iter(facts.stop_rules.values()))
    if name not in facts.stop_rules:
        raise InputError(f"There is no rule to stop {name!r}; give one of: {', '.join(facts.stop_rules)}")
    return facts.stop_rules[name]


def _slot_case(slot: Slot, asked: str | None, frame: Protocol, case_on: CaseOn) -> SlotCase:
    """Return one session settled for its day; where a course grows, a standing reason for light sessions prevails."""
    ready = case_on(slot.on, slot.number, slot.phase.protocol or asked)
    grows = any(phase.protocol for phase in frame.phases)
    if grows and ready.limits.light_first and slot.number > 1:
        ready = case_on(slot.on, slot.number, LIGHT)
    return SlotCase(slot, ready)


def _later_start(refused: NoProposal) -> date | None:
    """Return the day on which everything that forbids the first session has ended, or None when that is not known."""
    ends = {
        spelled(finding): finding.until
        for finding in refused.findings
        if finding.until is not None and finding.until > refused.on
    }
    because = refused.conflict.because
    return max(ends[name] for name in because) if because and all(name in ends for name in because) else None


def _needled(taken: Mapping[int, frozenset[UnitKey]], days: Sequence[SlotCase]) -> list[Needled]:
    return [Needled(day.slot.on, sites_of(taken[day.slot.number])) for day in days if day.slot.number in taken]


def _told_anew(plan: Proposal, then: Case) -> Proposal:
    """Return the same needles on another day: only the days in the reasons of what rests are others."""
    reasons = {site: closing[-1] for site, closing in then.limits.closed.items()}
    rows = tuple(
        replace(row, reason=reasons[row.site, row.side].reason) if row.rule in {RESTS, TURN} else row
        for row in plan.left_out
    )
    return replace(plan, on=then.on, findings=then.findings, left_out=rows, solve_s=0.0)


@dataclass
class _Writer:
    """Sessions written down; one that differs from an earlier one in its days alone is not worked out twice."""

    keep: Keep
    known: dict[object, Proposal] = field(default_factory=dict)

    def session(
        self, day: SlotCase, wanted: frozenset[UnitKey], others: Sequence[Needled], alone: int
    ) -> Proposal | NoProposal:
        """Return the plan of one session; what rests or awaits its turn is closed by a finding that says until when."""
        facts, frame, on = day.case.facts, day.case.frame, day.slot.on
        closing = (*resting(others, on, facts, frame), *awaited(others, on, facts, frame))
        found = (*day.case.findings, *closing)
        then = replace(day.case, findings=found, limits=limits(found))
        rules = frozenset((one.rule, site) for one in closing for site in one.closed)
        same = (alike(day), wanted, rules, tuple(replace(one, until=None, reason="") for one in day.case.findings))
        if same not in self.known:
            plan = self._plan(then, wanted, alone)
            if isinstance(plan, NoProposal):
                return plan
            self.known[same] = plan
        return _told_anew(self.known[same], then)

    def _plan(self, then: Case, wanted: frozenset[UnitKey], alone: int) -> Proposal | NoProposal:
        if then.limits.blocked or not wanted:
            return session(then, self.keep)
        open_model = stated(then, self.keep)
        units = open_model.model.units
        chosen = frozenset(index for index, unit in enumerate(units) if unit_key(unit) in wanted)
        if len(chosen) < len(wanted) or not keeps(open_model.model, chosen):
            return session(then, self.keep)
        value = worth([units[index] for index in sorted(chosen)], open_model.model.returns)
        bound = max(alone, value)
        return proposal_of(then, self.keep, open_model, Choice(chosen, value, bound, proven=value == bound))


def _sorted(sites: frozenset[SiteKey], facts: Knowledge) -> tuple[SiteKey, ...]:
    atlas = {point: place for place, point in enumerate(facts.points)}
    return tuple(sorted(sites, key=lambda site: (atlas[site[0]], site[1])))


def _planned(
    days: Sequence[SlotCase], wanted: Taken, done: Sequence[Needled], keep: Keep
) -> tuple[PlannedSession, ...]:
    writer = _Writer(keep)
    planned = []
    for day in days:
        slot = day.slot
        others = [*done, *_needled(wanted.units, [other for other in days if other is not day])]
        own = wanted.units.get(slot.number, frozenset())
        plan = writer.session(day, own, others, wanted.alone.get(slot.number, 0))
        planned.append(PlannedSession(slot.number, slot.on, slot.phase, plan))
    return tuple(planned)


def _apart_from(frame: Protocol, slow: Sequence[SiteKey]) -> tuple[str, ...]:
    """Return where a published list is not followed as published."""
    if not frame.points or not slow:
        return ()
    named = ", ".join(dict.fromkeys(site for site, _ in slow))
    return (f"{frame.school}: {named} rest between sessions by Filiform's own rule; the source does not say so.",)


def _padded(frame: Protocol, sessions: Sequence[PlannedSession], facts: Knowledge) -> tuple[str, ...]:
    """Return how many needles are there only because the protocol wants so many, and which one wants fewer."""
    idle = {
        one.number: sum(not needle.serves for needle in one.plan.needles)
        for one in sessions
        if isinstance(one.plan, Proposal) and one.plan.protocol == frame.id
    }
    most = max(idle.values(), default=0)
    if frame.points or most == 0:
        return ()
    numbers = [number for number, count in idle.items() if count]
    which = f"session {numbers[0]}" if len(numbers) == 1 else f"sessions {numbers[0]} to {numbers[-1]}"
    light = protocol_named(LIGHT, facts)
    fewer = f" The {LIGHT} protocol wants {light.face_needles[0]}: choose it." if frame.id != LIGHT else ""
    asks = f"protocol {frame.id} wants at least {frame.face_needles[0]} in the face"
    told = f"Up to {most} needles in {which} serve nothing that was asked; they are there because {asks}.{fewer}"
    return (told,)


def _upkeep(frame: Protocol, last: date) -> Upkeep | None:
    if frame.upkeep_days is None:
        return None
    return Upkeep(frame.upkeep_days, last + timedelta(days=frame.upkeep_days), frame.upkeep_why)


def course_of(
    case_on: CaseOn,
    start: date,
    *,
    asked: str | None = None,
    done: Sequence[Needled] = (),
    rule: str | None = None,
    keep: Keep = NOTHING_KEPT,
) -> CoursePlan | NoProposal:
    """
    Return the course that the cases of its days make, from the first session not yet done.

    Where nothing fits on the first day and everything that forbids it ends, the course starts when it has ended.
    """
    refused: NoProposal | None = None
    day = start
    for _ in range(DELAYS):
        found = _course_from(case_on, day, asked=asked, done=done, rule=rule, keep=keep)
        first = found.sessions[0].plan if found.sessions else None
        if not isinstance(first, NoProposal):
            moved = f"The course starts on {day.day} {day:%b %Y}. {refused.conflict.say}" if refused else ""
            return replace(found, notes=(moved, *found.notes)) if moved else found
        refused = refused or first
        later = _later_start(first)
        if later is None:
            break
        day = later
    assert refused is not None  # noqa: S101 the loop runs at least once
    return refused


def _course_from(
    case_on: CaseOn, start: date, *, asked: str | None, done: Sequence[Needled], rule: str | None, keep: Keep
) -> CoursePlan:
    usual = case_on(start, LATER, asked)
    frame, facts = usual.frame, usual.facts
    length = course(usual.intake, facts, frame)
    last = max((one.on for one in done), default=None)
    missed = gap(frame, last, start)
    number = 1 if missed and missed.again else len(done) + 1
    listed = slots(frame, length.sessions, length.review_after, start, number=number, last=last)
    days = [_slot_case(slot, asked, frame, case_on) for slot in listed]
    wanted = taken(days, done, keep)
    sessions = _planned(days, wanted, done, keep)
    real = [one for one in sessions if isinstance(one.plan, Proposal)]
    core = frozenset.intersection(*(one.sites for one in real)) if real else frozenset()
    every: frozenset[SiteKey] = frozenset().union(*(one.sites for one in real))
    shortest = min((b.on - a.on for a, b in pairwise(sessions)), default=timedelta(0)).days
    slow = frozenset(site for site in every if settling_days(facts.points[site[0]], facts, frame) > shortest)
    return CoursePlan(
        protocol=frame.id,
        school=frame.school,
        length=length,
        sessions=sessions,
        done=tuple(done),
        core=_sorted(core, facts),
        rotating=_sorted(slow, facts),
        grown=_sorted(every - core - slow, facts),
        review_on=next((one.on for one in sessions if one.number == length.review_after), None),
        stop_rule=stop_rule(rule, facts),
        upkeep=_upkeep(frame, sessions[-1].on if sessions else last or start),
        unknown=frame.unknown,
        notes=(
            *((missed.say,) if missed else ()),
            *_apart_from(frame, _sorted(slow, facts)),
            *_padded(frame, sessions, facts),
        ),
        objective=sum(one.plan.objective for one in sessions if isinstance(one.plan, Proposal)),
        bound=wanted.bound / UNITS_PER_POINT,
        gains=wanted.gains / UNITS_PER_POINT,
    )


def whole_course(
    intake: Intake,
    facts: Knowledge,
    start: date,
    *,
    face: Face,
    placement: Placement,
    mesh: Mesh,
    protocol: str | None = None,
    done: Sequence[Needled] = (),
    rule: str | None = None,
    keep: Keep = NOTHING_KEPT,
    clinic: Clinic = ANY_CLINIC,
    asymmetries: tuple[Asymmetry, ...] = (),
) -> CoursePlan | NoProposal:
    """Return the whole course for an intake on a face, each session under what safety finds on its own day."""
    base = case(
        intake,
        facts,
        start,
        face=face,
        placement=placement,
        mesh=mesh,
        protocol=protocol,
        clinic=clinic,
        asymmetries=asymmetries,
    )
    looked_up = {base.limits.press_min: base.passed}

    def case_on(on: date, number: int, asked: str | None) -> Case:
        patient = intake.patient.model_copy(update={"first_visit": number == 1 and intake.patient.first_visit})
        then = intake.model_copy(update={"patient": patient})
        found = findings(then, facts, on, face=face, placement=placement, mesh=mesh)
        ready = settled(
            then,
            facts,
            on,
            placement=placement,
            found=found,
            protocol=asked,
            clinic=clinic,
            asymmetries=asymmetries,
        )
        passed = looked_up.setdefault(ready.limits.press_min, {})
        return replace(ready, lines=base.lines, below=base.below, depth_bounds=base.depth_bounds, passed=passed)

    return course_of(case_on, start, asked=protocol, done=done, rule=rule, keep=keep)
