"""Make the demo clinic."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from filiform.web.accounts.models import User


class Command(BaseCommand):
    help = "Make the demo clinic with four patients, when the database is empty."
    requires_system_checks = ()  # they import every page; the demo needs a few

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists():
            return
        from filiform.web import demo  # noqa: PLC0415 loads the facts and the solver

        if demo.made(at=timezone.now(), today=timezone.localdate()):
            self.stdout.write(f"Demo sign-in: user name {demo.USERNAME}, password {demo.PASSWORD}")
