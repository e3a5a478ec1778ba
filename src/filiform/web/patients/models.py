"""A patient of the clinic."""

import unicodedata
from typing import Any

from django.conf import settings
from django.db import models

from filiform.web.clinics.models import Clinic

SKIN_TYPES = (1, 6)
HEIGHTS_CM = (90, 250)
MOST_SEARCHED = 240  # letters of a folded name; one letter may fold to eighteen


def folded(text: str) -> str:
    """Return text as it is searched: small letters without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


class PatientQuerySet(models.QuerySet["Patient"]):
    def matching(self, words: str) -> "PatientQuerySet":
        """Return the patients whose name holds every one of the words."""
        found = self
        for word in folded(words).split()[:6]:
            found = found.filter(search_key__contains=word)
        return found


class Patient(models.Model):
    class Sex(models.TextChoices):
        FEMALE = "female", "Female"
        MALE = "male", "Male"
        INTERSEX = "intersex", "Intersex"
        UNKNOWN = "unknown", "Not said"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="patients")
    name = models.CharField(max_length=120)
    search_key = models.CharField(max_length=MOST_SEARCHED, editable=False)
    born = models.DateField()
    sex = models.CharField(max_length=10, choices=Sex, default=Sex.UNKNOWN)
    skin_type = models.PositiveSmallIntegerField(null=True, blank=True)
    height_cm = models.PositiveSmallIntegerField(null=True, blank=True)
    declines_photos = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    form_key = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001 null is no key, many have none

    objects = PatientQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["clinic", "search_key"], name="patient_by_name"),)
        constraints = (
            models.CheckConstraint(condition=~models.Q(name=""), name="patient_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(skin_type__isnull=True) | models.Q(skin_type__range=SKIN_TYPES),
                name="patient_skin_type_1_to_6",
            ),
            models.CheckConstraint(
                condition=models.Q(height_cm__isnull=True) | models.Q(height_cm__range=HEIGHTS_CM),
                name="patient_height_is_possible",
            ),
            models.UniqueConstraint(fields=["clinic", "form_key"], name="patient_once_a_form"),
        )

    def __str__(self) -> str:
        return f"patient {self.pk}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.search_key = folded(self.name)[:MOST_SEARCHED]
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # handed through as Django gave them


class HandMove(models.Model):
    """
    A site of one patient that a practitioner moved, kept on the mesh of the face.

    Rows are added and never deleted; the one change is that a move is taken back, or given again. Of the moves of a
    site that are not taken back the last one holds.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="hand_moves")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="hand_moves")
    visit = models.ForeignKey("visits.Visit", on_delete=models.PROTECT, related_name="hand_moves")
    photo = models.ForeignKey("visits.Photo", on_delete=models.PROTECT, related_name="hand_moves")
    point = models.CharField(max_length=20)
    side = models.CharField(max_length=8)
    triangle: models.JSONField[Any, Any] = models.JSONField()
    weights: models.JSONField[Any, Any] = models.JSONField()
    moved_mm = models.FloatField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    form_key = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001 null is no key, many have none

    class Meta:
        indexes = (models.Index(fields=["patient", "point", "side"], name="hand_move_by_site"),)
        constraints = (
            models.UniqueConstraint(fields=["patient", "form_key"], name="hand_move_once_a_form"),
            models.CheckConstraint(
                condition=models.Q(undone_at__isnull=True, undone_by__isnull=True)
                | models.Q(undone_at__isnull=False, undone_by__isnull=False),
                name="hand_move_undone_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(side__in=["left", "right", "midline"]), name="hand_move_has_a_side"
            ),
        )

    def __str__(self) -> str:
        return f"hand move {self.pk}"


class FaceTap(models.Model):
    """
    Where something the mesh does not know was tapped on a photo of one patient: hairline, ear, angle of the jaw.

    `places` are x and y from the glabella in pupil distances, seen from the front; of a 45-degree photo z too, towards
    the camera. Rows are added and never changed; the last one of a kind and side is carried to the next photo, and one
    without places says that a mark was taken away.
    """

    class Kind(models.TextChoices):
        HAIRLINE = "hairline", "Hairline"
        TRAGUS = "tragus", "Ear"
        GONION = "gonion", "Angle of the jaw"
        TRAGUS_45 = "tragus45", "Ear on a 45-degree photo"
        GONION_45 = "gonion45", "Angle of the jaw on a 45-degree photo"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="face_taps")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="face_taps")
    photo = models.ForeignKey("visits.Photo", on_delete=models.PROTECT, related_name="face_taps")
    kind = models.CharField(max_length=10, choices=Kind)
    side = models.CharField(max_length=8, default="midline")
    places: models.JSONField[Any, Any] = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = (models.Index(fields=["patient", "kind", "side"], name="face_tap_by_kind"),)

    def __str__(self) -> str:
        return f"face tap {self.pk}"
