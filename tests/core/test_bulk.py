"""Writing thousands of rows at once, as the ORM would have."""

from datetime import UTC, date, datetime

import pytest

from parure.access.models import Region, Store
from parure.core.bulk import allocate_ids, insert_rows
from parure.core.identifiers import new_uid
from parure.people.models import Customer, Interaction

pytestmark = pytest.mark.django_db


def write(names):
    ids = allocate_ids(Region, len(names))
    insert_rows(
        Region, ["id", "uid", "name"], [(pk, new_uid(), name) for pk, name in zip(ids, names, strict=True)]
    )
    return list(ids)


def test_rows_are_read_back_as_written():
    ids = write(["East", "西区", "tab\tnew\nline \\N \\. end", ""])
    assert dict(Region.objects.values_list("pk", "name")) == dict(
        zip(ids, ["East", "西区", "tab\tnew\nline \\N \\. end", ""], strict=True)
    )


def test_numbers_don_t_meet_those_that_the_orm_gives():
    first = Region.objects.create(name="before").pk
    ids = write([f"r{n}" for n in range(100)])
    after = Region.objects.create(name="after").pk
    assert ids == list(range(ids[0], ids[0] + 100))
    assert len({first, *ids, after}) == 102
    assert after > ids[-1] > first


def test_days_moments_uids_and_nulls_are_what_the_orm_makes_of_them():
    region = Region.objects.create(name="r")
    store = Store.objects.create(code="S", name="S", region=region)
    customer = Customer.objects.create(name="x", registered_on=date(2026, 2, 28))
    at, uid = datetime(2026, 2, 28, 16, 0, 0, 120, tzinfo=UTC), new_uid()
    (pk,) = allocate_ids(Interaction, 1)
    columns = [
        "id",
        "uid",
        "customer_id",
        "staff_id",
        "store_id",
        "channel",
        "direction",
        "at",
        "content",
        "outcome",
    ]
    row = (pk, uid, customer.pk, None, store.pk, "call", "out", at, "说了", "", "", "[]")
    insert_rows(Interaction, [*columns, "next_step", "files"], [row])
    kept = Interaction.objects.get(uid=uid)
    assert (kept.pk, kept.at, kept.staff, kept.store, kept.files) == (pk, at, None, store, [])
    assert Interaction.objects.filter(at__date=date(2026, 3, 1)).exists()  # midnight is Shanghai's


def test_no_rows_are_no_work():
    assert list(allocate_ids(Region, 0)) == []
    insert_rows(Region, ["id"], [])
    assert Region.objects.count() == 0
