"""The form of a clinic's own protocol: each field with what it is, the reason beside each weight."""

from typing import Any

from django import forms

from filiform.errors import InputError
from filiform.knowledge.models import Knowledge, NeedleStock, Protocol
from filiform.pictures.words import size_words
from filiform.planning.own_protocol import protocol_of
from filiform.planning.proposal import NeedleSize
from filiform.planning.weights import weight_groups
from filiform.web.names import can_be_seen

SPANS = {
    "face_needles": "Needles in the face",
    "body_needles": "Needles in the body",
    "retention_min": "Rest, minutes",
    "sessions": "Sessions of a course",
}
ENDS = (("least", "at least"), ("most", "at most"))
COMFORTS = ("sensitive", "ordinary", "hardy")
NUMBERS = {"interval_days": "Days between sessions", "spacing_mm": "Distance between needles, mm"}
WEIGHT = "weight-"
NEW = "own_new_v1"


def size_key(size: NeedleStock) -> str:
    """Return a size as one word of a form."""
    return f"{size.gauge_mm:.2f}x{size.length_mm}"


class ProtocolForm(forms.Form):
    """A protocol that changes another one; an empty weight is that of the one it extends."""

    SHOWN = frozenset({*SPANS, *NUMBERS, "retention_by_comfort", "weights", "sizes", "extends", "label", "why"})

    label = forms.CharField(max_length=60, label="Name", validators=[can_be_seen])
    why = forms.CharField(max_length=300, label="For whom, and why", widget=forms.Textarea({"rows": 2}))

    def __init__(self, data: Any, base: Protocol, facts: Knowledge, own: Protocol | None = None) -> None:
        super().__init__(data, initial=_initial(own or base, own))
        self.base, self.facts = base, facts
        for field, label in SPANS.items():
            for place, (end, words) in enumerate(ENDS):
                said = f"{base.label}: {getattr(base, field)[place]}. {self._limit(field)}"
                self.fields[f"{field}-{end}"] = _count(f"{label}, {words}", said)
        for name in COMFORTS:
            self.fields[f"rest-{name}"] = _count(f"Rest, minutes, {name} comfort", f"{base.label}: {_rest(base, name)}")
        for name, label in NUMBERS.items():
            said = f"{base.label}: {getattr(base, name):g}. {self._limit(name)}"
            self.fields[name] = forms.FloatField(label=label, help_text=said)
        sizes = [(size_key(one), f"{size_words(NeedleSize(one.gauge_mm, one.length_mm))} mm") for one in base.sizes]
        self.fields["sizes"] = forms.MultipleChoiceField(
            label="Needles in stock",
            choices=sizes,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "Keep at least one size of needle."},
        )
        for name, value in base.weights.items():
            said = f"{base.weight_why.get(name, '')}. {base.label}: {value:g}."
            self.fields[f"{WEIGHT}{name}"] = forms.FloatField(
                required=False, label=name.replace("_", " ").capitalize(), help_text=said
            )

    def _limit(self, name: str) -> str:
        """Return how far a field may go, in words."""
        limit = self.facts.protocol_limits.get(name)
        if limit is None:
            return ""
        least = "" if limit.least is None else f"Never under {limit.least:g}. "
        return least + ("" if limit.most is None else f"Never over {limit.most:g}.")

    def values(self) -> dict[str, Any]:
        """Return what the protocol states: only what differs from the one it extends."""
        clean, base = self.cleaned_data, self.base
        spans = {field: [clean[f"{field}-least"], clean[f"{field}-most"]] for field in SPANS}
        rest = {name: clean[f"rest-{name}"] for name in COMFORTS}
        weights = {name: clean[f"{WEIGHT}{name}"] for name in base.weights}
        stated = {
            **{field: span for field, span in spans.items() if span != list(getattr(base, field))},
            **{name: clean[name] for name in NUMBERS if clean[name] != getattr(base, name)},
            "retention_by_comfort": {name: minutes for name, minutes in rest.items() if minutes != _rest(base, name)},
            "weights": {name: value for name, value in weights.items() if value not in {None, base.weights[name]}},
            "sizes": self._sizes(),
        }
        changed = {name: value for name, value in stated.items() if value not in ({}, [])}
        return {"extends": base.id, "label": clean["label"], "why": clean["why"], **changed}

    def _sizes(self) -> list[dict[str, Any]]:
        """Return the sizes that are kept, nothing where all are."""
        chosen = [one for one in self.base.sizes if size_key(one) in self.cleaned_data["sizes"]]
        plain = [{"gauge_mm": one.gauge_mm, "length_mm": one.length_mm} for one in chosen]
        return plain if len(chosen) < len(self.base.sizes) else []

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            try:
                protocol_of({**self.values(), "id": NEW}, self.facts)
            except InputError as error:
                for place, say in error.problems.items():
                    self.add_error(self._field(place), say)
        return self.cleaned_data

    def _field(self, place: str) -> str | None:
        """Return the field of the form that a problem is about, None where it is about all."""
        name, *rest = place.split(".")
        tables = {"weights": f"{WEIGHT}{rest[0]}", "retention_by_comfort": f"rest-{rest[0]}"} if rest else {}
        found = tables.get(name, f"{name}-most" if name in SPANS else name)
        return found if found in self.fields else None

    def groups(self) -> tuple[tuple[str, tuple[forms.BoundField, ...]], ...]:
        """Return the weights of the form by what they weigh."""
        return tuple(
            (group.label, tuple(self[f"{WEIGHT}{weight.name}"] for weight in group.weights))
            for group in weight_groups(self.base)
        )

    def plain(self) -> tuple[forms.BoundField, ...]:
        """Return the fields that are no weights."""
        return tuple(self[name] for name in self.fields if not name.startswith(WEIGHT))


def _count(label: str, help_text: str) -> forms.IntegerField:
    return forms.IntegerField(min_value=0, max_value=999, label=label, help_text=help_text)


def _rest(whole: Protocol, comfort: str) -> int:
    low, high = whole.retention_min
    return min(max(whole.retention_by_comfort.get(comfort, low), low), high)


def _initial(whole: Protocol, own: Protocol | None) -> dict[str, Any]:
    spans = {f"{field}-{end}": getattr(whole, field)[place] for field in SPANS for place, (end, _) in enumerate(ENDS)}
    return {
        **spans,
        **{f"rest-{name}": _rest(whole, name) for name in COMFORTS},
        **{f"{WEIGHT}{name}": f"{value:g}" for name, value in whole.weights.items()},
        **{name: f"{getattr(whole, name):g}" for name in NUMBERS},
        "sizes": [size_key(one) for one in whole.sizes],
        "label": own.label if own else "",
        "why": own.why if own else "",
    }
