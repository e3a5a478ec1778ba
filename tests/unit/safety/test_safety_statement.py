from datetime import date

import pytest

from filiform.intake.intake import Intake, Patient, StatedCondition, StatedProcedure
from filiform.knowledge import load
from filiform.safety.statement import birthday, latest, statements

ON = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("said", "counts_as"),
    [
        (date(2026, 10, 14), date(2026, 10, 14)),
        (date(2027, 1, 5), date(2027, 1, 5)),
        ("2026-05", date(2026, 5, 31)),
        ("2024-02", date(2024, 2, 29)),
        ("2026-11", ON),
        ("2027-03", date(2027, 3, 1)),
        ("unknown", ON),
        ("undisclosed", ON),
    ],
)
def test_a_stated_date_counts_as_the_latest_day_it_can_mean(said: date | str, counts_as: date) -> None:
    assert latest(said, ON) == counts_as


def test_somebody_born_on_29_february_comes_of_age_on_1_march() -> None:
    assert birthday(date(2008, 2, 29), 18) == date(2026, 3, 1)
    assert birthday(date(2008, 2, 29), 20) == date(2028, 2, 29)
    assert birthday(date(2008, 7, 1), 18) == date(2026, 7, 1)


def stated(patient: Patient, *conditions: str) -> list[str]:
    intake = Intake(patient=patient, condition=tuple(StatedCondition(what=what) for what in conditions))
    return [statement.what for statement in statements(intake, load.knowledge(), ON)]


def test_age_skin_type_and_a_first_visit_speak_without_being_asked() -> None:
    child = Patient(born=date(2009, 1, 1), skin_type=5, first_visit=True)
    assert stated(child) == ["minor", "pih_dark_skin", "first_visit"]
    assert stated(Patient(born=date(1978, 3, 2), skin_type=3, first_visit=False)) == []


def test_what_is_stated_is_not_said_a_second_time() -> None:
    assert stated(Patient(born=date(1978, 3, 2), skin_type=6, first_visit=False), "pih_dark_skin") == ["pih_dark_skin"]


def test_a_procedure_keeps_its_words_and_its_latest_day() -> None:
    intake = Intake(
        patient=Patient(born=date(1978, 3, 2), first_visit=False),
        procedure=(StatedProcedure(what="filler", region="cheek", side="left", on="2026-09"),),
    )
    (statement,) = statements(intake, load.knowledge(), ON)
    assert (statement.rules, statement.raises) == (("filler_recent",), ("recent_filler_here",))
    assert (statement.on, statement.latest) == ("2026-09", date(2026, 9, 30))
    assert (statement.where.region, statement.where.side) == ("cheek", "left")
