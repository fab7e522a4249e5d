"""parure import: bring a file in, in the foreground."""  # noqa: N999 - the word that people type

import json
import sys
import time
from argparse import ArgumentParser
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from parure.access.actors import Actor, actor_as_role
from parure.access.models import Store
from parure.integrations import foreground, operations, queries
from parure.integrations.imports.batch import COUNTS
from parure.integrations.imports.columns import KINDS
from parure.integrations.imports.context import EXISTING
from parure.integrations.models import ImportRun, ImportStatus

TOLD_EVERY = 1.0


class Command(BaseCommand):
    help = "Bring in customers, products, pieces, orders, visits or opening balances from CSV or Excel."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=[*KINDS, "auto"])
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--mapping", default="", help="name of a kept mapping; otherwise the columns are recognised"
        )
        parser.add_argument("--source", default="", help="the system the file comes from, e.g. shopify, pos")
        parser.add_argument(
            "--store", default="", help="code of the store of new customers for whom the file names none"
        )
        parser.add_argument(
            "--existing", choices=EXISTING, default="fill", help="what happens to records that are known"
        )
        parser.add_argument(
            "--shared-phones", action="store_true", help="another name under a known number is a relative"
        )
        parser.add_argument(
            "--keep-extra", action="store_true", help="keep columns that go nowhere in the remark"
        )
        parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"{path}: no such file")
        actor = actor_as_role("admin", "parure import")
        progress = Progress(self.stderr)
        try:
            run = self._run(actor, path, options)
            run = foreground.carry_out(actor, run, progress)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        except foreground.NotFinished as error:
            raise CommandError(f"not finished: {error}; start the command again to go on") from None
        progress.end()
        if run.status not in (ImportStatus.DONE, ImportStatus.CHECKED):
            raise CommandError(run.fault or f"the import ended as {run.status}")
        self._tell(run, as_json=options["json"])

    def _run(self, actor: Actor, path: Path, options: dict[str, Any]) -> ImportRun:
        kind = "" if options["kind"] == "auto" else options["kind"]
        dry = options["dry_run"]
        digest = sha256()
        for chunk in foreground.chunks_of(path):
            digest.update(chunk)
        if not dry and kind and (known := foreground.unfinished(actor, digest.hexdigest(), kind)):
            self.stderr.write(f"going on behind line {known.position}")
            return foreground.resume(actor, known)
        chosen = {name: options[name] for name in ("existing", "shared_phones", "keep_extra")}
        if options["store"]:
            store = Store.objects.filter(code=options["store"]).first()
            if store is None:
                raise CommandError(f"--store {options['store']}: no such store")
            chosen["store_id"] = store.pk
        run = operations.begin_import(
            actor, foreground.chunks_of(path), path.name, kind, options["source"], chosen
        )
        if options["mapping"]:
            run = operations.use_saved_mapping(actor, run.uid, options["mapping"])
        start = operations.check_import if dry else operations.write_import
        return start(actor, run.uid)

    def _tell(self, run: ImportRun, *, as_json: bool) -> None:
        counts: dict[str, Any] = {name: getattr(run, name) for name in COUNTS if name != "warned"}
        problems = queries.problem_path(run)
        written = queries.write_problems(run, problems)
        counts["problems"] = str(problems) if written else None
        if as_json:
            self.stdout.write(json.dumps(counts, ensure_ascii=False))
            return
        for name, value in counts.items():
            self.stdout.write(f"{name:10} {value if value is not None else '-'}")
        for line in queries.told_problems(run):
            self.stdout.write(f"  {line}")


class Progress:
    """Rows, rate and the time that is left, on one line of standard error."""

    def __init__(self, out: Any) -> None:
        self.out = out
        self.began = self.told = time.monotonic()
        self.start: int | None = None
        self.line = ""

    def __call__(self, run: ImportRun) -> None:
        now = time.monotonic()
        if self.start is None:
            self.start = run.read
            self.began = now
        if now - self.told < TOLD_EVERY:
            return
        self.told = now
        rate = (run.read - self.start) / max(now - self.began, 0.001)
        left = (run.row_estimate - run.read) / rate if rate else 0
        phase = " · adding up" if run.reading.get("phase") == "totals" else ""
        self.line = f"{run.read:,} of about {run.row_estimate:,} rows · {rate:,.0f} rows/s · {max(left, 0):,.0f} s left{phase}"
        ending = "\r" if sys.stderr.isatty() else "\n"
        self.out.write(self.line.ljust(78), ending=ending)

    def end(self) -> None:
        if self.line and sys.stderr.isatty():
            self.out.write("")
