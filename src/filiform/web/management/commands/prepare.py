"""Make everything ready that a start of the server needs, in one process."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from filiform.web import assets
from filiform.web.accounts.models import User


def _migrations_wait() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


class Command(BaseCommand):
    help = "Bring the database and the page files up to date; make the demo clinic where it is asked for."
    requires_system_checks = ()  # they import every page, which the server does anyway

    def handle(self, *args: Any, **options: Any) -> None:
        if _migrations_wait():
            call_command("migrate", verbosity=0)
        assets.collected()
        if settings.DEMO:
            call_command("demo")
        elif not User.objects.exists():
            self.stdout.write("There is no clinic yet: the first page asks for its name and for who signs in.")
