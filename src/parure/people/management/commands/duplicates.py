"""parure duplicates: look for records that are likely one person."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from parure.people import operations
from parure.people.duplicates.finding import counts


class Command(BaseCommand):
    help = "Look the whole base through for likely duplicates, and keep them for somebody to decide."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["find", "count"])
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        told = {}
        if options["what"] == "find":
            told["found"] = operations.search_here().found
        told |= counts()
        if options["json"]:
            self.stdout.write(json.dumps(told))
            return
        for name, number in told.items():
            self.stdout.write(f"{name:12} {number}")
