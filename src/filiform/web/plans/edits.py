"""A practitioner's own changes: each touches one needle, and nothing else moves."""

from collections.abc import Callable, Sequence
from datetime import datetime

from filiform.errors import InputError
from filiform.knowledge import load
from filiform.knowledge.fact import Side
from filiform.planning import edit
from filiform.planning.broken import Broken, said
from filiform.planning.broken import broken_limits as limits_of
from filiform.planning.case import Case, case
from filiform.planning.proposal import Proposal
from filiform.planning.recount import recounted
from filiform.safety.finding import SiteKey
from filiform.web import facts
from filiform.web.accounts.models import User
from filiform.web.plans import actions, kept
from filiform.web.plans.clinic_rules import decided
from filiform.web.plans.known import facts_for
from filiform.web.plans.models import Proposal as ProposalRow
from filiform.web.plans.named_points import point_named
from filiform.web.plans.wanted import keep_of
from filiform.web.visits.ear_jaw import lying
from filiform.web.visits.kept import seen

Change = Callable[[Proposal], Proposal]
Sites = Sequence[SiteKey]
MOST_DIGITS = 2
COMPUTED = frozenset({"proposed", "suggested again"})


def case_of(row: ProposalRow) -> Case:
    """Return all that was settled when a row was proposed."""
    face, placement = seen(row.photo)
    intake = kept.intake_of(row.intake)
    return case(
        intake,
        facts_for(row.clinic, row.protocol),
        row.on,
        face=face,
        placement=placement,
        mesh=facts.mesh(),
        protocol=row.protocol,
        beneath=lying(row.photo, face),
        clinic=decided(row.clinic),
    )


def broken_limits(row: ProposalRow) -> tuple[Broken, ...]:
    """Return the limits a proposal breaks since it was changed by hand; a computed one breaks none."""
    if row.change in COMPUTED:
        return ()
    return limits_of(kept.proposal_of(row), case_of(row))


def broken(row: ProposalRow) -> tuple[str, ...]:
    """Return the limits a proposal breaks, in words."""
    return tuple(one.limit for one in broken_limits(row))


def sites_meant(row: ProposalRow, point: str, side: str) -> tuple[SiteKey, ...]:
    """Return the needles of a proposal that a point and a side mean; both means those there are."""
    needles = kept.proposal_of(row).needles
    found = tuple(dict.fromkeys(edit.key(one) for one in needles if one.site == point and side in {one.side, "both"}))
    if not found:
        raise InputError(f"{point} {'' if side == 'both' else side}".strip() + " is not in this plan; choose a needle.")
    return found


def remove(row: ProposalRow, sites: Sites, *, by: User, at: datetime) -> None:
    """Take a needle out, or both of a pair; they stay out when suggesting again."""
    banned = keep_of(row.wanted).banned | set(sites)
    _apply(row, lambda proposal: _without(proposal, sites), banned, f"{_said(sites)} removed", by=by, at=at)


def lock(row: ProposalRow, sites: Sites, *, lock: bool, by: User, at: datetime) -> None:
    """Keep a needle or a pair whatever is suggested next, or let it go again."""

    def with_locks(proposal: Proposal) -> Proposal:
        for site in sites:
            proposal = edit.locked(proposal, site, lock=lock)
        return proposal

    banned = keep_of(row.wanted).banned
    _apply(row, with_locks, banned, f"{_said(sites)} {'locked' if lock else 'unlocked'}", by=by, at=at)


def swap(row: ProposalRow, sites: Sites, code: str, *, by: User, at: datetime) -> str:
    """Put another point in the place of a needle or a pair, in one act; return the point."""
    point = point_named(code)
    settled = case_of(row)
    asked = {side for _, side in sites}
    whole = len(sites) > 1 or asked == {"midline"} or load.knowledge().points[point].side == "midline"
    new = _sites(point, "both" if whole else next(iter(asked)))

    def with_new(proposal: Proposal) -> Proposal:
        return _with(_without(proposal, sites), new, settled)

    banned = (keep_of(row.wanted).banned | set(sites)) - set(new)
    _apply(row, with_new, banned, f"{_said(sites)} swapped for {_said(new)}", by=by, at=at)
    return point


def add(row: ProposalRow, code: str, side: str, *, by: User, at: datetime) -> str:
    """Put one point in, on one side or on both; return the point."""
    point = point_named(code)
    settled = case_of(row)
    sites = _sites(point, side)
    banned = keep_of(row.wanted).banned - set(sites)
    _apply(row, lambda proposal: _with(proposal, sites, settled), banned, f"{_said(sites)} added", by=by, at=at)
    return point


def recount(row: ProposalRow, sites: Sites, count: str, *, by: User, at: datetime) -> None:
    """Put another number of needles on a line, on each of the sides that are meant."""
    if not count.isdecimal() or len(count) > MOST_DIGITS:
        raise InputError("Give the number of needles of this line.")
    settled = case_of(row)

    def with_count(proposal: Proposal) -> Proposal:
        for site in sites:
            proposal = recounted(proposal, site, int(count), settled)
        return proposal

    banned = keep_of(row.wanted).banned
    _apply(row, with_count, banned, f"{_said(sites)}: {count} needles a side", by=by, at=at)


def again(row: ProposalRow, *, by: User, at: datetime) -> None:
    """Have the rest suggested again around what is locked, put in or taken out by hand."""
    keep = edit.kept(kept.proposal_of(row), banned=keep_of(row.wanted).banned)
    actions.suggested_again(row, keep, protocol=row.protocol, by=by, at=at, on=row.on)


def _apply(row: ProposalRow, change: Change, banned: frozenset[SiteKey], words: str, *, by: User, at: datetime) -> None:
    proposal = change(kept.proposal_of(row))
    actions.changed(row, proposal, edit.kept(proposal, banned=banned), change=words, by=by, at=at)


def _without(proposal: Proposal, sites: Sites) -> Proposal:
    for site in sites:
        proposal = edit.removed(proposal, site)
    return proposal


def _with(proposal: Proposal, sites: Sites, settled: Case) -> Proposal:
    for site in sites:
        proposal = edit.added(proposal, site, settled)
    return proposal


def _said(sites: Sites) -> str:
    """Return sites in words: GB14 left and right, GV20."""
    return f"{sites[0][0]} {' and '.join(side for _, side in sites)}" if len(sites) > 1 else said(sites[0])


def _sites(point: str, side: str) -> tuple[SiteKey, ...]:
    """Return the sites meant by a point and a side; a midline point has but one."""
    if load.knowledge().points[point].side == "midline":
        return ((point, "midline"),)
    sides: dict[str, tuple[Side, ...]] = {"both": ("left", "right"), "left": ("left",), "right": ("right",)}
    if side not in sides:
        raise InputError(f"{point} lies on both sides: choose left, right or both.")
    return tuple((point, one) for one in sides[side])
