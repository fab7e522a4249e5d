"""Reading what is compared of customers, many at once."""

from collections.abc import Collection, Iterator

from parure.people.choices import DateKind
from parure.people.duplicates.scoring import Traits
from parure.people.models import ContactPoint, Customer, Identity, ImportantDate, Relation, SearchEntry

ENDING = "#"


def traits_of(ids: Collection[int]) -> dict[int, Traits]:
    """Traits of those of these customers that are in use; five queries."""
    rows = Customer.objects.filter(pk__in=ids, is_archived=False)
    found = {
        pk: Traits(name, pinyin, gender)
        for pk, name, pinyin, gender in rows.values_list("pk", "name", "pinyin", "gender")
    }
    points = ContactPoint.objects.filter(customer_id__in=ids)
    for pk, kind, digest in points.values_list("customer_id", "kind", "digest"):
        if pk in found:
            found[pk].contacts.setdefault(kind, set()).add(bytes(digest))
    for pk, birthday in birthdays(ids):
        if pk in found:
            found[pk].birthday = birthday
    for pk, kind, value in Identity.objects.filter(customer_id__in=ids).values_list(
        "customer_id", "kind", "value"
    ):
        if pk in found:
            found[pk].accounts.add((kind, value))
    for pk, tokens in SearchEntry.objects.filter(customer_id__in=ids).values_list("customer_id", "tokens"):
        if pk in found and ENDING in tokens:
            found[pk].endings.update(each for each in tokens.split() if each[0] == ENDING)
    return found


def birthdays(ids: Collection[int]) -> Iterator[tuple[int, tuple[str, int | None, int, int]]]:
    """(customer, birthday) of these customers' own birthdays."""
    rows = ImportantDate.objects.filter(customer_id__in=ids, kind=DateKind.BIRTHDAY, relation=None)
    for pk, calendar, year, month, day in rows.values_list("customer_id", "calendar", "year", "month", "day"):
        yield pk, (calendar, year, month, day)


def related(ids: Collection[int]) -> set[tuple[int, int]]:
    """Pairs of customers, the smaller id first, who are noted as of one family: they aren't one person."""
    rows = Relation.objects.filter(customer_id__in=ids, other__isnull=False).values_list(
        "customer_id", "other_id"
    )
    return {(min(pk, other), max(pk, other)) for pk, other in rows if other is not None}
