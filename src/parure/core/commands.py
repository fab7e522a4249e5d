"""Commands of several verbs, each of which tells what it did as rows: to people, or as JSON to programs."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError


class VerbCommand(BaseCommand):
    """A command whose option `verb` names a method `_verb(options)` that returns a row or a list of rows (dicts).

    Input that is refused ends in a CommandError with its words; `--json` prints the rows as they are.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = getattr(self, f"_{options['verb']}")(options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
            return
        for row in result if isinstance(result, list) else [result]:
            self.stdout.write("  ".join(str(value) for value in row.values()))
