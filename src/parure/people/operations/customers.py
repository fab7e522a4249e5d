"""Registering and changing customers, and their contacts."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parure.access import audit, policy
from parure.access.actors import Actor
from parure.access.choices import AuditAction
from parure.access.colleagues import colleague
from parure.access.models import Staff, Store
from parure.core.changes import adds, writes
from parure.core.events import emit
from parure.core.once import done_before, keep_done
from parure.core.pictures import Attachment
from parure.core.resources import Field, Kind
from parure.people.choices import CameBy, ContactKind, Why
from parure.people.consents.field import write_answer
from parure.people.contacts import FIELD_OF_KIND, NewContact, as_sealed, contact_digest, sealed_contact
from parure.people.events import CustomerChanged, CustomerRegistered
from parure.people.models import ContactPoint, Customer
from parure.people.names import romanise
from parure.people.ownership.assigning import Choice, choose_advisors
from parure.people.ownership.history import Turn, note_turns
from parure.people.phones import normalise_email, parse_phone
from parure.people.quality import refresh_completeness
from parure.people.search import forget, reindex, reindex_note

PLAIN = (
    "name",
    "member_no",
    "nickname",
    "gender",
    "occupation",
    "education",
    "social_circle",
    "source_channel",
    "campaign",
    "tier_label",
    "remark",
    "caution",
    "marketing_consent",
    "registered_on",
)
SEARCHED = {"name", "nickname", "home_store", "owner"}


class AlreadyKnown(ValidationError):
    """The phone or number given belongs to customers already; `uids` are those in the actor's reach."""

    def __init__(self, message: str, uids: list[UUID]) -> None:
        super().__init__({"phone": message})
        self.uids = uids


def clean_contact(kind: str, value: str) -> NewContact:
    """The contact in the form that is kept. Raises ValidationError with the reason."""
    if kind == ContactKind.PHONE:
        phone = parse_phone(value, settings.PHONE_REGION)
        if phone.e164 is None:
            raise ValidationError(
                {"phone": _("This phone number doesn't look right; please check the digits.")}
            )
        return NewContact(kind, phone.e164)
    if kind == ContactKind.EMAIL:
        email = normalise_email(value)
        if email is None:
            raise ValidationError({"email": _("This email address doesn't look right.")})
        return NewContact(kind, email)
    text = value.strip()
    if not text or len(text) > 300:
        raise ValidationError({kind: _("Between 1 and 300 characters, please.")})
    return NewContact(kind, text)


@transaction.atomic
def register_customer(
    actor: Actor,
    *,
    name: str,
    phone: str = "",
    wechat: str = "",
    email: str = "",
    store: Store | int | None = None,
    owner: Staff | int | None = None,
    shares_phone: bool = False,
    request_key: str = "",
    came_by: CameBy = CameBy.COUNTER,
    **values: Any,
) -> Customer:
    """Register somebody. The advisor is chosen by the shop's rules, else is who registers; their store is the home
    store, unless said.

    Raises `AlreadyKnown` when the phone belongs to a customer already, unless `shares_phone` says that a family
    shares it. Emits CustomerRegistered.
    """
    if (known := done_before(request_key, "people.customer")) is not None:
        made: Customer = policy.fetch(actor, "people.customer", known, "view")
        return made
    cleaned = clean_values(values | {"name": name})
    contacts = [
        clean_contact(kind, given)
        for kind, given in (
            (ContactKind.PHONE, phone),
            (ContactKind.WECHAT, wechat),
            (ContactKind.EMAIL, email),
        )
        if given.strip()
    ]
    if not shares_phone:
        _refuse_known_phone(actor, contacts)
    home = _id(store) if store is not None else actor.home_store_id
    chosen = Choice(_id(owner)) if owner is not None else choose_advisors(actor, [home], came_by)[0]
    customer = Customer(
        home_store_id=home,
        owner_id=chosen.owner_id,
        pinyin=romanise(cleaned["name"]).full[:120],
        **cleaned,
    )
    names = [*cleaned, *{FIELD_OF_KIND[ContactKind(each.kind)] for each in contacts}]
    with policy.writing(actor, "people.customer", customer, names, action="add"):
        _save(customer)
        ContactPoint.objects.bulk_create(
            sealed_contact(customer.pk, NewContact(each.kind, each.value, is_primary=True))
            for each in contacts
        )
        if cleaned.get("marketing_consent") is not None:
            write_answer(actor, customer.pk, cleaned["marketing_consent"])
        reindex([customer])
        reindex_note("c", customer.pk, customer.pk, customer.remark)
        keep_done(request_key, "people.customer", customer.pk)
        note_turns(actor, [Turn(customer.pk, None, chosen.owner_id, chosen.way)], Why.REGISTERED)
        emit(CustomerRegistered(customer.pk, customer.home_store_id, customer.source_channel), actor=actor)
    return customer


@adds(
    "people.customer",
    *PLAIN,
    "home_store",
    "owner",
    Field("phone", gettext_lazy("Phone"), Kind.PHONE),
    Field("wechat", gettext_lazy("WeChat")),
    Field("email", gettext_lazy("Email"), Kind.EMAIL),
    Field("shares_phone", gettext_lazy("A family shares the phone"), Kind.YES_NO),
)
@transaction.atomic
def add_customer(
    actor: Actor, *, home_store: UUID | str | None = None, owner: UUID | str | None = None, **values: Any
) -> Customer:
    """`register_customer` under the names of the fields, with stores and staff by uid; a leaver gets nobody new."""
    return register_customer(
        actor,
        store=policy.fetch(actor, "access.store", home_store, "view") if home_store else None,
        owner=colleague(actor, owner, "owner") if owner else None,
        **values,
    )


def _id(given: Any) -> int:
    return given if isinstance(given, int) else int(given.pk)


def clean_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Plain values as they are kept. Raises ValidationError by field, NotWritable for what isn't plain."""
    errors: dict[str, str] = {}
    cleaned: dict[str, Any] = {}
    for key, value in values.items():
        if key not in PLAIN:
            raise policy.NotWritable([key])
        longest = getattr(Customer._meta.get_field(key), "max_length", None)
        text = value.strip() if isinstance(value, str) else value
        if isinstance(text, str) and longest and len(text) > longest:
            errors[key] = _("At most %s characters.") % longest
        cleaned[key] = text
    if "name" in cleaned and not cleaned["name"]:
        errors["name"] = _("Please give a name.")
    if "member_no" in cleaned:
        cleaned["member_no"] = (cleaned["member_no"] or "").upper() or None
    if "gender" in cleaned and cleaned["gender"] not in ("F", "M", ""):
        errors["gender"] = _("This isn't one of the choices.")
    if errors:
        raise ValidationError(errors)
    return cleaned


def _save(customer: Customer, **kwargs: Any) -> None:
    try:
        with transaction.atomic():
            customer.save(**kwargs)
    except IntegrityError:
        raise ValidationError({"member_no": _("Another customer has this member number.")}) from None


def _refuse_known_phone(actor: Actor, contacts: list[NewContact]) -> None:
    for contact in contacts:
        if contact.kind != ContactKind.PHONE:
            continue
        known = ContactPoint.objects.filter(
            digest=contact_digest(contact.kind, contact.value), kind=contact.kind, customer__is_archived=False
        ).values("customer_id")
        if not known.exists():
            continue
        uids = list(
            policy.rows(actor, "people.customer").filter(pk__in=known).values_list("uid", flat=True)[:5]
        )
        raise AlreadyKnown(_("This number belongs to a customer already."), uids)


@writes("people.customer", *PLAIN)
@transaction.atomic
def change_customer(actor: Actor, uid: UUID | str, **values: Any) -> Customer:
    """Change plain values of a customer; nothing is written when nothing differs."""
    customer: Customer = policy.fetch(actor, "people.customer", uid, "change", lock=True)
    cleaned = {key: value for key, value in clean_values(values).items() if getattr(customer, key) != value}
    if not cleaned:
        policy.check_write(actor, "people.customer", values)
        return customer
    with policy.writing(actor, "people.customer", customer, list(cleaned)):
        for key, value in cleaned.items():
            setattr(customer, key, value)
        if "name" in cleaned:
            customer.pinyin = romanise(customer.name).full[:120]
        _save(customer)
        if "marketing_consent" in cleaned:
            write_answer(actor, customer.pk, cleaned["marketing_consent"])
        if SEARCHED & cleaned.keys():
            reindex([customer])
        if "remark" in cleaned:
            reindex_note("c", customer.pk, customer.pk, customer.remark)
        emit(CustomerChanged(customer.pk, sorted(cleaned)), actor=actor)
    return customer


@transaction.atomic
def confirm_customer(actor: Actor, uid: UUID | str) -> Customer:
    """Note that all that is known of a customer was found still right today."""
    customer: Customer = policy.fetch(actor, "people.customer", uid, "change", lock=True)
    today = timezone.localdate()
    if customer.confirmed_on == today:
        policy.check_write(actor, "people.customer", ["confirmed_on"])
        return customer
    with policy.writing(actor, "people.customer", customer, ["confirmed_on"]):
        customer.confirmed_on = today
        customer.save(update_fields=["confirmed_on"])
    return customer


@transaction.atomic
def set_photo(actor: Actor, uid: UUID | str, photo: Attachment | None) -> Customer:
    """Keep, replace or remove the customer's photo; who may change the name may."""
    customer: Customer = policy.fetch(actor, "people.customer", uid, "change", lock=True)
    wanted = photo.digest if photo else ""
    if customer.photo == wanted:
        policy.check_write(actor, "people.customer", ["photo"])
        return customer
    replaced = bool(customer.photo and wanted)
    with policy.writing(actor, "people.customer", customer, ["photo"]):
        customer.photo = wanted
        customer.save(update_fields=["photo"])
        if replaced:  # for the audit a photo is there or not: one in place of another is told apart here
            audit.record(
                actor,
                AuditAction.CHANGE,
                "people.customer",
                customer.pk,
                field="photo",
                after={"replaced": True},
            )
        emit(CustomerChanged(customer.pk, ["photo"]), actor=actor)
    return customer


@writes("people.customer", "home_store")
@transaction.atomic
def move_to_store(actor: Actor, uid: UUID | str, *, home_store: UUID | str | None) -> Customer:
    """Let a customer belong to another store, or to none; they must stay in the actor's reach."""
    customer: Customer = policy.fetch(actor, "people.customer", uid, "change", lock=True)
    store = policy.fetch(actor, "access.store", home_store, "view") if home_store else None
    if customer.home_store_id == (store.pk if store else None):
        policy.check_write(actor, "people.customer", ["home_store"])
        return customer
    with policy.writing(actor, "people.customer", customer, ["home_store"]):
        customer.home_store = store
        customer.save(update_fields=["home_store"])
        reindex([customer])
        emit(CustomerChanged(customer.pk, ["home_store"]), actor=actor)
    return customer


@transaction.atomic
def add_contact(
    actor: Actor, uid: UUID | str, *, kind: str, value: str, label: str = "", shares_phone: bool = True
) -> ContactPoint:
    """Add a phone, email, WeChat id or address; the same one twice is kept once."""
    customer: Customer = policy.fetch(actor, "people.customer", uid, "change", lock=True)
    contact = clean_contact(kind, value)
    kept = ContactPoint.objects.filter(
        customer=customer, kind=kind, digest=contact_digest(kind, contact.value)
    ).first()
    if kept is not None:
        policy.check_write(actor, "people.customer", [FIELD_OF_KIND[ContactKind(kind)]])
        return kept
    if not shares_phone:
        _refuse_known_phone(actor, [contact])
    with policy.writing(actor, "people.customer", customer, [FIELD_OF_KIND[ContactKind(kind)]]):
        first = not ContactPoint.objects.filter(customer=customer, kind=kind).exists()
        point = sealed_contact(customer.pk, NewContact(kind, contact.value, label[:30], first))
        point.save()
        reindex([customer])
        emit(CustomerChanged(customer.pk, [FIELD_OF_KIND[ContactKind(kind)]]), actor=actor)
    return point


@transaction.atomic
def remove_contact(actor: Actor, uid: UUID | str, *, contact_uid: UUID | str) -> None:
    """Take a contact away; a second call finds nothing and does nothing."""
    customer: Customer = policy.fetch(actor, "people.customer", uid, "change", lock=True)
    point = ContactPoint.objects.filter(customer=customer, uid=contact_uid).first()
    if point is None:
        return
    with policy.writing(actor, "people.customer", customer, [FIELD_OF_KIND[ContactKind(point.kind)]]):
        point.delete()
        following = ContactPoint.objects.filter(customer=customer, kind=point.kind).order_by("pk").first()
        if point.is_primary and following is not None:
            ContactPoint.objects.filter(pk=following.pk).update(is_primary=True)
        reindex([customer])
        refresh_completeness([customer.pk])


def reveal_contact(actor: Actor, uid: UUID | str, *, contact_uid: UUID | str) -> str:
    """The clear value of one contact, on record. Raises `Denied` without the right to read it."""
    customer: Customer = policy.fetch(actor, "people.customer", uid, "view")
    point = ContactPoint.objects.filter(customer=customer, uid=contact_uid).first()
    if point is None:
        raise policy.NotFound("contact")
    field = FIELD_OF_KIND[ContactKind(point.kind)]
    return policy.reveal(actor, "people.customer", customer.pk, field, as_sealed(point))


@transaction.atomic
def archive_customer(actor: Actor, uid: UUID | str) -> Customer:
    """Put a customer out of every list; nothing is lost and `restore_customer` brings them back."""
    policy.require(actor, "people.customer", "delete")
    customer: Customer = policy.fetch(actor, "people.customer", uid, "delete", lock=True)
    return _set_archived(actor, customer, archived=True)


@transaction.atomic
def restore_customer(actor: Actor, uid: UUID | str) -> Customer:
    """Undo `archive_customer`."""
    policy.require(actor, "people.customer", "delete")
    customer = Customer.objects.filter(uid=uid).select_for_update().first()
    if customer is None:
        raise policy.NotFound("people.customer")
    if customer.merged_into_id is not None:
        raise ValidationError(_("This record was merged into another: undo the merge to have it back."))
    return _set_archived(actor, customer, archived=False)


def _set_archived(actor: Actor, customer: Customer, *, archived: bool) -> Customer:
    if customer.is_archived == archived:
        return customer
    Customer.objects.filter(pk=customer.pk).update(is_archived=archived)
    customer.is_archived = archived
    if not archived and not policy.rows(actor, "people.customer", "delete").filter(pk=customer.pk).exists():
        raise policy.NotFound("people.customer")
    if archived:
        forget([customer.pk])
    else:
        reindex([customer])
    audit.record(
        actor,
        AuditAction.DELETE if archived else AuditAction.UNDO,
        "people.customer",
        customer.pk,
        after={"archived": archived},
    )
    return customer
