"""Jobs: effect once, whoever dies."""

import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from factories import database, mortal_worker
from parure.core import jobs
from parure.core.models import Event, Job

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tasks():
    kept = dict(jobs.TASKS)
    mortal_worker.declare()
    yield
    jobs.TASKS.clear()
    jobs.TASKS.update(kept)


def effects() -> list[int]:
    return sorted(Event.objects.filter(name="test.effect").values_list("payload__n", flat=True))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_twenty_workers_killed_at_random_moments_lose_and_double_nothing():
    count = 6000  # so that there is work left at the twentieth
    Job.objects.bulk_create(Job(task="test.effect", payload={"n": n}) for n in range(count))
    killing = database.run_script("factories.mortal_worker", "kill", "20", "4711")
    assert (killing.returncode, killing.stdout.strip()) == (0, "20"), killing.stderr[-2000:]
    draining = database.run_script("factories.mortal_worker", "drain")
    assert draining.returncode == 0, draining.stderr[-2000:]
    assert effects() == list(range(count))
    assert set(Job.objects.values_list("status", flat=True)) == {Job.Status.DONE}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_long_task_goes_on_from_its_checkpoint_when_its_worker_is_killed():
    job = jobs.enqueue("test.long", {"size": 500})
    killing = database.run_script("factories.mortal_worker", "kill", "4", "12")
    assert killing.returncode == 0, killing.stderr[-2000:]
    draining = database.run_script("factories.mortal_worker", "drain")
    assert draining.returncode == 0, draining.stderr[-2000:]
    steps = sorted(Event.objects.filter(name="test.step").values_list("payload__n", flat=True))
    assert steps == list(range(500))
    job.refresh_from_db()
    assert (job.status, job.claims > 1) == (Job.Status.DONE, True)


def test_a_unique_key_writes_the_work_once():
    first = jobs.enqueue("test.effect", {"n": 1}, unique_key="once")
    again = jobs.enqueue("test.effect", {"n": 2}, unique_key="once")
    assert first == again
    jobs.run_all()
    assert effects() == [1]


def test_work_that_is_not_due_waits():
    jobs.enqueue("test.effect", {"n": 1}, due_at=timezone.now() + timedelta(hours=1))
    assert jobs.run_all() == 0
    assert effects() == []


def test_more_urgent_work_runs_first():
    for n, priority in ((1, 5), (2, -5), (3, 0)):
        jobs.enqueue("test.effect", {"n": n}, priority=priority)
    assert [job.payload["n"] for job in jobs.claim("me")] == [2, 3, 1]


def test_enqueueing_an_unknown_task_is_refused():
    with pytest.raises(KeyError):
        jobs.enqueue("test.nothing")
    assert Job.objects.count() == 0


def test_a_job_whose_task_is_gone_fails_and_waits_for_the_next_version():
    job = Job.objects.create(task="test.gone")
    jobs.run_all()
    job.refresh_from_db()
    assert (job.status, job.failures) == (Job.Status.WAITING, 1)
    assert job.error.startswith("KeyError")


def test_errors_are_retried_later_and_later_and_given_up_after_eight():
    @jobs.task("test.fails")
    def fails(secret: str) -> None:
        Event.objects.create(name="test.half")
        raise ValueError(secret)

    job = jobs.enqueue("test.fails", {"secret": "13812345678"})
    delays = []
    for _ in range(jobs.MAX_FAILURES):
        Job.objects.filter(pk=job.pk).update(due_at=timezone.now())
        before = timezone.now()
        jobs.run_all()
        job.refresh_from_db()
        delays.append(round((job.due_at - before).total_seconds()))
    assert delays == [2, 4, 8, 16, 32, 64, 128, 256]
    assert (job.status, job.failures) == (Job.Status.FAILED, 8)
    assert jobs.run_all() == 0
    assert Event.objects.filter(name="test.half").count() == 0
    assert "13812345678" not in job.error


def test_who_lost_the_lease_writes_nothing():
    job = jobs.enqueue("test.effect", {"n": 1})
    (mine,) = jobs.claim("first")
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    (theirs,) = jobs.claim("second")
    assert jobs.run(mine, "first") is False
    assert effects() == []
    assert jobs.run(theirs, "second") is True
    assert jobs.run(theirs, "second") is False
    assert effects() == [1]


def test_a_checkpoint_without_the_lease_raises_before_any_work():
    job = jobs.enqueue("test.effect", {"n": 1})
    jobs.claim("first")
    run = jobs.Run(job.pk, "second")
    with pytest.raises(jobs.LeaseLost), run.checkpoint():
        Event.objects.create(name="test.step")
    assert Event.objects.count() == 0


def test_a_checkpoint_renews_the_lease_and_keeps_its_work():
    job = jobs.enqueue("test.effect", {"n": 1})
    jobs.claim("first")
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() + timedelta(seconds=1))
    with jobs.Run(job.pk, "first").checkpoint():
        Event.objects.create(name="test.step")
    job.refresh_from_db()
    assert job.lease_until > timezone.now() + jobs.LEASE / 2
    assert Event.objects.filter(name="test.step").count() == 1


def test_a_task_that_was_stopped_is_neither_done_nor_tried_again():
    @jobs.task("test.stops", atomic=False)
    def stops(run: jobs.Run) -> None:
        raise jobs.Stopped

    job = jobs.enqueue("test.stops")
    jobs.run_all()
    job.refresh_from_db()
    assert job.status == Job.Status.STOPPED
    assert jobs.run_all() == 0


def test_what_a_dead_worker_held_is_free_at_once_and_what_a_living_one_holds_is_not():
    dead, living = (jobs.enqueue("test.effect", {"n": n}) for n in (1, 2))
    host = jobs.worker_name().split(":")[0]
    jobs.claim(f"{host}:999999999:1", only=[dead.pk])
    jobs.claim(jobs.worker_name(), only=[living.pk])
    assert jobs.free_jobs_of_dead_workers() == 1
    assert [job.pk for job in jobs.claim("next")] == [dead.pk]


def test_a_job_that_kills_every_worker_is_given_up():
    poison = Job.objects.create(
        task="test.effect", payload={"n": 1}, status=Job.Status.RUNNING, claims=jobs.MAX_CLAIMS,
        worker="gone", lease_until=timezone.now() - timedelta(minutes=1),
    )  # fmt: skip
    jobs.run_all()
    poison.refresh_from_db()
    assert (poison.status, effects()) == (Job.Status.FAILED, [])


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_work_without_taking_the_same_job():
    Job.objects.bulk_create(Job(task="test.effect", payload={"n": n}) for n in range(100))
    from django.db import connections

    def work() -> None:
        try:
            jobs.run_all()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert effects() == list(range(100))


def test_a_worker_that_is_told_to_stop_ends():
    stop = threading.Event()
    stop.set()
    jobs.enqueue("test.effect", {"n": 1})
    jobs.work(stop)
    assert effects() == []
