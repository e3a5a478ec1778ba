"""Make the demo clinic."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from filiform.web import demo


class Command(BaseCommand):
    help = "Make the demo clinic with four patients, when the database is empty."

    def handle(self, *args: Any, **options: Any) -> None:
        if demo.made(at=timezone.now(), today=timezone.localdate()):
            self.stdout.write(f"Demo sign-in: user name {demo.USERNAME}, password {demo.PASSWORD}")
