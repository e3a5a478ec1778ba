"""From what was typed to an intake, or every reason why it cannot be used, at once."""

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date

from filiform.errors import InputError
from filiform.intake.contradictions import contradictions
from filiform.intake.intake import Intake, StatedCondition
from filiform.intake.problem import Place, Problem, refused
from filiform.intake.shape import answers
from filiform.intake.toml_lines import key_lines, line_of
from filiform.intake.words import impossible_dates, unknown_words
from filiform.knowledge.models import Knowledge

MOST_CHARACTERS = 200_000  # an intake with every question answered has about 5,000
COUNTS = "counts for the whole person"
AT_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


def intake_text(data: bytes) -> str:
    """Return the text of an intake file; a mark of byte order is taken off, anything but UTF-8 refused."""
    if len(data) > MOST_CHARACTERS:
        raise InputError(f"Intake: {len(data)} bytes are too many; at most {MOST_CHARACTERS} are read.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError(f"Intake: line {line} is not UTF-8. Save the file as UTF-8 text.") from error


def intake(text: str, facts: Knowledge, *, today: date) -> Intake:
    """Return the intake written in a TOML text, or raise one InputError with all that is wrong, line by line."""
    if len(text) > MOST_CHARACTERS:
        raise InputError(f"Intake: {len(text)} characters are too many; at most {MOST_CHARACTERS} are read.")
    document = _document(text)
    lines = key_lines(text)
    return _intake(document, facts, today, lambda place: line_of(place, lines))


def intake_of(document: Mapping[str, object], facts: Knowledge, *, today: date) -> Intake:
    """Return the intake of a filled form; the InputError's `problems` name each field."""
    return _intake(document, facts, today, lambda _: None)


def whole(condition: StatedCondition, facts: Knowledge) -> StatedCondition:
    """Return a condition with its region, or, where it holds for the whole person, with the region as a note."""
    if condition.region is None or facts.conditions[condition.what].takes_region:
        return condition
    side = "" if condition.side == "both" else f" {condition.side}"
    said = f"stated for {condition.region}{side}, {COUNTS}"
    detail = f"{condition.detail} ({said})" if condition.detail else said
    return condition.model_copy(update={"region": None, "side": "both", "detail": detail})


def widened(answered: Intake) -> tuple[str, ...]:
    """Return a sentence for every condition whose region does not narrow it."""
    told = [condition for condition in answered.condition if COUNTS in condition.detail]
    return tuple(f"{condition.what}: {condition.detail}." for condition in told)


def _intake(
    document: Mapping[str, object], facts: Knowledge, today: date, line: Callable[[Place], int | None]
) -> Intake:
    read = answers(document)
    problems: list[Problem] = [
        *read.problems,
        *unknown_words(read, facts),
        *impossible_dates(read, today),
        *contradictions(read, today),
    ]
    if problems or read.patient is None:
        raise refused(problems, line)
    return Intake(
        patient=read.patient,
        concern=tuple(read.concerns.values()),
        health=read.health,
        condition=tuple(whole(condition, facts) for condition in read.conditions.values()),
        procedure=tuple(read.procedures.values()),
        banned=tuple(dict.fromkeys(read.banned.values())),
        wish=read.wish,
    )


def _document(text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise InputError("Intake: the brackets are nested too deeply; an intake needs two levels.") from error
    except tomllib.TOMLDecodeError as error:
        at = AT_LINE.search(str(error))
        number = at[1] if at and at[1] else str(len(text.splitlines()) or 1)
        raise InputError(f"Intake: line {number} is not TOML: {AT_LINE.sub('', str(error))}.") from error
    except ValueError as error:
        raise InputError("Intake: a number has thousands of digits.") from error
