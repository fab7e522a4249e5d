"""Letting PostgreSQL write while this process makes the next rows.

An import keeps two busy who took turns: this process makes rows while the database waits for them, then waits itself
while the database puts them into tables and indexes. Here a thread of its own feeds the database, on the connection
and in the transaction of who asks, so that both work. SQLite works inside this process: there it is done at once.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from contextvars import copy_context
from functools import partial
from threading import get_ident
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

Work = Callable[[], object]
Part = TypeVar("Part")
Found = TypeVar("Found")


class Beside:
    """Work handed over, one piece at a time; what it raises is raised by the next `give`, `wait` or at the end.

    While something is under way the connection is the other thread's: a statement of this thread waits first, rows
    that go to the database without one (`insert_rows`) must be preceded by `wait`. Leaving the block waits too, so that
    no transaction ends under the work.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(1, "beside") if connection.vendor == "postgresql" else None
        self._given: Future[object] | None = None
        self._here = get_ident()
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        if self._threads is not None:
            self._stack.enter_context(self._threads)
            self._stack.enter_context(connection.execute_wrapper(self._in_turn))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        try:
            self.wait()
        except Exception:
            if kind is None:  # else the first error is the one to tell
                raise
        finally:
            self._stack.close()

    def give(self, work: Work) -> None:
        """Have this done: now on SQLite, beside what follows on PostgreSQL."""
        self.wait()
        if self._threads is None:
            work()
            return
        ours = connections[DEFAULT_DB_ALIAS]
        ours.inc_thread_sharing()
        self._given = self._threads.submit(_on, ours, copy_context().run, work)

    def wait(self) -> None:
        """Until nothing is under way."""
        given, self._given = self._given, None
        if given is None:
            return
        try:
            given.result()
        finally:
            connections[DEFAULT_DB_ALIAS].dec_thread_sharing()

    def _in_turn(self, execute: Callable[..., Any], *asked: Any) -> Any:
        if get_ident() == self._here:
            self.wait()
        return execute(*asked)


class Ahead(Generic[Found]):
    """Something to be found, begun before it is asked for, on a connection of its own: what the caller has not committed
    it can't see. One at a time; PostgreSQL only, for SQLite works inside this process.
    """

    def __init__(self) -> None:
        self._begun: Future[Found] | None = None

    def begin(self, find: Callable[[], Found]) -> None:
        """Start finding; what was begun before and not taken is given up."""
        threads = ThreadPoolExecutor(1, "ahead")
        self._begun = threads.submit(copy_context().run, _alone, find)
        threads.shutdown(wait=False)  # the thread ends when it has found

    def take(self) -> Found | None:
        """What was begun, once; None where nothing was, or where it could not be found."""
        begun, self._begun = self._begun, None
        if begun is None or begun.exception() is not None:
            return None
        return begun.result()


def side_by_side(work: Callable[[Part], object], parts: Sequence[Part]) -> None:
    """Do this for all parts at the same time, each in a transaction and on a connection of its own, and wait for all;
    what the first of them raised is raised then. One part, or SQLite: one after the other, here. What the caller has not
    committed the parts can't see.
    """
    if len(parts) <= 1 or connection.vendor != "postgresql":
        for part in parts:
            work(part)
        return
    with ThreadPoolExecutor(len(parts), "side-by-side") as threads:
        given = [threads.submit(copy_context().run, _alone, partial(work, part)) for part in parts]
    for each in given:
        each.result()


def _alone(work: Callable[[], Found]) -> Found:
    try:
        with transaction.atomic():
            return work()
    finally:
        connections.close_all()  # this thread's


def _on(theirs: Any, run: Callable[[Work], object], work: Work) -> object:
    """Do the work on a connection of another thread, which leaves it alone meanwhile."""
    connections[DEFAULT_DB_ALIAS] = theirs
    try:
        return run(work)
    finally:
        del connections[DEFAULT_DB_ALIAS]
