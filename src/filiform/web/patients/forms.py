"""The form of a patient's own record."""

from datetime import date
from typing import Any

from django import forms

from filiform.web.names import can_be_seen
from filiform.web.patients.actions import PatientDetails
from filiform.web.patients.models import HEIGHTS_CM, Patient

OLDEST_YEARS = 120
SKIN_TYPE_WORDS = {
    1: "1 · always burns, never tans",
    2: "2 · burns easily, tans little",
    3: "3 · burns a little, tans slowly",
    4: "4 · burns rarely, tans well",
    5: "5 · brown, very rarely burns",
    6: "6 · deep brown to black, never burns",
}


def birth_date_problem(born: date, today: date) -> str:
    """Return what is wrong with a birth date, or an empty text."""
    if born > today:
        guess = born.year - 100
        return f"Birth date {born.year} lies ahead. Did you mean {guess}?"
    if today.year - born.year > OLDEST_YEARS:
        return f"Birth date {born.year} is more than {OLDEST_YEARS} years ago. Did you mean {born.year + 100}?"
    return ""


class PatientForm(forms.Form):
    name = forms.CharField(
        max_length=120,
        label="Name",
        validators=[can_be_seen],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    born = forms.DateField(
        label="Birth date",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "This is not a date that exists. Write year-month-day, such as 1987-05-14."},
    )
    sex = forms.ChoiceField(choices=Patient.Sex, label="Sex", initial=Patient.Sex.UNKNOWN)
    skin_type = forms.TypedChoiceField(
        label="Skin type (Fitzpatrick)",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "Not asked"), *SKIN_TYPE_WORDS.items()],
    )
    height_cm = forms.IntegerField(
        label="Height in cm",
        required=False,
        min_value=HEIGHTS_CM[0],
        max_value=HEIGHTS_CM[1],
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    declines_photos = forms.BooleanField(label="Wants no photos: use the drawn face", required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_born(self) -> date:
        born: date = self.cleaned_data["born"]
        problem = birth_date_problem(born, self.today)
        if problem:
            raise forms.ValidationError(problem)
        return born

    def details(self) -> PatientDetails:
        """Return what was typed, once it is valid."""
        return PatientDetails(**self.cleaned_data)
