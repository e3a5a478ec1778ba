"""How a plan was weighed: every weight with its reason, and where it differs from the default's."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiform.knowledge.models import Knowledge
from filiform.planning.frame import DEFAULT, protocol
from filiform.planning.weights import TRAY, Weight, WeightGroup, limit_rows, weight_groups
from filiform.web.clinics.middleware import ClinicRequest
from filiform.web.plans import actions
from filiform.web.plans.asked import visit_of
from filiform.web.plans.known import facts_for


@dataclass(frozen=True)
class Row:
    """One weight in words; `usual` is the default's where this one differs."""

    name: str
    weight: Weight
    usual: float | None


@dataclass(frozen=True)
class Group:
    label: str
    rows: tuple[Row, ...]


def groups(name: str, facts: Knowledge) -> tuple[Group, ...]:
    """Return the weights and limits of a protocol by what they weigh."""
    one, usual = protocol(name, facts), protocol(DEFAULT, facts)
    there = {row.name: row.value for row in limit_rows(usual)} | usual.weights
    listed = (*weight_groups(one), WeightGroup("Limits that are never crossed", limit_rows(one)))
    return tuple(Group(group.label, tuple(_row(weight, there) for weight in group.weights)) for group in listed)


def _row(weight: Weight, there: dict[str, float]) -> Row:
    usual = there.get(weight.name)
    words = weight.name.removesuffix("_mm").replace("_", " ").capitalize()
    return Row(words, weight, usual if usual is not None and usual != weight.value else None)


@require_safe
def show(request: ClinicRequest, pk: int) -> HttpResponse:
    """Show the weights of the protocol of a visit's plan, or of another one."""
    visit = visit_of(request, pk)
    row = actions.current(visit)
    asked = request.GET.get("protocol") or (row.protocol if row else "") or DEFAULT
    facts = facts_for(request.clinic, asked)
    name = asked if asked in facts.protocols else DEFAULT
    shown = {
        "visit": visit,
        "patient": visit.patient,
        "protocol": protocol(name, facts),
        "usual": protocol(DEFAULT, facts),
        "groups": groups(name, facts),
        "tray": TRAY,
        "protocols": [(one.id, one.label) for one in facts.protocols.values()],
    }
    return render(request, "plans/weights.html", shown)
