"""The intake form as the page draws it, and the photo form."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from filiform.errors import InputError
from filiform.intake.intake import Intake
from filiform.intake.read import intake_of
from filiform.knowledge.models import Condition, Knowledge
from filiform.web.visits import questions
from filiform.web.visits.answers import Draft, Person, document_of, first, procedure_rows
from filiform.web.visits.typed import storable

MOST_PROCEDURES = 20
NOT_TYPED = frozenset({"csrfmiddlewaretoken", "go", "window", "version"})
Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class WishRow:
    need: str
    label: str
    chosen: bool
    severity: str
    side: str
    takes_side: bool
    rank: str
    error: str


@dataclass(frozen=True)
class WishArea:
    id: str
    label: str
    rows: tuple[WishRow, ...]


@dataclass(frozen=True)
class HealthRow:
    need: str
    label: str
    value: str
    error: str


@dataclass(frozen=True)
class ConditionRow:
    id: str
    ask: str
    chosen: bool
    detail: str
    takes_region: bool
    region: str
    side: str
    error: str


@dataclass(frozen=True)
class ProcedureRow:
    index: int
    what: str
    region: str
    side: str
    when: str
    exact: str
    month: str
    product: str
    errors: Mapping[str, str]


class IntakeForm:
    """What was typed, what is wrong with it, and the rows the page shows; the core alone judges the answers."""

    severities = tuple(enumerate(questions.SEVERITIES))
    wish_severities = severities[1:]
    sides = questions.SIDES
    whens = questions.WHEN

    def __init__(self, draft: Draft, person: Person, facts: Knowledge) -> None:
        self.draft = draft
        self.person = person
        self.facts = facts
        self.errors: dict[str, str] = {}

    def answers(self, today: date) -> Intake | None:
        """Return the intake, or None with `errors` filled by field."""
        document = document_of(self.draft, self.person)
        try:
            return intake_of(document.content, self.facts, today=today)
        except InputError as error:
            for place, say in error.problems.items():
                field = document.field_of(place)
                self.errors[field] = f"{self.errors[field]} {say}" if field in self.errors else say
            return None

    @property
    def form_error(self) -> str:
        """What is wrong and has no field of its own on the page."""
        return self.errors.get("", "")

    @cached_property
    def wish_areas(self) -> tuple[WishArea, ...]:
        skin = [need.id for need in self.facts.needs.values() if need.kind == "skin"]
        groups = questions.grouped({area: needs for area, (_, needs) in questions.WISH_AREAS.items()}, skin, "other")
        return tuple(
            WishArea(area, questions.WISH_AREAS.get(area, ("Other",))[0], tuple(map(self._wish, needs)))
            for area, needs in groups.items()
        )

    def _wish(self, need: str) -> WishRow:
        return WishRow(
            need=need,
            label=self.facts.needs[need].label,
            chosen=need in self.draft.get("wish", ()),
            severity=first(self.draft, f"severity-{need}", "2"),
            side=first(self.draft, f"side-{need}", "both"),
            takes_side=need not in questions.WITHOUT_SIDE,
            rank=first(self.draft, f"rank-{need}"),
            error=self.errors.get(f"wish-{need}", "") or self.errors.get(f"severity-{need}", ""),
        )

    @cached_property
    def ranked_wishes(self) -> tuple[WishRow, ...]:
        chosen = [row for area in self.wish_areas for row in area.rows if row.chosen]
        return tuple(sorted(chosen, key=lambda row: int(row.rank) if row.rank.isdigit() else 99))

    @cached_property
    def health_rows(self) -> tuple[HealthRow, ...]:
        return tuple(
            HealthRow(
                need.id,
                need.label,
                first(self.draft, f"health-{need.id}"),
                self.errors.get(f"health-{need.id}", ""),
            )
            for need in self.facts.needs.values()
            if need.kind == "health"
        )

    @cached_property
    def condition_groups(self) -> tuple[tuple[str, tuple[ConditionRow, ...]], ...]:
        # being under 18 follows from the birth date and is not asked
        asked = [what for what in self.facts.conditions if what != "minor"]
        groups = questions.grouped(questions.CONDITION_GROUPS, asked, questions.LAST_GROUP)
        return tuple(
            (group, tuple(self._condition(self.facts.conditions[what]) for what in ids))
            for group, ids in groups.items()
        )

    def _condition(self, condition: Condition) -> ConditionRow:
        what = condition.id
        return ConditionRow(
            id=what,
            ask=questions.PLAIN_QUESTIONS.get(what) or condition.question or condition.label,
            chosen=what in self.draft.get("condition", ()),
            detail=first(self.draft, f"detail-{what}"),
            takes_region=condition.takes_region,
            region=first(self.draft, f"region-{what}"),
            side=first(self.draft, f"side-{what}", "both"),
            error=self.errors.get(f"condition-{what}", "") or self.errors.get(f"region-{what}", ""),
        )

    @cached_property
    def procedure_rows(self) -> tuple[ProcedureRow, ...]:
        typed = procedure_rows(self.draft)[:MOST_PROCEDURES]
        return tuple(self._procedures(typed or [0]))

    def _procedures(self, rows: list[int]) -> Iterator[ProcedureRow]:
        for row in rows:
            name = f"procedure-{row}"
            errors = {key: self.errors.get(f"{name}-{key}", "") for key in ("what", "region", "side", "exact", "month")}
            errors["what"] = errors["what"] or self.errors.get(f"{name}-when", "")
            yield ProcedureRow(
                index=row,
                what=first(self.draft, f"{name}-what"),
                region=first(self.draft, f"{name}-region"),
                side=first(self.draft, f"{name}-side", "both"),
                when=first(self.draft, f"{name}-when", "exact"),
                exact=first(self.draft, f"{name}-exact"),
                month=first(self.draft, f"{name}-month"),
                product=first(self.draft, f"{name}-product"),
                errors=errors,
            )

    @property
    def procedures(self) -> Choices:
        return tuple((procedure.id, procedure.label) for procedure in self.facts.procedures.values())

    @property
    def regions(self) -> Choices:
        shown = (region for region in self.facts.regions.values() if region.part in {"face", "neck", "ear", "scalp"})
        return tuple((region.id, region.label) for region in shown if region.id != "dynamic")

    @property
    def body_regions(self) -> Choices:
        return tuple((region.id, region.label) for region in self.facts.regions.values() if region.part == "body")

    @property
    def banned(self) -> str:
        return first(self.draft, "banned")

    @property
    def comfort(self) -> str:
        return first(self.draft, "comfort", "ordinary")

    @property
    def result(self) -> str:
        return first(self.draft, "result", "moderate")

    @property
    def first_visit(self) -> str:
        return first(self.draft, "first_visit", "yes")


class PhotoForm(forms.Form):
    photo = forms.FileField(
        label="Photo of the face",
        error_messages={"required": "Choose a photo first.", "empty": "The file is empty (0 bytes). Choose another."},
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/heic,.heic"}),
    )
    ipd_mm = forms.FloatField(
        label="Distance between the pupils in mm, if it was measured",
        required=False,
        min_value=40,
        max_value=85,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.5"}),
    )

    card = forms.BooleanField(label="The printed card is in the photo", required=False)

    def clean_photo(self) -> "UploadedFile[bytes]":
        return small_enough(self.cleaned_data["photo"])


class SidePhotoForm(forms.Form):
    cheek = forms.ChoiceField(choices=(("left", "Left"), ("right", "Right")))
    photo = forms.FileField(
        error_messages={"required": "Choose a photo first.", "empty": "The file is empty (0 bytes). Choose another."}
    )

    def clean_photo(self) -> "UploadedFile[bytes]":
        return small_enough(self.cleaned_data["photo"])


def small_enough(photo: "UploadedFile[bytes]") -> "UploadedFile[bytes]":
    """Return an uploaded photo that is not larger than photos may be, or refuse it."""
    if (photo.size or 0) > settings.MAX_PHOTO_BYTES:
        most = settings.MAX_PHOTO_BYTES // 1024**2
        raise forms.ValidationError(f"The file has {(photo.size or 0) / 1024**2:.0f} MB; up to {most} MB works.")
    return photo


def draft_of(posted: Any) -> dict[str, list[str]]:
    """Return a posted form as it was typed, without the token, the window and the buttons."""
    typed: dict[str, list[str]] = storable(dict(posted.lists()))
    return {name: values for name, values in typed.items() if name not in NOT_TYPED}
