"""Clock work and chunks of sales."""

from datetime import date

from django.utils import timezone

from parure.core.jobs import daily, task
from parure.sales import operations


@task("sales.refresh_range")
def refresh_range(first: int, last: int) -> None:
    operations.refresh_range(first, last)


@task("sales.refresh_facts")
def refresh_facts(day: str = "", after: int = 0) -> None:
    """Once a day: whose twelve months or stage has moved with the calendar."""
    operations.refresh_moved(date.fromisoformat(day) if day else timezone.localdate(), after)


daily("sales.refresh_facts")
