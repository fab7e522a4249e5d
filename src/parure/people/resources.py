"""Customers and what hangs on them in the field catalogue."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from parure.access.encryption import digest
from parure.core.resources import Activity, Field, Kind, Resource, Sensitivity, Sharing, register
from parure.customize.queries import tag_field
from parure.people.choices import (
    Aspect,
    Basis,
    CalendarKind,
    Channel,
    ContactKind,
    DateKind,
    Direction,
    EntryKind,
    Gender,
    RelationKind,
    SizeKind,
    Stage,
    Stance,
)
from parure.people.contacts import MASKS, contacts_of
from parure.people.models import (
    ContactPoint,
    Customer,
    Identity,
    ImportantDate,
    Interaction,
    Preference,
    Relation,
    Size,
    TimelineEntry,
)
from parure.people.models.customer import NO_DATE_AHEAD
from parure.people.ownership import shared
from parure.people.phones import parse_phone


def _contact_field(name: str, label: Any, kind: Kind, contact: ContactKind, *, column: bool = False) -> Field:
    def batch(customers: Sequence[Customer]) -> dict[int, Any]:
        return contacts_of([customer.pk for customer in customers], contact)

    def lookup(op: str, value: Any) -> Q:
        points = ContactPoint.objects.filter(kind=contact)
        if op in ("empty", "filled"):
            found = Q(Exists(points.filter(customer=OuterRef("pk"))))
            return ~found if op == "empty" else found
        wanted = value if isinstance(value, list) else [value]
        digests = [digest(contact, _normal(contact, str(each))) for each in wanted]
        found = Q(pk__in=points.filter(digest__in=digests).values("customer_id"))
        return ~found if op == "is_not" else found

    return Field(
        name,
        label,
        kind,
        group="contact",
        sensitivity=Sensitivity.PERSONAL,
        batch=batch,
        lookup=lookup,
        mask=MASKS[contact],
        column=column,
    )


def _normal(contact: ContactKind, value: str) -> str:
    if contact is ContactKind.PHONE:
        return parse_phone(value).e164 or value
    return value.strip().lower() if contact is ContactKind.EMAIL else value.strip()


def _birthdays(customers: Sequence[Customer]) -> dict[int, Any]:
    from parure.people.queries import spoken_date

    rows = ImportantDate.objects.filter(
        customer_id__in=[customer.pk for customer in customers], kind=DateKind.BIRTHDAY, relation=None
    )
    return {row.customer_id: spoken_date(row) for row in rows}


def _ring_sizes(customers: Sequence[Customer]) -> dict[int, Any]:
    found: dict[int, str] = {}
    rows = Size.objects.filter(customer_id__in=[each.pk for each in customers], relation=None).order_by("pk")
    for row in rows:
        found.setdefault(row.customer_id, row.label)
    return found


def _likes(customers: Sequence[Customer]) -> dict[int, Any]:
    found: dict[int, list[str]] = {}
    rows = Preference.objects.filter(customer_id__in=[each.pk for each in customers], stance=Stance.LIKES)
    for row in rows.order_by("-basis", "pk"):
        found.setdefault(row.customer_id, []).append(row.value)
    return {pk: values[:3] for pk, values in found.items()}


def _date_lookup(op: str, value: Any) -> Q:
    from datetime import date, timedelta

    from django.utils import timezone

    today = timezone.localdate()
    if op == "empty":
        return Q(next_date_on=NO_DATE_AHEAD)
    if op == "filled":
        return ~Q(next_date_on=NO_DATE_AHEAD)
    if op == "next_days":
        return Q(next_date_on__gte=today, next_date_on__lte=today + timedelta(days=int(value)))
    if op == "between":
        low, high = (date.fromisoformat(str(each)[:10]) for each in value)
        return Q(next_date_on__gte=low, next_date_on__lte=high)
    if op in ("gt", "gte", "lt", "lte"):
        return Q(**{f"next_date_on__{op}": date.fromisoformat(str(value)[:10])})
    if op in ("is", "is_not"):
        same = Q(next_date_on=date.fromisoformat(str(value)[:10]))
        return same if op == "is" else ~same
    return Q(pk__in=[])


CUSTOMER = register(
    Resource(
        "people.customer",
        _("Customer"),
        _("Customers"),
        Customer,
        (
            Field("name", _("Name"), path="name", group="person_name", column=True, required=True),
            Field(
                "photo",
                _("Photo"),
                Kind.YES_NO,
                group="person_name",
                value=lambda customer: bool(customer.photo) or None,
            ),
            Field("pinyin", _("Pinyin"), path="pinyin", group="person_name", sortable=True, writable=False),
            Field("member_no", _("Member number"), path="member_no"),
            _contact_field("phones", _("Phone"), Kind.PHONE, ContactKind.PHONE, column=True),
            _contact_field("emails", _("Email"), Kind.EMAIL, ContactKind.EMAIL),
            _contact_field("wechats", _("WeChat"), Kind.TEXT, ContactKind.WECHAT),
            _contact_field("addresses", _("Address"), Kind.TEXT, ContactKind.ADDRESS),
            Field("nickname", _("WeChat name"), path="nickname", group="contact"),
            Field("gender", _("Gender"), Kind.CHOICE, path="gender", choices=lambda: Gender.choices),
            Field("birthday", _("Birthday"), group="dates", batch=_birthdays, writable=False),
            Field("tier_label", _("Tier"), path="tier_label"),
            Field(
                "stage",
                _("Stage"),
                Kind.CHOICE,
                path="stage",
                choices=lambda: Stage.choices,
                column=True,
                writable=False,
            ),
            Field(
                "home_store",
                _("Store"),
                Kind.RELATION,
                group="assignment",
                relation="access.store",
                path="home_store",
            ),
            Field(
                "owner",
                _("Advisor"),
                Kind.RELATION,
                group="assignment",
                relation="access.staff",
                path="owner",
                column=True,
            ),
            Field(
                "secondary_advisors",
                _("Secondary advisors"),
                Kind.CHOICES,
                group="assignment",
                batch=shared.names_of,
            ),
            tag_field("people.customer"),
            Field("occupation", _("Occupation"), path="occupation"),
            Field("education", _("Education"), path="education"),
            Field("social_circle", _("Social circle"), path="social_circle", group="notes"),
            Field("source_channel", _("Source"), path="source_channel"),
            Field("campaign", _("Campaign"), path="campaign"),
            Field("remark", _("Remark"), Kind.LONG_TEXT, path="remark", group="notes"),
            Field("caution", _("Do not mention"), path="caution", group="notes"),
            Field("marketing_consent", _("Agrees to marketing"), Kind.YES_NO, path="marketing_consent"),
            Field(
                "total_spent",
                _("Total spent"),
                Kind.MONEY,
                path="total_spent_minor",
                value=lambda customer: customer.total_spent_minor,
                group="spend",
                sortable=True,
                column=True,
                writable=False,
            ),
            Field(
                "year_spent",
                _("Last 12 months"),
                Kind.MONEY,
                path="year_spent_minor",
                value=lambda customer: customer.year_spent_minor,
                group="spend",
                column=True,
                writable=False,
            ),
            Field(
                "average_ticket",
                _("Average ticket"),
                Kind.MONEY,
                value=lambda customer: (
                    customer.total_spent_minor // customer.order_count if customer.order_count else None
                ),
                group="spend",
                writable=False,
            ),
            Field(
                "highest_order",
                _("Highest purchase"),
                Kind.MONEY,
                path="highest_order_minor",
                value=lambda customer: customer.highest_order_minor,
                group="spend",
                writable=False,
            ),
            Field("order_count", _("Orders"), Kind.NUMBER, path="order_count", group="spend", writable=False),
            Field(
                "first_purchase_on",
                _("First purchase"),
                Kind.DATE,
                path="first_purchase_on",
                group="spend",
                writable=False,
            ),
            Field(
                "last_purchase_on",
                _("Last purchase"),
                Kind.DATE,
                path="last_purchase_on",
                group="spend",
                writable=False,
            ),
            Field(
                "last_visit_on", _("Last visit"), Kind.DATE, path="last_visit_on", column=True, writable=False
            ),
            Field("last_contact_on", _("Last contact"), Kind.DATE, path="last_contact_on", writable=False),
            Field(
                "last_activity_on",
                _("Last activity"),
                Kind.DATE,
                path="last_activity_on",
                sortable=True,
                writable=False,
            ),
            Field(
                "next_date",
                _("Next date"),
                Kind.DATE,
                group="dates",
                path="next_date_on",
                lookup=_date_lookup,
                value=lambda customer: (
                    None if customer.next_date_on == NO_DATE_AHEAD else customer.next_date_on
                ),
                sortable=True,
                column=True,
                writable=False,
            ),
            Field(
                "next_date_label",
                _("Which date"),
                group="dates",
                value=lambda customer: dict(DateKind.choices).get(
                    customer.next_date_label, customer.next_date_label
                ),
                writable=False,
            ),
            Field("ring_size", _("Size"), group="taste", batch=_ring_sizes, column=True, writable=False),
            Field("likes", _("Likes"), Kind.TAGS, group="taste", batch=_likes, column=True, writable=False),
            Field("registered_on", _("Customer since"), Kind.DATE, path="registered_on"),
            Field(
                "completeness",
                _("Completeness"),
                Kind.NUMBER,
                path="completeness",
                sortable=True,
                writable=False,
            ),
            Field("confirmed_on", _("Confirmed"), Kind.DATE, path="confirmed_on"),
            Field(
                "known_on",
                _("Last found right"),
                Kind.DATE,
                path="known_on",
                sortable=True,
                writable=False,
            ),
        ),
        scopes={"own": "owner", "store": "home_store", "region": "home_store"},
        shared=Sharing(shared.concerns, shared.reach),
        title=lambda customer: customer.name,
        title_field="name",
        related=("owner", "home_store"),
        default_sort="-last_activity_on",
        url_name="customer",
        restrict=lambda: Q(is_archived=False),
        became="merged_into",
        activities=(
            Activity(
                "was_contacted",
                _("was contacted"),
                lambda: Interaction,
                "customer",
                "at",
                resource="people.interaction",
            ),
        ),
    )
)

OF_CUSTOMER = ("people.customer", "customer")

register(
    Resource(
        "people.contact_point",
        _("Contact"),
        _("Contacts"),
        ContactPoint,
        (
            Field(
                "kind",
                _("Kind"),
                Kind.CHOICE,
                path="kind",
                choices=lambda: ContactKind.choices,
                group="contact",
            ),
            Field("label", _("Label"), path="label", group="contact"),
            Field("is_primary", _("Main"), Kind.YES_NO, path="is_primary", group="contact"),
        ),
        parent=OF_CUSTOMER,
        title=lambda point: point.get_kind_display(),
    )
)
register(
    Resource(
        "people.identity",
        _("Channel identity"),
        _("Channel identities"),
        Identity,
        (
            Field("kind", _("Kind"), path="kind", group="contact", writable=False),
            Field("issuer", _("Issuer"), path="issuer", group="contact", writable=False),
            Field("value", _("Value"), path="value", group="contact", writable=False),
        ),
        parent=OF_CUSTOMER,
        title=lambda identity: identity.issuer,
    )
)
register(
    Resource(
        "people.relation",
        _("Family or friend"),
        _("Family and friends"),
        Relation,
        (
            Field("kind", _("Relation"), Kind.CHOICE, path="kind", choices=lambda: RelationKind.choices),
            Field("name", _("Name"), path="name", group="person_name"),
            Field("other", _("Customer"), Kind.RELATION, relation="people.customer", path="other"),
            Field("note", _("Note"), path="note", group="notes"),
        ),
        parent=OF_CUSTOMER,
        title=lambda relation: relation.name,
        title_field="name",
        related=("other",),
    )
)
register(
    Resource(
        "people.important_date",
        _("Date"),
        _("Dates"),
        ImportantDate,
        (
            Field(
                "kind", _("Kind"), Kind.CHOICE, path="kind", choices=lambda: DateKind.choices, group="dates"
            ),
            Field("label", _("Label"), path="label", group="dates"),
            Field(
                "calendar",
                _("Calendar"),
                Kind.CHOICE,
                path="calendar",
                choices=lambda: CalendarKind.choices,
                group="dates",
            ),
            Field("year", _("Year"), Kind.NUMBER, path="year", group="dates"),
            Field("month", _("Month"), Kind.NUMBER, path="month", group="dates"),
            Field("day", _("Day"), Kind.NUMBER, path="day", group="dates"),
            Field("leap", _("Leap month"), Kind.YES_NO, path="leap", group="dates"),
            Field("is_secret", _("A surprise"), Kind.YES_NO, path="is_secret", group="dates"),
            Field("note", _("Note"), path="note", group="dates"),
            Field(
                "next_on", _("Next"), Kind.DATE, path="next_on", sortable=True, group="dates", writable=False
            ),
        ),
        parent=OF_CUSTOMER,
        title=lambda row: row.label or row.get_kind_display(),
    )
)
register(
    Resource(
        "people.size",
        _("Size"),
        _("Sizes"),
        Size,
        (
            Field(
                "kind", _("Kind"), Kind.CHOICE, path="kind", choices=lambda: SizeKind.choices, group="taste"
            ),
            Field("finger", _("Finger"), path="finger", group="taste"),
            Field("measure_um", _("Measure"), Kind.NUMBER, path="measure_um", group="taste"),
            Field("label", _("Label"), path="label", group="taste"),
            Field("measured_on", _("Measured"), Kind.DATE, path="measured_on", group="taste"),
        ),
        parent=OF_CUSTOMER,
        title=lambda size: size.label,
    )
)
register(
    Resource(
        "people.preference",
        _("Preference"),
        _("Preferences"),
        Preference,
        (
            Field(
                "aspect",
                _("About"),
                Kind.CHOICE,
                path="aspect",
                choices=lambda: Aspect.choices,
                group="taste",
            ),
            Field("value", _("Preference"), path="value", group="taste"),
            Field(
                "stance",
                _("Likes or avoids"),
                Kind.CHOICE,
                path="stance",
                choices=lambda: Stance.choices,
                group="taste",
            ),
            Field(
                "basis",
                _("Said or inferred"),
                Kind.CHOICE,
                path="basis",
                choices=lambda: Basis.choices,
                group="taste",
            ),
            Field("confidence", _("How sure"), Kind.NUMBER, path="confidence", group="taste"),
            Field("evidence", _("From what"), path="evidence", group="taste"),
            Field(
                "heard_by",
                _("Heard by"),
                Kind.RELATION,
                relation="access.staff",
                path="heard_by",
                group="taste",
            ),
            Field("heard_on", _("Heard on"), Kind.DATE, path="heard_on", group="taste"),
        ),
        parent=OF_CUSTOMER,
        title=lambda preference: preference.value,
        related=("heard_by",),
    )
)
register(
    Resource(
        "people.interaction",
        _("Contact record"),
        _("Contact records"),
        Interaction,
        (
            Field("at", _("When"), Kind.MOMENT, path="at", sortable=True, column=True),
            Field(
                "channel",
                _("Channel"),
                Kind.CHOICE,
                path="channel",
                choices=lambda: Channel.choices,
                column=True,
            ),
            Field(
                "direction", _("Direction"), Kind.CHOICE, path="direction", choices=lambda: Direction.choices
            ),
            Field("content", _("What was said"), Kind.LONG_TEXT, path="content", group="notes", column=True),
            Field("outcome", _("Outcome"), path="outcome", group="notes"),
            Field("next_step", _("Next step"), path="next_step", group="notes"),
            Field(
                "files",
                _("Files"),
                Kind.CHOICES,
                group="notes",
                value=lambda interaction: [each["name"] for each in interaction.files],
            ),
            Field("staff", _("By"), Kind.RELATION, relation="access.staff", path="staff"),
            Field("customer", _("Customer"), Kind.RELATION, relation="people.customer", path="customer"),
        ),
        parent=OF_CUSTOMER,
        title=lambda interaction: interaction.get_channel_display(),
        related=("staff", "customer"),
        default_sort="-at",
    )
)
register(
    Resource(
        "people.timeline_entry",
        _("Timeline entry"),
        _("Timeline"),
        TimelineEntry,
        (
            Field("at", _("When"), Kind.MOMENT, path="at", writable=False),
            Field(
                "kind", _("Kind"), Kind.CHOICE, path="kind", choices=lambda: EntryKind.choices, writable=False
            ),
            Field("title", _("What"), path="title", writable=False),
            Field("body", _("Details"), path="body", group="notes", writable=False),
            Field("who", _("By"), path="who", writable=False),
            Field(
                "amount",
                _("Amount"),
                Kind.MONEY,
                path="amount_minor",
                value=lambda entry: entry.amount_minor,
                group="spend",
                writable=False,
            ),
            Field("pictures", _("Pictures"), Kind.CHOICES, writable=False),
            Field("files", _("Files"), Kind.CHOICES, group="notes", writable=False),
        ),
        parent=OF_CUSTOMER,
        title=lambda entry: entry.title,
    )
)
