"""Members who register themselves: links made and ended, forms taken in, and what staff make of them."""

import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.access.colleagues import colleague
from parure.access.models import Store
from parure.core.events import emit
from parure.core.once import done_before, keep_done
from parure.people.choices import CameBy, DateKind, How, JoinState
from parure.people.contacts import contact_digest
from parure.people.events import JoinRequested, JoinSettled
from parure.people.joining.acting import acting_for
from parure.people.joining.links import open_link
from parure.people.joining.said import Said, open_phone, sealed_phone
from parure.people.models import ContactPoint, Customer, ImportantDate, JoinLink, JoinRequest
from parure.people.operations.consents import give_consent
from parure.people.operations.customers import change_customer, register_customer
from parure.people.operations.traits import add_date

LINK, REQUEST = "people.join_link", "people.join_request"
KEPT = timedelta(days=90)


# ── links ────────────────────────────────────────────────────────────────────


@transaction.atomic
def make_join_link(
    actor: Actor,
    *,
    label: str,
    store_uid: UUID | str,
    advisor_uid: UUID | str | None = None,
    ends_on: date | None = None,
    request_key: str = "",
) -> JoinLink:
    """Make an address under which people register with a store, and as whose clients. Nobody can guess it."""
    if (known := done_before(request_key, LINK)) is not None:
        made: JoinLink = policy.fetch(actor, LINK, known, "view")
        return made
    policy.require(actor, LINK, "add")
    store: Store = policy.fetch(actor, "access.store", store_uid, "view")
    advisor = colleague(actor, advisor_uid, "advisor") if advisor_uid else None
    _check_link(label, store, ends_on)
    link = JoinLink(
        token=secrets.token_urlsafe(16),
        label=label.strip(),
        store=store,
        advisor=advisor,
        made_by_id=actor.staff_id,
        ends_on=ends_on,
    )
    names = ["label", "store", "advisor", "made_by", "ends_on"]
    with policy.writing(actor, LINK, link, names, action="add"):
        link.save()
        keep_done(request_key, LINK, link.pk)
    return link


def _check_link(label: str, store: Store, ends_on: date | None) -> None:
    errors = {}
    if not 1 <= len(label.strip()) <= 60:
        errors["label"] = _("Between 1 and %s characters, please.") % 60
    if not store.is_active:
        errors["store"] = _("This store is closed.")
    if ends_on is not None and ends_on < timezone.localdate():
        errors["ends_on"] = _("This day has passed.")
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def end_join_link(actor: Actor, uid: UUID | str) -> JoinLink:
    """Close a link: its code leads nowhere any more. `reopen_join_link` brings it back."""
    return _set_ended(actor, uid, ended=True)


@transaction.atomic
def reopen_join_link(actor: Actor, uid: UUID | str) -> JoinLink:
    """Undo `end_join_link`; printed codes work again. The last day still holds."""
    return _set_ended(actor, uid, ended=False)


def _set_ended(actor: Actor, uid: UUID | str, *, ended: bool) -> JoinLink:
    link: JoinLink = policy.fetch(actor, LINK, uid, "change", lock=True)
    if (link.ended_at is not None) == ended:
        policy.check_write(actor, LINK, ["ended_at"])
        return link
    with policy.writing(actor, LINK, link, ["ended_at"]):
        link.ended_at = timezone.now() if ended else None
        link.save(update_fields=["ended_at"])
    return link


# ── what comes in ────────────────────────────────────────────────────────────


@transaction.atomic
def take_in(token: str, said: Said, *, request_key: str = "") -> None:
    """Put the form of somebody whom nobody knows on record. Raises `NotFound` unless the link is open.

    What follows is left to `settle_request`, so that the answer is the same for everybody, and as quick: who asks
    learns nothing of who is known. Emits JoinRequested.
    """
    link = open_link(token)
    if done_before(request_key, REQUEST) is not None:
        return
    row = JoinRequest(link=link, name=said.name.strip()[:80], said=said.as_json())
    row.sealed, row.digest = sealed_phone(row.uid, said.phone), contact_digest("phone", said.phone)
    actor = acting_for(link)
    with policy.writing(actor, REQUEST, row, ["purposes"], action="add"):
        row.save()
        JoinLink.objects.filter(pk=link.pk).update(used=F("used") + 1)
        keep_done(request_key, REQUEST, row.pk)
        emit(JoinRequested(row.pk), actor=actor)


@transaction.atomic
def settle_request(request_id: int) -> None:
    """Register who is new; let what comes from somebody known wait, since a stranger changes no record.

    Does nothing a second time. Emits JoinSettled.
    """
    rows = JoinRequest.objects.select_for_update(of=("self",)).filter(pk=request_id, state=JoinState.NEW)
    row = rows.first()
    if row is None:
        return
    row.link = JoinLink.objects.select_for_update(of=("self",)).select_related("advisor").get(pk=row.link_id)
    actor = acting_for(row.link)
    if ContactPoint.objects.filter(digest=bytes(row.digest), kind="phone").exists():
        _wait(row)
    else:
        try:
            with transaction.atomic():
                _register(actor, row, shares_phone=False)
        except ValidationError:  # somebody looks at what can't be registered as it is
            _wait(row)
    emit(JoinSettled(row.pk, row.customer_id, row.link.store_id, row.link.advisor_id), actor=actor)


def _wait(row: JoinRequest) -> None:
    row.state, row.customer = JoinState.OPEN, None
    row.save(update_fields=["state", "customer"])


def _register(actor: Actor, row: JoinRequest, *, shares_phone: bool) -> Customer:
    link, said = row.link, row.said
    with translation.override(settings.LANGUAGE_CODE):
        source = _("Join link")
    advisor = link.advisor if link.advisor and link.advisor.is_active else None
    customer = register_customer(
        actor,
        name=row.name,
        phone=open_phone(row),
        store=link.store_id,
        owner=advisor,
        shares_phone=shares_phone,
        came_by=CameBy.JOIN,
        source_channel=source,
        **({"gender": said["gender"]} if said["gender"] else {}),
    )
    if said["birthday"]:
        add_date(actor, customer.uid, kind=DateKind.BIRTHDAY, **said["birthday"])
    _consent(actor, customer, row, said["purposes"])
    _decide(actor, row, JoinState.REGISTERED, customer)
    return customer


def _consent(actor: Actor, customer: Customer, row: JoinRequest, purposes: Sequence[str]) -> list[int]:
    """Record what was agreed to at the moment of the form, with the link, the time and the wording as its proof.

    Returns the keys of the rows that are new; what held already under the same wording is none.
    """
    version = row.said["wording"]
    with translation.override(settings.LANGUAGE_CODE):
        evidence = (
            f"{_('Join link')} {row.link.label} · {timezone.localtime(row.at):%Y-%m-%d %H:%M} · {version}"
        )
    start = f"join:{row.uid}:" + (f"{times}:" if (times := row.wrote.get("times")) else "")
    said = [
        give_consent(
            actor,
            customer.uid,
            purpose=purpose,
            how=How.QR_FORM,
            at=row.at,
            wording=version,
            evidence=evidence,
            source_key=f"{start}{purpose}",
        )
        for purpose in purposes
    ]
    return [each.pk for each in said if each.source_key.startswith(start)]


def _decide(actor: Actor, row: JoinRequest, state: JoinState, customer: Customer | None = None) -> None:
    """Note what became of it. Of who was registered by it nothing is kept here a second time."""
    row.state, row.customer = state, customer
    row.decided_by_id, row.decided_at = actor.staff_id, timezone.now()
    if state == JoinState.REGISTERED:
        row.name, row.sealed, row.digest, row.said = "", b"", b"", {}
    row.save()


# ── what staff make of it ────────────────────────────────────────────────────


def _undecided(actor: Actor, uid: UUID | str) -> JoinRequest:
    row: JoinRequest = policy.fetch(actor, REQUEST, uid, "change", lock=True)
    policy.check_write(actor, REQUEST, ["state"])
    return row


def _refuse_decided(row: JoinRequest) -> None:
    if row.state != JoinState.OPEN:
        raise ValidationError(_("Somebody has seen to this already."))


@transaction.atomic
def take_over_request(
    actor: Actor,
    uid: UUID | str,
    *,
    customer_uid: UUID | str,
    gender: bool = False,
    birthday: bool = False,
    purposes: Sequence[str] = (),
) -> Customer:
    """Let a member's own record have what they sent: the gender and birthday where it has none, and consents.

    The form is kept for a week, so that `undo_take_over` finds it.

    Raises ValidationError where the record doesn't have this phone, or somebody was faster.
    """
    row = _undecided(actor, uid)
    customer: Customer = policy.fetch(actor, "people.customer", customer_uid, "change", lock=True)
    if row.state == JoinState.TAKEN and row.customer_id == customer.pk:
        return customer
    _refuse_decided(row)
    if not customer.contact_points.filter(digest=bytes(row.digest), kind="phone").exists():
        raise ValidationError(_("This record doesn't have this phone number."))
    said = row.said
    wrote: dict[str, Any] = {"marketing": customer.marketing_consent, "times": row.wrote.get("times", 0)}
    if gender and said["gender"] and not customer.gender:
        change_customer(actor, customer.uid, gender=said["gender"])
        wrote["gender"] = said["gender"]
    if birthday and said["birthday"] and not _has_birthday(customer):
        wrote["birthday"] = add_date(actor, customer.uid, kind=DateKind.BIRTHDAY, **said["birthday"]).pk
    wrote["consents"] = _consent(
        actor, customer, row, [each for each in said["purposes"] if each in purposes]
    )
    row.wrote = wrote
    with policy.writing(actor, REQUEST, row, ["state"]):
        _decide(actor, row, JoinState.TAKEN, customer)
    return customer


def _has_birthday(customer: Customer) -> bool:
    return ImportantDate.objects.filter(
        customer=customer, kind=DateKind.BIRTHDAY, relation__isnull=True
    ).exists()


@transaction.atomic
def register_request(actor: Actor, uid: UUID | str) -> Customer:
    """Register who sent the form as a customer of their own, who shares the phone with whoever has it."""
    row = _undecided(actor, uid)
    if row.state == JoinState.REGISTERED and row.customer is not None:
        return row.customer
    _refuse_decided(row)
    with policy.writing(actor, REQUEST, row, ["state"]):
        return _register(actor, row, shares_phone=True)


@transaction.atomic
def set_request_aside(actor: Actor, uid: UUID | str) -> JoinRequest:
    """Nothing is to be done about it; `reopen_request` takes that back until it is forgotten."""
    return _move(actor, uid, JoinState.OPEN, JoinState.ASIDE)


@transaction.atomic
def reopen_request(actor: Actor, uid: UUID | str) -> JoinRequest:
    """Undo `set_request_aside`."""
    return _move(actor, uid, JoinState.ASIDE, JoinState.OPEN)


def _move(actor: Actor, uid: UUID | str, before: JoinState, after: JoinState) -> JoinRequest:
    row = _undecided(actor, uid)
    if row.state == after:
        return row
    if row.state != before:
        raise ValidationError(_("Somebody has seen to this already."))
    with policy.writing(actor, REQUEST, row, ["state"]):
        _decide(actor, row, after)
    return row


def forget_old_requests() -> int:
    """Remove what came in more than 90 days ago, whatever became of it; returns how many."""
    old = JoinRequest.objects.filter(at__lt=timezone.now() - KEPT)
    return old.delete()[0]
