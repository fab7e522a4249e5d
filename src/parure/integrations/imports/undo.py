"""Taking an import back.

The traces are walked from the last to the first; each is taken back and removed in one transaction, so that a
killed process goes on where it was and nothing is taken back twice. What somebody has used meanwhile stays, and
the run says how much of it and why. See docs/decisions/0005-undo-of-imports.md.
"""

from collections import Counter
from typing import Any

from django.utils import timezone

from parure.access import audit
from parure.access.choices import AuditAction
from parure.core import jobs
from parure.core.events import emit
from parure.integrations.events import ImportUndone
from parure.integrations.imports import engine
from parure.integrations.imports.undo_customers import (
    customers_touched_since,
    refresh_totals,
    remove_customers,
)
from parure.integrations.imports.undo_rows import HANDLERS, restore_rows
from parure.integrations.models import ImportRun, ImportStatus, ImportTrace

AT_ONCE = 5000
SHARED = ("access.store", "customize.tag")


def run_undo(job: jobs.Run, uid: str) -> None:
    """Take the run back to its end; a run that isn't being undone is left alone."""
    run = ImportRun.objects.select_related("staff").filter(uid=uid, status=ImportStatus.UNDOING).first()
    if run is not None:
        Undo(job, run).work()


class Undo:
    """One process's part of taking an import back."""

    def __init__(self, job: jobs.Run, run: ImportRun) -> None:
        self.job = job
        self.run = run
        self.actor = engine.actor_of(run)
        told: dict[str, dict[str, int]] = run.reading.get("undo", {})
        self.removed = Counter(told.get("removed", {}))
        self.kept = Counter(told.get("kept", {}))
        self.touched: set[int] | None = None

    def work(self) -> None:
        # Stores and tags go last: records of earlier batches still lie in them or carry them.
        for shared in (False, True):
            while trace := self._last(shared=shared):
                with self.job.checkpoint():
                    engine.lock_imports()
                    rest = _cut(trace)
                    self._take_back(trace)
                    if rest:
                        trace.created_ids, trace.before = rest, {}
                        trace.save(update_fields=["created_ids", "before"])
                    else:
                        trace.delete()
                    self._note()
                if (report := engine.progress.get()) is not None:
                    report(self.run)
        self._finish()

    def _last(self, *, shared: bool) -> ImportTrace | None:
        traces = ImportTrace.objects.filter(run=self.run)
        traces = traces.filter(resource__in=SHARED) if shared else traces.exclude(resource__in=SHARED)
        return traces.order_by("-pk").first()

    def _take_back(self, trace: ImportTrace) -> None:
        refreshed = engine.customers_of(trace) if trace.resource in engine.TOUCHING else []
        restored, changed_since = restore_rows(trace.resource, trace.before)
        self.removed["restored"] += restored
        if changed_since:
            self.kept["changed_since"] += changed_since
        ids = [pk for first, last in trace.created_ids for pk in range(first, last + 1)]
        if ids and trace.resource == "people.customer":
            removed, kept = remove_customers(ids, self._touched_since())
        elif ids:
            removed, kept = HANDLERS[trace.resource](ids)
        else:
            removed, kept = 0, Counter()
        self.removed[trace.resource] += removed
        for reason, count in kept.items():
            self.kept[f"{trace.resource}:{reason}"] += count
        if refreshed:
            refresh_totals(self.run.source or "pos", refreshed)

    def _touched_since(self) -> set[int]:
        """Customers that later imports have touched; looked up once a process."""
        if self.touched is None:
            self.touched = customers_touched_since(self.run)
        return self.touched

    def _note(self) -> None:
        told: dict[str, Any] = {
            "removed": {name: count for name, count in self.removed.items() if count},
            "kept": {name: count for name, count in self.kept.items() if count},
        }
        self.run.reading = self.run.reading | {"undo": told}
        ImportRun.objects.filter(pk=self.run.pk).update(reading=self.run.reading)

    def _finish(self) -> None:
        kept = sum(self.kept.values())
        with self.job.checkpoint():
            mine = ImportRun.objects.filter(pk=self.run.pk, status=ImportStatus.UNDOING)
            if not mine.update(status=ImportStatus.UNDONE, finished_at=timezone.now()):
                raise jobs.Stopped(self.run.pk)
            audit.record(
                self.actor,
                AuditAction.UNDO,
                "integrations.import_run",
                self.run.pk,
                detail={"file": self.run.file_name, **self.run.reading.get("undo", {})},
            )
            emit(ImportUndone(str(self.run.uid), self.run.kind, kept), actor=self.actor)
        self.run.status = ImportStatus.UNDONE


def _cut(trace: ImportTrace) -> list[list[int]]:
    """Leave the trace its last ids, as many as one transaction takes back; returns the ranges before them."""
    taken: list[list[int]] = []
    room = AT_ONCE
    rest = [list(each) for each in trace.created_ids]
    while rest and room:
        first, last = rest.pop()
        start = max(first, last - room + 1)
        taken.insert(0, [start, last])
        room -= last - start + 1
        if start > first:
            rest.append([first, start - 1])
    trace.created_ids = taken
    return rest
