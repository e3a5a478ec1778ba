"""Run the worker that reads photos and makes proposals."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils.crypto import get_random_string

from filiform.web import jobs
from filiform.web.visits.actions import swept

INTERVAL_S = 0.3


class Command(BaseCommand):
    help = "Do the work that waits, and take up what a worker of this machine left behind when it was killed."
    requires_system_checks = ()  # they import every page; the worker needs none

    def handle(self, *args: Any, **options: Any) -> None:
        jobs.taken_up()
        swept()
        name = jobs.NAME + get_random_string(12)
        call_command("db_worker", interval=INTERVAL_S, worker_id=name, startup_delay=False)
