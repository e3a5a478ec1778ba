"""Whether the words of an intake are words of the glossary, and its dates days that have been."""

from collections.abc import Iterator, Mapping
from datetime import date

from filiform.intake.intake import Patient, StatedProcedure
from filiform.intake.problem import Place, Problem, meant, shown
from filiform.intake.shape import Answers
from filiform.knowledge.models import Condition, Knowledge, Need, Procedure

FIRST_BIRTH_YEAR = 1900  # nobody alive was born earlier
UNTOLD = ("unknown", "undisclosed")


def unknown_words(read: Answers, facts: Knowledge) -> Iterator[Problem]:
    """Yield a problem for every concern, condition, procedure, region and point that no fact knows."""
    skin = {key: need for key, need in facts.needs.items() if need.kind == "skin"}
    elsewhere = _elsewhere(facts)
    for place, concern in read.concerns.items():
        yield from _word(concern.what, skin, (*place, "what"), elsewhere)
        yield from _region(concern.region, facts, (*place, "region"), is_head=True)
    for place, condition in read.conditions.items():
        yield from _word(condition.what, facts.conditions, (*place, "what"), elsewhere)
        yield from _region(condition.region, facts, (*place, "region"), is_head=False)
    for place, procedure in read.procedures.items():
        yield from _word(procedure.what, facts.procedures, (*place, "what"), elsewhere)
        yield from _region(procedure.region, facts, (*place, "region"), is_head=True)
    for place, point in read.banned.items():
        if point not in facts.points:
            spellings = {name: key for key, fact in facts.points.items() for name in (*fact.aliases, fact.pinyin)}
            yield Problem(place, f"Unknown point {shown(point)}. {meant(point, facts.points, spellings)}")


def impossible_dates(read: Answers, today: date) -> Iterator[Problem]:
    """Yield a problem for every birth date and procedure date that cannot be."""
    if read.patient:
        yield from _birth(read.patient, today)
    for place, procedure in read.procedures.items():
        yield from _procedure_date(procedure, (*place, "on"), read.patient, today)


def _elsewhere(facts: Knowledge) -> Mapping[str, str]:
    health = {key: f"[health], as {key} = 0 to 4" for key, need in facts.needs.items() if need.kind == "health"}
    skin = {key: "[[concern]]" for key, need in facts.needs.items() if need.kind == "skin"}
    return (
        health
        | skin
        | dict.fromkeys(facts.conditions, "[[condition]]")
        | dict.fromkeys(facts.procedures, "[[procedure]]")
    )


def _word(
    word: str,
    known: Mapping[str, Need] | Mapping[str, Condition] | Mapping[str, Procedure],
    place: Place,
    elsewhere: Mapping[str, str],
) -> Iterator[Problem]:
    if word in known:
        return
    if word in elsewhere:
        yield Problem(place, f"{shown(word)} belongs under {elsewhere[word]}.")
        return
    labels = {fact.label: key for key, fact in known.items()}
    yield Problem(place, f"Unknown word {shown(word)}. {meant(word, known, labels)}")


def _region(region: str | None, facts: Knowledge, place: Place, *, is_head: bool) -> Iterator[Problem]:
    if region is None:
        return
    known = {key: fact.part for key, fact in facts.regions.items() if not is_head or fact.part != "body"}
    groups = {group for key in known for group in facts.regions[key].groups}
    if region in known or region in groups:
        return
    if region in facts.regions:
        yield Problem(place, f"{shown(region)} is not on the head or neck.")
        return
    labels = {facts.regions[key].label: key for key in known}
    yield Problem(place, f"Unknown region {shown(region)}. {meant(region, {*known, *groups}, labels)}")


def _birth(patient: Patient, today: date) -> Iterator[Problem]:
    year = patient.born.year
    if patient.born > today:
        lies = f"Birth date {year if year > today.year else patient.born} lies ahead."
        guess = year - 100 if year > today.year else None
    elif year < FIRST_BIRTH_YEAR:
        lies = f"Birth date {year} is before {FIRST_BIRTH_YEAR}."
        guess = year + 100
    else:
        return
    hint = f" Did you mean {guess}?" if guess and FIRST_BIRTH_YEAR <= guess <= today.year else ""
    yield Problem(("patient", "born"), lies + hint)


def _procedure_date(
    procedure: StatedProcedure, place: Place, patient: Patient | None, today: date
) -> Iterator[Problem]:
    if procedure.on in UNTOLD:
        return
    cut = _month if isinstance(procedure.on, str) else date.isoformat
    on = procedure.on if isinstance(procedure.on, str) else procedure.on.isoformat()
    if on > cut(today):
        say = f"The date {on} lies ahead. Give the day it was done, or leave it out until it was."
        yield Problem(place, say)
    elif patient and patient.born <= today and on < cut(patient.born):
        say = f"The treatment of {on} is before the birth date {patient.born}. Mend the one that is wrong."
        yield Problem(place, say, ("patient", "born"))


def _month(day: date) -> str:
    return f"{day:%Y-%m}"
