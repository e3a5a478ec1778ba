"""Which limits a plan changed by hand breaks, where, and how each can be mended."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from filiform.knowledge.models import Protocol
from filiform.planning.candidates import Candidate, closing
from filiform.planning.case import Case
from filiform.planning.proposal import Proposal
from filiform.planning.standing import standing
from filiform.planning.units import distance_mm, least_gap_mm, other_side
from filiform.safety.finding import SiteKey


@dataclass(frozen=True)
class Broken:
    """A limit that a plan breaks, what would mend it, and the needles it is about; none where it is about all."""

    limit: str
    mend: str
    sites: tuple[SiteKey, ...] = ()


def said(site: SiteKey) -> str:
    """Return a site in words: LI20 left, GV20."""
    return site[0] if site[1] == "midline" else f"{site[0]} {site[1]}"


def _counts(proposal: Proposal, case: Case) -> list[Broken]:
    counts = case.counts
    checked = (
        (proposal.face_needles, counts.face, "in the face"),
        (proposal.body_needles, counts.body, "in the body"),
        (len(proposal.needles), counts.total, "in all"),
    )
    label = case.frame.label.lower()
    found = []
    for count, (least, most), where in checked:
        if not least <= count <= most:
            mend = f"Add {least - count} {where}." if count < least else f"Take out {count - most} {where}."
            found.append(Broken(f"{count} needles {where}; a {label} has {least} to {most}.", mend))
    return found


def _closed(together: Iterable[Candidate], case: Case) -> list[Broken]:
    return [
        Broken(f"{said(each.key)}: {why[1]}", f"Take out {said(each.key)}, or swap it.", (each.key,))
        for each in together
        if (why := closing(case, each.key))
    ]


def _close_pairs(together: Sequence[Candidate], frame: Protocol) -> list[Broken]:
    return [
        Broken(
            f"{said(a.key)} and {said(b.key)} are {int(gap)} mm apart; needles keep {least:.0f} mm.",
            "Take out or swap one of the two.",
            (a.key, b.key),
        )
        for a, b in combinations(together, 2)
        if (gap := distance_mm(a, b)) is not None and gap < (least := least_gap_mm(a, b, frame))
    ]


def _crowded(together: Iterable[Candidate], case: Case) -> list[Broken]:
    taken: defaultdict[str, list[SiteKey]] = defaultdict(list)
    for each in together:
        if each.point.part != "body":
            taken[each.region].append(each.key)
    most = case.frame.region_needles_most
    return [
        Broken(
            f"{case.facts.regions[region].label}: {len(sites)} needles; {most} are the most.",
            f"Take out {len(sites) - most} there.",
            tuple(sites),
        )
        for region, sites in taken.items()
        if len(sites) > most
    ]


def _lone(together: Iterable[Candidate], case: Case) -> list[Broken]:
    """Return the sites whose other side is open but empty, unless every wish they serve is for their side."""
    present = {each.key for each in together}
    one_sided = any(demand.one_sided for demand in case.demands)
    return [
        Broken(
            f"{said(site)} stands without its other side.",
            f"Add {said(other)}, or take out {said(site)}.",
            (site,),
        )
        for site in sorted(present)
        if case.facts.points[site[0]].side == "bilateral"
        and (other := other_side(site))
        and other not in present
        and not closing(case, other)
        and not one_sided
    ]


def broken_limits(proposal: Proposal, case: Case) -> tuple[Broken, ...]:
    """Return every limit that an edited proposal breaks with what would mend it; empty when it keeps them all."""
    together = standing(proposal, case)
    whole = list({each.key: each for each in together}.values())
    return (
        *_counts(proposal, case),
        *_closed(whole, case),
        *_close_pairs(together, case.frame),
        *_crowded(together, case),
        *_lone(whole, case),
    )
