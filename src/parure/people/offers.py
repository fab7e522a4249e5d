"""What every door may do with customers and talks beside changing fields, under the names that people see."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parure.access import policy
from parure.access.actors import Actor
from parure.core.changes import Offered, Writer, adds, offer
from parure.core.resources import Field, Kind
from parure.people import operations
from parure.people.choices import (
    Aspect,
    CalendarKind,
    Channel,
    ContactKind,
    DateKind,
    Direction,
    Finger,
    RelationKind,
    SizeKind,
    Stance,
)
from parure.people.operations.tagging import tag_customer

CUSTOMER = "people.customer"


def chosen(name: str, label: Any, choices: Any, *, required: bool = False) -> Field:
    """An input that is one of a set of codes."""
    return Field(name, label, Kind.CHOICE, choices=lambda: choices.choices, required=required)


def related(name: str, label: Any, resource: str, *, required: bool = False) -> Field:
    """An input that names another record."""
    return Field(name, label, Kind.RELATION, relation=resource, required=required)


def _of_customer(actor: Actor, resource: str, uid: UUID | str, part: UUID | str) -> str:
    """The part's uid, after it was found to belong to this customer."""
    row = policy.fetch(actor, resource, part, "view")
    if str(row.customer.uid) != str(uid).lower():
        raise policy.NotFound(resource)
    return str(row.uid)


@adds(
    "people.interaction",
    related("customer", _("Customer"), CUSTOMER, required=True),
    chosen("channel", _("Channel"), Channel, required=True),
    Field("content", _("What was said"), Kind.LONG_TEXT, required=True),
    chosen("direction", _("Direction"), Direction),
    Field("at", _("When"), Kind.MOMENT),
    Field("outcome", _("Outcome")),
    Field("next_step", _("Next step")),
    Field("next_due", pgettext_lazy("task", "Until"), Kind.DATE),
)
def add_interaction(actor: Actor, *, customer: UUID | str, **values: Any) -> Any:
    return operations.record_interaction(actor, customer, **values)


def reveal(actor: Actor, uid: UUID | str, *, contact: UUID | str) -> str:
    return operations.reveal_contact(actor, uid, contact_uid=contact)


def assign(actor: Actor, uid: UUID | str, *, owner: UUID | str) -> None:
    operations.assign_owner(actor, uid, owner_uid=owner)


def remove_contact(actor: Actor, uid: UUID | str, *, contact: UUID | str) -> None:
    operations.remove_contact(actor, uid, contact_uid=contact)


def add_relation(actor: Actor, uid: UUID | str, *, other: UUID | str | None = None, **values: Any) -> None:
    operations.add_relation(actor, uid, other_uid=other, **values)


def add_date(actor: Actor, uid: UUID | str, *, relation: UUID | str | None = None, **values: Any) -> None:
    whose = _of_customer(actor, "people.relation", uid, relation) if relation else None
    operations.add_date(actor, uid, relation_uid=whose, **values)


def set_size(actor: Actor, uid: UUID | str, *, relation: UUID | str | None = None, **values: Any) -> None:
    whose = _of_customer(actor, "people.relation", uid, relation) if relation else None
    operations.set_size(actor, uid, relation_uid=whose, **values)


def _remover(resource: str, remove: Writer) -> Writer:
    """Takes away a part of a customer that is named by its uid."""

    def remove_part(actor: Actor, uid: UUID | str, *, part: UUID | str) -> None:
        remove(actor, _of_customer(actor, resource, uid, part))

    return remove_part


CONTACT = related("contact", _("Contact"), "people.contact_point", required=True)
RELATION = related("relation", _("Family or friend"), "people.relation")

offer(Offered(CUSTOMER, "reveal", _("Reveal"), reveal, (CONTACT,), action="view"))
offer(
    Offered(
        CUSTOMER,
        "assign",
        _("Give to an advisor"),
        assign,
        (related("owner", _("Advisor"), "access.staff", required=True),),
    )
)
offer(
    Offered(
        CUSTOMER,
        "tag",
        _("Tags"),
        tag_customer,
        (
            Field("add", _("Give"), Kind.TAGS),
            Field("remove", _("Remove"), Kind.TAGS),
            Field("until", pgettext_lazy("task", "Until"), Kind.DATE),
        ),
    )
)
offer(
    Offered(
        CUSTOMER,
        "archive",
        pgettext_lazy("customers", "Archive"),
        operations.archive_customer,
        action="delete",
    )
)
offer(Offered(CUSTOMER, "restore", _("Restore"), operations.restore_customer, action="delete"))
offer(
    Offered(
        CUSTOMER,
        "add_contact",
        _("Add a contact"),
        operations.add_contact,
        (
            chosen("kind", _("Kind"), ContactKind, required=True),
            Field("value", _("Contact"), required=True),
            Field("label", _("Label")),
            Field("shares_phone", _("A family shares the phone"), Kind.YES_NO),
        ),
    )
)
offer(Offered(CUSTOMER, "remove_contact", _("Remove"), remove_contact, (CONTACT,)))
offer(
    Offered(
        CUSTOMER,
        "add_date",
        _("Add a date"),
        add_date,
        (
            chosen("kind", _("Kind"), DateKind, required=True),
            chosen("calendar", _("Calendar"), CalendarKind),
            Field("month", _("Month"), Kind.NUMBER, required=True),
            Field("day", _("Day"), Kind.NUMBER, required=True),
            Field("year", _("Year"), Kind.NUMBER),
            Field("leap", _("Leap month"), Kind.YES_NO),
            Field("label", _("Label")),
            Field("is_secret", _("A surprise"), Kind.YES_NO),
            Field("note", _("Note")),
            RELATION,
        ),
    )
)
offer(
    Offered(
        CUSTOMER,
        "set_size",
        _("Add a size"),
        set_size,
        (
            chosen("kind", _("Kind"), SizeKind, required=True),
            Field("text", _("Measure"), required=True),
            chosen("finger", _("Finger"), Finger),
            Field("measured_on", _("Measured"), Kind.DATE),
            RELATION,
        ),
    )
)
offer(
    Offered(
        CUSTOMER,
        "add_relation",
        _("Family or friend"),
        add_relation,
        (
            chosen("kind", _("Relation"), RelationKind, required=True),
            Field("name", _("Name")),
            related("other", _("Customer"), CUSTOMER),
            Field("note", _("Note")),
        ),
    )
)
offer(
    Offered(
        CUSTOMER,
        "state_preference",
        _("Preference"),
        operations.state_preference,
        (
            chosen("aspect", _("About"), Aspect, required=True),
            Field("value", _("Preference"), required=True),
            chosen("stance", _("Likes or avoids"), Stance),
            Field("evidence", _("From what")),
        ),
    )
)
for _name, _label, _resource, _remove in (
    ("remove_date", _("Date"), "people.important_date", operations.remove_date),
    ("remove_size", _("Size"), "people.size", operations.remove_size),
    ("remove_relation", _("Family or friend"), "people.relation", operations.remove_relation),
    ("remove_preference", _("Preference"), "people.preference", operations.remove_preference),
):
    offer(
        Offered(
            CUSTOMER,
            _name,
            _("Remove"),
            _remover(_resource, _remove),
            (related("part", _label, _resource, required=True),),
        )
    )
