"""The form of what a clinic has and does not use."""

from typing import Any

from django import forms

from filiform.errors import InputError
from filiform.knowledge.models import Knowledge
from filiform.pictures.words import size_words
from filiform.planning.clinic import Size
from filiform.planning.proposal import NeedleSize
from filiform.web.plans.clinic_rules import stock_of
from filiform.web.plans.models import ClinicRules
from filiform.web.plans.named_points import points_named

MOST_NEEDLES = 99_999
MOST_CHARACTERS = 2_000


def sizes(facts: Knowledge) -> tuple[Size, ...]:
    """Return every size of needle a protocol may take, the finest and shortest first."""
    return tuple(sorted({(one.gauge_mm, one.length_mm) for frame in facts.protocols.values() for one in frame.sizes}))


def _field(size: Size) -> str:
    return f"stock-{size[0]:.2f}-{size[1]}"


class StockForm(forms.Form):
    """How many needles of each size there are, nothing where nobody counts, and the points that are not used here."""

    banned = forms.CharField(
        required=False,
        max_length=MOST_CHARACTERS,
        label="Points we do not use",
        help_text="Codes or names, with commas between: ST1, BL1. No proposal takes them.",
        widget=forms.Textarea({"rows": 3, "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def __init__(self, data: Any, row: ClinicRules | None, facts: Knowledge) -> None:
        there = stock_of(row)
        self.sizes = sizes(facts)
        initial = {_field(size): there[size] for size in self.sizes if size in there}
        super().__init__(data, initial=initial | {"banned": ", ".join(row.banned) if row else ""})
        for size in self.sizes:
            self.fields[_field(size)] = forms.IntegerField(
                min_value=0, max_value=MOST_NEEDLES, required=False, label=f"{size_words(NeedleSize(*size))} mm"
            )

    def clean_banned(self) -> tuple[str, ...]:
        try:
            return points_named(self.cleaned_data["banned"])
        except InputError as error:
            raise forms.ValidationError(str(error)) from error

    def stock(self) -> dict[Size, int]:
        """Return what is counted."""
        typed = {size: self.cleaned_data[_field(size)] for size in self.sizes}
        return {size: count for size, count in typed.items() if count is not None}

    def counts(self) -> tuple[forms.BoundField, ...]:
        """Return the fields of the sizes."""
        return tuple(self[_field(size)] for size in self.sizes)
