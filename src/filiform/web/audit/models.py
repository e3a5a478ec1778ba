"""What was done, by whom and when: rows are added and never changed (the database refuses it too)."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models


class Entry(models.Model):
    """One act of one person on one record; `detail` holds no names and no clinical text."""

    clinic = models.ForeignKey("clinics.Clinic", on_delete=models.PROTECT, related_name="audit_entries")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    act = models.CharField(max_length=40)
    noun = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = (models.Index(fields=["clinic", "noun", "record_id"], name="audit_by_record"),)

    def __str__(self) -> str:
        return f"{self.act} {self.noun} {self.record_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("an audit entry is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("an audit entry is never deleted")
