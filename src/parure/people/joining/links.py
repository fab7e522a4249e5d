"""The links that are open now."""

from datetime import date

from django.db.models import Q
from django.utils import timezone

from parure.access import policy
from parure.people.models import JoinLink


def holds(today: date) -> Q:
    """Links whose code leads to the form: not ended, not past their last day, of a store that is open."""
    return Q(ended_at__isnull=True, store__is_active=True) & (Q(ends_on__isnull=True) | Q(ends_on__gte=today))


def open_link(token: str) -> JoinLink:
    """The link of a token, with its store. `NotFound` for one that is unknown, ended or over: they look the same."""
    rows = JoinLink.objects.select_related("store").filter(holds(timezone.localdate()), token=token)
    found = rows.first()
    if found is None:
        raise policy.NotFound("people.join_link")
    return found
