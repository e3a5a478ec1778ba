"""A patient of the clinic."""

import unicodedata

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
