"""What was proposed for a visit, and what was signed."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models

from filiform.web.clinics.models import Clinic
from filiform.web.visits.models import Photo, Visit


class Proposal(models.Model):
    """
    One proposal of a visit, computed or changed by hand.

    Every change makes a new row that `replaces` the one before, so nothing is lost and undo is a step
    back; what was taken back keeps when, and can be done again. A row whose
    state is `offered` waits beside the current one for Accept or Keep mine. The intake, the facts and the program it
    was made with stand in the row.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Being computed"
        READY = "ready", "Ready"
        NONE = "none", "No proposal"
        FAILED = "failed", "Failed"
        DECLINED = "declined", "Declined"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="proposals")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="proposals")
    photo = models.ForeignKey(Photo, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals")
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    change = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    intake: models.JSONField[Any, Any] = models.JSONField()
    protocol = models.CharField(max_length=60, blank=True)
    wanted: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    current = models.BooleanField(default=False)
    undone_at = models.DateTimeField(null=True, blank=True)
    document: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    facts_digest = models.CharField(max_length=80)
    software = models.CharField(max_length=40)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["visit"], condition=models.Q(current=True), name="one_current_proposal_a_visit"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["ready", "none"]) | models.Q(document__isnull=False),
                name="proposal_ready_has_a_document",
            ),
        )

    def __str__(self) -> str:
        return f"proposal {self.pk}"


class OwnProtocol(models.Model):
    """
    One version of a protocol a clinic wrote; a change makes a new version, so a plan can name the one it kept to.

    `values` is what it states, without its id: the protocol it extends and what it changes of it. One
    that is put away is not offered.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="own_protocols")
    slug = models.SlugField(max_length=30)
    version = models.PositiveSmallIntegerField()
    values: models.JSONField[Any, Any] = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    put_away_at = models.DateTimeField(null=True, blank=True)
    form_key = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001 null is no key, many have none

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["clinic", "slug", "version"], name="one_version_of_a_protocol"),
            models.UniqueConstraint(fields=["clinic", "form_key"], name="protocol_once_a_form"),
        )

    def __str__(self) -> str:
        return f"protocol {self.pk}"

    @property
    def name(self) -> str:
        """The id under which plans name this version."""
        return f"own_{self.slug}_v{self.version}"


class ClinicRules(models.Model):
    """
    What a clinic decided for all its patients: points it does not use, and how many needles of a size it has.

    A change makes a new row; the newest counts. `stock` is a list of gauge in mm, length in mm and count; a size it
    does not name is not counted.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="rules")
    banned: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    stock: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    form_key = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001 null is no key, many have none

    class Meta:
        verbose_name_plural = "rules of clinics"
        constraints = (models.UniqueConstraint(fields=["clinic", "form_key"], name="clinic_rules_once_a_form"),)

    def __str__(self) -> str:
        return f"clinic rules {self.pk}"


class PlanQuerySet(models.QuerySet["Plan"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("a signed plan is never changed: sign a new one that replaces it")

    def delete(self) -> NoReturn:
        raise TypeError("a signed plan is never deleted")


class Plan(models.Model):
    """A proposal a practitioner signed; it never changes, a new plan replaces it."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="plans")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="plans")
    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="plan")
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    document: models.JSONField[Any, Any] = models.JSONField()
    intake: models.JSONField[Any, Any] = models.JSONField()
    agreements: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    against: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    facts_digest = models.CharField(max_length=80)
    software = models.CharField(max_length=40)

    objects = PlanQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["visit", "-signed_at"], name="plan_by_visit"),)

    def __str__(self) -> str:
        return f"plan {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a signed plan is never changed: sign a new one that replaces it")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("a signed plan is never deleted")


class CourseRow(models.Model):
    """
    One planning of a whole course: asked for, computed, and signed with its rule to stop.

    `done` are the sessions behind it, each its day and sites. A week that is missed makes a new row that `replaces`
    this one and keeps the rule that was agreed.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="courses")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="courses")
    photo = models.ForeignKey(Photo, null=True, blank=True, on_delete=models.PROTECT, related_name="courses")
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    start = models.DateField()
    intake: models.JSONField[Any, Any] = models.JSONField()
    protocol = models.CharField(max_length=60, blank=True)
    done: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, choices=Proposal.State, default=Proposal.State.WAITING)
    document: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    stop_rule = models.CharField(max_length=60, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    facts_digest = models.CharField(max_length=80)
    software = models.CharField(max_length=40)
    form_key = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001 null is no key, many have none

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["visit", "form_key"], name="course_once_a_form"),
            models.CheckConstraint(
                condition=models.Q(signed_at__isnull=True) | ~models.Q(stop_rule=""),
                name="signed_course_has_a_stop_rule",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["ready", "none"]) | models.Q(document__isnull=False),
                name="course_ready_has_a_document",
            ),
        )

    def __str__(self) -> str:
        return f"course {self.pk}"
