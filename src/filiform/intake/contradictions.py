"""Answers of one intake that cannot both be true, each with both its places."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations
from typing import TypeVar

from filiform.intake.intake import Answer, Concern, IntakeSide
from filiform.intake.problem import Place, Problem, spoken
from filiform.intake.shape import Answers

ADULT_YEARS = 18  # the age in the rule about minors
NOT_OF_A_MAN = ("pregnancy", "breastfeeding")
HEALTH_NOT_OF_A_MAN = ("menopausal", "menstrual")
OPPOSITES = (("hypertension", "hypotension"), ("pregnancy", "trying_to_conceive"))
A = TypeVar("A", bound=Answer)


def contradictions(read: Answers, today: date) -> Iterator[Problem]:
    """Yield every pair of answers that exclude each other."""
    yield from _concerns(read.concerns)
    yield from _said_twice(read.conditions)
    yield from _said_twice(read.procedures)
    yield from _opposites(read)
    yield from _sex(read)
    yield from _age(read, today)


def _concerns(concerns: Mapping[Place, Concern]) -> Iterator[Problem]:
    for (first, one), (second, two) in combinations(concerns.items(), 2):
        same_region = one.region == two.region or None in {one.region, two.region}
        if one.what != two.what or not same_region or not _sides_meet(one.side, two.side):
            continue
        if one.severity != two.severity:
            say = f'"{two.what}" has severity {two.severity} here and {one.severity} in {spoken(first)}'
            yield Problem((*second, "severity"), say, (*first, "severity"))
        else:
            yield Problem((*second, "what"), f'"{two.what}" is already said in {spoken(first)}', (*first, "what"))


def _sides_meet(one: IntakeSide, two: IntakeSide) -> bool:
    return one == two or "both" in {one, two}


def _said_twice(rows: Mapping[Place, A]) -> Iterator[Problem]:
    for (first, one), (second, two) in combinations(rows.items(), 2):
        if one == two:
            yield Problem(second, f"The same is already said in {spoken(first)}; leave one out", first)


def _opposites(read: Answers) -> Iterator[Problem]:
    stated = {condition.what: place for place, condition in read.conditions.items()}
    for one, two in OPPOSITES:
        if one in stated and two in stated:
            first, second = sorted((stated[one], stated[two]), key=str)
            say = f'"{one}" and "{two}" exclude each other; the other is in {spoken(first)}'
            yield Problem((*second, "what"), say, (*first, "what"))


def _sex(read: Answers) -> Iterator[Problem]:
    if not read.patient or read.patient.sex != "male":
        return
    mend = 'contradicts patient, sex "male"; if both are right, give sex "unknown" or "intersex"'
    for place, condition in read.conditions.items():
        if condition.what in NOT_OF_A_MAN:
            yield Problem((*place, "what"), f'"{condition.what}" {mend}', ("patient", "sex"))
    for need in HEALTH_NOT_OF_A_MAN:
        if getattr(read.health, need):
            yield Problem(("health", need), f'"{need}" {mend}', ("patient", "sex"))


def _age(read: Answers, today: date) -> Iterator[Problem]:
    if not read.patient or read.patient.born > today:
        return
    born = read.patient.born
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    for place, condition in read.conditions.items():
        if condition.what == "minor" and years >= ADULT_YEARS:
            say = f'"minor" contradicts patient, born {born}, {years} years old'
            yield Problem((*place, "what"), say, ("patient", "born"))
