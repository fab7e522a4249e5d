"""Search as you type over the whole base.

Every customer has about twenty tokens (names, pinyin, initials and their beginnings; a digest of the phone's last
four digits; tags). A token's rows lie together, most recent first, and carry store and owner, so the first ten
in the asker's reach are read off the front. One's own clients come first. Where somebody reaches only a few
customers, the front of a broad token would be read far for ten of theirs: then their few are read instead.
"""

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import StrIndex

from parure.access import audit, policy
from parure.access.actors import Actor
from parure.access.choices import AuditAction, Level, Scope
from parure.access.encryption import digest, ending_digest
from parure.core.bulk import insert_rows
from parure.customize.definitions import searched_fields, searched_words
from parure.customize.queries import live_assignments, tag_ids_matching
from parure.people.choices import ContactKind
from parure.people.models import ContactPoint, Customer, NoteWord, SearchEntry, SearchToken
from parure.people.names import is_exact, normalise_query, search_tokens
from parure.people.ownership import shared
from parure.people.phones import parse_phone
from parure.people.rules import activity_rank

FOUND = 10
RANGE_READ = 400
MEMBER_NUMBERS_READ = 200
FEW = 600
COUNT_SECONDS = 30.0
_COUNTS: dict[tuple[Any, ...], tuple[float, int]] = {}
TOKEN_COLUMNS = ("token", "rank", "customer_id", "store_id", "owner_id")


@dataclass(frozen=True)
class Reach:
    """Whose customers the asker may find, as the search index knows it."""

    everything: bool
    staff_id: int | None
    store_ids: tuple[int, ...]
    is_shared: bool = False  # whether colleagues share customers with the asker


# ── writing ──────────────────────────────────────────────────────────────────


def tokens_of(name: str, nickname: str, endings: Iterable[str], tag_ids: Iterable[int]) -> list[str]:
    """Every token under which a customer is found. `endings` are the last four digits of their phones."""
    tokens = search_tokens(name, nickname=nickname)
    tokens.extend("#" + ending_digest(ending) for ending in endings)
    tokens.extend(f"~{tag}" for tag in tag_ids)
    return tokens


def own_tokens(custom: Mapping[str, Any]) -> list[str]:
    """The tokens of a customer's values in fields of the shop's own: by the field, for not everybody reads each."""
    words = searched_words("people.customer", custom)
    return [_own_token(definition, text) for definition, text in words if normalise_query(text)]


def _own_token(definition_id: int, text: str) -> str:
    return f"!{definition_id}!{normalise_query(text).replace(' ', '')}"[:24]


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index is to hold of one customer."""

    customer_id: int
    rank: int
    store_id: int | None
    owner_id: int | None
    tokens: Sequence[str]


def insert_entries(entries: Sequence[Entry]) -> None:
    """Write the index rows of customers that have none; sorted, so that the index is written front to back."""
    rows = [
        (token, each.rank, each.customer_id, each.store_id, each.owner_id)
        for each in entries
        for token in each.tokens
    ]
    rows.sort()  # no two agree in token, rank and customer, so nothing beyond is compared
    insert_rows(SearchToken, TOKEN_COLUMNS, rows, ready=True)
    insert_rows(
        SearchEntry,
        ("customer_id", "rank", "tokens"),
        [(each.customer_id, each.rank, f" {' '.join(each.tokens)} ") for each in entries],
        ready=True,
    )


def reindex(customers: Sequence[Customer]) -> None:
    """Write the index rows of these customers anew."""
    ids = [customer.pk for customer in customers]
    endings = _endings_of(ids)
    tags = _tags_of(ids)
    forget(ids)
    insert_entries(
        [
            Entry(
                each.pk,
                activity_rank(each.last_activity_on),
                each.home_store_id,
                each.owner_id,
                list(
                    dict.fromkeys(
                        [
                            *tokens_of(
                                each.name, each.nickname, endings.get(each.pk, ()), tags.get(each.pk, ())
                            ),
                            *own_tokens(each.custom),
                        ]
                    )
                ),
            )
            for each in customers
        ]
    )


def forget(customer_ids: Sequence[int]) -> None:
    """Take these customers out of the index."""
    entries = SearchEntry.objects.filter(customer_id__in=customer_ids)
    _delete_tokens(
        (token, entry.rank, entry.customer_id) for entry in entries for token in entry.tokens.split()
    )
    entries.delete()


def _delete_tokens(keys: Iterable[tuple[str, int, int]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "DELETE FROM people_searchtoken WHERE token = %s AND rank = %s AND customer_id = %s", sorted(keys)
        )


def _endings_of(ids: Sequence[int]) -> dict[int, list[str]]:
    from parure.people.contacts import open_contact

    found: dict[int, list[str]] = {}
    for point in ContactPoint.objects.filter(customer_id__in=ids, kind=ContactKind.PHONE).order_by("pk"):
        found.setdefault(point.customer_id, []).append(open_contact(point)[-4:])
    return found


def _tags_of(ids: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    rows = live_assignments("people.customer").filter(record_id__in=ids)
    for record_id, tag_id in rows.order_by("pk").values_list("record_id", "tag_id"):
        found.setdefault(record_id, []).append(tag_id)
    return found


def note_pairs(text: str) -> set[str]:
    """The pairs of neighbouring characters in a note's first 300 characters, folded."""
    folded = normalise_query(text[:300])
    return {folded[i : i + 2] for i in range(len(folded) - 1)}


def index_notes(source: str, notes: Iterable[tuple[int, int, str]]) -> None:
    """Make words in notes findable: (customer id, id of the note's record, text), once for each record."""
    rows = {
        (pair, customer_id, source, source_id)
        for customer_id, source_id, text in notes
        if text
        for pair in note_pairs(text)
    }
    if rows:
        insert_rows(NoteWord, ("pair", "customer_id", "source", "source_id"), sorted(rows))


def reindex_note(source: str, customer_id: int, source_id: int, text: str) -> None:
    """Replace what is findable of one note."""
    NoteWord.objects.filter(source_id=source_id, source=source).delete()
    index_notes(source, [(customer_id, source_id, text)])


# ── reading ──────────────────────────────────────────────────────────────────


def reach_of(actor: Actor) -> Reach:
    """The asker's row scope, in the terms of the index."""
    scope = actor.scope("people.customer", "view")
    stores: frozenset[int] = frozenset()
    if scope is Scope.STORE:
        stores = actor.store_ids
    if scope is Scope.REGION:
        stores = actor.region_store_ids
    staff = actor.staff_id if scope is not Scope.NONE else None
    is_shared = staff is not None and "people.customer" in actor.shares
    return Reach(scope is Scope.ALL, staff, tuple(sorted(stores)), is_shared)


def find(actor: Actor, text: str, *, limit: int = FOUND) -> list[int]:
    """Ids of the customers that what was typed may mean, best first, all in the asker's reach.

    Searching a value takes the right to read it: names need `name`, digits of a phone need `phones`.
    """
    query = normalise_query(text)[:24]
    if not query or not policy.may(actor, "people.customer"):
        return []
    if phone := full_phone(text):
        return _by_full_phone(actor, phone, limit)
    reach = reach_of(actor)
    found: list[int] = []
    for token, whole in _readings(actor, query):
        for mine in (True, False):
            for pk in _read_front(token, whole, reach, mine=mine, limit=limit):
                if pk not in found:
                    found.append(pk)
            if len(found) >= limit:
                return found[:limit]
    found.extend(pk for pk in _by_member_no(actor, text, limit) if pk not in found)
    return found[:limit]


def _readings(actor: Actor, query: str) -> list[tuple[str, bool]]:
    """The tokens a query may mean: (token, whether to look for it whole or as a beginning)."""
    readings = []
    may_read = policy.fields(actor, "people.customer", Level.READ)
    if query.isdigit() and len(query) == 4 and "phones" in policy.fields(actor, "people.customer"):
        readings.append(("#" + ending_digest(query), True))
    if "name" in may_read:
        readings.append((query, is_exact(query)))
    readings.extend(
        (_own_token(each.pk, query), False)
        for each in searched_fields("people.customer")
        if f"custom_{each.code}" in may_read
    )
    if "tags" in may_read and not query.isdigit():
        readings.extend((f"~{tag}", True) for tag in tag_ids_matching("people.customer", query))
    return readings


def _read_front(token: str, whole: bool, reach: Reach, *, mine: bool, limit: int) -> list[int]:
    """The first ids under a token in reach; `mine` reads one's own clients only."""
    if mine and (reach.staff_id is None or not _owns_anybody(reach.staff_id)):
        return []
    condition, values = _condition(token, whole)
    if mine:
        scope, scope_values = " AND owner_id = %s", [reach.staff_id]
    else:
        scope, scope_values = _scope_sql(reach)
    few = _few_in_reach(reach, mine=mine)
    with connection.cursor() as cursor:
        if few is not None:
            return _read_few(few, token, whole, limit)
        if whole:
            cursor.execute(
                f"SELECT customer_id FROM people_searchtoken WHERE {condition}{scope} "  # noqa: S608
                f"ORDER BY rank, customer_id LIMIT {limit}",
                [*values, *scope_values],
            )
        else:
            cursor.execute(
                f"SELECT customer_id, rank FROM people_searchtoken WHERE {condition}{scope} LIMIT {RANGE_READ}",  # noqa: S608
                [*values, *scope_values],
            )
            return list(dict.fromkeys(pk for pk, _rank in sorted(cursor.fetchall(), key=lambda row: row[1])))[
                :limit
            ]
        return list(dict.fromkeys(row[0] for row in cursor.fetchall()))


def _read_few(few: Q, token: str, whole: bool, limit: int) -> list[int]:
    """Where few customers are in reach, their entries are looked through."""
    wanted = f" {token} " if whole else f" {token}"
    return list(
        SearchEntry.objects.filter(few)
        .annotate(at=StrIndex("tokens", Value(wanted)))
        .filter(at__gt=0)
        .order_by("rank", "-customer_id")
        .values_list("customer_id", flat=True)[:limit]
    )


def _condition(token: str, whole: bool) -> tuple[str, list[Any]]:
    if whole:
        return "token = %s", [token]
    return "token >= %s AND token < %s", [token, token + "\U0010ffff"]


def _scope_sql(reach: Reach) -> tuple[str, list[Any]]:
    if reach.everything:
        return "", []
    marks = ",".join(["%s"] * len(reach.store_ids)) or "NULL"
    others, values = shared.reach_sql(reach.staff_id or 0) if reach.is_shared else ("", [])
    condition = f" AND (store_id IN ({marks}) OR owner_id = %s{others})"
    return condition, [*reach.store_ids, reach.staff_id or 0, *values]


def _owns_anybody(staff_id: int) -> bool:
    return _count_within(("owner", staff_id), Q(owner_id=staff_id)) > 0


def _few_in_reach(reach: Reach, *, mine: bool) -> Q | None:
    """The condition on entries that holds the customers in reach, where they are few; None where they are many."""
    key: tuple[Any, ...]
    if mine:
        key, condition = ("owner", reach.staff_id), Q(owner_id=reach.staff_id)
    elif reach.everything:
        return None
    else:
        key = ("stores", reach.store_ids, reach.staff_id, reach.is_shared)
        condition = Q(home_store_id__in=reach.store_ids) | Q(owner_id=reach.staff_id)
        if reach.is_shared and reach.staff_id is not None:
            condition |= shared.reach(reach.staff_id)
    if _count_within(key, condition) > FEW:
        return None
    return Q(customer_id__in=Customer.objects.filter(condition).values("pk"))


def _count_within(key: tuple[Any, ...], condition: Q) -> int:
    """How many customers, counted no further than needed, remembered for half a minute."""
    counted_at, known = _COUNTS.get(key, (-COUNT_SECONDS, 0))
    if time.monotonic() - counted_at > COUNT_SECONDS:
        known = Customer.objects.filter(condition).values("pk")[: FEW + 1].count()
        if len(_COUNTS) > 10_000:
            _COUNTS.clear()
        _COUNTS[key] = (time.monotonic(), known)
    return known


def full_phone(text: str) -> str:
    """The whole telephone number that was typed, "" for anything less."""
    digits = re.sub(r"\D", "", text)
    if len(digits) < 8:
        return ""
    return parse_phone(text).e164 or ""


def _by_full_phone(actor: Actor, e164: str, limit: int) -> list[int]:
    """Whose number this is, within reach; on record, because it tells strangers' names."""
    if "phones" not in policy.fields(actor, "people.customer"):
        return []
    found = list(with_phone(policy.rows(actor, "people.customer"), e164).values_list("pk", flat=True)[:limit])
    audit.record(actor, AuditAction.SEARCH_PHONE, "people.customer", detail={"found": len(found)})
    return found


def with_phone(customers: QuerySet[Customer], e164: str) -> QuerySet[Customer]:
    """Those of the customers who have this number."""
    points = ContactPoint.objects.filter(digest=digest("phone", e164), kind=ContactKind.PHONE)
    return customers.filter(pk__in=points.values("customer_id"))


def _by_member_no(actor: Actor, text: str, limit: int) -> list[int]:
    """Member numbers that begin with what was typed, in their own order."""
    if "member_no" not in policy.fields(actor, "people.customer", Level.READ):
        return []
    start = text.strip().upper()
    if not any(character.isdigit() for character in start):
        return []
    # The range is read off its own index first: joined with the scope, a database may read the whole scope.
    near = Customer.objects.filter(member_no__gte=start, member_no__lt=start + "\U0010ffff")
    ids = list(near.order_by("member_no").values_list("pk", flat=True)[:MEMBER_NUMBERS_READ])
    reachable = policy.rows(actor, "people.customer").filter(pk__in=ids)
    return list(reachable.order_by("member_no").values_list("pk", flat=True)[:limit]) if ids else []


def find_notes(actor: Actor, text: str, *, limit: int = 5) -> list[tuple[int, str, int]]:
    """Where these words stand in notes: (customer id, source, id of the record), newest first, in reach."""
    query = normalise_query(text)
    if len(query) < 2 or "remark" not in policy.fields(actor, "people.customer", Level.READ):
        return []
    pairs = [query[i : i + 2] for i in range(len(query) - 1)]
    rows = NoteWord.objects.filter(pair=pairs[0])
    for pair in pairs[1:4]:
        rows = rows.filter(source_id__in=NoteWord.objects.filter(pair=pair).values("source_id"))
    near = list(rows.values_list("customer_id", "source", "source_id").order_by("-source_id")[:200])
    reachable = set(
        policy.rows(actor, "people.customer")
        .filter(pk__in={row[0] for row in near})
        .values_list("pk", flat=True)
    )
    return [row for row in near if row[0] in reachable][:limit]
