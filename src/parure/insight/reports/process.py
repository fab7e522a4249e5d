"""The process that reckons questions, one beside each that asks: the engines take 200 MB and seconds to start, which
neither a web page nor a worker that shows no figure should pay.

It is started by the first question and ends when nobody has asked for some minutes, or when who started it is gone.
It is handed plain questions through its input and answers a line each; a question that takes too long ends it.
"""

import atexit
import contextlib
import json
import select
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from django.conf import settings

from parure.insight.copy import lake
from parure.insight.copy.plan import folder
from parure.insight.unloaded import leave_unused

PATIENCE = 60.0  # seconds for one set of questions
IDLE = 600.0
Asked = dict[str, Any]


class TooLong(RuntimeError):
    """The question takes longer than anybody waits."""


class Failed(RuntimeError):
    """The question could not be reckoned; its words may name values, so that only the kind of the error is told."""


class Reckoner:
    """The process, and the one who may speak with it at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Have it ready before anybody asks. Waits for nothing: while somebody else asks, it is there already."""
        if self._lock.acquire(blocking=False):
            try:
                self._running()
            finally:
                self._lock.release()

    def ask(self, questions: list[Asked], patience: float = PATIENCE) -> list[Any]:
        """An answer for each question, all of one version of the copy. Raises `lake.NoCopy`, `TooLong`, `Failed`."""
        line = json.dumps(
            {"folder": str(folder()), "cluster": settings.PARURE_INSIGHT_ENGINE, "asked": questions}
        )
        with self._lock:
            try:
                said = self._said(line, patience)
            except BrokenPipeError:  # it has just ended for want of questions
                self.stop()
                said = self._said(line, patience)
        if "failed" in said:
            if said["failed"] == lake.NoCopy.__name__:
                raise lake.NoCopy
            raise Failed(said["failed"])
        answers: list[Any] = said["answers"]
        return answers

    def _said(self, line: str, patience: float) -> dict[str, Any]:
        process = self._running()
        assert process.stdin
        assert process.stdout
        process.stdin.write(line + "\n")
        process.stdin.flush()
        ready, _w, _x = select.select([process.stdout], [], [], patience)
        if not ready:
            self.stop()
            raise TooLong
        answer = process.stdout.readline()
        if not answer:
            self.stop()
            raise BrokenPipeError
        said: dict[str, Any] = json.loads(answer)
        return said

    def _running(self) -> "subprocess.Popen[str]":
        if self._process is None or self._process.poll() is not None:
            command = [sys.executable, "-m", "parure.insight.reports.process", settings.PARURE_INSIGHT_ENGINE]
            self._process = subprocess.Popen(  # noqa: S603 - our own module; questions go through its input
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        return self._process

    def stop(self) -> None:
        """End it; the next question starts it anew."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


RECKONER = Reckoner()
atexit.register(RECKONER.stop)


def main() -> None:
    """Answer until nobody asks any more."""
    settings.configure(USE_I18N=False)
    if not any(sys.argv[1:]):  # a cluster's own library needs what DuckDB doesn't
        leave_unused()
    from parure.insight.reports import reckoning  # noqa: F401 - what takes seconds is ready before the first question

    _warm()
    while select.select([sys.stdin], [], [], IDLE)[0]:
        line = sys.stdin.readline()
        if not line:
            return
        print(json.dumps(_answer(json.loads(line))), flush=True)


def _warm() -> None:
    """The parts that the engine itself only loads when it is first used."""
    import ibis
    import pyarrow as pa

    connection = ibis.duckdb.connect()
    connection.to_pyarrow(ibis.memtable(pa.table({"key": [1]})).key.sum())
    connection.disconnect()


def _answer(given: dict[str, Any]) -> dict[str, Any]:
    from parure.insight.engine import opened_at
    from parure.insight.reports.reckoning import reckon

    try:
        with opened_at(Path(given["folder"]), given["cluster"]) as found:
            answers = [reckon(found, each) for each in given["asked"]]
    except Exception as error:  # noqa: BLE001 - whatever it is, who asked is told and the next one is answered
        return {"failed": type(error).__name__}
    return {"answers": answers}


if __name__ == "__main__":
    main()
