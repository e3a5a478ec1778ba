"""The last session once more: the same sites, each held against today's findings, and what fell out with its reason."""

from collections.abc import Sequence
from dataclasses import replace

from filiform.errors import InputError
from filiform.planning.candidates import candidate, closing
from filiform.planning.case import Case
from filiform.planning.course import course, retention_min
from filiform.planning.edit import key
from filiform.planning.proposal import LeftOut, Proposal
from filiform.planning.settling import Needled, resting
from filiform.planning.standing import standing
from filiform.planning.written import Chosen, in_stock, needles, tray, unserved, worth_of
from filiform.safety.finding import SiteKey
from filiform.safety.limits import limits


def fell_out(last: Proposal, case: Case) -> tuple[LeftOut, ...]:
    """Return the sites of the last session that may not be needled today, each once, with what keeps it out."""
    sites = tuple(dict.fromkeys(key(one) for one in last.needles))
    done = [Needled(last.on, frozenset(sites))] if last.on < case.on else []
    rests = limits(tuple(resting(done, case.on, case.facts, case.frame))).closed
    found = []
    for site in sites:
        why = _why(site, case) or next(((one.rule, one.reason) for one in rests.get(site, ())), None)
        if why:
            found.append(LeftOut(*site, *why))
    return tuple(found)


def _why(site: SiteKey, case: Case) -> tuple[str, str] | None:
    if site[0] not in case.facts.points:
        return "unknown", "This point is no longer among the facts."
    closed = closing(case, site)
    if closed:
        return closed
    try:
        candidate(case, site)
    except InputError:
        return "depth", "No depth is safe to plan here today."
    return None


def repeated(last: Proposal, case: Case) -> Proposal:
    """
    Return the last session written anew for today's face and findings, without what fell out of it.

    What fell out are its sites left out. `InputError` where nothing is left or nothing may be done today.
    """
    if case.limits.blocked:
        raise InputError(f"Nothing may be needled today. {case.limits.blocked[0].reason}")
    out = fell_out(last, case)
    gone = {(one.site, one.side) for one in out}
    rest = replace(last, needles=tuple(one for one in last.needles if key(one) not in gone))
    if not rest.needles:
        raise InputError(
            f"Nothing of the last plan may be needled today. {out[0].reason}" if out else "It has no needle."
        )
    together = standing(rest, case)
    locked = frozenset(key(one) for one in rest.needles if one.locked)
    written = needles(Chosen(case, together, {}, locked))
    worth = worth_of(together, case)
    return Proposal(
        protocol=case.frame.id,
        on=case.on,
        status="feasible",
        needles=written,
        retention_min=retention_min(case.intake, case.frame),
        press_min=case.limits.press_min,
        course=course(case.intake, case.facts, case.frame),
        tray=tray(written, in_stock(case.frame)),
        left_out=out,
        findings=case.findings,
        unserved=unserved(case, written),
        objective=worth,
        bound=worth,
        solve_s=0.0,
        notes=_notes(out, case),
    )


def _notes(out: Sequence[LeftOut], case: Case) -> tuple[str, ...]:
    return (*(f"{one.site} {one.side} fell out. {one.reason}" for one in out), *case.counts.notes)
