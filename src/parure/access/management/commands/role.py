"""parure role: what the roles grant, taken out as a file and brought in from one."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from parure.access import operations, queries
from parure.access.operations import INSTALLER
from parure.access.operations.roles import check_file
from parure.access.words import said


class Command(BaseCommand):
    help = "List the roles, write them to a file, or take them from one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("list", help="the roles and how many people have each")
        taken = verbs.add_parser("export", help="write roles as JSON, to standard output or a file")
        taken.add_argument("code", nargs="*", help="which roles; all without")
        taken.add_argument("--to", default="", help="file to write")
        brought = verbs.add_parser("import", help="replace and add roles from a JSON file")
        brought.add_argument("file")
        brought.add_argument(
            "--dry-run", action="store_true", help="only say what people would lose and gain"
        )
        for each in verbs.choices.values():
            each.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['verb']}")(options)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from None

    def _say(self, rows: list[dict[str, Any]], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
        for row in [] if as_json else rows:
            self.stdout.write("  ".join(str(value) for value in row.values()))

    def _list(self, options: dict[str, Any]) -> None:
        lines = queries.role_lines(INSTALLER)
        rows = [{"code": each.code, "name": each.role.title, "people": each.people} for each in lines]
        self._say(rows, as_json=options["json"])

    def _export(self, options: dict[str, Any]) -> None:
        lines = queries.role_lines(INSTALLER)
        if missing := set(options["code"]) - {each.code for each in lines}:
            raise CommandError(f"No such role: {', '.join(sorted(missing))}")
        chosen = [each for each in lines if not options["code"] or each.code in options["code"]]
        text = json.dumps({"roles": queries.exported(chosen)}, ensure_ascii=False, indent=2)
        if options["to"]:
            Path(options["to"]).write_text(text + "\n", encoding="utf-8")
            self._say([{"file": options["to"], "roles": len(chosen)}], as_json=options["json"])
        else:
            self.stdout.write(text)

    def _import(self, options: dict[str, Any]) -> None:
        try:
            told = json.loads(Path(options["file"]).read_text(encoding="utf-8-sig"))
        except (OSError, ValueError, RecursionError) as error:
            raise CommandError(f"{options['file']} can't be read as JSON ({type(error).__name__}).") from None
        roles = check_file(told.get("roles") if isinstance(told, dict) else told)
        wanted = {each["code"]: each["grants"] for each in roles}
        effects = queries.effects(INSTALLER, wanted)
        if not options["dry_run"]:
            operations.import_roles(INSTALLER, roles)
        rows = [said(each.difference) | {"people": each.people} for each in effects]
        self._say(rows, as_json=options["json"])
