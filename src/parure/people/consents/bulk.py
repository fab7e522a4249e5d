"""Consents by the thousand, for imports: written in one go, and taken back by rows that reverse them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from parure.core.bulk import insert_rows
from parure.core.identifiers import new_uid
from parure.people.choices import How
from parure.people.models import Consent

CHUNK = 2000
COLUMNS = (
    "uid",
    "customer_id",
    "purpose",
    "given",
    "at",
    "how",
    "wording",
    "evidence",
    "recorded_by_id",
    "recorded_at",
    "source_key",
    "reverses_id",
)


@dataclass(slots=True, kw_only=True)
class ConsentRow:
    """A yes or no that another system kept. Which text was shown there isn't known; `source_key` is unique."""

    customer_id: int
    purpose: str
    given: bool
    at: datetime
    evidence: str
    recorded_by_id: int | None
    source_key: str


def write_consents(batch: Sequence[ConsentRow]) -> None:
    """Record what was brought in; a key that is recorded already raises IntegrityError and records nothing."""
    how, now = How.IMPORT.value, timezone.now()
    rows = [
        (
            new_uid(), each.customer_id, each.purpose, each.given, each.at, how, "", each.evidence[:400],
            each.recorded_by_id, now, each.source_key, None,
        )
        for each in batch
    ]  # fmt: skip
    insert_rows(Consent, COLUMNS, rows)


def asked_before(customer_ids: Iterable[int]) -> dict[int, set[str]]:
    """The purposes that each of these customers was asked about, themselves or as a record merged into them."""
    found: dict[int, set[str]] = defaultdict(set)
    ids = list(customer_ids)
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        whose = Q(customer_id__in=chunk) | Q(customer__merged_into_id__in=chunk)
        rows = Consent.objects.filter(whose, reverses=None, reversed_by=None)
        for own, into, purpose in rows.values_list("customer_id", "customer__merged_into_id", "purpose"):
            found[into or own].add(purpose)
    return found


def reverse_consents(ids: Sequence[int]) -> int:
    """Take these rows back, as if they had never been said; returns how many. What is taken back already stays so."""
    rows = list(Consent.objects.filter(pk__in=ids, reverses=None, reversed_by=None))
    now = timezone.now()
    made = [
        (
            new_uid(), each.customer_id, each.purpose, each.given, each.at, each.how, each.wording, "",
            None, now, f"undo:{each.pk}", each.pk,
        )
        for each in rows
    ]  # fmt: skip
    insert_rows(Consent, COLUMNS, made)
    return len(made)
