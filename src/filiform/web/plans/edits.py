"""A practitioner's own changes: each touches one needle, and nothing else moves."""

from collections.abc import Callable
from datetime import datetime

from filiform.errors import InputError
from filiform.knowledge import load
from filiform.knowledge.fact import Side
from filiform.planning import edit
from filiform.planning.case import Case, case
from filiform.planning.proposal import Proposal
from filiform.safety.finding import SiteKey
from filiform.web import facts
from filiform.web.accounts.models import User
from filiform.web.plans import actions, kept
from filiform.web.plans.models import Proposal as ProposalRow
from filiform.web.plans.wanted import keep_of
from filiform.web.visits.kept import seen

Change = Callable[[Proposal], Proposal]


def case_of(row: ProposalRow) -> Case:
    """Return all that was settled when a row was proposed."""
    face, placement = seen(row.photo)
    intake = kept.intake_of(row.intake)
    return case(
        intake,
        load.knowledge(),
        row.on,
        face=face,
        placement=placement,
        mesh=facts.mesh(),
        protocol=row.protocol,
    )


def broken(row: ProposalRow) -> tuple[str, ...]:
    """Return the limits a proposal breaks since it was changed by hand; a computed one breaks none."""
    if row.change in {"proposed", "suggested again"}:
        return ()
    return edit.broken(kept.proposal_of(row), case_of(row))


def remove(row: ProposalRow, site: SiteKey, *, by: User, at: datetime) -> None:
    """Take one needle out; it stays out when suggesting again."""
    banned = keep_of(row.wanted).banned | {site}
    _apply(row, lambda proposal: edit.removed(proposal, site), banned, f"{edit.said(site)} removed", by=by, at=at)


def lock(row: ProposalRow, site: SiteKey, *, lock: bool, by: User, at: datetime) -> None:
    """Keep one needle whatever is suggested next, or let it go again."""
    word = "locked" if lock else "unlocked"
    banned = keep_of(row.wanted).banned
    change = f"{edit.said(site)} {word}"
    _apply(row, lambda proposal: edit.locked(proposal, site, lock=lock), banned, change, by=by, at=at)


def add(row: ProposalRow, code: str, side: str, *, by: User, at: datetime) -> None:
    """Put one point in, on one side or on both."""
    point = _point(code)
    settled = case_of(row)
    sites = _sites(point, side)

    def with_all(proposal: Proposal) -> Proposal:
        for site in sites:
            proposal = edit.added(proposal, site, settled)
        return proposal

    words = " and ".join(edit.said(site) for site in sites)
    _apply(row, with_all, keep_of(row.wanted).banned - set(sites), f"{words} added", by=by, at=at)


def again(row: ProposalRow, *, by: User, at: datetime) -> None:
    """Have the rest suggested again around what is locked, put in or taken out by hand."""
    keep = edit.kept(kept.proposal_of(row), banned=keep_of(row.wanted).banned)
    actions.suggested_again(row, keep, protocol=row.protocol, by=by, at=at, on=row.on)


def _apply(row: ProposalRow, change: Change, banned: frozenset[SiteKey], words: str, *, by: User, at: datetime) -> None:
    proposal = change(kept.proposal_of(row))
    actions.changed(row, proposal, edit.kept(proposal, banned=banned), change=words, by=by, at=at)


def _point(code: str) -> str:
    points = load.knowledge().points
    known = {name.casefold(): point.id for point in points.values() for name in (point.id, *point.aliases)}
    found = known.get(code.strip().casefold())
    if found is None:
        raise InputError(f"No point is called {code.strip()[:20]}. Give a code such as ST3 or GB14.")
    return found


def _sites(point: str, side: str) -> tuple[SiteKey, ...]:
    """Return the sites meant by a point and a side; a midline point has but one."""
    if load.knowledge().points[point].side == "midline":
        return ((point, "midline"),)
    sides: dict[str, tuple[Side, ...]] = {"both": ("left", "right"), "left": ("left",), "right": ("right",)}
    if side not in sides:
        raise InputError(f"{point} lies on both sides: choose left, right or both.")
    return tuple((point, one) for one in sides[side])
