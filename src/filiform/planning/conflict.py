"""Why no plan can be proposed: the smallest set of reasons that a person can act on."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import combinations

from filiform.planning.case import Case, settled
from filiform.planning.choice import stated
from filiform.planning.frame import LIGHT, spelled
from filiform.planning.keep import Keep
from filiform.planning.proposal import Conflict
from filiform.planning.solve import best, most_needles
from filiform.safety.finding import Finding

SEARCHED_MOST = 8  # closures, of which every set is tried: at most a few hundred quick counts


def _lifted(case: Case, names: Iterable[str]) -> Case:
    """Return the case without some findings' closures, or the patient's own refusals."""
    gone = frozenset(names)
    closed = {
        key: left
        for key, by in case.limits.closed.items()
        if (left := tuple(finding for finding in by if spelled(finding) not in gone))
    }
    banned = () if "banned:patient" in gone else case.intake.banned
    return replace(
        case, limits=replace(case.limits, closed=closed), intake=case.intake.model_copy(update={"banned": banned})
    )


def _enough(case: Case, keep: Keep) -> bool:
    model = stated(case, keep).model
    face = most_needles(model, face=True)
    if face < model.face[0]:
        return False
    body = most_needles(model, face=False)
    return body >= model.body[0] and face + body >= model.total[0]


def _actable(case: Case) -> list[str]:
    """Return what could be lifted, soonest first: findings with an end date, others, then the patient's refusals."""
    closing = {spelled(finding): finding for by in case.limits.closed.values() for finding in by}
    dated = sorted(
        (name for name in closing if closing[name].until is not None), key=lambda name: (closing[name].until, name)
    )
    undated = sorted(name for name in closing if closing[name].until is None)
    return dated + undated + (["banned:patient"] if case.intake.banned else [])


def _thinned(case: Case, keep: Keep, names: list[str]) -> tuple[str, ...]:
    """Return names none of which can be put back, the ones that end soonest kept longest."""
    needed = list(names)
    for name in reversed(names):
        without = [other for other in needed if other != name]
        if _enough(_lifted(case, without), keep):
            needed = without
    return tuple(needed)


def smallest(case: Case, keep: Keep) -> tuple[str, ...]:
    """
    Return the fewest closures whose lifting would leave enough sites; empty when even lifting all would not.

    Closures are put back one by one until none can be spared; where there are few, every smaller set is tried too.
    """
    names = _actable(case)
    if not names or not _enough(_lifted(case, names), keep):
        return ()
    needed = _thinned(case, keep, names)
    smaller = range(1, len(needed)) if len(names) <= SEARCHED_MOST else ()
    sets = (chosen for count in smaller for chosen in combinations(names, count))
    return next((chosen for chosen in sets if _enough(_lifted(case, chosen), keep)), needed)


def _light_works(case: Case, keep: Keep) -> bool:
    if case.frame.id == LIGHT or LIGHT not in case.facts.protocols:
        return False
    lighter = settled(case.intake, case.facts, case.on, placement=case.placement, found=case.findings, protocol=LIGHT)
    return best(stated(lighter, keep).model) is not None


def _day(when: date) -> str:
    return f"{when.day} {when:%b %Y}"


def _advice(case: Case, keep: Keep, findings: Iterable[Finding]) -> str:
    """Return what a person can do: another protocol, waiting, or neither."""
    ends = [finding.until for finding in findings]
    dated = [end for end in ends if end is not None]
    wait = f"wait until {_day(max(dated))}" if dated and len(dated) == len(ends) else ""
    if _light_works(case, keep):
        return f"Use the light protocol, or {wait}." if wait else "Use the light protocol."
    return f"W{wait[1:]}." if wait else "No protocol here fits; treat without needles or ask a colleague."


def _short(case: Case, keep: Keep) -> str:
    """Return which count falls short, with both numbers."""
    model = stated(case, keep).model
    for words, span, face in (("face", model.face, True), ("body", model.body, False)):
        room = min(most_needles(model, face=face), span[1])
        if room < span[0]:
            return f"That leaves {room} {words} needles; this protocol needs {span[0]}."
    least = max(model.total[0], model.face[0] + model.body[0])
    return f"That leaves {model.total[1]} needles in all; this protocol needs {least}."


def blocked(case: Case) -> Conflict:
    """Return the conflict of findings that forbid any treatment now."""
    say = " ".join(dict.fromkeys(finding.reason for finding in case.limits.blocked))
    return Conflict(say, tuple(dict.fromkeys(spelled(finding) for finding in case.limits.blocked)))


def conflict(case: Case, keep: Keep) -> Conflict:
    """Return why no choice of sites keeps the counts, and what would help."""
    because = case.counts.because if case.counts.impossible else smallest(case, keep)
    named = {
        spelled(finding): finding
        for finding in case.findings
        if finding.closed or finding.max_face or finding.max_total
    }
    acting = [named[name] for name in because if name in named]
    reasons = list(dict.fromkeys(finding.reason for finding in acting))
    if "banned:patient" in because:
        reasons.append(f"The patient refuses {', '.join(case.intake.banned)}.")
    reasons = reasons or ["The sites that are open are too few."]
    say = " ".join([*reasons, _short(case, keep), _advice(case, keep, acting)])
    return Conflict(say, because or (f"protocol:{case.frame.id}",))
