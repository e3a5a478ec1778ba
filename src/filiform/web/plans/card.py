"""The card of one point of a plan: why it is there, how its needles go in, and what could stand in its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from filiform.knowledge.fact import Angle, Certainty
from filiform.knowledge.models import Knowledge
from filiform.pictures.numbering import numbers
from filiform.pictures.words import SIDE_WORDS, size_words, span
from filiform.planning.case import Case
from filiform.planning.edit import key
from filiform.planning.proposal import Needle, Proposal, Serves
from filiform.planning.recount import counts_of
from filiform.web.plans.beneath import Told, told_of_needles
from filiform.web.plans.findings import GRADE_WORDS
from filiform.web.plans.page import BOTH, by_touch, key_of, side_words, site_of
from filiform.web.plans.worth import WEIGHT_WORDS, Instead, Worth, instead_of, worth_without

CERTAINTY_WORDS: dict[Certainty, str] = {
    "high": "sure that they help",
    "moderate": "fairly sure that they help",
    "low": "not sure that they help",
    "very_low": "very unsure that they help",
    "none": "looked for, and no sign that they help",
    "not_assessed": "nobody has looked",
}
ANGLE_WORDS: dict[Angle, str] = {"perpendicular": "straight in", "oblique": "slanted", "transverse": "flat"}
BOUND_WORDS = {"point": "the point's own range", "needle length": "the needle's length"}


@dataclass(frozen=True)
class Served:
    """One need of one point, in words."""

    weight: str
    need: str
    grade: str
    certainty: str
    source: str


@dataclass(frozen=True)
class OneSide:
    """One needle of the point: its number on the map and how sure its place is."""

    key: str
    side: str
    word: str
    number: str
    locked: bool
    where: str


@dataclass(frozen=True)
class How:
    """How the needles on the named sides go in; one for both where they go in alike."""

    sides: str
    size: str
    depth: str
    bound_by: str
    inserted_mm: str
    angle: str
    angle_deg: int
    direction: str


@dataclass(frozen=True)
class Card:
    """All that is said of a point of the plan; `key` is what an act without a side touches, `of` needles a side."""

    key: str
    site: str
    name: str
    pinyin: str
    location: str
    side: str
    sides: tuple[OneSide, ...]
    all_locked: bool
    serves: tuple[Served, ...]
    hows: tuple[How, ...]
    cautions: tuple[str, ...]
    instead_for: str = ""
    beneath: tuple[Told, ...] = ()
    instead: tuple[Instead, ...] = ()
    worth: Worth | None = None
    of: int = 1
    counts: tuple[int, ...] = ()

    @property
    def pair(self) -> bool:
        return len(self.sides) > 1


def _chosen(proposal: Proposal, chosen: str) -> list[Needle]:
    """Return the needles of the point an address names, the patient's right first."""
    meant = site_of(chosen)
    found = [needle for needle in proposal.needles if meant and needle.site == meant[0]]
    if meant and meant[1] != BOTH and all(needle.side != meant[1] for needle in found):
        return []
    return sorted(found, key=lambda needle: ("right", "midline", "left").index(needle.side))


def point_of(proposal: Proposal, chosen: str) -> str:
    """Return the point an address names, empty when the proposal has no such needle."""
    needles = _chosen(proposal, chosen)
    return needles[0].site if needles else ""


def card(proposal: Proposal, chosen: str, facts: Knowledge, case: Case | None = None) -> Card | None:
    """Return the card of a point; with the case it names what could stand in its place."""
    needles = _chosen(proposal, chosen)
    if not needles:
        return None
    first = needles[0]
    heads = [needle for needle in needles if needle.part == 1]
    keys = [key(needle) for needle in heads]
    point = facts.points[first.site]
    served = {serves.need: serves for needle in needles for serves in needle.serves}
    number = numbers(proposal.needles, facts)
    need = first.serves[0].need if first.serves else ""
    return Card(
        key=key_of(first) if len(heads) == 1 else f"{first.site}-{BOTH}",
        site=first.site,
        name=point.english,
        pinyin=point.pinyin,
        location=point.location,
        side=side_words(needle.side for needle in needles),
        sides=tuple(_one_side(needle, number, facts) for needle in heads),
        all_locked=all(needle.locked for needle in needles),
        serves=tuple(_served(serves, facts) for serves in served.values()),
        hows=_hows(needles),
        beneath=told_of_needles(needles),
        cautions=tuple(dict.fromkeys(line for needle in needles for line in needle.cautions)),
        instead_for=facts.needs[need].label if need in facts.needs else "",
        instead=instead_of(proposal, need, needles, case) if case and need else (),
        worth=worth_without(proposal, keys, case) if case else None,
        of=first.of,
        counts=counts_of(keys[0], case) if case else (),
    )


def _one_side(needle: Needle, number: Mapping[tuple[str, str], str], facts: Knowledge) -> OneSide:
    word = SIDE_WORDS[needle.side]
    return OneSide(key_of(needle), needle.side, word, number[key(needle)], needle.locked, _where(needle, facts))


def _where(needle: Needle, facts: Knowledge) -> str:
    if needle.position_px is None:
        return "Not on the picture. Find by touch." if needle.where == "face" else "Find by touch."
    if by_touch(needle, facts):
        return f"Somewhere within {needle.error_mm:.0f} mm. Find by touch."
    return f"Within {needle.error_mm:.0f} mm on this face. Palpate."


def _how(needle: Needle) -> How:
    zone = needle.bound_by.startswith("zone ")
    return How(
        sides=needle.side,
        size=size_words(needle.needle),
        depth=span(needle.depth_mm),
        bound_by=f"danger {needle.bound_by}" if zone else BOUND_WORDS.get(needle.bound_by, needle.bound_by),
        inserted_mm=span([needle.inserted_mm]),
        angle=ANGLE_WORDS[needle.angle],
        angle_deg=round(needle.angle_deg),
        direction=needle.direction,
    )


def _hows(needles: list[Needle]) -> tuple[How, ...]:
    """Return how the needles go in, sides that go in alike together and then without their name."""

    def alike(how: How) -> tuple[object, ...]:
        return tuple(value for name, value in vars(how).items() if name != "sides")

    ways = [list(same) for _, same in groupby([_how(needle) for needle in needles], key=alike)]
    named = len(ways) > 1
    return tuple(
        How(**{**vars(same[0]), "sides": side_words(how.sides for how in same) if named else ""}) for same in ways
    )


def _served(serves: Serves, facts: Knowledge) -> Served:
    need = facts.needs.get(serves.need)
    return Served(
        weight=WEIGHT_WORDS.get(serves.weight, "helps with"),
        need=need.label if need else serves.need,
        grade=GRADE_WORDS[serves.grade],
        certainty=CERTAINTY_WORDS[serves.certainty],
        source=serves.source,
    )
