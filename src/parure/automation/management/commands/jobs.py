"""parure jobs: which background jobs wait, run or failed; try them again or give them up."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from parure.access import policy
from parure.access.operations import INSTALLER
from parure.automation.background import operations, queries
from parure.core.commands import VerbCommand
from parure.core.models import Job


class Command(VerbCommand):
    help = "Look at the background jobs; try them again or give them up."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        shown = verbs.add_parser("list", help="the jobs of a status, the oldest first")
        shown.add_argument("--status", choices=queries.LISTS, default="failed")
        shown.add_argument("--after", type=int, default=0, help="begin behind this number")
        for verb, words in (("retry", "begin anew at once"), ("discard", "do it no more")):
            each = verbs.add_parser(verb, help=words)
            each.add_argument("numbers", type=int, nargs="*", help="numbers as `list` shows them")
            each.add_argument("--failed", action="store_true", help="every job that failed")
        for each in verbs.choices.values():
            each.add_argument("--json", action="store_true")

    def _list(self, options: dict[str, Any]) -> list[dict[str, Any]]:
        page = queries.job_page(INSTALLER, options["status"], after=options["after"])
        return [
            {
                "number": each.pk,
                "kind": each["task"],
                "status": each["status"],
                "since": each["created_at"].isoformat(),
                "next_try": each["due_at"].isoformat(),
                "failed_tries": each["failures"],
                "error": each["error"],
            }
            for each in page.jobs
        ]

    def _retry(self, options: dict[str, Any]) -> list[dict[str, Any]]:
        return [_told(operations.retry_job(INSTALLER, each)) for each in _numbers(options)]

    def _discard(self, options: dict[str, Any]) -> list[dict[str, Any]]:
        return [_told(operations.discard_job(INSTALLER, each)) for each in _numbers(options)]

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            super().handle(*args, **options)
        except policy.NotFound:
            raise CommandError("there is no such job") from None


def _numbers(options: dict[str, Any]) -> list[int]:
    failed = Job.objects.filter(status=Job.Status.FAILED).order_by("pk").values_list("pk", flat=True)
    found = list(failed) if options["failed"] else options["numbers"]
    if not found and not options["failed"]:
        raise CommandError("which jobs? Give their numbers, or --failed")
    return found


def _told(job: Job) -> dict[str, Any]:
    return {"number": job.pk, "kind": job.task, "status": str(job.status)}
