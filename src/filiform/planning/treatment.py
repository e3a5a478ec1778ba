"""From an intake and a face to one session: a proposal, or the reasons why there is none."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from time import perf_counter

from filiform.face.face import Face
from filiform.face.mesh import Mesh
from filiform.intake.intake import Intake
from filiform.knowledge.models import Knowledge
from filiform.planning.candidates import Candidate
from filiform.planning.case import Case, case
from filiform.planning.choice import Stated, stated
from filiform.planning.conflict import blocked, conflict
from filiform.planning.course import course, retention_min
from filiform.planning.evidence import serves
from filiform.planning.keep import NOTHING_KEPT, Keep
from filiform.planning.left import left_out
from filiform.planning.model import UNITS_PER_POINT, Unit, worth
from filiform.planning.needles import Insertion, insertion, sized
from filiform.planning.order import ordered
from filiform.planning.proposal import Conflict, Needle, NeedleSize, NoProposal, Proposal, Tray
from filiform.planning.solve import Choice, best
from filiform.planning.units import without
from filiform.points.site import Placement
from filiform.safety.finding import SiteKey

FILLER = "Serves no stated wish: it only fills this protocol's minimum. The light protocol needs fewer."
ADJUNCT = "Adjunct: for the complexion in general, not for a stated wish."


@dataclass(frozen=True)
class _Session:
    """What is known of a chosen session while its needles are written down."""

    case: Case
    keep: Keep
    stated: Stated
    units: tuple[Unit, ...]
    insertions: Mapping[SiteKey, Insertion]
    sizes: Mapping[SiteKey, NeedleSize]
    total: int


def _gain(candidate: Candidate, session: _Session) -> float:
    """Return what the session loses without one needle, in points, exactly as the objective counts it."""
    rest = [unit for unit in session.units if candidate.key not in unit.sites]
    own = next(unit for unit in session.units if candidate.key in unit.sites)
    left = without(own, candidate.key, session.stated.sites, session.case, session.keep)
    lost = session.total - worth([*rest, *left], session.stated.model.repeats)
    return round(lost / UNITS_PER_POINT, 2)


def _cautions(candidate: Candidate, session: _Session, *, stated_need: bool, serving: bool) -> tuple[str, ...]:
    said = list(candidate.point.cautions)
    own = next(unit for unit in session.units if candidate.key in unit.sites)
    if candidate.side != "midline" and own.needles == 1:
        other: SiteKey = (candidate.point.id, "right" if candidate.side == "left" else "left")
        bar = next((bar for bar in session.stated.barred if bar.key == other), None)
        said.append(f"One side only. {bar.reason}" if bar else "One side only.")
    if candidate.soft:
        said.append(f"Find by touch: {candidate.unseen or 'its place is not sure enough on this photo'}.")
    if not serving:
        said.append(FILLER)
    elif not stated_need:
        said.append(ADJUNCT)
    return tuple(said)


def _needle(order: int, candidate: Candidate, session: _Session) -> Needle:
    facts, point, site = session.case.facts, candidate.point, candidate.site
    plan = session.insertions[candidate.key]
    served = serves(point, candidate.side, session.case.demands, facts, session.case.frame.weights)
    asked = {demand.need for demand in session.case.demands if demand.stated}
    return Needle(
        order=order,
        zone=facts.regions[point.region].zone,
        site=point.id,
        side=candidate.side,
        where=point.part,
        region=point.region,
        needle=session.sizes[candidate.key],
        depth_mm=plan.depth_mm,
        bound_by=plan.bound_by,
        inserted_mm=plan.inserted_mm,
        angle=plan.angle,
        angle_deg=plan.angle_deg,
        direction=point.needling.direction,
        position_px=(site.x_px, site.y_px) if site else None,
        error_mm=site.error_mm if site else None,
        serves=served,
        gain=_gain(candidate, session),
        cautions=_cautions(
            candidate, session, stated_need=any(row.need in asked for row in served), serving=bool(served)
        ),
        locked=candidate.key in session.keep.locked,
    )


def tray(needles: Iterable[Needle]) -> tuple[Tray, ...]:
    """Return how many needles of each size to lay out, finest first."""
    counted = Counter(needle.needle for needle in needles)
    return tuple(
        Tray(size, count) for size, count in sorted(counted.items(), key=lambda i: (i[0].gauge_mm, i[0].length_mm))
    )


def _session(case: Case, keep: Keep, open_model: Stated, choice: Choice) -> _Session:
    units = tuple(open_model.model.units[index] for index in sorted(choice.chosen))
    chosen = [open_model.sites.open[key] for unit in units for key in unit.sites]
    plans = {c.key: insertion(c, case.frame.sizes, case.limits.max_gauge_mm) for c in chosen}
    sizes = sized(plans, finest=case.intake.wish.comfort == "sensitive")
    return _Session(case, keep, open_model, units, plans, sizes, worth(units, open_model.model.repeats))


def _unserved(case: Case, needles: Iterable[Needle]) -> tuple[str, ...]:
    served = {row.need for needle in needles for row in needle.serves}
    asked = dict.fromkeys(demand.need for demand in case.demands if demand.stated)
    return tuple(need for need in asked if need not in served)


def _notes(case: Case, keep: Keep, open_model: Stated) -> tuple[str, ...]:
    reasons = {bar.key: bar.reason for bar in open_model.barred}
    lost = [
        f"{site} {side} was yours, but it stays out: {reasons[site, side]}"
        for site, side in sorted(keep.forced)
        if (site, side) in reasons
    ]
    return (*case.counts.notes, *lost)


def _proposal(case: Case, keep: Keep, open_model: Stated, choice: Choice, solve_s: float) -> Proposal:
    session = _session(case, keep, open_model, choice)
    chosen = [open_model.sites.open[key] for key in session.insertions]
    needles = tuple(_needle(i, c, session) for i, c in enumerate(ordered(chosen, case.facts), start=1))
    return Proposal(
        protocol=case.frame.id,
        on=case.on,
        status="optimal" if choice.proven else "feasible",
        needles=needles,
        retention_min=retention_min(case.intake, case.frame),
        press_min=case.limits.press_min,
        course=course(case.intake, case.facts, case.frame),
        tray=tray(needles),
        left_out=left_out(case, open_model, choice.chosen),
        findings=case.findings,
        unserved=_unserved(case, needles),
        objective=choice.worth / UNITS_PER_POINT,
        bound=choice.bound / UNITS_PER_POINT,
        solve_s=solve_s,
        notes=_notes(case, keep, open_model),
    )


def session(settled: Case, keep: Keep) -> Proposal | NoProposal:
    """Return the best session of a settled case under what the practitioner keeps, or why there is none."""
    refused = NoProposal(settled.frame.id, settled.on, settled.findings, Conflict("", ()))
    if settled.limits.blocked:
        return replace(refused, conflict=blocked(settled))
    if not any(demand.stated for demand in settled.demands):
        nothing = Conflict("Nothing to treat is stated: name a wish or a complaint.", ("intake:nothing_stated",))
        return replace(refused, conflict=nothing)
    open_model = stated(settled, keep)
    start = perf_counter()
    choice = None if settled.counts.impossible else best(open_model.model)
    solve_s = round(perf_counter() - start, 3)
    if choice is None:
        out = left_out(settled, open_model, frozenset())
        return replace(refused, conflict=conflict(settled, keep), left_out=out, solve_s=solve_s)
    return _proposal(settled, keep, open_model, choice, solve_s)


def treatment(
    intake: Intake,
    facts: Knowledge,
    on: date,
    *,
    face: Face,
    placement: Placement,
    mesh: Mesh,
    protocol: str | None = None,
    keep: Keep = NOTHING_KEPT,
) -> Proposal | NoProposal:
    """Return the session proposed for an intake on a face, under everything safety finds, or why there is none."""
    return session(case(intake, facts, on, face=face, placement=placement, mesh=mesh, protocol=protocol), keep)
