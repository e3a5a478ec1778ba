"""From the intake form as it was typed to the document of an intake, and back from a problem to its field."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

Draft = Mapping[str, Sequence[str]]
Fields = dict[str, str]


@dataclass(frozen=True)
class Person:
    """What the patient's own record says, and the intake does not ask again."""

    born: date
    sex: str
    skin_type: int | None
    height_cm: int | None


@dataclass(frozen=True)
class Document:
    """An intake document of the contract, and the form field behind each of its places."""

    content: dict[str, Any]
    fields: Mapping[str, str]

    def field_of(self, place: str) -> str:
        """Return the form field where a problem at this place is shown; an empty text is the whole form."""
        if place in self.fields:
            return self.fields[place]
        head = place.rpartition(".")[0]
        return self.field_of(head) if head else ""


def first(draft: Draft, name: str, otherwise: str = "") -> str:
    """Return what was typed last into one field."""
    typed = draft.get(name) or [otherwise]
    return typed[-1].strip()


def number(text: str) -> int | str | None:
    """Return a whole number, nothing for an empty text, or the text itself for the core to refuse."""
    if not text:
        return None
    return int(text) if re.fullmatch(r"-?\d{1,6}", text) else text


def procedure_rows(draft: Draft) -> list[int]:
    """Return the numbers of the procedure rows that the form had, in order."""
    found = {int(match[1]) for name in draft if (match := re.fullmatch(r"procedure-(\d{1,2})-what", name))}
    return sorted(found)


def document_of(draft: Draft, person: Person) -> Document:
    """Return the intake document that the typed form means."""
    fields: Fields = {}
    content: dict[str, Any] = {
        "patient": _patient(draft, person, fields),
        "concern": list(_concerns(draft, fields)),
        "health": _health(draft, fields),
        "condition": list(_conditions(draft, fields)),
        "procedure": list(_procedures(draft, fields)),
        "banned": _banned(draft, fields),
        "wish": {"result": first(draft, "result", "moderate"), "comfort": first(draft, "comfort", "ordinary")},
    }
    fields |= {"wish.result": "result", "wish.comfort": "comfort"}
    return Document(content, fields)


def _patient(draft: Draft, person: Person, fields: Fields) -> dict[str, Any]:
    fields["patient.first_visit"] = "first_visit"
    told = {
        "born": person.born,
        "sex": person.sex,
        "skin_type": person.skin_type,
        "height_cm": None if person.height_cm is None else float(person.height_cm),
        "first_visit": first(draft, "first_visit", "yes") == "yes",
    }
    return {key: value for key, value in told.items() if value is not None}


def _rank(draft: Draft, wish: str) -> tuple[int, str]:
    rank = number(first(draft, f"rank-{wish}"))
    return (rank if isinstance(rank, int) else 99, "")


def _concerns(draft: Draft, fields: Fields) -> Iterator[dict[str, Any]]:
    chosen = sorted(dict.fromkeys(draft.get("wish", ())), key=lambda wish: _rank(draft, wish))
    for index, wish in enumerate(chosen):
        fields |= {f"concern.{index}": f"wish-{wish}", f"concern.{index}.severity": f"severity-{wish}"}
        yield {
            "what": wish,
            "severity": number(first(draft, f"severity-{wish}", "2")),
            "side": first(draft, f"side-{wish}", "both"),
        }


def _health(draft: Draft, fields: Fields) -> dict[str, Any]:
    told = {name.removeprefix("health-"): number(first(draft, name)) for name in draft if name.startswith("health-")}
    fields |= {f"health.{need}": f"health-{need}" for need in told}
    return {need: value for need, value in told.items() if value is not None}


def _conditions(draft: Draft, fields: Fields) -> Iterator[dict[str, Any]]:
    for index, what in enumerate(dict.fromkeys(draft.get("condition", ()))):
        fields |= {f"condition.{index}": f"condition-{what}", f"condition.{index}.region": f"region-{what}"}
        row: dict[str, Any] = {"what": what, "detail": first(draft, f"detail-{what}")}
        if region := first(draft, f"region-{what}"):
            row |= {"region": region, "side": first(draft, f"side-{what}", "both")}
        yield row


def _procedures(draft: Draft, fields: Fields) -> Iterator[dict[str, Any]]:
    rows = [row for row in procedure_rows(draft) if first(draft, f"procedure-{row}-what")]
    for index, row in enumerate(rows):
        name = f"procedure-{row}"
        when = first(draft, f"{name}-when", "unknown")
        fields |= {f"procedure.{index}.{key}": f"{name}-{key}" for key in ("what", "region", "side", "product")}
        fields[f"procedure.{index}"] = f"{name}-what"
        fields[f"procedure.{index}.on"] = f"{name}-{when}" if when in {"exact", "month"} else f"{name}-when"
        row_told = {
            "what": first(draft, f"{name}-what"),
            "region": first(draft, f"{name}-region") or None,
            "side": first(draft, f"{name}-side", "both"),
            "on": _when(draft, name, when),
            "product": first(draft, f"{name}-product"),
        }
        yield {key: value for key, value in row_told.items() if value is not None}


def _when(draft: Draft, name: str, when: str) -> date | str:
    """Return the date as the contract has it; a date that does not exist stays text, so that the core refuses it."""
    typed = first(draft, f"{name}-{when}")
    if when == "month":
        return typed or "the month is missing"
    if when != "exact":
        return when
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return typed or "the date is missing"


def _banned(draft: Draft, fields: Fields) -> list[str]:
    points = [point.upper() for point in re.split(r"[\s,;]+", first(draft, "banned")) if point]
    fields |= {f"banned.{index}": "banned" for index in range(len(points))} | {"banned": "banned"}
    return points
