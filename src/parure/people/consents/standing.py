"""What a customer agrees to now, from all that they ever said.

Of one record the newest word on a purpose holds: by when it was said, of the same moment the one recorded last. Where
records were merged, what was said since holds; before anybody is asked again, a no of any of them holds against
the others' yes.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.access.policy import Record
from parure.people.choices import Purpose
from parure.people.models import Consent, Customer, Merge

MARKETING = (
    Purpose.MARKETING_SMS,
    Purpose.MARKETING_WECHAT,
    Purpose.MARKETING_PHONE,
    Purpose.MARKETING_EMAIL,
)

SHOWN = ("purpose", "given", "at", "how", "wording", "evidence", "recorded_by")


def newest(rows: Iterable[Consent], merged_at: datetime | None = None) -> dict[str, Consent]:
    """The word that holds for each purpose, of rows of one customer and of the records merged into them.

    `merged_at` is the moment of the last merge, None where none were merged.
    """
    last: dict[tuple[str, int], Consent] = {}
    for row in sorted(_said(rows), key=_order):
        last[row.purpose, row.customer_id] = row
    found: dict[str, Consent] = {}
    for (purpose, _whose), row in last.items():
        known = found.get(purpose)
        if known is None or _strictness(row, merged_at) > _strictness(known, merged_at):
            found[purpose] = row
    return found


def _said(rows: Iterable[Consent]) -> list[Consent]:
    """Without the rows that were taken back, and those that took them back."""
    rows = list(rows)
    reversed_ids = {row.reverses_id for row in rows if row.reverses_id is not None}
    return [row for row in rows if row.reverses_id is None and row.pk not in reversed_ids]


def _order(row: Consent) -> tuple[datetime, int]:
    return row.at, row.pk


def _strictness(row: Consent, merged_at: datetime | None) -> tuple[bool, bool, datetime, int]:
    """Said since the merge, then no before yes, then the newer."""
    return merged_at is not None and row.at > merged_at, not row.given, row.at, row.pk


def standing(customer_id: int) -> dict[str, Consent]:
    """The word that holds for each purpose that this customer was ever asked about."""
    whose = Q(customer_id=customer_id) | Q(customer__merged_into_id=customer_id)
    rows = list(Consent.objects.filter(whose).select_related("recorded_by"))
    merged = {row.customer_id for row in rows} - {customer_id}
    return newest(rows, _merged_at(merged) if merged else None)


def _merged_at(others: Iterable[int]) -> datetime | None:
    found = Merge.objects.filter(other_id__in=others, undone_at=None).aggregate(at=Max("at"))
    at: datetime | None = found["at"]
    return at


def refusers(customer_ids: Collection[int], purpose: Purpose) -> set[int]:
    """Those of the customers whose word on a purpose is no. One query, and one more where some were merged."""
    themselves = Customer.objects.filter(pk__in=customer_ids)
    taken_up = Customer.objects.filter(merged_into__in=customer_ids)
    rows = Consent.objects.filter(
        purpose=purpose, customer__in=themselves.values("pk").union(taken_up.values("pk"))
    ).select_related("customer")
    told: dict[int, list[Consent]] = {}
    for row in rows:
        told.setdefault(row.customer.merged_into_id or row.customer_id, []).append(row)
    merged = [row.customer_id for pk, rows in told.items() for row in rows if row.customer_id != pk]
    at = _merges(merged) if merged else {}
    held = {pk: newest(rows, at.get(pk)).get(purpose) for pk, rows in told.items()}
    return {pk for pk, word in held.items() if word is not None and not word.given}


def _merges(others: Collection[int]) -> dict[int, datetime]:
    """The moment of the last merge by who survived it."""
    rows = Merge.objects.filter(other_id__in=others, undone_at=None)
    return dict(rows.values_list("survivor_id").annotate(Max("at")))


def agrees_to_marketing(held: Mapping[str, Consent]) -> bool | None:
    """Yes where any channel is agreed to, no where none is and any was refused, None where nobody asked.

    Which channel may be used is told by the channel's own row alone.
    """
    said = [held[purpose].given for purpose in MARKETING if purpose in held]
    return any(said) if said else None


def respect_refusal(customer_id: int) -> None:
    """Raise ValidationError where the customer refused marketing: only a consent of theirs makes it a yes again."""
    if agrees_to_marketing(standing(customer_id)) is False:
        raise ValidationError(
            {"marketing_consent": _("They refused this. Record their new consent first, with its evidence.")}
        )


def consents_of(actor: Actor, customer_id: int) -> list[Record]:
    """What holds of a customer whom the caller fetched through the gate, in the order of the purposes."""
    if not policy.may(actor, "people.consent"):
        return []
    held = standing(customer_id)
    rows = [held[purpose] for purpose in Purpose.values if purpose in held]
    return policy.records(actor, "people.consent", rows, SHOWN)
