"""parure insight: refresh the columnar copy and the facts, show what RFM and forecast say."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from parure.core.commands import VerbCommand
from parure.insight import queries
from parure.insight.copy.lake import Busy, NoCopy
from parure.insight.copy.refresh import RefreshFailed
from parure.insight.matching.measuring import measure
from parure.insight.operations import refresh


class Command(VerbCommand):
    help = "Figures about customers: refresh them, show groups and forecasts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        again = verbs.add_parser("refresh", help="take what changed into the copy and write the facts back")
        again.add_argument("--full", action="store_true", help="take everything anew")
        groups = verbs.add_parser("rfm", help="how many customers each group has, and what they are worth")
        groups.add_argument("--until", type=date.fromisoformat, help="as of this day (YYYY-MM-DD)")
        ahead = verbs.add_parser(
            "forecast", help="fit what customers will buy, and try it on what they bought"
        )
        ahead.add_argument("--until", type=date.fromisoformat, help="by what was known then (YYYY-MM-DD)")
        verbs.add_parser(
            "matching", help="how often what customers bought last was among the first ten shown"
        )
        for each in verbs.choices.values():
            each.add_argument("--json", action="store_true")

    def _refresh(self, options: dict[str, Any]) -> dict[str, Any]:
        done = refresh(whole=options["full"])
        return {
            "version": done.version,
            "taken_at": done.taken_at.isoformat(),
            "age_seconds": round((timezone.now() - done.taken_at).total_seconds(), 1),
            "full": done.is_whole,
            "rows": done.rows,
            "changed": done.changed,
            "customers": done.customers,
            "written": done.written,
            "seconds": done.seconds,
        }

    def _rfm(self, options: dict[str, Any]) -> dict[str, Any]:
        return queries.group_sizes(options["until"] or timezone.localdate())

    def _forecast(self, options: dict[str, Any]) -> dict[str, Any]:
        return queries.forecast(options["until"] or timezone.localdate())

    def _matching(self, options: dict[str, Any]) -> dict[str, Any]:
        told = measure(timezone.localdate())
        rates = {way: round(rate, 4) for way, rate in told.rates.items()}
        return {
            "customers": told.customers,
            "bought_again": told.known,
            "styles": told.styles,
            "hit_rates": rates,
        }

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            super().handle(*args, **options)
        except NoCopy:
            raise CommandError("there is no copy yet: `parure insight refresh` takes it") from None
        except Busy:
            raise CommandError("another refresh is under way") from None
        except RefreshFailed as error:
            raise CommandError(f"the copy could not be taken ({error}); the one before stays") from None
