"""What is wrong with the facts, how many there are, what was left out, and what waits for a clinician."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from filiform.knowledge.evidence import Evidence
from filiform.knowledge.fact import Citation, Fact, Named, Review
from filiform.knowledge.models import Condition, Knowledge, Procedure
from filiform.knowledge.show import CARDS, NOT_CLINICAL, UNREAD, named_facts


@dataclass(frozen=True)
class Checked:
    """`problems` is empty when all holds; `counts` is by kind; `left_out` says what was not taken, and why."""

    problems: tuple[str, ...]
    counts: Mapping[str, int]
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Due:
    """A fact that waits to be read by a clinician, for the first time or again."""

    id: str
    kind: str
    why: str


def cited(value: object) -> Iterator[str]:
    """Return the keys of every source a fact names, however deep."""
    match value:
        case Citation():
            yield value.source
        case Fact():
            for name in type(value).model_fields:
                yield from cited(getattr(value, name))
        case tuple():
            for item in value:
                yield from cited(item)
        case dict():
            yield from cited(tuple(value.values()))
        case _:
            return


def keys_named(fact: Named) -> set[str]:
    """Return every source key a fact rests on: its citations, and the plain keys of needs and terms."""
    plain = {
        *getattr(fact, "sources", ()),
        getattr(fact, "source", ""),
        getattr(getattr(fact, "dose", None), "source", ""),
    }
    return ({*cited(fact)} | plain) - {""}


def _unknown_sources(facts: Knowledge, known: Evidence) -> Iterator[str]:
    for kind, held in named_facts(facts, known).items():
        for fact in held.values():
            for key in sorted(keys_named(fact) - known.sources.keys()):
                yield f"{CARDS[kind]} {fact.id} cites {key}, which sources.toml does not have"


def _stated(facts: Knowledge) -> list[Condition | Procedure]:
    return [*facts.conditions.values(), *facts.procedures.values()]


def _points(facts: Knowledge, known: Evidence) -> Iterator[str]:
    tokens = {token for stated in _stated(facts) for token in stated.raises}
    for point in facts.points.values():
        for need in sorted(point.indications.keys() - facts.needs.keys()):
            yield f"point {point.id} serves {need}, which is no need"
        if point.region not in facts.regions:
            yield f"point {point.id} lies in {point.region}, which is no region"
        for token in sorted({*point.forbidden_when} - tokens):
            yield f"point {point.id} is forbidden when {token}, which no condition or procedure raises"
    for excluded in known.default_exclusions.values():
        if excluded.in_atlas and excluded.point not in facts.points:
            yield f"{excluded.point} is excluded by default and said to be in the atlas, where it is not"


def _regions(facts: Knowledge, _: Evidence) -> Iterator[str]:
    for region in facts.regions.values():
        if region.zone not in facts.zones:
            yield f"region {region.id} is counted in {region.zone}, which is no zone"
        if region.depth_region and region.depth_region not in facts.depth_regions:
            yield f"region {region.id} takes its depth from {region.depth_region}, which is no depth region"


def _words(facts: Knowledge, _: Evidence) -> Iterator[str]:
    places = facts.regions.keys() | {group for region in facts.regions.values() for group in region.groups}
    tokens = facts.tokens.keys()
    named = [
        *((point, {*point.forbidden_when, *point.caution_when}, tokens) for point in facts.points.values()),
        *((stated, {*stated.raises}, tokens) for stated in _stated(facts)),
        *((zone, {zone.when} - {""}, tokens) for zone in facts.danger_zones.values()),
        *((region, {*region.beside}, places) for region in facts.regions.values()),
        *((need, {*need.regions}, places) for need in facts.needs.values()),
        *((frame, {frame.extends or frame.id}, facts.protocols.keys()) for frame in facts.protocols.values()),
    ]
    for fact, used, listed in named:
        yield from (f"{fact.id} names {word}, which is not listed" for word in sorted(used - listed))


def _rules(facts: Knowledge, _: Evidence) -> Iterator[str]:
    for fact in _stated(facts):
        yield from (f"{fact.id} fires {rule}, which is no rule" for rule in fact.rules if rule not in facts.rules)
    for rule in facts.rules.values():
        yield from (f"rule {rule.id} names {point}, no point" for point in rule.points if point not in facts.points)
    for zone in facts.danger_zones.values():
        yield from (f"zone {zone.id} names {point}, no point" for point in zone.points if point not in facts.points)


def _needs(facts: Knowledge, _: Evidence) -> Iterator[str]:
    enough = 2
    served = {
        need
        for point in facts.points.values()
        if point.default_use and point.supine
        for need, weight in point.indications.items()
        if weight >= enough
    }
    unserved = sorted(facts.needs.keys() - served)
    yield from (f"need {need} has no default point of weight 2 for a person on the back" for need in unserved)


CHECKS: tuple[Callable[[Knowledge, Evidence], Iterator[str]], ...] = (
    _unknown_sources,
    _points,
    _regions,
    _words,
    _rules,
    _needs,
)


def checked(facts: Knowledge, known: Evidence) -> Checked:
    """Return the problems of the facts, how many of each kind there are, and what was left out."""
    found = tuple(problem for check in CHECKS for problem in check(facts, known))
    counts = {kind: len(held) for kind, held in named_facts(facts, known).items()}
    left_out = tuple(f"{left.count} {left.what}: {left.why}" for left in known.left_out.values())
    return Checked(found, counts, left_out)


def due(on: date, facts: Knowledge, known: Evidence) -> tuple[Due, ...]:
    """Return the facts no clinician has read yet, and those to be read again by a day."""
    waiting = []
    for kind, held in named_facts(facts, known).items():
        for fact in held.values() if kind not in NOT_CLINICAL else ():
            review: Review | None = getattr(fact, "review", None)
            if review is None:
                waiting.append(Due(fact.id, CARDS[kind], UNREAD))
            elif review.due <= on:
                waiting.append(Due(fact.id, CARDS[kind], f"Read by {review.by} on {review.on}, again by {review.due}."))
    return tuple(waiting)
