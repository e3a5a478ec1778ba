"""A clinic's own protocol, read from what was typed: only what differs from the protocol it extends."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from filiform.errors import InputError
from filiform.intake.problem import Place, Problem, meant, refused, shown, spoken
from filiform.intake.toml_lines import key_lines, line_of
from filiform.knowledge.course import Phase, ProtocolLimit
from filiform.knowledge.models import Knowledge, NeedleStock, Protocol
from filiform.planning.frame import protocol

MOST_CHARACTERS = 50_000  # the longest protocol of ours has about 6,000
WHAT = "Protocol"
OWN = "the clinic's own protocol"
AT_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
Whole = Annotated[int, Field(strict=True, ge=0)]
Words = Annotated[str, StringConstraints(strict=True, max_length=2000)]
Pair = tuple[Whole, Whole]
PAIR = "two whole numbers, the fewest and the most, like [20, 30]"


class OwnProtocol(BaseModel):
    """What a clinic may state of its own protocol; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]{1,39}$", description="a short name like our_evening")]
    label: Annotated[Words, Field(min_length=1, description="a name for people, in quotes")]
    why: Annotated[Words, Field(min_length=1, description="a sentence in quotes that says what it is for")]
    extends: Annotated[Words, Field(description="the id of a protocol")] = "default"
    school: Annotated[Words, Field(description="whose it is, in quotes")] = OWN
    points: Annotated[tuple[Words, ...], Field(description='a list of points, like ["ST4", "LI20"]')] = ()
    unknown: Annotated[tuple[Words, ...], Field(description="a list of sentences in quotes")] = ()
    zone_order: Annotated[tuple[Words, ...], Field(description='a list of zones, like ["legs", "arms"]')] = ()
    phases: Annotated[tuple[Phase, ...], Field(description="tables [[phases]] with id, label, sessions and why")] = ()
    upkeep_days: Annotated[Whole | None, Field(ge=7, description="a whole number of days, 7 or more")] = None
    upkeep_why: Annotated[Words, Field(description="a sentence in quotes")] = ""
    settling_days: Annotated[dict[str, Whole], Field(description="a table of whole days, like line = 14")] = {}
    face_needles: Annotated[Pair | None, Field(description=PAIR)] = None
    body_needles: Annotated[Pair | None, Field(description=PAIR)] = None
    total_needles: Annotated[Pair | None, Field(description=PAIR)] = None
    retention_min: Annotated[Pair | None, Field(description="two whole numbers of minutes, like [15, 25]")] = None
    retention_by_comfort: Annotated[dict[str, Whole], Field(description="a table of minutes, like sensitive = 15")] = {}
    first_visit_retention_most: Annotated[Whole | None, Field(description="a whole number of minutes")] = None
    retention_why: Annotated[Words, Field(description="a sentence in quotes")] = ""
    sessions: Annotated[Pair | None, Field(description=PAIR)] = None
    sessions_by_severity: Annotated[dict[str, Whole], Field(description="a table like 1 = 5")] = {}
    sessions_by_result: Annotated[dict[str, int], Field(description="a table like marked = 2")] = {}
    interval_days: Annotated[float | None, Field(strict=True, description="a number of days, like 7 or 3.5")] = None
    review_share: Annotated[float | None, Field(gt=0, le=1, description="a share above 0 and up to 1, like 0.5")] = None
    spacing_mm: Annotated[float | None, Field(strict=True, description="a number of mm, like 8.0")] = None
    line_spacing_mm: Annotated[float | None, Field(strict=True, description="a number of mm, like 6.0")] = None
    region_needles_most: Annotated[Whole | None, Field(description="a whole number")] = None
    unseen_per_region_most: Annotated[Whole | None, Field(description="a whole number")] = None
    adjunct_needs: Annotated[tuple[Words, ...] | None, Field(description="a list of needs in quotes")] = None
    adjunct_why: Annotated[Words, Field(description="a sentence in quotes")] = ""
    sizes: Annotated[tuple[NeedleStock, ...], Field(description="tables [[sizes]] with gauge_mm and length_mm")] = ()
    weights: Annotated[dict[str, float], Field(description="a table of numbers, like needle = 0.1")] = {}
    weight_why: Annotated[dict[str, Words], Field(description="a table of sentences in quotes")] = {}


def protocol_from(text: str, facts: Knowledge) -> Protocol:
    """Return the protocol written in a TOML text, or raise one InputError with all that is wrong, line by line."""
    if len(text) > MOST_CHARACTERS:
        raise InputError(f"{WHAT}: {len(text)} characters are too many; at most {MOST_CHARACTERS} are read.")
    document = _document(text)
    lines = key_lines(text)
    return _protocol(document, facts, lambda place: line_of(place, lines))


def protocol_of(document: Mapping[str, object], facts: Knowledge) -> Protocol:
    """Return the protocol of a filled form; the InputError's `problems` name each field."""
    return _protocol(document, facts, lambda _: None)


def with_protocol(facts: Knowledge, own: Protocol) -> Knowledge:
    """Return the facts with one protocol more."""
    return replace(facts, protocols={**facts.protocols, own.id: own})


def _document(text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise InputError(f"{WHAT}: the brackets are nested too deeply; a protocol needs two levels.") from error
    except tomllib.TOMLDecodeError as error:
        at = AT_LINE.search(str(error))
        number = at[1] if at and at[1] else str(len(text.splitlines()) or 1)
        raise InputError(f"{WHAT}: line {number} is not TOML: {AT_LINE.sub('', str(error))}.") from error
    except ValueError as error:
        raise InputError(f"{WHAT}: a number has thousands of digits.") from error


def _protocol(document: Mapping[str, object], facts: Knowledge, line: Callable[[Place], int | None]) -> Protocol:
    own = _read(document, line)
    problems = [*_unknown(own, facts), *_crossed(own), *_too_far(own, facts)]
    if problems:
        raise refused(problems, line, WHAT)
    base = protocol(own.extends, facts).model_dump()
    stated = {name: getattr(own, name) for name in own.model_fields_set} | {"extends": own.extends}
    needed = {name: base[name] for name, known in Protocol.model_fields.items() if known.is_required() and name in base}
    taken = needed | {"weights": {}, "citations": (), "level": "derived", "school": own.school} | stated
    return Protocol.model_validate(taken)


def _read(document: Mapping[str, object], line: Callable[[Place], int | None]) -> OwnProtocol:
    try:
        return OwnProtocol.model_validate(dict(document))
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False)
    problems = {str(detail["loc"][0]): _problem(detail) for detail in reversed(found)}
    raise refused(list(problems.values()), line, WHAT)


def _problem(detail: ErrorDetails) -> Problem:
    key = str(detail["loc"][0])
    known = OwnProtocol.model_fields.get(key)
    if known is None:
        return Problem((key,), f"Unknown key {shown(key)}. {meant(key, OwnProtocol.model_fields)}")
    if detail["type"] == "missing" and len(detail["loc"]) == 1:
        return Problem((key,), f"Missing: {key}, {known.description}.")
    place = tuple(detail["loc"])
    if detail["type"] == "missing":
        return Problem(place, f"Missing: {place[-1]}; {key} must be {known.description}.")
    return Problem(place, f"{spoken(place)} must be {known.description}, not {shown(detail['input'])}.")


def _unknown(own: OwnProtocol, facts: Knowledge) -> Iterator[Problem]:
    """Yield a problem for every word that no fact knows, and for a name that is taken."""
    if own.id in facts.protocols:
        yield Problem(("id",), f"{shown(own.id)} is the name of a protocol that is already there. Give another.")
    named: list[tuple[Place, str, Mapping[str, object]]] = [(("extends",), own.extends, facts.protocols)]
    named += [(("points", i), point, facts.points) for i, point in enumerate(own.points)]
    places = {**facts.zones, **facts.regions}
    named += [(("zone_order", i), place, places) for i, place in enumerate(own.zone_order)]
    named += [(("adjunct_needs", i), need, facts.needs) for i, need in enumerate(own.adjunct_needs or ())]
    named += [(("phases", i, "protocol"), p.protocol, facts.protocols) for i, p in enumerate(own.phases) if p.protocol]
    named += [(("settling_days", kind), kind, facts.settling) for kind in own.settling_days]
    weights = protocol("default", facts).weights
    named += [(("weights", name), name, weights) for name in own.weights]
    for place, word, known in named:
        if word not in known:
            yield Problem(place, f"Unknown word {shown(word)}. {meant(word, known)}")


def _crossed(own: OwnProtocol) -> Iterator[Problem]:
    for name in ("face_needles", "body_needles", "total_needles", "retention_min", "sessions"):
        span: Pair | None = getattr(own, name)
        if span and span[0] > span[1]:
            yield Problem((name,), f"{name} has the most before the fewest; write [{span[1]}, {span[0]}].")
    if own.phases and any(phase.sessions is None for phase in own.phases[:-1]) and own.phases[0].sessions is None:
        yield Problem(("phases", 0, "sessions"), "The first phase must say how many sessions it has.")


def _numbers(own: OwnProtocol, name: str) -> Iterator[tuple[Place, float]]:
    """Yield every number a protocol sets under the name of a limit, with its place."""
    if name == "gauge_mm":
        yield from ((("sizes", i, name), size.gauge_mm) for i, size in enumerate(own.sizes))
        return
    value = getattr(own, name, None)
    if isinstance(value, dict):
        yield from (((name, key), number) for key, number in value.items())
    elif isinstance(value, tuple):
        yield from ((((name,)), number) for number in value)
    elif value is not None:
        yield (name,), value
    if name == "interval_days":
        for i, phase in enumerate(own.phases):
            if phase.interval_days is not None:
                yield ("phases", i, name), phase.interval_days


def _beyond(limit: ProtocolLimit, number: float) -> str | None:
    if limit.most is not None and number > limit.most:
        return f"{number:g} {limit.unit}: at most {limit.most:g}"
    if limit.least is not None and number < limit.least:
        return f"{number:g} {limit.unit}: at least {limit.least:g}"
    return None


def _too_far(own: OwnProtocol, facts: Knowledge) -> Iterator[Problem]:
    """Yield what goes beyond a limit that no clinic may loosen, each with its reason."""
    for limit in facts.protocol_limits.values():
        for place, number in _numbers(own, limit.id):
            said = _beyond(limit, number)
            if said:
                yield Problem(place, f"{said}. {limit.why}.")
    for kind, days in own.settling_days.items():
        settling = facts.settling.get(kind)
        if settling and days < settling.least_days:
            say = f"{days} days: at least {settling.least_days} for {settling.label.lower()}. {settling.why}."
            yield Problem(("settling_days", kind), say)
