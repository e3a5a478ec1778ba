"""Who may sign in."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """Somebody who signs in; `full_name` is what stands on a signed plan."""

    first_name = None  # type: ignore[assignment]  # one name field, as people write it themselves
    last_name = None  # type: ignore[assignment]  # as above
    full_name = models.CharField(max_length=120)

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name


def is_empty() -> bool:
    """Say whether nobody can sign in yet."""
    return not User.objects.exists()
