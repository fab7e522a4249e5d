"""Rows in a stream hold what records hold, for every record type and every level."""

from typing import Any

import pytest

from factories import canaries, shop
from parure.access import policy, streams
from parure.access.policy import Link, Masked
from parure.access.streams import Stream
from parure.core import resources

pytestmark = pytest.mark.django_db
TYPES = ("people.customer", "sales.order", "sales.order_line", "sales.visit", "catalog.piece", "catalog.style",
         "engagement.task", "people.interaction", "loyalty.point_entry", "access.staff", "access.store")  # fmt: skip


@pytest.fixture
def built(roles, stores):
    return canaries.fill(canaries.build(stores))


def as_told(value: Any) -> Any:
    if isinstance(value, Link):
        return value.label
    if isinstance(value, Masked):
        return (value.text, value.revealable, value.ref)
    return [as_told(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("level", ["write", "read", "masked"])
@pytest.mark.parametrize("name", TYPES)
def test_a_stream_tells_what_records_tell(name, level, built, monkeypatch):
    monkeypatch.setattr(streams, "STRETCH", 2)
    for i in range(4):
        shop.customer(f"顾客{i}", home_store=built.stores.lake if i % 2 else None, gender="F" if i else "")
    actor = shop.actor_with({"*": {"view": "all", "export": "all", "fields": {"*": level}}})
    names = list(policy.fields(actor, name))
    expected = policy.records(actor, name, policy.rows(actor, name).order_by("pk"), names)
    stream = Stream(actor, name, names)
    found = [row for stretch in stream.stretches() for row in stretch]
    told = [[row[0], *map(as_told, row[1:])] for row in found]
    wanted = [[record.pk, *(as_told(record[each]) or "" for each in names)] for record in expected]
    assert [[each or "" for each in row] for row in told] == wanted
    if level == "masked":
        assert not stream.columns


def test_what_is_computed_is_not_taken_for_a_column(built):
    fields = resources.fields_of("people.customer")
    direct = {name for name, each in fields.items() if streams.column_of("people.customer", each) is not None}
    assert {"name", "total_spent", "stage", "owner", "registered_on"} <= direct
    assert not direct & {"next_date", "photo", "phones", "average_ticket", "tags", "likes"}


def test_what_is_denied_is_not_there(built):
    actor = shop.actor_with(
        {"*": {"view": "all", "export": "all", "fields": {"*": "read", "contact": "none"}}}
    )
    assert Stream(actor, "people.customer", ["name", "phones", "nickname"]).names == ["name"]


def test_rows_end_where_the_right_to_take_them_ends(built):
    rights = {"view": "all", "export": "own", "fields": {"*": "read"}}
    actor = shop.actor_with({"people.customer": rights}, staff=shop.hire("advisor", built.stores.lake))
    assert list(Stream(actor, "people.customer", ["name"]).stretches()) == []
