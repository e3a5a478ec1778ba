"""The model of a case: its open sites as units with limits, ready to be solved."""

from dataclasses import dataclass

from filiform.planning.candidates import Barred, Candidate, Sites, sites
from filiform.planning.case import Case
from filiform.planning.keep import Keep
from filiform.planning.model import Model, Span
from filiform.planning.timing import resting_min
from filiform.planning.units import apart, grouped, returns, room


@dataclass(frozen=True)
class Stated:
    """A model, the open sites its units stand for, unit by unit as well, and everything that may not be chosen."""

    model: Model
    members: tuple[tuple[Candidate, ...], ...]
    sites: Sites
    barred: tuple[Barred, ...]


def _forced_span(span: Span, forced: int) -> Span:
    """Return a span widened to what the practitioner put in by hand: the hand is not overruled, only told."""
    return span[0], max(span[1], forced)


def stated(case: Case, keep: Keep) -> Stated:
    """Return the model of a case under what the practitioner keeps."""
    open_and_barred = sites(case, keep)
    groups = grouped(open_and_barred, case, keep)
    held = [unit for unit in groups.units if unit.forced]
    in_face = sum(unit.needles for unit in held if unit.face)
    in_all = sum(unit.needles for unit in held)
    model = Model(
        units=groups.units,
        apart=apart(groups, case.frame),
        face=_forced_span(case.counts.face, in_face),
        body=_forced_span(case.counts.body, in_all - in_face),
        total=_forced_span(case.counts.total, in_all),
        returns=returns(case),
        room=room(groups.units, case.frame, resting_min=resting_min(case.intake, case.frame, case.limits)),
    )
    return Stated(model, groups.members, open_and_barred, (*open_and_barred.barred.values(), *groups.barred.values()))
