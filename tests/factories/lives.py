"""Customers with everything that can hang on one, drawn at random; and the whole database as it stands."""

from datetime import date, timedelta
from typing import Any

from django.db import connection
from hypothesis import strategies as st

from factories import trade
from parure.access.actors import Actor
from parure.customize import operations as customize
from parure.engagement import operations as engagement
from parure.loyalty import operations as loyalty
from parure.people import operations as people
from parure.people.models import Customer, Identity
from parure.sales import operations as sales
from parure.sales.bulk import OpeningSpendRow, write_opening_spend
from parure.sales.drafts import LineDraft

DAY = date(2025, 3, 8)
WORDS = st.sampled_from(["翡翠", "古法", "素圈", "铂金"])
FEW = st.integers(1, 4)

# each: (what, a value drawn); two customers draw from the same few, so that much of it clashes
DOINGS = st.one_of(
    st.tuples(st.just("phone"), st.sampled_from(["13800006021", "13800006022", "13900006023"])),
    st.tuples(st.just("email"), st.sampled_from(["pei@example.com", "lan@example.com"])),
    st.tuples(st.just("identity"), FEW),
    st.tuples(st.just("birthday"), FEW),
    st.tuples(st.just("wedding"), FEW),
    st.tuples(st.just("size"), st.sampled_from(["港12", "港13", "14"])),
    st.tuples(st.just("kin"), st.sampled_from(["小雨", "小雪"])),
    st.tuples(st.just("kin_day"), FEW),
    st.tuples(st.just("kin_size"), FEW),
    st.tuples(st.just("linked"), st.just(0)),
    st.tuples(st.just("likes"), WORDS),
    st.tuples(st.just("avoids"), WORDS),
    st.tuples(st.just("tag"), WORDS),
    st.tuples(st.just("custom"), WORDS),
    st.tuples(st.just("talk"), WORDS),
    st.tuples(st.just("visit"), WORDS),
    st.tuples(st.just("order"), FEW),
    st.tuples(st.just("task"), WORDS),
    st.tuples(st.just("points"), FEW),
    st.tuples(st.just("opening"), FEW),
    st.tuples(st.just("remark"), WORDS),
    st.tuples(st.just("caution"), WORDS),
    st.tuples(st.just("member_no"), FEW),
    st.tuples(st.just("consent"), st.sampled_from([True, False])),
    st.tuples(st.just("nickname"), WORDS),
)
LIVES = st.lists(DOINGS, max_size=14)


def live(actor: Actor, customer: Customer, doings: list[tuple[str, Any]], friend: Customer) -> None:
    """Let these things have happened to a customer, through the operations."""
    for number, (what, value) in enumerate(doings):
        DEEDS[what](actor, customer, value, friend, f"{customer.pk}:{number}")


def _kin(actor: Actor, customer: Customer, name: str) -> Any:
    return people.add_relation(actor, customer.uid, kind="daughter", name=name)


def _date(actor: Actor, customer: Customer, kind: str, day: int, **more: Any) -> None:
    people.add_date(actor, customer.uid, kind=kind, month=day, day=day, today=DAY, **more)


def _order(actor: Actor, customer: Customer, pieces: int, key: str) -> None:
    lines = tuple(
        LineDraft(title="戒指", unit_price_minor=1_000_00, category="RING", fineness="PT950", gem="DIAMOND")
        for _ in range(pieces)
    )
    sales.record_order(actor, trade.order(*lines, customer_uid=customer.uid, order_no=f"L-{key}"))


def _opening(customer: Customer, amount: int, key: str) -> None:
    row = OpeningSpendRow(
        customer_id=customer.pk, amount_minor=amount * 100_00, order_count=1, as_of=DAY, last_purchase_on=DAY,
        source_key=f"life:{key}",
    )  # fmt: skip
    write_opening_spend([row])


def _member(actor: Actor, customer: Customer, number: int) -> None:
    people.change_customer(actor, customer.uid, member_no=f"V{customer.pk}-{number}")


DEEDS: dict[str, Any] = {
    "phone": lambda a, c, v, f, k: people.add_contact(a, c.uid, kind="phone", value=v),
    "email": lambda a, c, v, f, k: people.add_contact(a, c.uid, kind="email", value=v),
    "identity": lambda a, c, v, f, k: Identity.objects.create(
        customer=c, kind="openid", issuer="wx", value=k
    ),
    "birthday": lambda a, c, v, f, k: _date(a, c, "birthday", v),
    "wedding": lambda a, c, v, f, k: _date(a, c, "wedding", v),
    "size": lambda a, c, v, f, k: people.set_size(a, c.uid, kind="ring", text=v, measured_on=_some_day(k)),
    "kin": lambda a, c, v, f, k: _kin(a, c, v),
    "kin_day": lambda a, c, v, f, k: _date(a, c, "birthday", v, relation_uid=_kin(a, c, "小雨").uid),
    "kin_size": lambda a, c, v, f, k: people.set_size(
        a,
        c.uid,
        kind="ring",
        text=f"港{v + 8}",
        relation_uid=_kin(a, c, "小雨").uid,
        measured_on=_some_day(k),
    ),
    "linked": lambda a, c, v, f, k: people.add_relation(a, c.uid, kind="sibling", other_uid=f.uid),
    "likes": lambda a, c, v, f, k: people.state_preference(a, c.uid, aspect="style", value=v),
    "avoids": lambda a, c, v, f, k: people.state_preference(
        a, c.uid, aspect="style", value=v, stance="avoids"
    ),
    "tag": lambda a, c, v, f, k: people.tag_customer(a, c.uid, add=[v]),
    "custom": lambda a, c, v, f, k: customize.set_custom_values(
        a, "people.customer", Customer.objects.get(pk=c.pk), {"hobby": v}
    ),
    "talk": lambda a, c, v, f, k: people.record_interaction(a, c.uid, channel="call", content=f"谈到{v}戒指"),
    "visit": lambda a, c, v, f, k: sales.record_visit(a, c.uid, note=f"看了{v}手镯"),
    "order": lambda a, c, v, f, k: _order(a, c, v, k),
    "task": lambda a, c, v, f, k: engagement.create_task(
        a, title=v, due=DAY + timedelta(days=900), customer_uid=c.uid
    ),
    "points": lambda a, c, v, f, k: loyalty.bring_in_points(a, c.uid, v * 10, on=DAY, source_key=k),
    "opening": lambda a, c, v, f, k: _opening(c, v, k),
    "remark": lambda a, c, v, f, k: people.change_customer(a, c.uid, remark=f"喜欢{v}的人"),
    "caution": lambda a, c, v, f, k: people.change_customer(a, c.uid, caution=f"不提{v}"),
    "member_no": lambda a, c, v, f, k: _member(a, c, v),
    "consent": lambda a, c, v, f, k: people.change_customer(a, c.uid, marketing_consent=v),
    "nickname": lambda a, c, v, f, k: people.change_customer(a, c.uid, nickname=v),
}


def _some_day(key: str) -> date:
    return DAY + timedelta(days=sum(map(ord, key)) % 90)


BESIDE = (
    "insight_change",
    "access_auditentry", "core_event", "core_job", "people_merge", "people_mergestep", "people_duplicatepair",
    "sqlite_sequence", "django_session",
)  # fmt: skip


def whole_database() -> dict[str, list[str]]:
    """Every row of every table, but for the record of what was done."""
    kept = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table in BESIDE:
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            kept[table] = sorted(map(_plainly, cursor.fetchall()))
    return kept


def _plainly(row: tuple[Any, ...]) -> str:
    return str(tuple(bytes(each) if isinstance(each, memoryview) else each for each in row))


def differences(before: dict[str, list[str]], after: dict[str, list[str]]) -> dict[str, Any]:
    """What two states differ in, by table."""
    return {
        table: (
            sorted(set(before[table]) - set(after[table])),
            sorted(set(after[table]) - set(before[table])),
        )
        for table in before
        if before[table] != after[table]
    }
