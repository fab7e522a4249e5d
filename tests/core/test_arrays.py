"""Values as one parameter of PostgreSQL come back as they went in."""

from datetime import date

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from parure.core.arrays import array_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="an array of PostgreSQL"),
]
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
KINDS = {
    "bigint": st.integers(-(2**63), 2**63 - 1),
    "text": texts | st.sampled_from(["", "NULL", "null", '"', "\\", "{a,b}", " ", "\n"]),
    "bytea": st.binary(max_size=20),
    "date": st.dates(date(1, 1, 1), date(9999, 12, 31)),
}


@pytest.mark.parametrize("kind", KINDS)
def test_values_come_back(kind):
    @given(st.lists(st.none() | KINDS[kind], max_size=20))
    def check(values):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT %s::{kind}[]", [array_of(values)])
            found = cursor.fetchone()[0]
        assert [bytes(each) if kind == "bytea" and each is not None else each for each in found] == values

    check()


def test_other_kinds_stay_a_list():
    assert array_of([1, "a"]) == [1, "a"]
    assert array_of([True]) == [True]
    assert array_of([]) == []
