"""Ids of records that keep none: the same each time, read back, and nobody else's."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from parure.access.outside import inside_key, outside_id

KEYS = st.integers(0, 2**48 - 1)


@given(key=KEYS, other=KEYS)
def test_an_id_reads_back_to_its_record_alone(key, other):
    found = outside_id("access.audit_entry", key)
    assert found.version == 8
    assert inside_key("access.audit_entry", found) == key
    assert inside_key("sales.payment", found) is None
    assert (found == outside_id("access.audit_entry", other)) is (key == other)


@given(uid=st.uuids())
def test_an_id_that_was_never_given_is_nobody_s(uid):
    assert inside_key("access.audit_entry", uid) is None


@given(key=KEYS, bit=st.integers(0, 127))
def test_one_bit_off_is_nobody_s(key, bit):
    found = outside_id("sales.payment", key)
    assert inside_key("sales.payment", UUID(int=found.int ^ 1 << bit)) is None
