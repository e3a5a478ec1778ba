"""Work that a killed worker left behind: done again once, then given up and said so."""

import logging
import socket
from collections.abc import Callable, Mapping

from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from filiform.web.plans import actions as plans
from filiform.web.plans import course_acts as courses
from filiform.web.visits import actions as visits
from filiform.web.visits import side

logger = logging.getLogger(__name__)
NAME = f"{socket.gethostname()[:40]} "  # every worker of this machine is called so; a server has one worker
MOST_TRIES = 2
GIVEN_UP: Mapping[str, Callable[[int], None]] = {
    visits.analyse.module_path: visits.given_up,
    side.analyse_side.module_path: side.given_up,
    plans.propose.module_path: plans.given_up,
    courses.plan_course.module_path: courses.given_up,
}


@transaction.atomic
def taken_up() -> int:
    """Have every job done again that runs by its row though its worker is gone; return how many there were."""
    left = [job for job in DBTaskResult.objects.running() if job.worker_ids and job.worker_ids[-1].startswith(NAME)]
    for job in left:
        if len(job.worker_ids) < MOST_TRIES:
            job.status = TaskResultStatus.READY
        else:
            job.status = TaskResultStatus.FAILED
            GIVEN_UP[job.task_path](*job.args_kwargs["args"])
        job.save(update_fields=["status"])
        logger.warning("Job %s lost its worker at try %d; it is now %s", job.pk, len(job.worker_ids), job.status)
    return len(left)
