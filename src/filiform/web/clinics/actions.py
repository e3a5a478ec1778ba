"""Acts about the clinic itself and the people who work there."""

from datetime import datetime

from django.db import connection, transaction

from filiform.errors import InputError
from filiform.web.accounts.models import User, is_empty
from filiform.web.audit.actions import record
from filiform.web.clinics.models import Clinic, Membership


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


@transaction.atomic
def founded(name: str, *, username: str, full_name: str, password: str, at: datetime) -> User:
    """Open the first clinic with its owner, while nobody can sign in yet."""
    if connection.vendor == "postgresql":  # SQLite lets one writer in at a time anyway
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE accounts_user IN EXCLUSIVE MODE")
    if not is_empty():
        raise InputError("There is a clinic already: sign in to it.")
    clinic = opened(name, at=at)
    return admitted(clinic, username=username, full_name=full_name, password=password, role=Membership.Role.OWNER)
