"""The form of a clinic's own protocol: each field with what it is, the reason beside each weight."""

from typing import Any

from django import forms

from filiform.errors import InputError
from filiform.knowledge.course import Settling
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
WEIGHT, SETTLES = "weight-", "settles-"
NEW = "own_new_v1"
MOST_CHARACTERS = 1_000


def size_key(size: NeedleStock) -> str:
    """Return a size as one word of a form."""
    return f"{size.gauge_mm:.2f}x{size.length_mm}"


class ProtocolForm(forms.Form):
    """A protocol that changes another one; an empty weight is that of the one it extends."""

    SHOWN = frozenset(
        {*SPANS, *NUMBERS, "retention_by_comfort", "weights", "sizes", "extends", "label", "why"}
        | {"settling_days", "zone_order"}
    )

    label = forms.CharField(max_length=60, label="Name", validators=[can_be_seen])
    why = forms.CharField(max_length=300, label="For whom, and why", widget=forms.Textarea({"rows": 2}))

    def __init__(self, data: Any, base: Protocol, facts: Knowledge, own: Protocol | None = None) -> None:
        super().__init__(data, initial=_initial(own or base, own, facts))
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
            label="Needles it may use",
            choices=sizes,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "Keep at least one size of needle."},
        )
        for kind in facts.settling.values():
            said = f"{base.label}: {_settles(base, kind)}. Never under {kind.least_days}."
            self.fields[f"{SETTLES}{kind.id}"] = _count(f"{kind.label}, days", said, required=False)
        self.fields["zone_order"] = forms.CharField(
            required=False,
            max_length=MOST_CHARACTERS,
            label="Order of insertion",
            help_text="One zone or region a line. What is not named comes after.",
            widget=forms.Textarea({"rows": 9}),
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
            "settling_days": self._settling(),
            "zone_order": [] if clean["zone_order"] == _order(base, self.facts) else [*clean["zone_order"]],
        }
        changed = {name: value for name, value in stated.items() if value not in ({}, [])}
        return {"extends": base.id, "label": clean["label"], "why": clean["why"], **changed}

    def _sizes(self) -> list[dict[str, Any]]:
        """Return the sizes that are kept, nothing where all are."""
        chosen = [one for one in self.base.sizes if size_key(one) in self.cleaned_data["sizes"]]
        plain = [{"gauge_mm": one.gauge_mm, "length_mm": one.length_mm} for one in chosen]
        return plain if len(chosen) < len(self.base.sizes) else []

    def _settling(self) -> dict[str, int]:
        """Return the days that differ from those of the protocol it extends."""
        typed = {kind: self.cleaned_data[f"{SETTLES}{kind.id}"] for kind in self.facts.settling.values()}
        return {kind.id: days for kind, days in typed.items() if days not in {None, _settles(self.base, kind)}}

    def clean_zone_order(self) -> tuple[str, ...]:
        """Return the zones and regions that were typed, by label or by id, each once."""
        known = {word.casefold(): name for name, label in _places(self.facts).items() for word in (label, name)}
        typed = [line.strip() for line in self.cleaned_data["zone_order"].splitlines() if line.strip()]
        unknown = [line for line in typed if line.casefold() not in known]
        if unknown:
            zones = "; ".join(zone.label for zone in self.facts.zones.values())
            raise forms.ValidationError(f"No zone is called {unknown[0][:40]}. The zones are: {zones}.")
        return tuple(dict.fromkeys(known[line.casefold()] for line in typed))

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
        tables = {"weights": WEIGHT, "retention_by_comfort": "rest-", "settling_days": SETTLES} if rest else {}
        found = f"{tables[name]}{rest[0]}" if name in tables else f"{name}-most" if name in SPANS else name
        return found if found in self.fields else None

    def course(self) -> tuple[forms.BoundField, ...]:
        """Return the fields of what rests how long, and of the order."""
        return tuple(self[name] for name in self.fields if name.startswith(SETTLES) or name == "zone_order")

    def groups(self) -> tuple[tuple[str, tuple[forms.BoundField, ...]], ...]:
        """Return the weights of the form by what they weigh."""
        return tuple(
            (group.label, tuple(self[f"{WEIGHT}{weight.name}"] for weight in group.weights))
            for group in weight_groups(self.base)
        )

    def plain(self) -> tuple[forms.BoundField, ...]:
        """Return the fields that stand first."""
        return tuple(
            self[name] for name in self.fields if not name.startswith((WEIGHT, SETTLES)) and name != "zone_order"
        )


def _count(label: str, help_text: str, *, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(min_value=0, max_value=999, label=label, help_text=help_text, required=required)


def _rest(whole: Protocol, comfort: str) -> int:
    low, high = whole.retention_min
    return min(max(whole.retention_by_comfort.get(comfort, low), low), high)


def _settles(whole: Protocol, kind: Settling) -> int:
    return whole.settling_days.get(kind.id, kind.days)


def _order(whole: Protocol, facts: Knowledge) -> tuple[str, ...]:
    """Return the order of a protocol, or that of the zones where it states none."""
    return whole.zone_order or tuple(sorted(facts.zones, key=lambda zone: facts.zones[zone].order))


def _places(facts: Knowledge) -> dict[str, str]:
    """Return the label of every zone and region."""
    zones = {zone.id: zone.label for zone in facts.zones.values()}
    return {region.id: region.label for region in facts.regions.values()} | zones


def _initial(whole: Protocol, own: Protocol | None, facts: Knowledge) -> dict[str, Any]:
    spans = {f"{field}-{end}": getattr(whole, field)[place] for field in SPANS for place, (end, _) in enumerate(ENDS)}
    return {
        **spans,
        **{f"rest-{name}": _rest(whole, name) for name in COMFORTS},
        **{f"{WEIGHT}{name}": f"{value:g}" for name, value in whole.weights.items()},
        **{name: f"{getattr(whole, name):g}" for name in NUMBERS},
        **{f"{SETTLES}{kind.id}": _settles(whole, kind) for kind in facts.settling.values()},
        "zone_order": "\n".join(_places(facts)[place] for place in _order(whole, facts)),
        "sizes": [size_key(one) for one in whole.sizes],
        "label": own.label if own else "",
        "why": own.why if own else "",
    }
