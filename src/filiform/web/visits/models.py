"""A visit: what the patient said, and the photo taken."""

from typing import Any

from django.conf import settings
from django.db import models

from filiform.web.clinics.models import Clinic
from filiform.web.patients.models import Patient


class Visit(models.Model):
    """
    One coming of one patient.

    `draft` is the intake form exactly as typed, good or not; `intake` the answers once they were accepted.
    `draft_version` counts how often the draft was kept, `draft_window` is the key of the page that kept it last.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="visits")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="visits")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    draft: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    draft_saved_at = models.DateTimeField(null=True, blank=True)
    draft_version = models.PositiveIntegerField(default=0)
    draft_window = models.CharField(max_length=32, blank=True)
    intake: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    intake_at = models.DateTimeField(null=True, blank=True)
    drawn = models.BooleanField(default=False)
    form_key = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001 null is no key, many have none

    class Meta:
        indexes = (models.Index(fields=["patient", "-opened_at"], name="visit_by_patient"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(intake__isnull=True, intake_at__isnull=True)
                | models.Q(intake__isnull=False, intake_at__isnull=False),
                name="visit_intake_has_its_time",
            ),
            models.UniqueConstraint(fields=["patient", "form_key"], name="visit_once_a_form"),
        )

    def __str__(self) -> str:
        return f"visit {self.pk}"

    @property
    def photo(self) -> "Photo | None":
        """The newest photo, unless this visit goes on with the drawn face."""
        return None if self.drawn else self.photos.order_by("-pk").first()

    @property
    def has_face(self) -> bool:
        photo = self.photo
        return self.drawn or (photo is not None and photo.state == Photo.State.FOUND)


class Photo(models.Model):
    """
    One photo as it was given, and what was found on it.

    The kept file is upright and free of metadata; `original_sha256` is the digest of the bytes that were uploaded.
    `hairline_from` is the day of an earlier photo whose hairline was carried to this one, nothing when it was tapped
    here. `card` is told: the printed card is in the picture. `ear_jaw_px` are places tapped beside the mesh, by
    "tragus-left" and so on.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        FOUND = "found", "Face found"
        REFUSED = "refused", "Refused"
        UNREADABLE = "unreadable", "Unreadable"
        FAILED = "failed", "Failed"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="photos")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="photos")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    original_sha256 = models.CharField(max_length=64)
    ipd_mm = models.FloatField(null=True, blank=True)
    hairline_px: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    hairline_from = models.DateField(null=True, blank=True)
    card = models.BooleanField(default=False)
    ear_jaw_px: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    say = models.CharField(max_length=400, blank=True)
    file = models.CharField(max_length=200, blank=True)
    crop_file = models.CharField(max_length=200, blank=True)
    width_px = models.PositiveIntegerField(null=True, blank=True)
    height_px = models.PositiveIntegerField(null=True, blank=True)
    face: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    placement: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    refusal: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(state="found") | models.Q(face__isnull=False, placement__isnull=False),
                name="photo_found_has_a_face",
            ),
            models.CheckConstraint(
                condition=models.Q(ipd_mm__isnull=True) | models.Q(ipd_mm__range=(40, 85)),
                name="photo_ipd_is_possible",
            ),
        )

    def __str__(self) -> str:
        return f"photo {self.pk}"


class SidePhoto(models.Model):
    """
    One photo of a cheek, turned about 45 degrees, beside the front photo it belongs to.

    `view` holds its landmarks, pose and limits once it is used, `refusal` why it is not. `ear_jaw_px` are places marked
    on it, by "tragus" and "gonion".
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        USED = "used", "Used"
        REFUSED = "refused", "Refused"
        UNREADABLE = "unreadable", "Unreadable"
        FAILED = "failed", "Failed"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="side_photos")
    photo = models.ForeignKey(Photo, on_delete=models.PROTECT, related_name="side_photos")
    cheek = models.CharField(max_length=5, choices=(("left", "Left"), ("right", "Right")))
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    original_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    say = models.CharField(max_length=400, blank=True)
    file = models.CharField(max_length=200, blank=True)
    width_px = models.PositiveIntegerField(null=True, blank=True)
    height_px = models.PositiveIntegerField(null=True, blank=True)
    view: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    refusal: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    ear_jaw_px: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(state="used") | models.Q(view__isnull=False), name="side_photo_used_has_a_view"
            ),
            models.CheckConstraint(condition=models.Q(cheek__in=("left", "right")), name="side_photo_has_a_cheek"),
        )

    def __str__(self) -> str:
        return f"{self.cheek} side photo {self.pk}"
