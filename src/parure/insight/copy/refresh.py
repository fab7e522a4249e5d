"""Having the copy taken: everything, or what changed since it was last taken."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from parure.insight.copy import lake
from parure.insight.copy.plan import folder, plan_of


@dataclass(frozen=True)
class Taken:
    """What a refresh did. `notes` are stretches (first, last) of keys of the log's rows that this version has taken in."""

    version: int
    taken_at: datetime
    is_whole: bool
    rows: dict[str, int]
    changed: int
    seconds: float
    notes: list[tuple[int, int]]


class RefreshFailed(RuntimeError):
    """The copy could not be taken; the one before stays as it was."""


def take(
    *,
    whole: bool = False,
    tell: Callable[[int, int], None] | None = None,
    noted: Callable[[list[list[int]]], None] | None = None,
) -> Taken:
    """Bring the copy to the database's present state, all tables as of one moment; `tell` hears (tables done, of all),
    `noted` the notes that are being taken in, before they are.

    Raises `lake.Busy` while another does, `RefreshFailed`.
    """
    began = time.monotonic()
    done = _run(json.dumps(asdict(plan_of(whole=whole))), tell, noted)
    manifest = lake.read_manifest(folder())
    seconds = round(time.monotonic() - began, 3)
    return Taken(manifest.version, manifest.taken_at, rows=manifest.rows(), seconds=seconds, **done)


def _run(
    plan: str,
    tell: Callable[[int, int], None] | None,
    noted: Callable[[list[list[int]]], None] | None,
) -> dict[str, Any]:
    command = [sys.executable, "-m", "parure.insight.copy.taking"]
    with subprocess.Popen(  # noqa: S603 - our own module; the plan goes through its input, for it has a password
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(plan)
        process.stdin.close()
        taken: dict[str, Any] | None = None
        for line in process.stdout:
            said = json.loads(line)
            if "busy" in said:
                raise lake.Busy
            taken = said.get("taken", taken)
            if tell and "done" in said:
                tell(said["done"], said["of"])
            if noted and "notes" in said:
                noted(said["notes"])
        errors = process.stderr.read()
    if taken is None:
        last = errors.strip().rpartition("\n")[2]
        raise RefreshFailed(last.partition(":")[0])  # the kind of the error: its words may name values
    return taken
