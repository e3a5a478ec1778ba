"""What a clinic decided for all its patients, as it is kept, and as the planner takes it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from filiform.errors import InputError
from filiform.planning.clinic import Clinic as Decided
from filiform.planning.clinic import Size
from filiform.web.accounts.models import User
from filiform.web.audit.actions import record
from filiform.web.clinics.models import Clinic
from filiform.web.once import make_once
from filiform.web.plans.models import ClinicRules

STALE = "Somebody else changed this meanwhile. What you typed is still here: look at what holds now, then save again."


def newest(clinic: Clinic) -> ClinicRules | None:
    """Return what a clinic decided last."""
    return clinic.rules.select_related("made_by").order_by("-pk").first()


def stock_of(row: ClinicRules | None) -> dict[Size, int]:
    """Return how many needles there are, by size."""
    return {(gauge_mm, length_mm): count for gauge_mm, length_mm, count in row.stock} if row else {}


def decided(clinic: Clinic) -> Decided:
    """Return what a clinic decided, as the planner takes it."""
    row = newest(clinic)
    return Decided(frozenset(row.banned), stock_of(row)) if row else Decided()


@transaction.atomic
def saved(
    clinic: Clinic,
    *,
    banned: Iterable[str],
    stock: Mapping[Size, int],
    version: str,
    form_key: str,
    by: User,
    at: datetime,
) -> ClinicRules:
    """Keep what a clinic decided, unless somebody decided otherwise since the page was shown."""
    again = clinic.rules.filter(form_key=form_key).first() if form_key else None
    if again is not None:
        return again
    before = newest(clinic)
    if version != (str(before.pk) if before else ""):
        raise InputError(STALE)
    told = {"banned": sorted(banned), "stock": [[*size, count] for size, count in sorted(stock.items())]}
    row, is_new = make_once(clinic.rules, form_key or None, clinic=clinic, made_by=by, made_at=at, **told)
    if is_new:
        record(clinic.pk, by, "decide stock and points", row, banned=len(row.banned), sizes=len(row.stock))
    return row
