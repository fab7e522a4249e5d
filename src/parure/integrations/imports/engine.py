"""Running an import: batch after batch, each wholly done or not at all.

A batch's records, problems, traces, counts and the position in the file are one transaction, which also renews the
hold on the job. So a process may be killed at any moment: whoever goes on starts behind the last whole batch. A row
that the database won't take costs itself only: its batch is halved until the row stands alone.
"""

import gc
import logging
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from itertools import islice
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from django.db.models import F
from django.utils import timezone

from parure.access import audit
from parure.access.actors import Actor, actor_as_role, actor_for
from parure.access.choices import AuditAction
from parure.core import files, jobs
from parure.core.beside import side_by_side
from parure.core.bulk import insert_rows, tell_planner, with_room, without_collection
from parure.core.events import emit
from parure.integrations.events import ImportFinished
from parure.integrations.imports.batch import Batch, Unit
from parure.integrations.imports.context import Context, Options
from parure.integrations.imports.coverage import take_off_orders
from parure.integrations.imports.lines import Bookmark, Mark
from parure.integrations.imports.problems import WARNING, UnreadableFile
from parure.integrations.imports.reading import Table, open_table
from parure.integrations.imports.reading_ahead import COLLECTED, Task, is_worth_it, read_ahead
from parure.integrations.imports.rows import select_where
from parure.integrations.imports.streams import Placed, batches, units_of, with_next
from parure.integrations.imports.writers import Writer, writer_for
from parure.integrations.imports.writers.known import find_known, set_aside
from parure.integrations.imports.writers.own_values import OwnValues
from parure.integrations.models import ImportProblem, ImportRun, ImportStatus, ImportTrace
from parure.people.models import (
    ContactPoint,
    Customer,
    SearchEntry,
    SearchToken,
    StageMove,
    TimelineEntry,
)
from parure.sales.models import OpeningSpend, Order, OrderLine
from parure.sales.operations import refresh_customers

log = logging.getLogger("parure.imports")
# Search rows of a batch are written in index order: the larger the batch, the fewer pages each row costs.
ROWS_A_BATCH = {"orders": 40_000, "order_lines": 40_000, "visits": 5000}
USUAL_ROWS = 25_000
KEPT_WARNINGS = 5000
MOST_REFUSED = 50
REFRESHED = 4000  # customers who are added up together
HANDS = 2  # such lots at the same time, where the database works beside this process
MANY_ROWS = 10_000
GROWING = (
    Customer, ContactPoint, SearchEntry, SearchToken, TimelineEntry, Order, OrderLine, OpeningSpend
)  # fmt: skip
FROM_OUTSIDE = (jobs.LeaseLost, jobs.Stopped, OperationalError, InterfaceError)
RUNNING = (ImportStatus.CHECKING, ImportStatus.WRITING)

Report = Callable[[ImportRun], None]
progress: ContextVar[Report | None] = ContextVar("progress", default=None)
"""Called after every batch by whoever runs an import in the foreground."""


def actor_of(run: ImportRun) -> Actor:
    """Whoever brought the file, with the rights that they have now."""
    if run.staff is not None:
        return actor_for(run.staff)
    return actor_as_role(run.role or "admin", "parure import")


def open_kept(run: ImportRun) -> Table:
    """The run's file as a table. Raises UnreadableFile."""
    reading = run.reading
    return open_table(
        files.path_of(run.file),
        encoding=reading.get("encoding", ""),
        sheet=reading.get("sheet", ""),
        header_row=reading.get("header_row"),
    )


def run_import(job: jobs.Run, uid: str) -> None:
    """Check or write the run's file to its end; a run that is neither checking nor writing is left alone."""
    run = ImportRun.objects.select_related("staff").filter(uid=uid, status__in=RUNNING).first()
    if run is not None:
        with without_collection(), with_room():
            Engine(job, run).work()


class Engine:
    """One process's part of an import."""

    def __init__(self, job: jobs.Run, run: ImportRun) -> None:
        self.job = job
        self.run = run
        self.context = Context(run, actor_of(run), Options.of(run.options))
        self.writer: Writer = writer_for(self.context)
        self.refused = 0

    def work(self) -> None:
        if self.run.is_dry_run:
            self._start_over()
        try:
            table = open_kept(self.run)
            self._read(table)
        except UnreadableFile as error:
            self._fail(error.message)
            return
        if not self.run.is_dry_run:
            self._add_up()
        self._finish()

    def _start_over(self) -> None:
        """A dry run remembers in memory whom it has met; taken up by another process it starts again."""
        with self.job.checkpoint():
            forget_results(self.run)

    def _read(self, table: Table) -> None:
        kept = self.run.reading.get("mark")
        start = Mark(*kept) if kept and self.run.position else None
        before: Mark | None = start
        pairs = with_next(self._batches(table, start), asked=self._looks_ahead())
        for number, ((batch, behind), coming) in enumerate(pairs, 1):
            self.context.coming = coming[0] if coming else ()
            # The place behind this batch may lie within the next record; the one before it surely doesn't.
            self._commit(batch, before)
            before = behind or before
            if number % COLLECTED == 0:
                gc.collect()
            if (report := progress.get()) is not None:
                report(self.run)

    def _looks_ahead(self) -> bool:
        """Where the database has hands free, and sees on another connection what the batches before have written."""
        return (
            connection.vendor == "postgresql" and not connection.in_atomic_block and not self.run.is_dry_run
        )

    def _batches(self, table: Table, start: Mark | None) -> Iterator[Placed]:
        """Batches of records with the place behind each; a large file is read by a process of its own."""
        run, rows = self.run, ROWS_A_BATCH.get(self.run.kind, USUAL_ROWS)
        if is_worth_it(run.file_size):
            yield from read_ahead(
                Task(
                    path=str(files.path_of(run.file)),
                    kind=run.kind,
                    reading=run.reading,
                    mapping=run.mapping,
                    options=run.options,
                    position=run.position,
                    mark=(start.offset, start.line) if start else None,
                    rows=rows,
                    own=self.context.own,
                )
            )
            return
        bookmark = Bookmark()
        for batch in batches(units_of(run, table, self.context.own, start=start, bookmark=bookmark), rows):
            yield batch, bookmark.place()

    # ── one batch ──

    def _commit(self, units: Sequence[Unit], mark: Mark | None) -> None:
        try:
            self._write(units, mark)
        except FROM_OUTSIDE:
            raise
        except Exception as error:
            self.context.places.forget()
            if len(units) > 1:
                middle = len(units) // 2
                self._commit(units[:middle], mark)
                self._commit(units[middle:], mark)
                return
            _log_place(error)
            self.refused += 1
            if self.refused > MOST_REFUSED:
                raise
            self._write([Unit(units[0].lines, None, "row_refused")], mark)

    def _write(self, units: Sequence[Unit], mark: Mark | None) -> None:
        run = self.run
        batch = Batch()
        position = max(unit.last_line for unit in units)
        with self.job.checkpoint():
            lock_imports()
            self._write_records(units, batch)
            if self.context.places.opened:
                batch.made("access.store", self.context.places.opened)
            reading = self._reading(batch, mark)
            ours = ImportRun.objects.filter(pk=run.pk, status=run.status, position=run.position)
            counts = batch.counts()
            added: dict[str, Any] = {name: F(name) + number for name, number in counts.items()}
            if not ours.update(position=position, reading=reading, **added):
                raise jobs.Stopped(run.pk)
            self._save_problems(batch, reading)
            self._save_traces(batch)
        self.writer.settle()
        self.context.places.opened = []
        run.position, run.reading = position, reading
        for name, number in counts.items():
            setattr(run, name, getattr(run, name) + number)

    def _write_records(self, units: Sequence[Unit], batch: Batch) -> None:
        """Built-in fields by the writer of the file's kind, then the shop's own fields of the same records."""
        context = self.context
        context.known = find_known(context, units)
        self.writer.write(set_aside(context, units, batch), batch)
        if context.own:
            OwnValues(context, batch).write(units)

    def _reading(self, batch: Batch, mark: Mark | None) -> dict[str, Any]:
        """What is remembered of the reading: where to go on, and how often each problem occurred."""
        counted = dict(self.run.reading.get("problems", {}))
        for _line, problem in batch.problems:
            severity, times = counted.get(problem.code, (problem.severity, 0))
            counted[problem.code] = [problem.severity if severity != "error" else severity, times + 1]
        place = [mark.offset, mark.line] if mark else self.run.reading.get("mark")
        return self.run.reading | {"problems": counted, "mark": place}

    def _save_problems(self, batch: Batch, reading: dict[str, Any]) -> None:
        """Every error is kept; of a warning that the file is full of, the first thousands."""
        full = {
            code
            for code, (_severity, times) in self.run.reading.get("problems", {}).items()
            if times > KEPT_WARNINGS
        }
        insert_rows(
            ImportProblem,
            ("run_id", "line", "column", "code", "severity", "hint"),
            [
                (self.run.pk, line, each.column[:120], each.code, each.severity, each.value_hint)
                for line, each in batch.problems
                if each.severity != WARNING or each.code not in full
            ],
        )

    def _save_traces(self, batch: Batch) -> None:
        if self.run.is_dry_run:
            return
        ImportTrace.objects.bulk_create(
            ImportTrace(run=self.run, resource=resource, created_ids=trace.ranges(), before=trace.changed)
            for resource, trace in batch.traces.items()
            if trace.created or trace.changed
        )

    # ── the end ──

    def _add_up(self) -> None:
        """Refresh totals and stages of everybody whom this run's orders and openings touched."""
        self._note_phase("totals")
        if self.run.read >= MANY_ROWS:
            tell_planner(*GROWING)
        ids, hands = touched_customers(self.run), HANDS if not connection.in_atomic_block else 1
        while waiting := list(islice(ids, REFRESHED * hands)):
            with self.job.checkpoint():  # whose hold is everybody's who adds up
                lock_imports()
                if not ImportRun.objects.filter(pk=self.run.pk, status=self.run.status).exists():
                    raise jobs.Stopped(self.run.pk)
                side_by_side(
                    self._refresh,
                    [waiting[start : start + REFRESHED] for start in range(0, len(waiting), REFRESHED)],
                )
            if (report := progress.get()) is not None:
                report(self.run)

    def _refresh(self, ids: list[int]) -> None:
        before = StageMove.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        take_off_orders(self.context.source, ids)
        refresh_customers(ids, self.context.today)
        moves = list(
            StageMove.objects.filter(pk__gt=before, customer_id__in=ids).values_list("pk", flat=True)
        )
        if moves:
            batch = Batch()
            batch.made("people.stage_move", moves)
            self._save_traces(batch)

    def _note_phase(self, phase: str) -> None:
        self.run.reading = self.run.reading | {"phase": phase}
        with self.job.checkpoint():
            ImportRun.objects.filter(pk=self.run.pk, status=self.run.status).update(reading=self.run.reading)

    def _finish(self) -> None:
        run, actor = self.run, self.context.actor
        end = ImportStatus.CHECKED if run.is_dry_run else ImportStatus.DONE
        with self.job.checkpoint():
            mine = ImportRun.objects.filter(pk=run.pk, status=run.status)
            if not mine.update(status=end, finished_at=timezone.now(), fault=""):
                raise jobs.Stopped(run.pk)
            if not run.is_dry_run:
                counts = {name: getattr(run, name) for name in batch_counts()}
                audit.record(
                    actor,
                    AuditAction.IMPORT,
                    "integrations.import_run",
                    run.pk,
                    detail={"kind": run.kind, "file": run.file_name, **counts},
                )
                emit(
                    ImportFinished(str(run.uid), run.kind, run.created, run.updated, run.failed), actor=actor
                )
        run.status = end

    def _fail(self, message: str) -> None:
        with self.job.checkpoint():
            ImportRun.objects.filter(pk=self.run.pk, status=self.run.status).update(
                status=ImportStatus.FAILED, finished_at=timezone.now(), fault=message[:200]
            )


def _log_place(error: Exception) -> None:
    """Class and place of what a row caused; its text may hold somebody's data."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename.rpartition('parure/')[2]}:{place.tb_lineno}" if place else ""
    log.warning("row refused: %s at %s", type(error).__name__, where)


def batch_counts() -> tuple[str, ...]:
    """Names of the counts of a run."""
    from parure.integrations.imports.batch import COUNTS

    return COUNTS


def forget_results(run: ImportRun) -> None:
    """Set a run back to its beginning: no counts, no problems."""
    ImportProblem.objects.filter(run=run).delete()
    run.reading = {
        key: value for key, value in run.reading.items() if key not in ("problems", "mark", "phase")
    }
    run.position = 0
    for name in batch_counts():
        setattr(run, name, 0)
    run.save(update_fields=["reading", "position", *batch_counts()])


def lock_imports() -> None:
    """Batches of two imports don't look for the same person at the same time. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('parure.imports'))")


TOUCHING = {"sales.order": "sales_order", "sales.opening_spend": "sales_openingspend"}


def touched_customers(run: ImportRun) -> Iterator[int]:
    """Customers of the orders and openings that the run made or changed, each once."""
    seen: set[int] = set()
    for trace in ImportTrace.objects.filter(run=run, resource__in=list(TOUCHING)).order_by("pk").iterator(10):
        for pk in customers_of(trace):
            if pk not in seen:
                seen.add(pk)
                yield pk


def customers_of(trace: ImportTrace) -> list[int]:
    """Customers of the orders or openings of one trace."""
    table = TOUCHING[trace.resource]
    found: set[int] = set()
    with connection.cursor() as cursor:
        for first, last in trace.created_ids:
            cursor.execute(
                f"SELECT DISTINCT customer_id FROM {table} WHERE id BETWEEN %s AND %s",  # noqa: S608 - ours
                [first, last],
            )
            found.update(pk for (pk,) in cursor.fetchall())
    changed = [int(pk) for pk in trace.before]
    if changed:
        found.update(pk for (pk,) in select_where(f"SELECT customer_id FROM {table} WHERE", "id", changed))  # noqa: S608
        found.update(former for values in trace.before.values() for former in values.get("customer_id", ()))
    return sorted(pk for pk in found if pk is not None)
