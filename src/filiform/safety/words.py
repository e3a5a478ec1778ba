"""The plain words of a finding: a day, a place, and one line with both."""

from datetime import date

from filiform.intake.intake import When
from filiform.knowledge.fact import Citation
from filiform.knowledge.models import Knowledge
from filiform.safety.statement import Statement, Where

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(when: date, on: date) -> str:
    """Return a day as it is written on a plan of the day `on`; the year only when it is another one."""
    year = "" if when.year == on.year else f" {when.year}"
    return f"{when.day} {MONTHS[when.month - 1]}{year}"


def said_day(when: When | None, latest: date | None, on: date) -> str:
    """Return what was said about a date, and what it counts as."""
    if when is None or latest is None:
        return "date not asked"
    if isinstance(when, date):
        return day(when, on)
    if when in {"unknown", "undisclosed"}:
        return f"date {'not told' if when == 'undisclosed' else when}, counts as today"
    return f"{MONTHS[int(when[5:]) - 1]} {when[:4]}, counts as {day(latest, on)}"


def place(where: Where, facts: Knowledge) -> str:
    """Return where something is, in the words of the regions; nothing stated means the whole face."""
    if where.region is None:
        return "whole face (no region stated)"
    region = facts.regions.get(where.region)
    label = where.region.replace("_", " ") if region is None else region.label.lower()
    return f"{where.side} {label}" if where.side in {"left", "right"} else label


def line(say: str, statement: Statement, facts: Knowledge, on: date, until: date | None = None) -> str:
    """Return the one line of a finding."""
    return say.format(
        place=place(statement.where, facts),
        on=said_day(statement.on, statement.latest, on),
        until="" if until is None else day(until, on),
    )


def source(citations: tuple[Citation, ...]) -> str:
    """Return the keys of the sources, with the place in each where there is one."""
    return "; ".join(f"{citation.source}, {citation.at}" if citation.at else citation.source for citation in citations)
