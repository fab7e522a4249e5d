"""PostgreSQL writes the lines of a file by itself: to the byte what the plain way writes."""

from contextlib import contextmanager
from datetime import UTC, date, datetime
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import canaries, shop
from parure.access import policy, streams
from parure.access.streams import Stream
from parure.catalog.models import Piece
from parure.integrations.taking import writing
from parure.integrations.taking.cells_in_sql import cells_in_sql

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL writes cells"),
]
KIND = "people.customer"
TRICKY = ["=", "+", "-", "@", "\t", "\r", "\n", "'", '"', ",", ";", "＝", "＋", "－", "＠", "0", "7", " ", "\\.", "%s", "佩", "🐟", "A", "\ufeff"]  # fmt: skip
WORDS = st.one_of(
    st.lists(st.sampled_from(TRICKY), max_size=6).map("".join),
    st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=200),
    st.text(alphabet="0123456789٠१", max_size=16),
    st.just("长" * 5000),
)
AMOUNTS = st.integers(-(2**63), 2**63 - 1)
DAYS = st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31))
VALUES = {
    "name": WORDS.map(lambda text: text[:80]),
    "remark": WORDS,
    "gender": st.sampled_from(["", "F", "M", "?"]),
    "stage": st.sampled_from(["", "lead", "loyal", "=lost"]),
    "total_spent_minor": AMOUNTS,
    "order_count": st.integers(-(2**31), 2**31 - 1),
    "first_purchase_on": DAYS,
    "marketing_consent": st.none() | st.booleans(),
}
COLUMNS = ["name", "remark", "gender", "stage", "home_store", "total_spent", "order_count", "first_purchase_on", "marketing_consent"]  # fmt: skip


@pytest.fixture
def reader(roles):
    return shop.actor_with({"*": {"view": "all", "export": "all", "fields": {"*": "read"}}})


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def both(stream, folder):
    """(the quick file, the plain file, whether the database wrote the first, how many rows each has)."""
    with patch.object(writing, "cells_in_sql", wraps=cells_in_sql) as asked:
        quick = writing.write_file(stream, folder / "quick.csv", "csv")
        assert asked.called
    with patch.object(writing, "cells_in_sql", return_value=None):
        plain = writing.write_file(stream, folder / "plain.csv", "csv")
    assert quick == plain
    return (folder / "quick.csv").read_bytes(), (folder / "plain.csv").read_bytes()


@given(
    made=st.lists(st.fixed_dictionaries(VALUES), max_size=5),
    names=st.sets(st.sampled_from(COLUMNS), min_size=1),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_kept_both_ways_write_the_same(made, names, reader, stores, tmp_path):
    stream = Stream(reader, KIND, [each for each in COLUMNS if each in names])
    with undone(), translation.override("zh-hans"), patch.object(streams, "LINES", 2):
        stores.lake.name = "=湖滨, “一号”"
        stores.lake.save()
        for place, values in enumerate(made):
            shop.customer(**values, home_store=stores.lake if place % 2 else None)
        assert cells_in_sql(stream, {name: writing._labels(stream, name) for name in stream.names})
        quick, plain = both(stream, tmp_path)
    assert quick == plain


@pytest.mark.parametrize("name", [KIND, "catalog.piece", "sales.order", "sales.order_line", "sales.visit", "access.staff", "engagement.task"])  # fmt: skip
def test_every_plain_column_is_written_the_same(name, reader, stores, tmp_path):
    canaries.fill(canaries.build(stores))
    direct = list(Stream(reader, name, list(policy.fields(reader, name))).columns)
    quick, plain = both(Stream(reader, name, direct), tmp_path)
    assert quick == plain
    assert quick.count(b"\r\n") > 1


@pytest.mark.parametrize("grams", [0, 5, -5, 1234, -123456])
@pytest.mark.parametrize("year", [7, 1890, 1927, 1988, 2026])
def test_weights_and_moments_are_written_the_same(grams, year, reader, stores, tmp_path):
    canaries.fill(canaries.build(stores))
    Piece.objects.update(gross_weight_mg=grams, created_at=datetime(year, 6, 30, 23, 59, 59, tzinfo=UTC))
    quick, plain = both(Stream(reader, "catalog.piece", ["gross_weight", "created_at"]), tmp_path)
    assert quick == plain


def test_what_is_masked_or_computed_is_left_to_the_plain_way(reader):
    masked = shop.actor_with({"*": {"view": "all", "export": "all", "fields": {"*": "masked"}}})
    assert cells_in_sql(Stream(masked, KIND, ["name"]), {"name": {}}) is None
    assert cells_in_sql(Stream(reader, KIND, ["name", "phones"]), {"name": {}, "phones": {}}) is None


def test_a_relation_to_many_is_left_to_the_plain_way(reader, stores, monkeypatch):
    monkeypatch.setattr(streams, "MANY", 1)
    assert cells_in_sql(Stream(reader, KIND, ["home_store"]), {"home_store": {}}) is None


def test_each_stretch_is_reported_and_only_what_is_in_reach_is_written(reader, stores, tmp_path, monkeypatch):
    monkeypatch.setattr(streams, "LINES", 2)
    made = [
        shop.customer(f"顾客{place}", home_store=stores.lake if place else stores.opera) for place in range(6)
    ]
    grants = {KIND: {"view": "store", "export": "store", "fields": {"*": "read"}}}
    near = shop.actor_with(grants, stores=(stores.lake,))
    heard = []
    stream = Stream(near, KIND, ["name"], picked=[each.pk for each in made[:5]])
    assert writing.write_file(stream, tmp_path / "lake.csv", "csv", heard.append) == 4
    assert heard == [2, 4]
    told = (tmp_path / "lake.csv").read_text()
    assert "顾客0" not in told
    assert "顾客5" not in told


def test_nothing_in_reach_makes_an_empty_file(reader, tmp_path):
    quick, plain = both(Stream(reader, KIND, ["name"], picked=[]), tmp_path)
    assert quick == plain
    assert quick.count(b"\r\n") == 1
