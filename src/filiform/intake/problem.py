"""One thing that is wrong with an intake, and how it is told."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from filiform.errors import InputError

# Where something stands in the document: ("concern", 1, "severity")
Place = tuple[str | int, ...]
NEAR_ENOUGH = 0.55  # share of common letters from which one suggestion helps more than a list
FEW = 8  # words a person reads in a list
MOST_SHOWN = 40  # characters of what was typed that are repeated in a message


@dataclass(frozen=True)
class Problem:
    """What is wrong at one place; `other` is the second place where two answers contradict each other."""

    place: Place
    say: str
    other: Place | None = None


def spoken(place: Place) -> str:
    """Return a place as a person reads it: ("concern", 1, "severity") is "concern 2, severity"."""
    words = ""
    for part in place:
        words += f" {part + 1}" if isinstance(part, int) else f", {part}" if words else part
    return words or "intake"


def shown(value: object) -> str:
    """Return what was typed, short and on one line."""
    match value:
        case bool():
            text = str(value).lower()
        case date():
            text = value.isoformat()
        case Mapping():
            text = "a table"
        case list() | tuple():
            text = "a list"
        case int() if abs(value) >= 10**MOST_SHOWN:
            text = "a very long number"
        case str():
            text = '"' + "".join(letter if letter.isprintable() else "?" for letter in value) + '"'
        case _:
            text = repr(value)
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 3]}..."


def meant(word: str, known: Iterable[str], spellings: Mapping[str, str] | None = None) -> str:
    """Return the sentence that leads from an unknown word to the known ones; other spellings lead to a known word."""
    names = {name.lower(): name for name in known}
    folded = {spelling.lower(): name for spelling, name in (spellings or {}).items()} | names
    typed = word.lower()[:MOST_SHOWN]
    if near := get_close_matches(typed, folded, 1, NEAR_ENOUGH):
        return f'Did you mean "{folded[near[0]]}"?'
    nearest = sorted(names) if len(names) <= FEW else get_close_matches(typed, names, FEW, 0.0)
    return "Nearest known words: " + ", ".join(names[name] for name in nearest) + "."


def refused(problems: Sequence[Problem], line: Callable[[Place], int | None], what: str = "Intake") -> InputError:
    """Return the error that tells every problem, with its line where there is one, in the order of the document."""
    ordered = sorted(problems, key=lambda problem: line(problem.place) or 0)
    told = [_told(problem, line) for problem in ordered]
    by_field: dict[str, str] = {}
    for problem in ordered:
        field = ".".join(str(part) for part in problem.place)
        by_field[field] = f"{by_field[field]} {problem.say}" if field in by_field else problem.say
    message = told[0] if len(told) == 1 else "\n  ".join([f"{len(told)} things to mend:", *told])
    return InputError(f"{what}: {message}", by_field)


def _told(problem: Problem, line: Callable[[Place], int | None]) -> str:
    at = [f"line {number}" for number in [line(problem.place)] if number]
    other = line(problem.other) if problem.other else None
    return ", ".join([*at, spoken(problem.place)]) + f": {problem.say}" + (f" (line {other})" if other else "")
