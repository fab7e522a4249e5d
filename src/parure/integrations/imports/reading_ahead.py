"""Reading ahead: a large file is read, parsed and grouped by a process of its own, while this one writes.

The reader knows no database: it gets the file and how to read it, and sends batches with the place behind them
through a pipe, which a thread of the writer empties while the database works: the reader makes one batch while one
waits here and one is written. If the writer dies, the pipe breaks and the reader ends; the position is the writer's
alone, so nothing is lost or done twice.
"""

import gc
import logging
import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from parure.integrations.imports.batch import Unit
    from parure.integrations.imports.lines import Mark
    from parure.integrations.imports.own_fields import OwnField

log = logging.getLogger("parure.imports")

COLLECTED = 16  # batches between two searches for cycles
WORTH_BYTES = 4 * 1024 * 1024  # a smaller file is read before another process has started


@dataclass(frozen=True)
class Task:
    """What the reader needs to know; plain values, because it starts without Django."""

    path: str
    kind: str
    reading: dict[str, Any]
    mapping: dict[str, Any]
    options: dict[str, Any]
    position: int
    mark: tuple[int, int] | None
    rows: int
    own: "Sequence[OwnField]" = ()


class ReaderFailed(RuntimeError):
    """The reading process ended without a word; the job is tried again."""


def is_worth_it(size: int) -> bool:
    """Whether a file of this many bytes gets a reader of its own."""
    return size >= WORTH_BYTES and (os.cpu_count() or 1) > 1


def read_ahead(task: Task) -> "Iterator[tuple[Sequence[Unit], Mark | None]]":
    """Batches with the place behind each, as `engine` reads them itself from a small file."""
    from parure.integrations.imports.problems import UnreadableFile

    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    reader = context.Process(target=_read, args=(theirs, task), daemon=True)
    reader.start()
    theirs.close()
    with ours, ThreadPoolExecutor(1, "reading-ahead") as receiver:
        try:
            coming = receiver.submit(_received, ours)
            while True:
                try:
                    kind, *values = coming.result()
                except EOFError:
                    raise ReaderFailed(task.kind) from None
                if kind == "end":
                    return
                if kind == "unreadable":
                    raise UnreadableFile(*values)
                coming = receiver.submit(_received, ours)
                units, place = values
                yield units, place
        finally:
            reader.terminate()  # whereupon the pipe ends for who still waits at it
            reader.join()


def _received(pipe: Connection) -> tuple[Any, ...]:
    """What the reader says next, unpacked while the database works."""
    from parure.integrations.imports.lines import Mark
    from parure.integrations.imports.packing import unpacked

    kind, *values = pipe.recv()
    if kind != "batch":
        return kind, *values
    units, place = values
    return kind, [unpacked(each) for each in units], Mark(*place) if place else None


def _read(pipe: Connection, task: Task) -> None:
    """The reader's life."""
    try:
        _send_batches(pipe, task)
    except BrokenPipeError:
        pass
    except Exception as error:  # noqa: BLE001 - whatever it was, the writer tries again
        # its text may hold a cell of the file
        log.error("reading ahead ended: %s", type(error).__name__)  # noqa: TRY400
        raise SystemExit(1) from None


def _send_batches(pipe: Connection, task: Task) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parure.config.settings")
    import django

    django.setup()
    from parure.integrations.imports.lines import Bookmark, Mark
    from parure.integrations.imports.packing import packed
    from parure.integrations.imports.problems import UnreadableFile
    from parure.integrations.imports.reading import open_table
    from parure.integrations.imports.streams import batches, units_of

    gc.disable()
    gc.freeze()
    bookmark = Bookmark()
    start = Mark(*task.mark) if task.mark else None
    told: Any = SimpleNamespace(
        **{name: getattr(task, name) for name in ("kind", "reading", "mapping", "options", "position")}
    )
    try:
        table = open_table(
            task.path,
            encoding=task.reading.get("encoding", ""),
            sheet=task.reading.get("sheet", ""),
            header_row=task.reading.get("header_row"),
        )
        units = units_of(told, table, task.own, start=start, bookmark=bookmark)
        for number, batch in enumerate(batches(units, task.rows), 1):
            place = bookmark.place()
            pipe.send(
                ("batch", [packed(each) for each in batch], (place.offset, place.line) if place else None)
            )
            if number % COLLECTED == 0:
                gc.collect()
    except UnreadableFile as error:
        pipe.send(("unreadable", error.code, error.message))
    else:
        pipe.send(("end",))
