"""What the shop has decided on the care of customers: how many one may take a day, after how long to ask again."""

import time
from datetime import date, timedelta

from django.utils import timezone

from parure.people.models import ClientCare

CACHE_SECONDS = 30.0  # another process acts on a new setting after that
_KEPT: dict[str, tuple[float, int]] = {}


def client_care() -> ClientCare:
    """The shop's settings, or the usual ones; one query."""
    return ClientCare.objects.order_by("pk").first() or ClientCare()


def ask_again_before(today: date | None = None) -> date:
    """Whose facts were last confirmed before this day is asked again; costs a query now and then."""
    until, days = _KEPT.get("days", (0.0, 0))
    if time.monotonic() >= until:
        days = client_care().asked_again_after
        _KEPT["days"] = (time.monotonic() + CACHE_SECONDS, days)
    return (today or timezone.localdate()) - timedelta(days=days)


def forget_care() -> None:
    """Read the settings anew; after they were changed."""
    _KEPT.clear()
