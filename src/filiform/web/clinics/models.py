"""A clinic, off which everything a practitioner keeps hangs, and who works there."""

from django.db import models

from filiform.web.accounts.models import User


class Clinic(models.Model):
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=~models.Q(name=""), name="clinic_has_a_name"),)

    def __str__(self) -> str:
        return f"clinic {self.pk}"


class Membership(models.Model):
    """The place of one person in one clinic."""

    class Role(models.TextChoices):
        OWNER = "owner", "Owner"
        PRACTITIONER = "practitioner", "Practitioner"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "clinic"], name="one_membership_a_person_and_clinic"),
            models.CheckConstraint(
                condition=models.Q(role__in=["owner", "practitioner"]), name="membership_role_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"membership {self.pk}"
