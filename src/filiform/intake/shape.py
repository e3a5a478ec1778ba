"""The shape of an intake: every answer that can be read, and a problem for every one that cannot."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from filiform.intake.intake import (
    Answer,
    Concern,
    Health,
    Intake,
    Patient,
    StatedCondition,
    StatedProcedure,
    Wish,
)
from filiform.intake.problem import Place, Problem, meant, shown

A = TypeVar("A", bound=Answer)


@dataclass
class Answers:
    """The answers that could be read, each with its place, and what was wrong with the others."""

    patient: Patient | None = None
    concerns: dict[Place, Concern] = field(default_factory=dict)
    health: Health = field(default_factory=Health)
    conditions: dict[Place, StatedCondition] = field(default_factory=dict)
    procedures: dict[Place, StatedProcedure] = field(default_factory=dict)
    banned: dict[Place, str] = field(default_factory=dict)
    wish: Wish = field(default_factory=Wish)
    problems: list[Problem] = field(default_factory=list)


def answers(document: Mapping[str, object]) -> Answers:
    """Read every answer of a document on its own, so that one wrong answer does not hide the next."""
    read = Answers(problems=_unknown_keys(document))
    if "patient" in document:
        read.patient = _table(Patient, document["patient"], ("patient",), read.problems)
    else:
        read.problems.append(Problem(("patient",), "Missing: a table [patient] with born, like born = 1978-03-02."))
    read.concerns = _rows(Concern, document, "concern", read.problems)
    read.conditions = _rows(StatedCondition, document, "condition", read.problems)
    banned, rows = _banned_apart(document)
    read.procedures = _rows(StatedProcedure, rows, "procedure", read.problems)
    for place, points in banned.items():
        read.banned |= _banned(points, place, read.problems)
    read.health = _table(Health, document.get("health", {}), ("health",), read.problems) or Health()
    read.wish = _table(Wish, document.get("wish", {}), ("wish",), read.problems) or Wish()
    return read


def _unknown_keys(document: Mapping[str, object]) -> list[Problem]:
    unknown = [key for key in document if key not in Intake.model_fields]
    return [Problem((key,), f"Unknown key {shown(key)}. {meant(key, Intake.model_fields)}") for key in unknown]


def _table(model: type[A], row: object, place: Place, problems: list[Problem]) -> A | None:
    if not isinstance(row, Mapping):
        form = f"[{place[0]}]" if len(place) == 1 else f"[[{place[0]}]]"
        problems.append(Problem(place, f"This must be a table {form}, not {shown(row)}."))
        return None
    try:
        return model.model_validate(dict(row))
    except ValidationError as error:
        wrong = {str(detail["loc"][0]): detail for detail in error.errors(include_url=False, include_context=False)}
    problems.extend(_problem(model, place, key, detail) for key, detail in wrong.items())
    if any(key in wrong for key, known in model.model_fields.items() if known.is_required()):
        return None
    return model.model_validate({key: value for key, value in row.items() if key not in wrong})


def _problem(model: type[Answer], place: Place, key: str, detail: ErrorDetails) -> Problem:
    if detail["type"] == "extra_forbidden":
        return Problem((*place, key), f"Unknown key {shown(key)}. {meant(key, model.model_fields)}")
    expected = model.model_fields[key]
    if detail["type"] == "missing":
        return Problem((*place, key), f"Missing: {key}, {expected.description}.")
    typed = detail["input"]
    choices = [word for word in get_args(expected.annotation) if isinstance(word, str)]
    hint = f" {meant(typed, choices)}" if choices and isinstance(typed, str) else ""
    return Problem((*place, key), f"{key} must be {expected.description}, not {shown(typed)}.{hint}")


def _rows(model: type[A], document: Mapping[str, object], name: str, problems: list[Problem]) -> dict[Place, A]:
    rows = document.get(name, [])
    if not isinstance(rows, list | tuple):
        problems.append(Problem((name,), f"Write [[{name}]] with two brackets: there may be several."))
        return {}
    read = {(name, index): _table(model, row, (name, index), problems) for index, row in enumerate(rows)}
    return {place: answer for place, answer in read.items() if answer}


def _banned_apart(document: Mapping[str, object]) -> tuple[dict[Place, object], dict[str, object]]:
    """Return every list of banned points and the document without them; TOML counts one below [[procedure]] to it."""
    banned: dict[Place, object] = {("banned",): document["banned"]} if "banned" in document else {}
    procedures = document.get("procedure", [])
    if not isinstance(procedures, list | tuple):
        return banned, dict(document)
    rows: list[object] = []
    for index, row in enumerate(procedures):
        if isinstance(row, Mapping) and "banned" in row:
            banned["procedure", index, "banned"] = row["banned"]
        rows.append({key: value for key, value in row.items() if key != "banned"} if isinstance(row, Mapping) else row)
    return banned, {**document, "procedure": rows}


def _banned(points: object, place: Place, problems: list[Problem]) -> dict[Place, str]:
    if not isinstance(points, list | tuple):
        problems.append(Problem(place, f'banned must be a list of points, like ["GV26"], not {shown(points)}.'))
        return {}
    wrong = {index: point for index, point in enumerate(points) if not isinstance(point, str)}
    problems.extend(
        Problem((*place, index), f'A point must be a word in quotes, like "GV26", not {shown(point)}.')
        for index, point in wrong.items()
    )
    return {(*place, index): point for index, point in enumerate(points) if isinstance(point, str)}
