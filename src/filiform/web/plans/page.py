"""A proposal as the plan page shows it: rows by zone, what was left out, what changed."""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from filiform.knowledge.models import Knowledge
from filiform.pictures.marks import is_soft
from filiform.pictures.numbering import first_of, numbers
from filiform.pictures.words import SIDE_WORDS, size_words, span, zones_in_order
from filiform.planning.broken import Broken
from filiform.planning.edit import Differences, key
from filiform.planning.proposal import LeftOut, Needle, Proposal
from filiform.safety.finding import SiteKey

SIDES = ("right", "midline", "left")
BOTH = "both"
FEW = 2  # needles of a broken limit that are worth a link
NEAR = re.compile(r"(?:The other side lies )?(\d+) mm from (\S+)(?: left| right)?; (needles keep \d+ mm apart)\.")


@dataclass(frozen=True)
class Row:
    """One point in the zone list: a needle, or a pair that is needled alike; `picture` is the one that shows it."""

    key: str
    numbers: str
    site: str
    name: str
    side: str
    size: str
    depth: str
    locked: bool
    by_touch: bool
    picture: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Zone:
    id: str
    label: str
    count: int
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class LeftSite:
    """A point that was left out on the sides named, under the key its card has, and what is particular to it."""

    key: str
    site: str
    name: str
    side: str
    note: str = ""


@dataclass(frozen=True)
class Left:
    """One reason with the points it keeps out, or one region with those that are not on the picture."""

    reason: str
    sites: tuple[LeftSite, ...]


@dataclass(frozen=True)
class Mend:
    """A broken limit, what would mend it, and the needle to open where it is about few."""

    limit: str
    mend: str
    site: str
    needle: str


def mends(limits: Iterable[Broken]) -> tuple[Mend, ...]:
    """Return broken limits as the page lists them."""
    found = []
    for one in limits:
        site, side = one.sites[0] if one.sites and len(one.sites) <= FEW else ("", "")
        found.append(Mend(one.limit, one.mend, site, f"{site}-{side}" if site else ""))
    return tuple(found)


def key_of(needle: Needle | LeftOut) -> str:
    """Return a site as one word of an address: ST3-left."""
    return f"{needle.site}-{needle.side}"


def site_of(address: str) -> tuple[str, str] | None:
    """Return the point and the side an address names, both for a pair, or None."""
    site, _, side = address.rpartition("-")
    return (site, side) if site and side in {*SIDES, BOTH} else None


def side_words(sides: Iterable[str]) -> str:
    """Return sides as they stand on the picture: right and left."""
    there = {*sides}
    return " and ".join(SIDE_WORDS[side] for side in SIDES if side in there)


def by_touch(needle: Needle, facts: Knowledge) -> bool:
    """Return whether nobody can see on the picture exactly where a needle goes."""
    return needle.position_px is None or is_soft(needle.site, needle.error_mm or 0.0, facts)


def _alike(needle: Needle, facts: Knowledge) -> tuple[object, ...]:
    """Return what two sides must share to stand in one row."""
    return needle.site, size_words(needle.needle), span(needle.depth_mm), needle.locked, by_touch(needle, facts)


def _row(pair: Sequence[Needle], number: Mapping[tuple[str, str], str], facts: Knowledge) -> Row:
    first = pair[0]
    keys = tuple(dict.fromkeys(key_of(needle) for needle in pair))
    return Row(
        key=keys[0] if len(keys) == 1 else f"{first.site}-{BOTH}",
        numbers=" ".join(dict.fromkeys(number[key(needle)] for needle in pair)),
        site=first.site,
        name=facts.points[first.site].english + (f", {first.of} needles a side" if first.of > 1 else ""),
        side=side_words(needle.side for needle in pair),
        size=size_words(first.needle),
        depth=f"{span(first.depth_mm)} mm",
        locked=first.locked,
        by_touch=first.where == "face" and by_touch(first, facts),
        picture="body" if all(needle.position_px is None for needle in pair) else "face",
        keys=keys,
    )


def zones(proposal: Proposal, facts: Knowledge) -> tuple[Zone, ...]:
    """Return the needles by zone, pairs in one row, in the order of insertion, with their numbers on the map."""
    number = numbers(proposal.needles, facts)
    listed = []
    for zone, needles in zones_in_order(proposal.needles, facts):
        ordered = sorted(needles, key=lambda needle: first_of(number[key(needle)]))
        pairs = [list(pair) for _, pair in groupby(ordered, key=lambda needle: _alike(needle, facts))]
        rows = tuple(_row(pair, number, facts) for pair in pairs)
        listed.append(Zone(zone, facts.zones[zone].label, len(needles), rows))
    return tuple(listed)


def opened(listed: Iterable[Zone], chosen: str) -> str:
    """Return the row under which the card of a chosen needle, or of a pair, stands; empty where there is none."""
    meant = site_of(chosen)
    rows = [row for zone in listed for row in zone.rows if meant and row.site == meant[0]]
    exact = [row.key for row in rows if chosen == row.key or chosen in row.keys]
    return next(iter(exact), rows[0].key if rows and meant and meant[1] == BOTH else "")


def _left_site(outs: Sequence[LeftOut], facts: Knowledge) -> LeftSite:
    """Return one point that was left out on a side or on both, with how near it lies to what."""
    sides = {out.side for out in outs}
    near = [found for out in outs if (found := NEAR.fullmatch(out.reason))]
    site, side = outs[0].site, "" if len(sides) > 1 or "midline" in sides else side_words(sides)
    named = (f"{site}-{BOTH}" if len(sides) > 1 else key_of(outs[0]), site, facts.points[site].english, side)
    if not near:
        return LeftSite(*named)
    gaps = span([int(found[1]) for found in near])
    others = " and ".join(dict.fromkeys(found[2] for found in near))
    return LeftSite(*named, f"{gaps} mm from {others}")


def _reason(out: LeftOut) -> str:
    near = NEAR.fullmatch(out.reason)
    return f"Too close to another needle; {near[3]}." if near else out.reason


def left(left_out: Iterable[LeftOut], facts: Knowledge) -> tuple[Left, ...]:
    """Return what was left out, by reason, the commonest first, left and right of a point together."""
    ordered = sorted(left_out, key=_reason)
    groups = [Left(reason, _points(outs, facts)) for reason, outs in groupby(ordered, key=_reason)]
    return tuple(sorted(groups, key=lambda group: -len(group.sites)))


def unseen(left_out: Iterable[LeftOut], seen: Container[SiteKey], facts: Knowledge) -> tuple[Left, ...]:
    """Return what was left out and is not on the picture, by region, in the order of the atlas."""
    regions: dict[str, list[LeftOut]] = {}
    for out in left_out:
        if (out.site, out.side) not in seen and out.site in facts.points:
            regions.setdefault(facts.points[out.site].region, []).append(out)
    ordered = [region for region in facts.regions if region in regions]
    return tuple(Left(facts.regions[region].label, _points(regions[region], facts)) for region in ordered)


def _points(outs: Iterable[LeftOut], facts: Knowledge) -> tuple[LeftSite, ...]:
    """Return sites, left and right of a point together."""
    points: dict[str, list[LeftOut]] = {}
    for out in outs:
        points.setdefault(out.site, []).append(out)
    return tuple(_left_site(members, facts) for members in points.values())


def points_said(sites: Iterable[SiteKey], facts: Knowledge) -> tuple[str, ...]:
    """Return sites as a person reads them, pairs together: GB14 right and left (Yang White)."""
    sides: dict[str, list[str]] = {}
    for point, side in sites:
        sides.setdefault(point, []).append(side)
    return tuple(
        f"{point} {'' if found == ['midline'] else side_words(found)}".strip() + f" ({facts.points[point].english})"
        for point, found in sides.items()
    )


def otherwise_said(before: Proposal, after: Proposal, between: Differences) -> tuple[str, ...]:
    """Return how needles that stay are needled otherwise, each point once."""
    old, new = ({key(needle): needle for needle in one.needles} for one in (before, after))
    said: dict[str, None] = {}
    for site in between.changed:
        was, now = (_how_said(needle) for needle in (old[site], new[site]))
        said[f"{site[0]}: {now}; was {was}"] = None
    return tuple(said)


def _how_said(needle: Needle) -> str:
    """Return how a needle goes in, and how many there are on its line."""
    many = f"{needle.of} needles of " if needle.of > 1 else ""
    inside = f"{span([needle.inserted_mm])} mm of it under the skin"
    return f"{many}{size_words(needle.needle)}, {span(needle.depth_mm)} mm deep, {needle.angle}, {inside}"


def need_labels(needs: Iterable[str], facts: Knowledge) -> tuple[str, ...]:
    """Return needs as a person reads them."""
    return tuple(facts.needs[need].label if need in facts.needs else need for need in needs)
