"""How complete a customer's record is, and what is missing: weights that add up to a hundred."""

from collections.abc import Sequence
from typing import Any

from parure.core.bulk import update_rows
from parure.people.choices import ContactKind, DateKind, SizeKind
from parure.people.models import ContactPoint, Customer, ImportantDate, Preference, Size

WEIGHTS = {
    "phone": 20,
    "birthday": 15,
    "name": 10,
    "ring_size": 10,
    "likes": 10,
    "owner": 10,
    "gender": 5,
    "wechat": 5,
    "address": 5,
    "consent": 5,
    "source": 5,
}
# of these the record itself has the value; all else is told when what hangs on it changes
OWN_FIELDS = {"name", "owner", "gender", "marketing_consent", "source_channel"}
SHORT_OF = 60  # below this a record is on the list of those to complete
TITLES = ("先生", "女士", "小姐", "太太", "*")
CHUNK = 2000


def missing_of(ids: Sequence[int]) -> dict[int, list[str]]:
    """What is missing in the records of these customers, the weightiest first; five queries."""
    contacts = set(
        ContactPoint.objects.filter(customer_id__in=ids).values_list("customer_id", "kind").distinct()
    )
    born = _customers_of(ImportantDate.objects.filter(kind=DateKind.BIRTHDAY, relation=None), ids)
    measured = _customers_of(Size.objects.filter(kind=SizeKind.RING, relation=None), ids)
    liked = _customers_of(Preference.objects.all(), ids)
    rows = Customer.objects.filter(pk__in=ids).values_list(
        "pk", "name", "owner_id", "gender", "marketing_consent", "source_channel"
    )
    found = {}
    for pk, name, owner, gender, consent, source in rows:
        has = {
            "name": not any(title in name for title in TITLES),
            "phone": (pk, ContactKind.PHONE) in contacts,
            "wechat": (pk, ContactKind.WECHAT) in contacts,
            "address": (pk, ContactKind.ADDRESS) in contacts,
            "birthday": pk in born,
            "ring_size": pk in measured,
            "likes": pk in liked,
            "owner": owner is not None,
            "gender": bool(gender),
            "consent": consent is not None,
            "source": bool(source),
        }
        found[pk] = [part for part in WEIGHTS if not has[part]]
    return found


def _customers_of(rows: Any, ids: Sequence[int]) -> set[int]:
    return set(rows.filter(customer_id__in=ids).values_list("customer_id", flat=True))


def score(missing: Sequence[str]) -> int:
    """0 to 100."""
    return 100 - sum(WEIGHTS[part] for part in missing)


def refresh_completeness(ids: Sequence[int]) -> None:
    """Keep the score of these customers current; writes only what differs."""
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        kept = dict(Customer.objects.filter(pk__in=chunk).values_list("pk", "completeness"))
        scores = {pk: score(missing) for pk, missing in missing_of(chunk).items()}
        update_rows(
            Customer, ("completeness",), [(pk, now) for pk, now in scores.items() if now != kept.get(pk)]
        )
