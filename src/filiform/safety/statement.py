"""What an intake states that a rule can speak about: where, since when, and which rules and tokens it brings."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from filiform.intake.intake import Intake, IntakeSide, When
from filiform.knowledge.models import Condition, Knowledge, Procedure
from filiform.knowledge.rules import Rule

FIRST_VISIT = "first_visit"  # the token of a patient who has not been here before
MONTH_LENGTH = len("2026-05")


@dataclass(frozen=True)
class Where:
    """A stated region or group of regions and its side; without a region it is the whole face."""

    region: str | None
    side: IntakeSide


WHOLE_FACE = Where(None, "both")


@dataclass(frozen=True)
class Statement:
    """
    One thing an intake states.

    `on` is what was said about the date, `latest` the latest day it can mean (None: it has no date).
    """

    what: str
    rules: tuple[str, ...]
    raises: tuple[str, ...]
    where: Where = WHOLE_FACE
    on: When | None = None
    latest: date | None = None


def latest(when: When, on: date) -> date:
    """Return the latest day a stated date can mean: a month its last day, but not after `on`; unknown is `on`."""
    if isinstance(when, date):
        return when
    if len(when) != MONTH_LENGTH or not when[:4].isdigit():
        return on
    year, month = int(when[:4]), int(when[5:])
    first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return max(first, min(last, on))


def birthday(born: date, years: int) -> date:
    """Return the day somebody turns so many years old; of 29 February, 1 March in a common year."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def _unasked(rule: Rule, intake: Intake, on: date) -> bool:
    young = rule.under_years is not None and on < birthday(intake.patient.born, rule.under_years)
    return young or intake.patient.skin_type in rule.skin_types


def _implied(intake: Intake, facts: Knowledge, on: date) -> list[Statement]:
    stated = {condition.what for condition in intake.condition}
    implied = [
        Statement(rule.id, (rule.id,), ())
        for rule in facts.rules.values()
        if rule.id not in stated and _unasked(rule, intake, on)
    ]
    visit = [Statement(FIRST_VISIT, (), (FIRST_VISIT,))] if intake.patient.first_visit else []
    return implied + visit


def _words(fact: Condition | Procedure) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return fact.rules, fact.raises


def statements(intake: Intake, facts: Knowledge, on: date) -> tuple[Statement, ...]:
    """Return everything an intake states, and what follows from age, skin type and a first visit."""
    conditions = [
        Statement(stated.what, *_words(facts.conditions[stated.what]), Where(stated.region, stated.side))
        for stated in intake.condition
    ]
    procedures = [
        Statement(
            stated.what,
            *_words(facts.procedures[stated.what]),
            Where(stated.region, stated.side),
            stated.on,
            latest(stated.on, on),
        )
        for stated in intake.procedure
    ]
    return (*conditions, *procedures, *_implied(intake, facts, on))
