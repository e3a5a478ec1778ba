"""A practitioner's own changes to a proposal: each changes only what was touched and says what it breaks."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import combinations

from filiform.errors import InputError
from filiform.planning.candidates import Candidate, candidate, closing
from filiform.planning.case import Case
from filiform.planning.keep import Keep
from filiform.planning.needles import Insertion, order
from filiform.planning.order import ordered
from filiform.planning.proposal import Needle, NeedleSize, Proposal
from filiform.planning.units import distance_mm, other_side
from filiform.planning.written import Chosen, gains, insertions, needle, tray, unserved
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


def said(site: SiteKey) -> str:
    """Return a site in words: LI20 left, GV20."""
    return site[0] if site[1] == "midline" else f"{site[0]} {site[1]}"


def _with(proposal: Proposal, written: Iterable[Needle]) -> Proposal:
    """Return a proposal with these needles, numbered anew; its objective stays that of the suggestion."""
    numbered = tuple(replace(one, order=place) for place, one in enumerate(written, start=1))
    return replace(proposal, needles=numbered, tray=tray(numbered))


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
    new = candidate(case, site)
    present = {key(one): one for one in proposal.needles}
    together = (*(candidate(case, other) for other in present), new)
    plan = insertions([new], case)[new.key]
    chosen = Chosen(case, together, {}, frozenset({site}))
    adds = gains(together, case)[site]
    written = present | {site: needle(0, new, chosen, plan, size=_size(plan, proposal), gain=adds)}
    more = _with(proposal, [written[each.key] for each in ordered(together, case.facts)])
    return replace(more, unserved=unserved(case, more.needles))


def _count_limits(proposal: Proposal, case: Case) -> list[str]:
    counts = case.counts
    checked = (
        (proposal.face_needles, counts.face, "in the face"),
        (proposal.body_needles, counts.body, "in the body"),
        (len(proposal.needles), counts.total, "in all"),
    )
    label = case.frame.label.lower()
    return [
        f"{count} needles {where}; a {label} has {least} to {most}."
        for count, (least, most), where in checked
        if not least <= count <= most
    ]


def _close_pairs(together: Iterable[Candidate], spacing_mm: float) -> list[str]:
    return [
        f"{said(a.key)} and {said(b.key)} are {int(gap)} mm apart; needles keep {spacing_mm:.0f} mm."
        for a, b in combinations(together, 2)
        if (gap := distance_mm(a, b)) is not None and gap < spacing_mm
    ]


def _crowded(together: Iterable[Candidate], case: Case) -> list[str]:
    taken: defaultdict[str, int] = defaultdict(int)
    for each in together:
        taken[each.point.region] += each.point.part != "body"
    most = case.frame.region_needles_most
    return [
        f"{case.facts.regions[region].label}: {count} needles; {most} are the most."
        for region, count in taken.items()
        if count > most
    ]


def _lone(together: Iterable[Candidate], case: Case) -> list[str]:
    """Return the sites whose other side is open but empty, unless every wish they serve is for their side."""
    present = {each.key for each in together}
    one_sided = any(demand.one_sided for demand in case.demands)
    return [
        f"{said(site)} stands without its other side."
        for site in sorted(present)
        if (other := other_side(site)) and other not in present and not closing(case, other) and not one_sided
    ]


def broken(proposal: Proposal, case: Case) -> tuple[str, ...]:
    """Return every limit that an edited proposal breaks, in words; empty when it keeps them all."""
    together = [candidate(case, key(one)) for one in proposal.needles]
    closed = [f"{said(each.key)}: {why[1]}" for each in together if (why := closing(case, each.key))]
    spacing = _close_pairs(together, case.frame.spacing_mm)
    return (*_count_limits(proposal, case), *closed, *spacing, *_crowded(together, case), *_lone(together, case))


def kept(proposal: Proposal, *, banned: Iterable[SiteKey] = ()) -> Keep:
    """Return what "Suggest again" keeps of a proposal: its locked needles in any case, the others if it can."""
    return Keep(
        locked=frozenset(key(one) for one in proposal.needles if one.locked),
        banned=frozenset(banned),
        previous=frozenset(key(one) for one in proposal.needles),
    )


def differences(before: Proposal, after: Proposal) -> Differences:
    """Return what changed from one proposal to another, in the order of insertion."""
    old = {key(one): one for one in before.needles}
    new = {key(one): one for one in after.needles}

    def how(one: Needle) -> tuple[object, ...]:
        return one.needle, one.depth_mm, one.inserted_mm, one.angle

    return Differences(
        added=tuple(site for site in new if site not in old),
        removed=tuple(site for site in old if site not in new),
        changed=tuple(site for site in new if site in old and how(new[site]) != how(old[site])),
    )
