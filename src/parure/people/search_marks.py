"""Tags, ranks and advisors in the search index, for many customers at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat, Replace

from parure.core.among import among
from parure.core.arrays import array_of
from parure.core.bulk import insert_rows
from parure.people.models import SearchEntry, SearchToken

COLUMNS = ("token", "rank", "customer_id", "store_id", "owner_id")
MOVE_TOKENS = """
    UPDATE people_searchtoken AS kept SET rank = moved.after
    FROM (
        SELECT single.token COLLATE "C" AS token, entry.rank, entry.customer_id, fresh.after
        FROM unnest(%s::bigint[], %s::smallint[]) AS fresh(customer_id, after)
        JOIN people_searchentry AS entry ON entry.customer_id = fresh.customer_id AND entry.rank <> fresh.after
        CROSS JOIN LATERAL unnest(string_to_array(btrim(entry.tokens), ' ')) AS single(token)
        ORDER BY 1, 2, 3
    ) AS moved
    WHERE kept.token = moved.token AND kept.rank = moved.rank AND kept.customer_id = moved.customer_id"""
TAKE_TOKENS = """
    DELETE FROM people_searchtoken AS kept
    USING unnest(%s::varchar[], %s::smallint[], %s::bigint[]) AS gone(token, rank, customer_id)
    WHERE kept.token = gone.token AND kept.rank = gone.rank AND kept.customer_id = gone.customer_id"""
MOVE_ENTRIES = """
    UPDATE people_searchentry AS kept SET rank = moved.after
    FROM unnest(%s::bigint[], %s::smallint[]) AS moved(customer_id, after)
    WHERE kept.customer_id = moved.customer_id AND kept.rank <> moved.after"""


def mark(customer_ids: Sequence[int], tag_id: int) -> None:
    """Let the search find these customers, none of whom has the tag yet, under it."""
    token = f"~{tag_id}"
    entries = SearchEntry.objects.filter(customer__id__among=among(customer_ids))
    rows = entries.values_list("rank", "customer_id", "customer__home_store_id", "customer__owner_id")
    fresh = sorted((token, *row) for row in rows.exclude(tokens__contains=f" {token} "))
    insert_rows(SearchToken, COLUMNS, fresh, ready=True)
    ids = [row[2] for row in fresh]
    SearchEntry.objects.filter(customer__id__among=among(ids)).update(
        tokens=Concat("tokens", Value(f"{token} "))
    )


def unmark(customer_ids: Sequence[int], tag_id: int) -> None:
    """Take these customers from under the tag."""
    token = f"~{tag_id}"
    entries = SearchEntry.objects.filter(customer__id__among=among(customer_ids))
    keys = sorted((token, *row) for row in entries.values_list("rank", "customer_id"))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(TAKE_TOKENS, _columns(keys) or [[], [], []])
        else:
            cursor.executemany(
                "DELETE FROM people_searchtoken WHERE token = %s AND rank = %s AND customer_id = %s", keys
            )
    entries.update(tokens=Replace("tokens", Value(f" {token} "), Value(" ")))


def move_owner(customer_ids: Sequence[int], owner_id: int | None) -> None:
    """Let the search know these customers as this advisor's."""
    entries = SearchEntry.objects.filter(customer__id__among=among(customer_ids))
    rows = entries.values_list("tokens", "rank", "customer_id")
    keys = sorted((token, rank, pk) for tokens, rank, pk in rows for token in tokens.split())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "UPDATE people_searchtoken AS kept SET owner_id = %s FROM unnest(%s::text[], %s::smallint[],"
                " %s::bigint[]) AS moved(token, rank, customer_id) WHERE kept.token = moved.token"
                " AND kept.rank = moved.rank AND kept.customer_id = moved.customer_id",
                [owner_id, *(_columns(keys) or [[], [], []])],
            )
            return
        cursor.executemany(
            "UPDATE people_searchtoken SET owner_id = %s WHERE token = %s AND rank = %s AND customer_id = %s",
            [(owner_id, *key) for key in keys],
        )


def move_ranks(after: Mapping[int, int]) -> None:
    """Let customers stand where their new month of activity puts them: {customer: rank}. Three statements at most."""
    if not after:
        return
    if connection.vendor == "postgresql":
        fresh = [array_of(list(after)), array_of(list(after.values()))]
        with connection.cursor() as cursor:
            cursor.execute(MOVE_TOKENS, fresh)
            cursor.execute(MOVE_ENTRIES, fresh)
        return
    entries = [
        each
        for each in SearchEntry.objects.filter(customer__id__among=among(after))
        if each.rank != after[each.customer_id]
    ]
    moved = sorted(
        (after[each.customer_id], token, each.rank, each.customer_id)
        for each in entries
        for token in each.tokens.split()
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE people_searchtoken SET rank = %s WHERE token = %s AND rank = %s AND customer_id = %s",
            moved,
        )
        cursor.executemany(
            "UPDATE people_searchentry SET rank = %s WHERE customer_id = %s",
            [(after[each.customer_id], each.customer_id) for each in entries],
        )


def _columns(rows: Sequence[tuple[Any, ...]]) -> list[Any]:
    return [array_of(column) for column in zip(*rows, strict=True)]
