"""The segments of a customer in the field catalogue: filtered by, shown, exported like any other field.

A code is a segment's uid. Union, intersection and exclusion of segments are ordinary conditions on it.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parure.core.activities import not_among
from parure.core.resources import Field, Kind, contribute
from parure.people.models import Customer, Segment, SegmentMember
from parure.people.segments.known import CUSTOMER, FIELD, inputs_of_segments, known_segments


def _codes(customers: Sequence[Customer]) -> dict[int, Any]:
    rows = SegmentMember.objects.filter(
        customer_id__in=[each.pk for each in customers], segment__is_archived=False
    ).order_by("segment__name", "segment_id")
    found: dict[int, list[str]] = {}
    for pk, uid in rows.values_list("customer_id", "segment__uid"):
        found.setdefault(pk, []).append(str(uid))
    return found


def _lookup(op: str, value: Any) -> Q:
    live = Segment.objects.filter(is_archived=False)
    if op not in ("empty", "filled"):
        live = live.filter(uid__in=_uids(value if isinstance(value, list) else [value]))
    ids = list(live.values_list("pk", flat=True))
    met = Q(pk__in=SegmentMember.objects.filter(segment_id__in=ids).values("customer_id"))
    return not_among(met) or ~met if op in ("empty", "is_not") else met


def _uids(values: Iterable[Any]) -> list[str]:
    found = []
    for each in values:
        try:
            found.append(str(UUID(str(each))))
        except ValueError:
            continue
    return found


def _choices() -> list[tuple[str, str]]:
    return [(uid, each.name) for uid, each in known_segments().items()]


contribute(
    CUSTOMER,
    Field(
        FIELD,
        _("Segments"),
        Kind.CHOICES,
        batch=_codes,
        lookup=_lookup,
        choices=_choices,
        choice_inputs=inputs_of_segments,
        writable=False,
    ),
)
