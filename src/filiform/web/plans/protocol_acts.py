"""Acts on a clinic's own protocols: a new version of one, and putting one away."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from filiform.errors import InputError
from filiform.web.accounts.models import User
from filiform.web.audit.actions import record
from filiform.web.clinics.models import Clinic
from filiform.web.once import make_once
from filiform.web.plans.models import OwnProtocol

MOST_VERSIONS = 9_999
STALE = "This protocol was changed in another window meanwhile. Open it again; what you typed is still here."


@transaction.atomic
def saved(
    clinic: Clinic,
    values: Mapping[str, Any],
    *,
    slug: str = "",
    version: int = 0,
    form_key: str,
    by: User,
    at: datetime,
) -> OwnProtocol:
    """Keep a protocol: a new one, or the next version of one, unless somebody made that version meanwhile."""
    again = clinic.own_protocols.filter(form_key=form_key).first() if form_key else None
    if again is not None:
        return again
    named = slug or _free(clinic, slugify(str(values["label"])).replace("-", "_")[:24].strip("_") or "protocol")
    if (
        slug
        and version != clinic.own_protocols.filter(slug=slug).order_by("-version").values_list("version", flat=True)[0]
    ):
        raise InputError(STALE)
    made = {"slug": named, "version": version + 1, "values": dict(values), "made_at": at, "made_by": by}
    row, is_new = make_once(clinic.own_protocols, form_key or None, clinic=clinic, **made)
    if is_new:
        record(clinic.pk, by, "write a protocol", row, name=row.name)
    return row


def _free(clinic: Clinic, wanted: str) -> str:
    """Return a name no protocol of the clinic has yet."""
    taken = set(clinic.own_protocols.values_list("slug", flat=True))
    return next(name for name in (wanted, *(f"{wanted}_{n}" for n in range(2, MOST_VERSIONS))) if name not in taken)


@transaction.atomic
def put_away(row: OwnProtocol, *, by: User, at: datetime) -> None:
    """Offer a protocol no more; plans that name it keep it."""
    if row.put_away_at is None:
        row.put_away_at = at
        row.save(update_fields=["put_away_at"])
        record(row.clinic_id, by, "put a protocol away", row)
