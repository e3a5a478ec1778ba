"""The card of a point that is not in the plan: what keeps it out, and adding it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from filiform.knowledge.fact import Side
from filiform.knowledge.models import Knowledge
from filiform.pictures.marks import is_soft
from filiform.pictures.words import SIDE_WORDS
from filiform.planning.candidates import sides
from filiform.planning.edit import key
from filiform.planning.proposal import Proposal
from filiform.points.site import Site
from filiform.safety.finding import SiteKey
from filiform.web.plans.page import BOTH, side_words, site_of


@dataclass(frozen=True)
class Why:
    """What keeps the point out on the named sides, both where they are not named, and how sure its place is."""

    sides: str
    reason: str
    where: str


@dataclass(frozen=True)
class LeftCard:
    """A point that could be added, on the sides where it is not yet in the plan; `adds` are its buttons."""

    key: str
    site: str
    name: str
    pinyin: str
    location: str
    side: str
    whys: tuple[Why, ...]
    adds: tuple[tuple[str, str], ...]


def left_card(proposal: Proposal, chosen: str, on_picture: Mapping[SiteKey, Site], facts: Knowledge) -> LeftCard | None:
    """Return the card of a point that is not in a plan, or None where an address names none."""
    meant = site_of(chosen)
    point = facts.points.get(meant[0]) if meant else None
    if meant is None or point is None:
        return None
    present = {key(needle) for needle in proposal.needles}
    out = [side for side in reversed(sides(point)) if (point.id, side) not in present]
    asked = [side for side in out if meant[1] in {side, BOTH}]
    if not asked:
        return None
    return LeftCard(
        key=f"{point.id}-{asked[0] if len(asked) == 1 else BOTH}",
        site=point.id,
        name=point.english,
        pinyin=point.pinyin,
        location=point.location,
        side=side_words(asked),
        whys=_whys(proposal, point.id, out, on_picture, facts),
        adds=_adds(out),
    )


def _adds(out: Sequence[Side]) -> tuple[tuple[str, str], ...]:
    """Return what can be added, a side and its word, both sides first."""
    if len(out) == 1:
        return ((out[0], ""),)
    return ((BOTH, BOTH), *((side, SIDE_WORDS[side]) for side in out))


def _whys(
    proposal: Proposal, point: str, out: Sequence[Side], on_picture: Mapping[SiteKey, Site], facts: Knowledge
) -> tuple[Why, ...]:
    """Return what keeps a point out, sides with the same reason together."""
    reasons = {(left.site, left.side): left.reason for left in proposal.left_out}
    told: dict[tuple[str, str], list[Side]] = {}
    for side in out:
        why = reasons.get((point, side), "Not in this plan."), _where(on_picture.get((point, side)), facts)
        told.setdefault(why, []).append(side)
    return tuple(Why(side_words(both) if len(told) > 1 else "", *why) for why, both in told.items())


def _where(site: Site | None, facts: Knowledge) -> str:
    if site is None:
        return "Not on the picture. Find by touch."
    if is_soft(site.id, site.error_mm, facts):
        return f"Somewhere within {site.error_mm:.0f} mm. Find by touch."
    return f"Within {site.error_mm:.0f} mm on this face."
