"""From an intake and a face to one session: a proposal, or the reasons why there is none."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from filiform.face.face import Face
from filiform.face.mesh import Mesh
from filiform.intake.intake import Intake
from filiform.knowledge.models import Knowledge
from filiform.planning.asymmetry import Asymmetry, said
from filiform.planning.candidates import single
from filiform.planning.case import Case, case
from filiform.planning.choice import Stated, stated
from filiform.planning.clinic import ANY_CLINIC, Clinic
from filiform.planning.conflict import blocked, conflict
from filiform.planning.course import course, retention_min
from filiform.planning.frame import LIGHT
from filiform.planning.keep import NOTHING_KEPT, Keep
from filiform.planning.left import left_out
from filiform.planning.model import UNITS_PER_POINT
from filiform.planning.proposal import Conflict, Needle, NeedleSeconds, NoProposal, Proposal, Tray
from filiform.planning.solve import Choice, best
from filiform.planning.timing import time_note, timing
from filiform.planning.units import other_side
from filiform.planning.written import Chosen, in_stock, needles, tray, unserved
from filiform.points.lesion import Outline
from filiform.points.site import Placement
from filiform.points.structures import Below


def _chosen(settled: Case, keep: Keep, open_model: Stated, choice: Choice) -> Chosen:
    picked = [open_model.members[index] for index in sorted(choice.chosen)]
    reasons = {bar.key: bar.reason for bar in open_model.barred}
    alone = {
        members[0].key: reasons.get(other, "")
        for members in picked
        if len(members) == 1 and members[0].point.side == "bilateral" and (other := other_side(members[0].key))
    }
    candidates = tuple(one for members in picked for member in members for one in single(member))
    return Chosen(settled, candidates, alone, keep.locked)


def _notes(settled: Case, keep: Keep, open_model: Stated) -> tuple[str, ...]:
    reasons = {bar.key: bar.reason for bar in open_model.barred}
    lost = [
        f"{key[0]} {key[1]} was yours, but it stays out. {reasons[key]}"
        for key in sorted(keep.forced)
        if key in reasons
    ]
    gentle = f"The light session comes first. {' '.join(settled.limits.light_first)}"
    first = [gentle] if settled.frame.id == LIGHT and settled.limits.light_first else []
    return (*first, *settled.counts.notes, *lost, *said(settled.asymmetries))


def _practical(settled: Case, written: Sequence[Needle], laid_out: Sequence[Tray]) -> tuple[str, ...]:
    """Return what the plan runs short of: needles of a size, or time."""
    short = [
        f"{item.short} needles of {item.needle.gauge_mm:.2f} x {item.needle.length_mm} mm are missing: "
        f"{item.count} planned, {item.in_stock} in stock."
        for item in laid_out
        if item.short
    ]
    rest_min = retention_min(settled.intake, settled.frame)
    spent = timing(written, settled.frame, rest_min=rest_min, press_min=settled.limits.press_min)
    late = time_note(spent, settled.frame)
    return (*short, late) if late else tuple(short)


def proposal_of(settled: Case, keep: Keep, open_model: Stated, choice: Choice) -> Proposal:
    """Return a choice of units written down as the proposal of one session."""
    written = needles(_chosen(settled, keep, open_model, choice))
    laid_out = tray(written, in_stock(settled.frame))
    return Proposal(
        protocol=settled.frame.id,
        on=settled.on,
        status="optimal" if choice.proven else "feasible",
        needles=written,
        retention_min=retention_min(settled.intake, settled.frame),
        press_min=settled.limits.press_min,
        course=course(settled.intake, settled.facts, settled.frame),
        tray=laid_out,
        left_out=left_out(settled, open_model, choice.chosen),
        findings=settled.findings,
        unserved=unserved(settled, written),
        objective=choice.worth / UNITS_PER_POINT,
        bound=choice.bound / UNITS_PER_POINT,
        solve_s=choice.seconds,
        notes=(*_notes(settled, keep, open_model), *_practical(settled, written, laid_out)),
        seconds=NeedleSeconds(settled.frame.insert_face_s, settled.frame.insert_body_s, settled.frame.remove_s),
    )


def session(settled: Case, keep: Keep = NOTHING_KEPT) -> Proposal | NoProposal:
    """Return the best session of a settled case under what the practitioner keeps, or why there is none."""
    refused = NoProposal(settled.frame.id, settled.on, settled.findings, Conflict("", ()))
    if settled.limits.blocked:
        return replace(refused, conflict=blocked(settled))
    if not any(demand.stated for demand in settled.demands):
        nothing = Conflict("Nothing to treat is stated: name a wish or a complaint.", ("intake:nothing_stated",))
        return replace(refused, conflict=nothing)
    open_model = stated(settled, keep)
    choice = None if settled.counts.impossible else best(open_model.model)
    if choice is None:
        out = left_out(settled, open_model, frozenset())
        return replace(refused, conflict=conflict(settled, keep), left_out=out)
    return proposal_of(settled, keep, open_model, choice)


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
    beneath: Below | None = None,
    clinic: Clinic = ANY_CLINIC,
    asymmetries: tuple[Asymmetry, ...] = (),
    outlines: tuple[Outline, ...] = (),
) -> Proposal | NoProposal:
    """
    Return the session proposed for an intake on a face, under everything safety finds, or why there is none.

    `outlines` are the lesions a practitioner drew, for the sites that are needled around them.
    """
    ready = case(
        intake,
        facts,
        on,
        face=face,
        placement=placement,
        mesh=mesh,
        protocol=protocol,
        beneath=beneath,
        clinic=clinic,
        asymmetries=asymmetries,
        outlines=outlines,
    )
    return session(ready, keep)
