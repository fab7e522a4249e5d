"""Which pairs of customers are worth comparing: those that share a contact, an account, or a name with a birthday
or the end of a phone number. Groups too large to mean one person are left out.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from django.db.models import Count

from parure.people.choices import DateKind, IdentityKind
from parure.people.models import ContactPoint, Customer, Identity, ImportantDate, SearchEntry, SearchToken

Pair = tuple[int, int]
Beat = Callable[[], None]

LARGEST = 40  # customers under one number or one name and birthday: more is an office, or a default
PAGE = 20_000
DIGITS = "0123456789abcdef"
PERSONAL_ACCOUNTS = (IdentityKind.UNIONID, IdentityKind.EXTERNAL_USERID, IdentityKind.CARD)


@dataclass
class Base:
    """What is held in memory of the whole base: the reading of each name as a number, and how often it is had."""

    name_of: dict[int, int] = field(default_factory=dict)
    counts: Counter[int] = field(default_factory=Counter)


def read_base(beat: Beat) -> Base:
    """The readings of all customers in use."""
    base = Base()
    rows = Customer.objects.filter(is_archived=False)
    for pk, pinyin in _paged(rows, "pk", ("pk", "pinyin"), beat):
        base.name_of[pk] = hash(pinyin)
    base.counts.update(base.name_of.values())
    return base


def pairs_of_base(base: Base, beat: Beat) -> set[Pair]:
    """Every pair worth comparing in the whole base, the smaller id first."""
    found: set[Pair] = set()
    rules: tuple[Iterable[Collection[int]], ...] = (
        _by_contact(beat),
        _by_account(),
        _by_birthday(base, beat),
        _by_ending(base, beat),
    )
    for groups in rules:
        for members in groups:
            if len(members) <= LARGEST:
                found.update(combinations(sorted(members), 2))
    return found


def _paged(rows: Any, key: str, columns: tuple[str, ...], beat: Beat) -> Iterator[tuple[Any, ...]]:
    """All rows by pages in the order of a unique key, so that no cursor stays open over a transaction."""
    last = 0
    while page := list(rows.filter(**{f"{key}__gt": last}).order_by(key).values_list(*columns)[:PAGE]):
        yield from page
        last = page[-1][0]
        beat()


def _by_contact(beat: Beat) -> Iterator[set[int]]:
    """Who shares a phone, an email, a WeChat id, an address."""
    shared = (
        ContactPoint.objects.values("digest", "kind").annotate(n=Count("pk")).filter(n__gt=1, n__lte=LARGEST)
    )
    digests = [bytes(each) for each in shared.order_by().values_list("digest", flat=True)]
    for start in range(0, len(digests), 1000):
        groups: dict[tuple[bytes, str], set[int]] = {}
        points = ContactPoint.objects.filter(digest__in=digests[start : start + 1000])
        for digest, kind, pk in points.values_list("digest", "kind", "customer_id"):
            groups.setdefault((bytes(digest), kind), set()).add(pk)
        yield from groups.values()
        beat()


def _by_account() -> Iterator[set[int]]:
    """Who has the same account under two issuers."""
    rows = Identity.objects.filter(kind__in=PERSONAL_ACCOUNTS)
    shared = rows.values("value").annotate(n=Count("pk")).filter(n__gt=1, n__lte=LARGEST).order_by()
    groups: dict[tuple[str, str], set[int]] = {}
    for kind, value, pk in rows.filter(value__in=shared.values("value")).values_list(
        "kind", "value", "customer_id"
    ):
        groups.setdefault((kind, value), set()).add(pk)
    yield from groups.values()


def _by_birthday(base: Base, beat: Beat) -> Iterator[list[int]]:
    """Who has the same reading of the name and the same birthday."""
    rows = ImportantDate.objects.filter(kind=DateKind.BIRTHDAY, relation=None)
    columns = ("pk", "customer_id", "calendar", "month", "day")
    keyed = (
        (hash((base.name_of[pk], calendar, month, day)), pk)
        for _row, pk, calendar, month, day in _paged(rows, "pk", columns, beat)
        if pk in base.name_of
    )
    yield from _grouped(keyed)


def _by_ending(base: Base, beat: Beat) -> Iterator[list[int]]:
    """Who has the same reading of the name and a phone with the same last four digits."""
    for high in DIGITS:
        for low in DIGITS:
            start = f"#{high}{low}"
            tokens = SearchToken.objects.filter(token__gte=start, token__lt=start + "g")
            keyed = (
                (hash((token, base.name_of[pk])), pk)
                for token, pk in tokens.values_list("token", "customer_id")
                if pk in base.name_of
            )
            yield from _grouped(keyed)
        beat()


def _grouped(keyed: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
    """Ids under one key, where they are several; a key that is had once costs one entry."""
    first: dict[int, int] = {}
    several: dict[int, list[int]] = {}
    for key, pk in keyed:
        if key in several:
            several[key].append(pk)
        elif key in first:
            if first[key] != pk:
                several[key] = [first[key], pk]
        else:
            first[key] = pk
    yield from several.values()


def pairs_of(ids: Collection[int]) -> tuple[set[Pair], Counter[str]]:
    """The pairs worth comparing in which one of these few customers is, and how often their readings are had."""
    wanted = set(ids)
    found: set[Pair] = set()
    own = ContactPoint.objects.filter(customer_id__in=wanted)
    groups: dict[tuple[bytes, str], set[int]] = {}
    for digest, kind, pk in ContactPoint.objects.filter(digest__in=own.values("digest")).values_list(
        "digest", "kind", "customer_id"
    ):
        groups.setdefault((bytes(digest), kind), set()).add(pk)
    accounts = Identity.objects.filter(kind__in=PERSONAL_ACCOUNTS)
    theirs = accounts.filter(customer_id__in=wanted).values("value")
    for kind, value, pk in accounts.filter(value__in=theirs).values_list("kind", "value", "customer_id"):
        groups.setdefault((value.encode(), kind), set()).add(pk)
    names = dict(Customer.objects.filter(pk__in=wanted, is_archived=False).values_list("pk", "pinyin"))
    named = dict(
        Customer.objects.filter(
            pinyin__in={each for each in names.values() if each}, is_archived=False
        ).values_list("pk", "pinyin")
    )
    for number, members in enumerate((*_same_day(named), *_same_ending(named))):
        groups[b"", str(number)] = set(members)
    for group in groups.values():
        if len(group) <= LARGEST:
            found.update(pair for pair in combinations(sorted(group), 2) if wanted.intersection(pair))
    return found, Counter(named.values())


def _same_day(named: dict[int, str]) -> Iterator[list[int]]:
    rows = ImportantDate.objects.filter(customer_id__in=list(named), kind=DateKind.BIRTHDAY, relation=None)
    days = rows.values_list("customer_id", "calendar", "month", "day")
    yield from _grouped((hash((named[pk], calendar, month, day)), pk) for pk, calendar, month, day in days)


def _same_ending(named: dict[int, str]) -> Iterator[list[int]]:
    rows = SearchEntry.objects.filter(customer_id__in=list(named)).values_list("customer_id", "tokens")
    yield from _grouped(
        (hash((token, named[pk])), pk) for pk, tokens in rows for token in tokens.split() if token[0] == "#"
    )
