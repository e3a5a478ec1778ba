"""A readable card of any fact, by its id: what it says, how sure it is, and from where."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from difflib import get_close_matches
from textwrap import fill

from filiform.errors import InputError
from filiform.knowledge import words
from filiform.knowledge.evidence import Evidence, Figure
from filiform.knowledge.fact import Citation, Correction, Fact, Named
from filiform.knowledge.models import Construction, Knowledge
from filiform.knowledge.rules import Rule, Token

WIDTH = 100
GROUPED_FROM = 100_000  # numbers of patients and sessions, written 503,397
SPAN = 2
UNREAD = "Not yet read by a clinician."
TITLES = ("label", "name", "english", "about", "study", "claim", "what", "parameter", "thing", "citation", "technique")
# not printed as fields: they stand in the head or at the foot of a card
HEAD_AND_FOOT = {"id", "citations", "sources", "corrections", "review", "examples", "pinyin", *TITLES}
# kinds that no clinician has to read: lists, registers and the words themselves
NOT_CLINICAL = frozenset(
    {
        *("sources", "terms", "zones", "regions", "codes", "exports", "operations", "left_out", "reporting_items"),
        *("scales", "structure_nodes", "thickness", "rings"),
    }
)
GRADED = {"confidence", "grade", "location", "needling", "indications"}
WORDS: Mapping[str, Mapping[str, str]] = {
    "level": words.LEVELS,
    "certainty": words.CERTAINTIES,
    "category": words.CATEGORIES,
    "ship": words.SHIPPING,
}
CARDS = {
    "points": "point",
    "regions": "region",
    "zones": "zone of the ledger",
    "depth_regions": "depth region",
    "danger_zones": "danger zone",
    "rules": "safety rule",
    "conditions": "condition",
    "procedures": "procedure",
    "needs": "need",
    "protocols": "protocol",
    "gates": "limit of a photo",
    "side_nodes": "node of a 45-degree view",
    "side_sites": "construction on a 45-degree view",
    "lines": "line of the face",
    "tokens": "token",
    "settling": "rest of a kind of site",
    "stop_rules": "rule to stop",
    "protocol_limits": "limit of a clinic's own protocol",
    "sources": "source",
    "terms": "term",
    "trials": "study",
    "concerns": "certainty by concern",
    "response_facts": "response fact",
    "claims": "claim",
    "priors": "prior",
    "event_studies": "study of events",
    "scales": "outcome scale",
    "published_protocols": "published protocol",
    "schools": "school",
    "body_points": "body points of a complaint",
    "wait_practices": "waiting time in practice",
    "statements": "statement",
    "default_exclusions": "place never proposed",
    "reporting_items": "reporting item",
    "codes": "code",
    "exports": "export",
    "operations": "word of the construction language",
    "left_out": "left out",
    "structures": "structure under the skin",
    "structure_nodes": "named place of structures",
    "thickness": "measurement of soft tissue",
    "rings": "measured error of a point",
}


def named_facts(facts: Knowledge, known: Evidence) -> dict[str, dict[str, Named]]:
    """Return every fact with an id of its own, by kind and id."""
    bundles = ((facts, fields(facts)), (known, fields(known)))
    return {field.name: dict(getattr(bundle, field.name)) for bundle, held in bundles for field in held}


def _found(wanted: str, facts: Knowledge, known: Evidence) -> list[tuple[str, Named]]:
    every = named_facts(facts, known)
    same = [(kind, fact) for kind, held in every.items() for key, fact in held.items() if key == wanted]
    alike = [
        (kind, fact) for kind, held in every.items() for key, fact in held.items() if key.lower() == wanted.lower()
    ]
    if same or alike:
        return same or alike
    ids = {key.lower(): key for held in every.values() for key in held}
    near = [ids[key] for key in get_close_matches(wanted.lower(), ids, n=3, cutoff=0.5)]
    hint = f"Did you mean {' or '.join(near)}?" if near else "See the lists in the manual."
    raise InputError(f"No fact is called {wanted!r}. {hint}")


def _line(label: str, text: str) -> str:
    return fill(f"{label}: {text}" if label else text, WIDTH, initial_indent="  ", subsequent_indent="      ")


def _number(value: float) -> str:
    return f"{value:g}" if abs(value) < GROUPED_FROM else f"{value:,.0f}"


def _scalar_number(value: object) -> str:
    return _number(value) if isinstance(value, int | float) else str(value)


def _span(values: Sequence[float]) -> str:
    low, high = values
    return _number(low) if low == high else f"{_number(low)} to {_number(high)}"


def _figure(figure: Figure) -> str:
    value = "" if figure.value is None else _number(figure.value) + (f" {figure.unit}" if figure.unit else "")
    spread = "" if figure.sd is None else f"SD {_number(figure.sd)}"
    between = f"{_span(figure.interval)} ({figure.interval_kind})" if figure.interval else ""
    if between and not value:
        between = f"{between} {figure.unit}".strip()
    level = "" if figure.level == "seen" else words.LEVELS[figure.level]
    told = [part for part in (value, spread, between, figure.count, figure.text, level) if part]
    return f"{figure.name} {'; '.join(told)}"


def _source(key: str, known: Evidence, at: str = "") -> str:
    source = known.sources.get(key)
    if source is None:
        return f"{key} (not in the list of sources)"
    numbers = [
        f"doi:{source.doi}" if source.doi else "",
        f"PMID {source.pmid}" if source.pmid else "",
        source.pmcid or "",
    ]
    read = f"{words.LEVELS[source.level]}{': ' + source.read if source.read else ''}"
    place = f", {at}" if at else ""
    return f"[{key}] {' '.join(filter(None, (source.citation + place + '.', *numbers)))} ({read})"


def _grades(owner: Fact, name: str) -> Mapping[str, str]:
    if isinstance(owner, Construction) and name == "confidence":
        return words.PLACE_GRADES
    if isinstance(owner, Rule | Token):
        return words.RULE_GRADES
    return words.GRADES


def _word(owner: Fact, name: str, value: str) -> str:
    if name in GRADED and len(value) == 1:
        return _grades(owner, name).get(value, value)
    return WORDS.get(name, {}).get(value, words.told(value))


def _listed(name: str, values: Sequence[object]) -> str:
    numbers = [float(value) for value in values if isinstance(value, int | float)]
    if len(numbers) == len(values) == SPAN:
        return _span(numbers) + words.field_unit(name)
    told = [words.told(value) if isinstance(value, str) else _scalar_number(value) for value in values]
    return ("; " if any(" " in text for text in told) else ", ").join(told)


def _pairs(values: Mapping[str, object]) -> str:
    if any(isinstance(value, str) and " " in value for value in values.values()):
        return "; ".join(f"{words.words(key)}: {value}" for key, value in values.items())
    return ", ".join(f"{words.words(key)} {_scalar_number(value)}" for key, value in values.items())


def _scalar(owner: Fact, name: str, value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case str():
            return _word(owner, name, value)
        case int() | float():
            return _number(value) + words.field_unit(name)
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _field(owner: Fact, name: str, value: object) -> Iterator[str]:
    label = words.field_label(name)
    match value:
        case Figure():
            yield _line("" if name == "figures" else label.removesuffix("s"), _figure(value))
        case Fact():
            yield _line(label.removesuffix("s"), "; ".join(" ".join(line.split()) for line in _fields(value)))
        case dict() if name == "indications":
            served = (f"{words.words(need)} ({words.WEIGHTS[weight]})" for need, weight in value.items())
            yield _line(label, ", ".join(served))
        case dict():
            yield _line(label, _pairs(value))
        case tuple() if value and isinstance(value[0], Fact):
            for item in value:
                yield from _field(owner, name, item)
        case tuple() | list():
            yield _line(label, _listed(name, value))
        case _:
            yield _line(label, _scalar(owner, name, value))


def _fields(fact: Fact) -> Iterator[str]:
    for name in type(fact).model_fields:
        value = getattr(fact, name)
        if (name in HEAD_AND_FOOT and isinstance(fact, Named)) or name == "citations" or value in (None, "", (), {}):
            continue
        if name in {"expression", "alternative"} and isinstance(fact, Construction):
            continue
        yield from _field(fact, name, value)


def _title(fact: Named) -> str:
    given = next((str(getattr(fact, name)) for name in TITLES if getattr(fact, name, "")), "")
    pinyin = getattr(fact, "pinyin", "")
    return f"{fact.id}{' · ' + given if given else ''}{f' ({pinyin})' if pinyin else ''}"


def _rest_of_titles(fact: Named) -> Iterator[str]:
    given = [name for name in TITLES if getattr(fact, name, "")]
    yield from (_line(words.field_label(name), str(getattr(fact, name))) for name in given[1:])


def _correction(correction: Correction, known: Evidence) -> str:
    sources = " ".join(_source(cited.source, known, cited.at) for cited in correction.citations)
    text = f"Our correction of {words.words(correction.field)}: was {correction.was}, now {correction.now}, because"
    why = correction.why.rstrip(".")
    return _line("", f"{text} {why}.{' ' + sources if sources else ''}")


def _foot(kind: str, fact: Named, known: Evidence) -> Iterator[str]:
    for correction in getattr(fact, "corrections", ()):
        yield _correction(correction, known)
    cited = getattr(fact, "citations", ())
    keys = getattr(fact, "sources", ())
    if cited or keys:
        yield "  Sources:"
    for citation in cited:
        if isinstance(citation, Citation):
            yield fill(
                _source(citation.source, known, citation.at), WIDTH, initial_indent="    ", subsequent_indent="      "
            )
    for key in keys:
        yield fill(_source(key, known), WIDTH, initial_indent="    ", subsequent_indent="      ")
    if kind in NOT_CLINICAL:
        return
    review = getattr(fact, "review", None)
    yield f"  Read by {review.by} on {review.on}, again by {review.due}." if review else f"  {UNREAD}"


def card(kind: str, fact: Named, known: Evidence) -> str:
    """Return one fact as lines a person reads."""
    head = fill(_title(fact), WIDTH, subsequent_indent="    ")
    lines = [
        head,
        f"  {CARDS.get(kind, words.words(kind))}",
        *_rest_of_titles(fact),
        *_fields(fact),
        *_foot(kind, fact, known),
    ]
    return "\n".join(lines)


def shown(wanted: str, facts: Knowledge, known: Evidence) -> str:
    """Return the cards of every fact with this id; an unknown id names the nearest ones."""
    return "\n\n".join(card(kind, fact, known) for kind, fact in _found(wanted.strip(), facts, known))
