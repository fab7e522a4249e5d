"""parure export: write what the house knows in open formats."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from parure.access.actors import actor_as_role
from parure.integrations import exports


class Command(BaseCommand):
    help = "Write customers, goods, orders, visits, balances – or everything – as CSV, Excel or JSON lines."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=[*exports.KINDS, exports.OPENING, "all"])
        parser.add_argument("--out", type=Path, required=True, help="file; for `all` a folder")
        parser.add_argument(
            "--format", choices=exports.FORMATS, default="", help="otherwise what the file's name says"
        )
        parser.add_argument("--json", action="store_true", help="print the number of rows as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = actor_as_role("admin", "parure export")
        out: Path = options["out"]
        written: dict[str, int] = {}
        everything = options["kind"] == "all"
        kinds = [*exports.exportable(actor), exports.OPENING] if everything else [options["kind"]]
        if everything:
            out.mkdir(parents=True, exist_ok=True, mode=0o700)
        suffix = out.suffix.lstrip(".").lower()
        form = options["format"] or (suffix if not everything and suffix in exports.FORMATS else "csv")
        for kind in kinds:
            path = out / f"{kind}.{form}" if everything else out
            try:
                written[kind] = exports.write_export(actor, kind, path, form, self._report(kind))
            except exports.TooManyRows:
                path.unlink(missing_ok=True)
                raise CommandError(f"{kind}: more rows than an Excel sheet holds; use csv or jsonl") from None
            except OSError as error:
                raise CommandError(f"{path}: {error.strerror}") from None
        if options["json"]:
            self.stdout.write(json.dumps(written))
            return
        for kind, count in written.items():
            self.stdout.write(f"{kind:28} {count}")

    def _report(self, kind: str) -> Any:
        def report(count: int) -> None:
            if count % 50_000 == 0:
                self.stderr.write(f"{kind}: {count:,} rows")

        return report
