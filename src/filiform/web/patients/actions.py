"""Acts about a patient's own record."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction

from filiform.web.accounts.models import User
from filiform.web.audit.actions import record
from filiform.web.clinics.models import Clinic
from filiform.web.once import make_once
from filiform.web.patients.models import Patient


@dataclass(frozen=True)
class PatientDetails:
    """What is written down about a patient before any visit."""

    name: str
    born: date
    sex: str
    skin_type: int | None
    height_cm: int | None
    declines_photos: bool


@transaction.atomic
def registered(details: PatientDetails, *, clinic: Clinic, by: User, at: datetime, form_key: str = "") -> Patient:
    """Add a patient to the clinic; the same details sent twice from one page are one patient."""
    told = asdict(details)
    key = sha256(f"{form_key} {sorted(told.items())}".encode()).hexdigest() if form_key else None
    patient, is_new = make_once(clinic.patients, key, created_at=at, **told)
    if is_new:
        record(clinic.pk, by, "register", patient)
    return patient


@transaction.atomic
def corrected(patient: Patient, details: PatientDetails, *, by: User) -> Patient:
    """Correct what is written down about a patient; the names of the changed fields are kept, not what they held."""
    changed = [field for field, value in asdict(details).items() if getattr(patient, field) != value]
    for field in changed:
        setattr(patient, field, getattr(details, field))
    patient.save()
    record(patient.clinic_id, by, "correct", patient, fields=" ".join(changed))
    return patient
