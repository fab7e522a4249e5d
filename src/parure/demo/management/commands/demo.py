"""parure demo: fill an empty base with a believable shop."""

import json
import secrets
import time
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext as _

from parure.demo.building import build
from parure.demo.company import SIGN_INS
from parure.demo.sums import Counted, count_shop
from parure.insight.operations import refresh
from parure.insight.refreshing import plan_refresh
from parure.people.models import Customer


class Command(BaseCommand):
    help = "Fill an empty base with a believable shop: people, goods, four years of sales."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--password", default="", help="for the eight sign-ins; made up and told unless given"
        )
        parser.add_argument("--customers", type=int, default=2000)
        parser.add_argument("--orders", type=int, default=5000)
        parser.add_argument("--seed", type=int, default=2026)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if Customer.objects.exists():
            raise CommandError(_("This base holds customers already. The demo shop needs an empty one."))
        if options["customers"] < 1 or options["orders"] < 0:
            raise CommandError(_("The demo shop needs at least one customer."))
        password = options["password"] or secrets.token_urlsafe(9)
        began = time.monotonic()
        try:
            build(
                password=password,
                customers=options["customers"],
                orders=options["orders"],
                seed=options["seed"],
                told=lambda done: self._tell(done, options),
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self._reckon()
        made = count_shop()
        if not made.adds_up:
            raise CommandError(
                _("The totals don't add up: ledger %(ledger)s, customers %(customers)s.") % made.totals
            )
        made.seconds = round(time.monotonic() - began, 1)
        self._report(made, password, options)

    def _reckon(self) -> None:
        """The figures of the new shop; within a transaction, which the copy can't see into, by the next worker."""
        if connection.in_atomic_block:
            plan_refresh()
        else:
            refresh()

    def _tell(self, done: int, options: dict[str, Any]) -> None:
        if options["customers"] > 10_000 and not options["json"]:
            self.stderr.write(f"  {done:,} / {options['customers']:,}")

    def _report(self, made: Counted, password: str, options: dict[str, Any]) -> None:
        if options["json"]:
            report = made.as_dict() | {"sign_ins": SIGN_INS}
            if not options["password"]:
                report["password"] = password
            self.stdout.write(json.dumps(report, ensure_ascii=False))
            return
        lines = [*made.lines(), (_("Sign-ins"), " ".join(SIGN_INS))]
        if not options["password"]:
            lines.append((_("Password"), password))
        for label, value in lines:
            self.stdout.write(f"{label}: {value}")
