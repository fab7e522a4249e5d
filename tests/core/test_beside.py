"""Work beside the thread that gives it: in its transaction, in order, with its errors told."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from parure.access.models import Region
from parure.core.beside import Beside, side_by_side

pytestmark = pytest.mark.django_db(transaction=True)
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite works in this thread")


def region(name):
    return lambda: Region.objects.create(name=name)


def names():
    return sorted(Region.objects.values_list("name", flat=True))


def test_what_is_given_belongs_to_the_transaction_of_who_gave_it():
    with transaction.atomic(), Beside() as beside:
        beside.give(region("a"))
        beside.give(region("b"))
    assert names() == ["a", "b"]
    with pytest.raises(ZeroDivisionError), transaction.atomic(), Beside() as beside:
        beside.give(region("c"))
        _ = 1 / 0
    assert names() == ["a", "b"]


def test_a_statement_here_waits_for_what_is_under_way():
    slow = threading.Event()

    def work():
        slow.wait(5)
        region("a")()

    with transaction.atomic(), Beside() as beside:
        threading.Timer(0.05, slow.set).start()
        beside.give(work)
        assert names() == ["a"]


def test_what_it_raises_is_raised_here_and_takes_everything_back():
    def fail():
        region("a")()
        region("a")()

    with pytest.raises(IntegrityError), transaction.atomic(), Beside() as beside:
        region("z")()
        beside.give(fail)
    assert names() == []


@on_postgresql
def test_it_is_done_by_another_thread_on_the_same_connection():
    told = []
    with transaction.atomic(), Beside() as beside:
        beside.give(lambda: told.append((threading.get_ident(), connection.connection.info.backend_pid)))
        beside.wait()
        (thread, backend), ours = told[0], connection.connection.info.backend_pid
    assert thread != threading.get_ident()
    assert backend == ours


def test_parts_are_done_side_by_side_and_an_error_spares_the_others():
    def work(name):
        region(name)()
        if name == "bad":
            raise LookupError(name)

    side_by_side(work, ["a", "b"])
    with pytest.raises(LookupError), transaction.atomic():
        side_by_side(work, ["c", "bad"])
    assert set(names()) >= {"a", "b"}
    assert "bad" not in names()
