"""What records did, as conditions count it: {"did": "bought", "times": 2, "within_days": 365}."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, DateTimeField, Q, QuerySet
from django.utils import timezone

from parure.core.moments import midnight
from parure.core.resources import Activity, activity_of

Keys = range | Collection[int]  # primary keys: a stretch of them, or these


def among(path: str, keys: Keys | None) -> Q:
    """That what `path` leads to is one of these keys."""
    if keys is None:
        return Q()
    if isinstance(keys, range):
        return Q(**{f"{path}__gte": keys.start, f"{path}__lt": keys.stop})
    return Q(**{f"{path}__in": list(keys)})


def activity_query(resource: str, node: Mapping[str, Any], within: Keys | None) -> Q:
    rows = deeds(activity_of(resource, node["did"]), node, within)
    owner = activity_of(resource, node["did"]).owner
    times = int(node.get("times", 1))
    if times == 0:
        return ~Q(pk__in=rows.values(owner))
    often = rows.values(owner).annotate(n=Count("pk")).filter(n__gte=times)
    return Q(pk__in=often.values(owner))


def deeds(activity: Activity, node: Mapping[str, Any], within: Keys | None = None) -> QuerySet[Any]:
    """The activities that a term counts, of the records with these keys."""
    of_records = Q(**{f"{activity.owner}__isnull": False}) & among(activity.owner, within)
    rows: QuerySet[Any] = activity.model()._default_manager.filter(activity.where, of_records)
    if days := int(node.get("within_days", 0)):
        rows = rows.filter(**{f"{activity.at}__gte": _since(activity, days)})
    return rows


def _since(activity: Activity, days: int) -> date:
    """The first day that counts; for an activity kept by the moment, its midnight here."""
    first = timezone.localdate() - timedelta(days=days)
    model: Any = activity.model()
    *way, last = activity.at.split("__")
    for step in way:
        model = model._meta.get_field(step).related_model
    if isinstance(model._meta.get_field(last), DateTimeField):
        return midnight(first)
    return first
