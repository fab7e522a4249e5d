"""A record type for tests of the house's ground floors: customers with one field of every kind."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from parure.access.encryption import seal
from parure.access.policy import Sealed
from parure.core import resources
from parure.core.resources import Activity, Field, Kind, Resource, Sensitivity
from parure.customize.queries import tag_field
from parure.people.choices import ContactKind, Stage
from parure.people.models import ContactPoint, Customer, Interaction

NAME = "test.customer"


def place_of(point: ContactPoint) -> str:
    return f"people_contactpoint.sealed:{point.uid}"


def add_phone(customer: Customer, number: str) -> ContactPoint:
    point = ContactPoint(customer=customer, kind=ContactKind.PHONE, digest=b"0" * 16, is_primary=True)
    point.sealed = seal(number, place_of(point))
    point.save()
    return point


def _phones(customers: Sequence[Any]) -> dict[int, Sealed]:
    points = ContactPoint.objects.filter(customer__in=customers, kind=ContactKind.PHONE)
    return {point.customer_id: Sealed(bytes(point.sealed), place_of(point)) for point in points}


FIELDS = (
    Field("name", "Name", path="name", group="person_name", sortable=True, column=True),
    Field("nickname", "Nickname", path="nickname", sortable=True),
    Field("stage", "Stage", Kind.CHOICE, path="stage", choices=lambda: Stage.choices),
    Field("home_store", "Store", Kind.RELATION, relation="access.store", path="home_store"),
    Field("owner", "Advisor", Kind.RELATION, relation="access.staff", path="owner"),
    Field("remark", "Remark", Kind.LONG_TEXT, path="remark", group="notes"),
    Field("total_spent_minor", "Total spent", Kind.MONEY, path="total_spent_minor", group="spend", sortable=True),
    Field("order_count", "Orders", Kind.NUMBER, path="order_count", group="spend"),
    Field("first_purchase_on", "First purchase", Kind.DATE, path="first_purchase_on", group="spend"),
    Field("created_at", "Created", Kind.MOMENT, path="created_at"),
    Field("marketing_consent", "Consent", Kind.YES_NO, path="marketing_consent"),
    Field("member_no", "Locked", path="member_no", writable=False),
    Field(
        "phone", "Phone", Kind.PHONE, group="contact", sensitivity=Sensitivity.PERSONAL, batch=_phones,
        mask=lambda number: f"***{number[-4:]}",
    ),
    tag_field(NAME),
)  # fmt: skip


def resource() -> Resource:
    return Resource(
        NAME,
        "Customer",
        "Customers",
        Customer,
        FIELDS,
        scopes={"own": "owner", "store": "home_store"},
        title=lambda customer: customer.name,
        title_field="name",
        related=("home_store", "owner"),
        activities=(Activity("talked", "talked to us", lambda: Interaction, "customer", "at"),),
    )


def declare() -> None:
    resources.register(resource())
    resources.register(
        Resource(
            "test.interaction",
            "Talk",
            "Talks",
            Interaction,
            (
                Field("customer", "Customer", Kind.RELATION, relation=NAME, path="customer"),
                Field("content", "Words", Kind.LONG_TEXT, path="content", group="notes"),
            ),
            parent=(NAME, "customer"),
            title=lambda talk: talk.outcome,
        )
    )


def withdraw() -> None:
    for name in (NAME, "test.interaction"):
        resources._RESOURCES.pop(name, None)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def day(text: str) -> date:
    return date.fromisoformat(text)
