"""A practitioner's own changes to a proposal: each changes only what was touched and says what it breaks."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from filiform.errors import InputError
from filiform.planning.broken import broken_limits, said
from filiform.planning.candidates import Candidate, candidate, single, with_row
from filiform.planning.case import Case
from filiform.planning.keep import Keep
from filiform.planning.needles import Insertion, order
from filiform.planning.order import ordered
from filiform.planning.proposal import Needle, NeedleSize, Proposal
from filiform.planning.standing import standing
from filiform.planning.written import Chosen, gains, insertions, needle, tray, unserved, worth_of
from filiform.safety.finding import SiteKey


@dataclass(frozen=True)
class Differences:
    """What one proposal has and another has not, and the sites both have but needle differently."""

    added: tuple[SiteKey, ...]
    removed: tuple[SiteKey, ...]
    changed: tuple[SiteKey, ...]


def key(one: Needle) -> SiteKey:
    """Return the site of a needle."""
    return (one.site, one.side)


def _with(proposal: Proposal, written: Iterable[Needle]) -> Proposal:
    """Return a proposal with these needles, numbered anew; its objective stays that of the suggestion."""
    numbered = tuple(replace(one, order=place) for place, one in enumerate(written, start=1))
    return replace(
        proposal, needles=numbered, tray=tray(numbered, {item.needle: item.in_stock for item in proposal.tray})
    )


def _has(proposal: Proposal, site: SiteKey) -> bool:
    return any(key(one) == site for one in proposal.needles)


def removed(proposal: Proposal, site: SiteKey) -> Proposal:
    """Return the proposal without one needle."""
    if not _has(proposal, site):
        raise InputError(f"{said(site)} is not in this plan; remove a needle that is")
    return _with(proposal, [one for one in proposal.needles if key(one) != site])


def locked(proposal: Proposal, site: SiteKey, *, lock: bool = True) -> Proposal:
    """Return the proposal with one needle locked, or free again."""
    if not _has(proposal, site):
        raise InputError(f"{said(site)} is not in this plan; lock a needle that is")
    return _with(proposal, [replace(one, locked=lock) if key(one) == site else one for one in proposal.needles])


def _size(plan: Insertion, proposal: Proposal) -> NeedleSize:
    """Return a size already on the tray where one fits, else the finest that does."""
    laid_out = {item.needle for item in proposal.tray}
    return min(plan.sizes, key=lambda size: (size not in laid_out, *order(size)))


def added(proposal: Proposal, site: SiteKey, case: Case) -> Proposal:
    """Return the proposal with one needle more, locked, at its place in the order; the others stay as they are."""
    if _has(proposal, site):
        raise InputError(f"{said(site)} is already in this plan")
    present = {(key(one), one.part): one for one in proposal.needles}
    old = standing(proposal, case)
    new = single(_with_best_count(candidate(case, site), old, case))
    together = (*old, *new)
    plan = insertions(new, case)[site]
    chosen = Chosen(case, together, {}, frozenset({site}))
    adds, size = gains(together, case), _size(plan, proposal)
    for one in new:
        present[site, one.part] = needle(0, one, chosen, plan, size=size, gain=adds[site, one.part])
    in_order = ordered(together, case.facts, case.frame.zone_order)
    more = _with(proposal, [present[each.key, each.part] for each in in_order])
    return replace(more, unserved=unserved(case, more.needles))


def _with_best_count(new: Candidate, old: tuple[Candidate, ...], case: Case) -> Candidate:
    """Return a line with as many needles as the other side has, or else as are worth most; anything else as it is."""
    if new.line is None:
        return new
    across = [one.of for one in old if one.point.id == new.point.id and one.of in new.line.needles]
    rows = [with_row(new, count) for count in across[:1] or new.line.needles]
    return max(rows, key=lambda row: (worth_of((*old, *single(row)), case), -len(row.row)))


def broken(proposal: Proposal, case: Case) -> tuple[str, ...]:
    """Return every limit that an edited proposal breaks, in words; empty when it keeps them all."""
    return tuple(one.limit for one in broken_limits(proposal, case))


def kept(proposal: Proposal, *, banned: Iterable[SiteKey] = ()) -> Keep:
    """Return what "Suggest again" keeps of a proposal: its locked needles in any case, the others if it can."""
    return Keep(
        locked=frozenset(key(one) for one in proposal.needles if one.locked),
        banned=frozenset(banned),
        previous=frozenset(key(one) for one in proposal.needles),
        counts=frozenset((one.site, one.side, one.of) for one in proposal.needles if one.of > 1),
    )


def differences(before: Proposal, after: Proposal) -> Differences:
    """Return what changed from one proposal to another, in the order of insertion."""
    old = {key(one): one for one in before.needles}
    new = {key(one): one for one in after.needles}

    def how(one: Needle) -> tuple[object, ...]:
        return one.needle, one.depth_mm, one.inserted_mm, one.angle, one.of

    return Differences(
        added=tuple(site for site in new if site not in old),
        removed=tuple(site for site in old if site not in new),
        changed=tuple(site for site in new if site in old and how(new[site]) != how(old[site])),
    )
