"""A proposal as the plan page shows it: rows by zone, the chosen needle, what was left out, what changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from filiform.knowledge.fact import Angle, Certainty, Side
from filiform.knowledge.models import Knowledge
from filiform.pictures.marks import is_soft
from filiform.pictures.numbering import numbers
from filiform.pictures.words import SIDE_WORDS, size_words, span, zones_in_order
from filiform.planning.proposal import LeftOut, Needle, Proposal, Serves
from filiform.safety.finding import SiteKey
from filiform.web.plans.findings import GRADE_WORDS

WEIGHT_WORDS = {3: "mainly for", 2: "also for", 1: "helps with"}
CERTAINTY_WORDS: dict[Certainty, str] = {
    "high": "sure that they help",
    "moderate": "fairly sure that they help",
    "low": "not sure that they help",
    "very_low": "very unsure that they help",
    "none": "looked for, and no sign that they help",
    "not_assessed": "nobody has looked",
}
ANGLE_WORDS: dict[Angle, str] = {"perpendicular": "straight in", "oblique": "slanted", "transverse": "flat"}


@dataclass(frozen=True)
class Served:
    """One need of one needle, in words."""

    weight: str
    need: str
    grade: str
    certainty: str
    source: str


@dataclass(frozen=True)
class Row:
    """One needle in the zone list."""

    key: str
    number: str
    site: str
    name: str
    side: str
    size: str
    depth: str
    locked: bool
    by_touch: bool


@dataclass(frozen=True)
class Zone:
    id: str
    label: str
    count: int
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Detail:
    """Why one needle is there, and how it goes in."""

    row: Row
    pinyin: str
    location: str
    serves: tuple[Served, ...]
    inserted_mm: str
    angle: str
    angle_deg: int
    direction: str
    bound_by: str
    where: str
    cautions: tuple[str, ...]


@dataclass(frozen=True)
class Left:
    """One reason with the sites it keeps out."""

    reason: str
    sites: tuple[LeftOut, ...]


def key_of(needle: Needle | LeftOut) -> str:
    """Return a site as one word of an address: ST3-left."""
    return f"{needle.site}-{needle.side}"


def site_of(key: str) -> SiteKey | None:
    """Return the site an address names, or None."""
    site, _, side = key.rpartition("-")
    sides: dict[str, Side] = {"left": "left", "right": "right", "midline": "midline"}
    return (site, sides[side]) if side in sides else None


def _row(needle: Needle, number: str, facts: Knowledge) -> Row:
    point = facts.points[needle.site]
    return Row(
        key=key_of(needle),
        number=number,
        site=needle.site,
        name=point.english,
        side=SIDE_WORDS[needle.side],
        size=size_words(needle.needle),
        depth=f"{span(needle.depth_mm)} mm",
        locked=needle.locked,
        by_touch=needle.position_px is None or is_soft(needle.site, needle.error_mm or 0.0, facts),
    )


def zones(proposal: Proposal, facts: Knowledge) -> tuple[Zone, ...]:
    """Return the needles by zone, in the order of insertion, with their numbers on the map."""
    number = numbers(proposal.needles, facts)
    listed = []
    for zone, needles in zones_in_order(proposal.needles, facts):
        rows = [_row(needle, number[needle.site, needle.side], facts) for needle in needles]
        rows.sort(key=lambda row: int(row.number[1:]))
        listed.append(Zone(zone, facts.zones[zone].label, len(rows), tuple(rows)))
    return tuple(listed)


def _served(serves: Serves, facts: Knowledge) -> Served:
    need = facts.needs.get(serves.need)
    return Served(
        weight=WEIGHT_WORDS.get(serves.weight, "helps with"),
        need=need.label if need else serves.need,
        grade=GRADE_WORDS[serves.grade],
        certainty=CERTAINTY_WORDS[serves.certainty],
        source=serves.source,
    )


def _where(needle: Needle, facts: Knowledge) -> str:
    if needle.position_px is None:
        return "Not on the photo. Find by touch."
    if is_soft(needle.site, needle.error_mm or 0.0, facts):
        return f"Somewhere within {needle.error_mm:.0f} mm. Find by touch."
    return f"Within {needle.error_mm:.0f} mm on this face. Palpate."


def detail(proposal: Proposal, key: str, facts: Knowledge) -> Detail | None:
    """Return why one needle is there, or None when the proposal has no such needle."""
    needle = next((needle for needle in proposal.needles if key_of(needle) == key), None)
    if needle is None:
        return None
    point = facts.points[needle.site]
    return Detail(
        row=_row(needle, numbers(proposal.needles, facts)[needle.site, needle.side], facts),
        pinyin=point.pinyin,
        location=point.location,
        serves=tuple(_served(serves, facts) for serves in needle.serves),
        inserted_mm=f"{needle.inserted_mm:g}",
        angle=ANGLE_WORDS[needle.angle],
        angle_deg=round(needle.angle_deg),
        direction=needle.direction,
        bound_by=needle.bound_by,
        where=_where(needle, facts),
        cautions=needle.cautions,
    )


def left(proposal: Proposal) -> tuple[Left, ...]:
    """Return what was left out, by reason, the commonest first."""
    ordered = sorted(proposal.left_out, key=lambda out: out.reason)
    groups = [Left(reason, tuple(outs)) for reason, outs in groupby(ordered, key=lambda out: out.reason)]
    return tuple(sorted(groups, key=lambda group: -len(group.sites)))


def need_labels(needs: Iterable[str], facts: Knowledge) -> tuple[str, ...]:
    """Return needs as a person reads them."""
    return tuple(facts.needs[need].label if need in facts.needs else need for need in needs)
