"""A patient at a glance: the face, the last visit, and what comes next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from filiform.web.clinics.models import Clinic
from filiform.web.patients.models import Patient
from filiform.web.patients.next_step import NO_VISIT, Step, next_step


@dataclass(frozen=True)
class Glance:
    patient: Patient
    portrait: int | None
    seen_at: datetime | None
    visit: int | None
    step: Step

    @property
    def initials(self) -> str:
        words = self.patient.name.split()
        return "".join(word[0] for word in dict.fromkeys((words[0], words[-1]))).upper()


def glances(clinic: Clinic, patients: Sequence[Patient]) -> tuple[Glance, ...]:
    """Return each patient at a glance; the number of queries does not grow with the number of patients."""
    wanted = [patient.pk for patient in patients]
    visits = _newest(clinic.visits.filter(patient__in=wanted).order_by("pk"), "patient_id")
    photos = clinic.photos.filter(visit__patient__in=wanted)
    found = photos.filter(state="found").order_by("pk").values_list("visit__patient_id", "pk")
    portraits: dict[int, int] = dict(found)
    ids = [visit["pk"] for visit in visits.values()]
    states = dict(photos.filter(visit__in=ids).order_by("pk").values_list("visit_id", "state"))
    proposals = _newest(clinic.proposals.filter(visit__in=ids, current=True), "visit_id", "state", "plan")

    def glance(patient: Patient) -> Glance:
        visit = visits.get(patient.pk)
        portrait = portraits.get(patient.pk)
        if visit is None:
            return Glance(patient, portrait, None, None, NO_VISIT)
        proposal = proposals.get(visit["pk"], {})
        step = next_step(
            has_intake=visit["intake_at"] is not None,
            photo="found" if visit["drawn"] else states.get(visit["pk"]),
            proposal=proposal.get("state"),
            signed=proposal.get("plan") is not None,
        )
        return Glance(patient, portrait, visit["opened_at"], visit["pk"], step)

    return tuple(map(glance, patients))


def _newest(rows: Any, key: str, *fields: str) -> dict[int, dict[str, Any]]:
    """Return the last of the rows for each value of a column."""
    asked = fields or ("opened_at", "intake_at", "drawn")
    listed: Iterable[dict[str, Any]] = rows.values("pk", key, *asked)
    return {row[key]: row for row in listed}
