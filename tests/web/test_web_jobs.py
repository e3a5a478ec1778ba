"""Jobs whose worker was killed: done again once, then given up and said so."""

from typing import Any

import pytest
from django.test import Client
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from filiform.web import assets, jobs
from filiform.web.plans import actions as plans
from filiform.web.plans.models import Proposal
from filiform.web.visits import actions as visits
from filiform.web.visits.models import Visit


def left_behind(path: str, pk: int, workers: list[str]) -> DBTaskResult:
    return DBTaskResult.objects.create(
        task_path=path,
        args_kwargs={"args": [pk], "kwargs": {}},
        status=TaskResultStatus.RUNNING,
        backend_name="default",
        queue_name="default",
        worker_ids=workers,
        exception_class_path="",
        traceback="",
    )


@pytest.fixture
def waiting(proposed: Visit) -> Proposal:
    Proposal.objects.filter(visit=proposed).update(state="waiting")
    return Proposal.objects.get(visit=proposed)


def test_a_job_left_behind_once_is_done_again(waiting: Proposal) -> None:
    job = left_behind(plans.propose.module_path, waiting.pk, [jobs.NAME + "a"])
    assert jobs.taken_up() == 1
    job.refresh_from_db()
    assert job.status == TaskResultStatus.READY


def test_a_job_that_kills_its_worker_twice_is_given_up_and_can_be_tried_by_hand(ana: Client, waiting: Proposal) -> None:
    job = left_behind(plans.propose.module_path, waiting.pk, [jobs.NAME + "a", jobs.NAME + "b"])
    jobs.taken_up()
    job.refresh_from_db()
    waiting.refresh_from_db()
    assert (job.status, waiting.state) == (TaskResultStatus.FAILED, "failed")
    assert "Try once more" in ana.get(f"/visits/{waiting.visit_id}/plan/").content.decode()


def test_a_photo_whose_worker_was_killed_twice_is_asked_for_again(ana: Client, visit: Visit, cast: Any) -> None:
    photo = visit.photos.create(
        clinic=cast.clinic, taken_by=cast.ana, uploaded_at=visit.opened_at, original_sha256="0" * 64, file="incoming/x"
    )
    left_behind(visits.analyse.module_path, photo.pk, [jobs.NAME + "a", jobs.NAME + "b"])
    jobs.taken_up()
    photo.refresh_from_db()
    assert photo.state == "failed"
    assert "Give it once more below" in ana.get(f"/visits/{visit.pk}/photo/").content.decode()


def test_a_job_of_another_machine_is_left_alone(waiting: Proposal) -> None:
    left_behind(plans.propose.module_path, waiting.pk, ["elsewhere a"])
    assert jobs.taken_up() == 0


def test_page_files_are_collected_once_and_again_when_one_changes(settings: Any, tmp_path: Any) -> None:
    source = tmp_path / "dist"
    source.mkdir()
    (source / "app.css").write_text("a {}")
    settings.STATICFILES_DIRS = [source]
    settings.STATIC_ROOT = tmp_path / "static"
    from django.contrib.staticfiles import finders  # noqa: PLC0415 the cache is emptied for this test

    finders.get_finder.cache_clear()
    try:
        assert assets.collected()
        assert not assets.collected()
        (source / "app.css").write_text("a { color: red }")
        assert assets.collected()
    finally:
        finders.get_finder.cache_clear()
