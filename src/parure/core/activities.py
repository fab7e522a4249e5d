"""What records did, as conditions count it: {"did": "bought", "times": 2, "within_days": 365}."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Count, DateTimeField, Exists, OuterRef, Q, QuerySet
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


def not_among(query: Q) -> Q | None:
    """What is left without the records whose keys rows beside them tell; None of a query that asks anything else.

    Asked of each record by the index of those rows: `NOT IN` has PostgreSQL gather all of them first.
    """
    if query.negated or len(query.children) != 1 or not isinstance(query.children[0], tuple):
        return None
    path, rows = query.children[0]
    if path != "pk__in" or not isinstance(rows, QuerySet):
        return None
    asked = rows.query
    if asked.group_by or asked.is_sliced or asked.combinator or len(asked.values_select) != 1:
        return None
    [owner] = asked.values_select
    if not _is_found_by(rows.model, owner):
        return None
    return Q(~Exists(rows.filter(**{owner: OuterRef("pk")})))


def _is_found_by(model: type[models.Model], path: str) -> bool:
    """Whether an index finds rows by this column."""
    if "__" in path:
        return False
    column: Any = model._meta.get_field(path)
    firsts = {index.fields[0].lstrip("-") for index in model._meta.indexes if index.fields}
    return column.db_index or column.unique or column.name in firsts


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
