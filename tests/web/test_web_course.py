"""The whole course of a patient: planned once, signed with its rule to stop, planned anew after a missed week."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from filiform.knowledge import load
from filiform.web.plans import course_acts as acts
from filiform.web.plans import course_kept
from filiform.web.plans.models import CourseRow
from filiform.web.visits.models import Visit

RULE = next(iter(load.knowledge().stop_rules))


def planned(client: Client, visit: Visit, key: str = "a") -> Any:
    return client.post(f"/visits/{visit.pk}/course/plan/", {"form_key": key * 32, "protocol": "light"}, follow=True)


def sent(client: Client, visit: Visit, act: str, **more: str) -> str:
    version = visit.courses.get(replaced_by__isnull=True).pk
    answer = client.post(f"/visits/{visit.pk}/course/{act}/", {"version": version, **more}, follow=True)
    return unescape(answer.content.decode())


def test_a_course_is_planned_once_signed_with_its_rule_and_planned_anew_after_a_missed_week(
    ana: Client, drawn: Visit
) -> None:
    page = unescape(planned(ana, drawn).content.decode())
    planned(ana, drawn)
    row = CourseRow.objects.get()
    assert row.state == "ready"
    plan = course_kept.plan_of(row)
    assert len(re.findall(r'scope="col">\s*<strong>', page)) == len(plan.sessions)
    assert "Look back" in page
    assert plan.length.why in page
    assert "needled each time" in page
    assert page.count('class="little" role="img"') == len(plan.sessions)
    assert len(page) < 100_000

    assert "Choose when the course stops" in sent(ana, drawn, "sign")
    assert "signed" in sent(ana, drawn, "sign", stop_rule=RULE)
    sent(ana, drawn, "sign", stop_rule="worse_or_harmed")
    row.refresh_from_db()
    assert row.stop_rule == RULE
    assert "This course is signed" in planned(ana, drawn, "b").content.decode()

    later = (plan.sessions[1].on + timedelta(days=10)).isoformat()
    assert "lies after the last one done" in sent(ana, drawn, "missed", sessions="2", start="2020-01-01")
    sent(ana, drawn, "missed", sessions="2", start=later, form_key="c" * 32)
    new = CourseRow.objects.get(replaces=row)
    assert (new.stop_rule, len(new.done), new.signed_at) == (RULE, 2, None)
    rest = course_kept.plan_of(new)
    assert rest.sessions[0].number == 3
    assert rest.sessions[0].on.isoformat() >= later


def test_a_course_that_was_planned_anew_elsewhere_is_not_signed(
    ana: Client, bo: Client, drawn: Visit, cast: Any
) -> None:
    shown = drawn.courses.create(
        clinic=cast.clinic, made_at=drawn.opened_at, made_by=cast.ana, start=drawn.opened_at.date(), intake=drawn.intake
    )
    drawn.courses.create(
        clinic=cast.clinic,
        made_at=drawn.opened_at,
        made_by=cast.bo,
        start=drawn.opened_at.date(),
        intake=drawn.intake,
        replaces=shown,
    )
    answer = ana.post(f"/visits/{drawn.pk}/course/sign/", {"version": shown.pk, "stop_rule": RULE}, follow=True)
    assert "changed in another window" in answer.content.decode()
    assert CourseRow.objects.filter(signed_at__isnull=False).count() == 0


def test_the_database_keeps_no_signed_course_without_a_rule(drawn: Visit, cast: Any) -> None:
    told = {"clinic": cast.clinic, "made_at": drawn.opened_at, "made_by": cast.ana, "intake": drawn.intake}
    with pytest.raises(IntegrityError), transaction.atomic():
        drawn.courses.create(start=drawn.opened_at.date(), signed_at=drawn.opened_at, **told)


def test_a_fault_while_planning_leaves_nothing_waiting(ana: Client, drawn: Visit, cast: Any) -> None:
    told = {"clinic": cast.clinic, "made_at": drawn.opened_at, "made_by": cast.ana, "intake": drawn.intake}
    row = drawn.courses.create(start=drawn.opened_at.date(), **told)
    assert "Planning all sessions" in ana.get(f"/visits/{drawn.pk}/course/").content.decode()
    assert ana.get(f"/courses/{row.pk}/waiting/").status_code == 204

    def broken(_: CourseRow) -> Any:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        acts.computed(row.pk, broken)
    assert "Something broke while planning" in ana.get(f"/visits/{drawn.pk}/course/").content.decode()
    assert ana.get(f"/courses/{row.pk}/waiting/")["HX-Refresh"] == "true"


def test_pages_of_a_plan_ask_the_database_little(
    ana: Client, proposed: Visit, django_assert_max_num_queries: Any
) -> None:
    for page in ("plan/", "findings/", "course/", "plan/weights/", "sign/"):
        with django_assert_max_num_queries(12):
            assert ana.get(f"/visits/{proposed.pk}/{page}").status_code == 200
    with django_assert_max_num_queries(12):
        assert ana.get("/protocols/").status_code == 200
