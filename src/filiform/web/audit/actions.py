"""Writing down who did what, in the transaction of the act itself."""

from django.db.models import Model
from django.utils import timezone

from filiform.web.accounts.models import User
from filiform.web.audit.models import Entry


def record(clinic_id: int, by: User, act: str, subject: Model, **detail: str | int | bool | None) -> Entry:
    """Write one act down; `detail` never takes a name or what a patient said."""
    return Entry.objects.create(
        clinic_id=clinic_id,
        by=by,
        at=timezone.now(),
        act=act,
        noun=subject._meta.model_name or "",
        record_id=subject.pk,
        detail=detail,
    )
