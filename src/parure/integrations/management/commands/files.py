"""parure files: remove kept files whose time is over."""

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from parure.core.commands import VerbCommand
from parure.integrations.operations import sweep_files


class Command(VerbCommand):
    help = (
        "Remove the files of imports and exports whose time is over (PARURE_IMPORT_DAYS, PARURE_EXPORT_DAYS)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        sweep = verbs.add_parser("sweep", help="what the worker does once a day, now")
        sweep.add_argument("--dry-run", action="store_true", help="count only")
        sweep.add_argument("--json", action="store_true")

    def _sweep(self, options: dict[str, Any]) -> list[dict[str, Any]]:
        swept = sweep_files(is_dry=options["dry_run"])
        word = "would go" if options["dry_run"] else "removed"
        return [{"what": name, "files": count, "done": word} for name, count in asdict(swept).items()]
