"""When figures are refreshed: once at a time, not long after what changes them, and what another's refresh does to it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parure.access import policy
from parure.core import jobs
from parure.core.events import emit
from parure.core.models import Job
from parure.insight import refreshing
from parure.insight.copy.lake import Busy
from parure.integrations.events import ImportFinished

pytestmark = pytest.mark.django_db


def planned():
    return Job.objects.filter(task=refreshing.TASK)


@pytest.fixture
def refreshes(monkeypatch):
    """Counts refreshes instead of making them."""
    made = []
    monkeypatch.setattr(refreshing, "refresh", lambda: made.append(1))
    return made


def test_asked_for_often_it_waits_once_and_comes_at_the_earliest(refreshes):
    later = refreshing.plan_refresh(timedelta(minutes=5))
    assert refreshing.plan_refresh() == later
    assert refreshing.plan_refresh(timedelta(minutes=9)) == later
    assert planned().get().due_at <= timezone.now()
    jobs.run_all()
    assert (refreshes, planned().get().status) == ([1], Job.Status.DONE)


def test_after_it_ran_it_can_be_asked_for_again(refreshes):
    refreshing.plan_refresh()
    jobs.run_all()
    refreshing.plan_refresh()
    jobs.run_all()
    assert len(refreshes) == planned().count() == 2


def test_the_clock_asks_for_it_once_a_day(refreshes):
    jobs.enqueue_daily()
    jobs.enqueue_daily()
    assert planned().count() == 1


def test_while_another_refreshes_it_is_tried_again_later(monkeypatch):
    def busy():
        raise Busy

    monkeypatch.setattr(refreshing, "refresh", busy)
    refreshing.plan_refresh()
    jobs.run_all()
    first, second = planned().order_by("pk")
    assert (first.status, first.failures) == (Job.Status.DONE, 0)
    assert second.status == Job.Status.WAITING
    assert timezone.now() < second.due_at <= timezone.now() + refreshing.AFTER_BUSY


def test_an_import_is_followed_after_a_while(actors, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        emit(ImportFinished("u", "customers", 1, 0, 0), actor=actors["owner"])
    jobs.run_all()
    assert planned().get().due_at > timezone.now() + timedelta(minutes=4)


@pytest.mark.parametrize(
    ("role", "may"), [("owner", True), ("marketing", True), ("manager", False), ("service", False)]
)
def test_who_sees_all_customers_asks_for_it(actors, role, may):
    actor = actors[role]
    assert refreshing.may_ask_for_refresh(actor) is may
    if may:
        assert refreshing.ask_for_refresh(actor) == planned().get()
        assert refreshing.is_under_way()
    else:
        with pytest.raises(policy.Denied):
            refreshing.ask_for_refresh(actor)
        assert not planned().exists()


def test_a_long_task_keeps_its_job(monkeypatch):
    monkeypatch.setattr(jobs, "LEASE", timedelta(0))
    asked = []
    run = jobs.Run(1, "w")
    monkeypatch.setattr(jobs.Run, "_stay", lambda self, over: asked.append(over.wait(5)))
    with run.staying():
        pass
    assert asked == [True]
