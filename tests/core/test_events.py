"""Facts: told only if true, heard at least once, with effect once."""

import signal
from dataclasses import dataclass
from types import SimpleNamespace
from typing import ClassVar

import pytest
from django.db import transaction
from django.utils import timezone

from factories import database, mortal_worker
from parure.core import events, jobs
from parure.core.models import Event, Job

pytestmark = pytest.mark.django_db
TESTER = SimpleNamespace(staff_id=None, label="tester")


@events.fact
@dataclass(frozen=True)
class Polished(events.Fact):
    name: ClassVar[str] = "test.polished"
    piece_id: int
    words: str = ""


@pytest.fixture(autouse=True)
def _handlers():
    kept = {name: list(handlers) for name, handlers in events.HANDLERS.items()}, dict(jobs.TASKS)
    yield
    events.HANDLERS.clear()
    events.HANDLERS.update(kept[0])
    jobs.TASKS.clear()
    jobs.TASKS.update(kept[1])


def polish(n: int = 1) -> Event:
    with transaction.atomic():
        return events.emit(Polished(n, "blank"), actor=TESTER)


def mark(n: int) -> None:
    Event.objects.create(name="test.marked", payload={"n": n})


def listen_into(heard: list[Polished]) -> None:
    @events.handles(Polished)
    def listen(fact: Polished) -> None:
        heard.append(fact)


def marks() -> list[int]:
    return sorted(Event.objects.filter(name="test.marked").values_list("payload__n", flat=True))


def test_a_fact_reaches_its_handler_as_it_was_told(committed):
    heard = []
    listen_into(heard)
    with committed():
        event = polish(7)
    assert heard == [Polished(7, "blank")]
    assert (event.actor_label, event.payload) == ("tester", {"piece_id": 7, "words": "blank"})
    assert set(event.deliveries.values_list("status", flat=True)) == {Job.Status.DONE}


@pytest.mark.django_db(transaction=True)
def test_a_fact_outside_a_transaction_is_refused():
    with pytest.raises(events.NotInTransaction):
        events.emit(Polished(1), actor=TESTER)
    assert Event.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_rollback_leaves_neither_the_fact_nor_its_deliveries():
    heard = []
    listen_into(heard)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        events.emit(Polished(1), actor=TESTER)
        raise ZeroDivisionError
    assert (Event.objects.count(), Job.objects.count(), heard) == (0, 0, [])


@pytest.mark.django_db(transaction=True)
def test_a_failing_handler_does_not_undo_the_fact_is_tried_again_and_counts_once():
    broken = [True]

    @events.handles(Polished)
    def count(fact: Polished) -> None:
        mark(fact.piece_id)
        if broken[0]:
            raise ValueError

    @events.handles(Polished)
    def other(fact: Polished) -> None:
        mark(fact.piece_id + 100)

    event = polish(1)
    assert marks() == [101]
    failed = event.deliveries.get(task__endswith=".count")
    assert (failed.status, failed.failures) == (Job.Status.WAITING, 1)
    broken[0] = False
    Job.objects.update(due_at=timezone.now())
    jobs.run_all()
    jobs.run_all()
    assert marks() == [1, 101]


def test_a_handler_that_leaves_the_house_waits_for_a_worker(committed):
    events.handles(Polished, inline=False)(lambda fact: mark(fact.piece_id))
    with committed():
        polish(1)
    assert marks() == []
    jobs.run_all()
    assert marks() == [1]


def test_a_handler_may_tell_facts_itself(committed):
    @events.handles(Polished)
    def again(fact: Polished) -> None:
        if fact.piece_id < 3:
            events.emit(Polished(fact.piece_id + 1), actor=TESTER)
        mark(fact.piece_id)

    with committed():
        polish(1)
    jobs.run_all()
    assert marks() == [1, 2, 3]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_process_that_dies_between_commit_and_handling_loses_nothing():
    mortal_worker.declare()
    died = database.run_script("factories.mortal_worker", "emit", "42", DIE_WHILE_HANDLING="1")
    assert died.returncode == -signal.SIGKILL, died.stderr[-2000:]
    assert Event.objects.filter(name="test.rang").count() == 1
    assert Event.objects.filter(name="test.answer").count() == 0
    done = database.run_script("factories.mortal_worker", "drain")
    assert done.returncode == 0, done.stderr[-2000:]
    assert [event.payload for event in Event.objects.filter(name="test.answer")] == [{"n": 42}]
