"""What would have helped and stays out, each site with the reason that binds."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from filiform.knowledge.models import Protocol
from filiform.planning.candidates import Barred, Candidate
from filiform.planning.case import Case
from filiform.planning.choice import Stated
from filiform.planning.demand import strength
from filiform.planning.model import Model, Unit, needles
from filiform.planning.proposal import LeftOut
from filiform.planning.trade import Trader
from filiform.planning.units import distance_mm, least_gap_mm
from filiform.safety.finding import SiteKey

# Least indication weight for a line: a finding always gets one, a site that only lost to others must be a core one.
CORE, USUAL, ANY = 3, 2, 1
NEVER = CORE + 1  # what the line on which a site lies says for it
LEAST_WEIGHT = {
    "posture": CORE,
    "not_default": CORE,
    "not_listed": CORE,
    "one_side": CORE,
    "budget": CORE,
    "adds_little": CORE,
    "pair": USUAL,
    "on_line": NEVER,
    "spacing": USUAL,
    "region_full": USUAL,
}


def would_serve(case: Case, site: Barred | Candidate, least: int) -> tuple[str, ...]:
    """Return the stated needs a site would have served with at least so much weight, in the patient's order."""
    point = site.point
    named = [
        demand.need
        for demand in case.demands
        if demand.stated
        and point.indications.get(demand.need, 0) >= least
        and strength(point, site.side, demand, case.facts, case.frame.weights) > 0
    ]
    return tuple(dict.fromkeys(named))


def _near(site: Candidate, chosen: Iterable[Candidate], frame: Protocol) -> str | None:
    gaps = [(gap, other) for other in chosen if (gap := distance_mm(site, other)) is not None]
    close = [(gap, other) for gap, other in gaps if gap < least_gap_mm(site, other, frame)]
    if not close:
        return None
    gap, other = min(close, key=lambda pair: (pair[0], pair[1].key))
    spacing_mm = least_gap_mm(site, other, frame)
    side = "" if other.side == "midline" else f" {other.side}"
    return f"{int(gap)} mm from {other.point.id}{side}; needles keep {spacing_mm:.0f} mm apart."


def _full(unit: Unit, chosen: Sequence[Unit], model: Model) -> str | None:
    for name, count in unit.rooms:
        taken = sum(n for other in chosen for room, n in other.rooms if room == name)
        if taken + count > model.room[name]:
            if name.startswith("time:"):
                return "The time of the session is full; the others serve more."
            where = name.split(":")[1].replace("_", " ")
            return f"{model.room[name]} needles are the most in this place ({where}); the others serve more."
    return None


def _budget(unit: Unit, chosen: Sequence[Unit], model: Model) -> tuple[str, str]:
    most = (model.face if unit.face else model.body)[1]
    taken = needles(chosen, face=unit.face)
    both = needles(chosen, face=True) + needles(chosen, face=False)
    if taken + unit.needles > most or both + unit.needles > model.total[1]:
        return "budget", f"The count is full ({min(most, model.total[1])}); others serve more."
    return "adds_little", "Others already serve this; it would add less than another needle costs."


def _outdone(
    key: SiteKey, index: int, chosen: Sequence[int], open_model: Stated, frame: Protocol, *, close: Iterable[int]
) -> tuple[str, str]:
    """Return why a unit that could have been chosen was not, seen from one of its sites; `close` to it are others."""
    model, unit = open_model.model, open_model.model.units[index]
    mine = {member.key: member for member in open_model.members[index]}
    together = [member for taken in close for member in open_model.members[taken]]
    near = _near(mine[key], together, frame)
    if near:
        return "spacing", near
    twin = next((said for other in mine.values() if (said := _near(other, together, frame))), None)
    if twin:
        return "spacing", f"The other side lies {twin}"
    taken = [model.units[other] for other in chosen]
    full = _full(unit, taken, model)
    return ("region_full", full) if full else _budget(unit, taken, model)


def left_out(case: Case, open_model: Stated, chosen: frozenset[int]) -> tuple[LeftOut, ...]:
    """Return the sites that would have served a stated need, in the order of the atlas, with what keeps each out."""
    closed = [
        LeftOut(*bar.key, bar.rule, bar.reason, named)
        for bar in open_model.barred
        if (named := would_serve(case, bar, LEAST_WEIGHT.get(bar.rule, ANY)))
    ]
    atlas = {point: place for place, point in enumerate(case.facts.points)}
    rows = [*closed, *_lost(case, open_model, sorted(chosen))]
    return tuple(sorted(rows, key=lambda row: (atlas[row.site], row.side)))


def _close(model: Model, taken: Iterable[int]) -> defaultdict[int, list[int]]:
    """Return for each unit which of the chosen ones it cannot stand beside."""
    chosen = set(taken)
    found: defaultdict[int, list[int]] = defaultdict(list)
    for a, b in model.apart:
        for one, other in ((a, b), (b, a)):
            if other in chosen:
                found[one].append(other)
    return found


def _lost(case: Case, open_model: Stated, taken: Sequence[int]) -> Iterator[LeftOut]:
    """Yield the open sites that lost to others, each with what an exchange would bring; a line once, at its fewest."""
    model = open_model.model
    trader = Trader(model, taken) if taken else None
    close = _close(model, taken)
    spoken = {key for index in taken for key in model.units[index].sites}
    for index, unit in enumerate(model.units):
        if spoken.issuperset(unit.sites):
            continue
        spoken |= {*unit.sites}
        trade = None
        for key in unit.sites:
            if not would_serve(case, open_model.sites.open[key], ANY):
                continue
            rule, reason = _outdone(key, index, taken, open_model, case.frame, close=close[index])
            named = would_serve(case, open_model.sites.open[key], LEAST_WEIGHT.get(rule, ANY))
            if not named:
                continue
            trade = trade or (trader.trade(index) if trader else None)
            row = LeftOut(*key, rule, reason, named)
            yield replace(row, adds=trade.adds, instead_of=trade.pushes_out, change=trade.change) if trade else row
