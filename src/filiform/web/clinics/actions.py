"""Acts about the clinic itself and the people who work there."""

from datetime import datetime

from django.db import transaction

from filiform.web.accounts.models import User
from filiform.web.audit.actions import record
from filiform.web.clinics.models import Clinic


def opened(name: str, *, at: datetime) -> Clinic:
    """Open a new, empty clinic."""
    return Clinic.objects.create(name=name, created_at=at)


@transaction.atomic
def admitted(
    clinic: Clinic, *, username: str, full_name: str, password: str, role: str, by: User | None = None
) -> User:
    """Let one new person sign in to a clinic; the first one admits themselves."""
    user = User.objects.create_user(username=username, full_name=full_name, password=password)
    membership = clinic.memberships.create(user=user, role=role)
    record(clinic.pk, by or user, "admit", membership, role=role)
    return user
