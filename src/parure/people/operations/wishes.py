"""What customers wish for: noted, changed, fulfilled, given up, removed."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import audit, policy
from parure.access.actors import Actor
from parure.access.choices import AuditAction
from parure.core.events import emit
from parure.core.once import done_before, keep_done
from parure.core.pictures import Attachment
from parure.people.choices import EntryKind, WishState
from parure.people.events import WishNoted, WishSettled
from parure.people.models import Customer, Relation, Wish
from parure.people.search import reindex_note
from parure.people.story import forget, remember

WISH = "people.wish"
GOODS = {"style": "catalog.style", "piece": "catalog.piece"}
NAMES = (
    "what",
    "style",
    "piece",
    "budget_from",
    "budget_to",
    "relation",
    "occasion",
    "wanted_by",
    "may_tell",
    "photo",
)


@transaction.atomic
def add_wish(actor: Actor, uid: UUID | str, *, request_key: str = "", **values: Any) -> Wish:
    """Note a wish of a customer; `values` by the names of its fields (NAMES): `what` in words, or `style` or `piece` by
    uid, whose name then stands for the words; `relation` by uid; `photo` a kept picture. Emits WishNoted.
    """
    if (known := done_before(request_key, WISH)) is not None:
        made: Wish = policy.fetch(actor, WISH, known, "view")
        return made
    customer: Customer = policy.fetch(actor, "people.customer", uid, "change", lock=True)
    wish = Wish(customer=customer, heard_by_id=actor.staff_id)
    _set(actor, wish, values)
    with policy.writing(
        actor, WISH, wish, ["what", *(name for name in values if name != "what")], action="add"
    ):
        wish.save()
        _tell(wish, actor.label)
        keep_done(request_key, WISH, wish.pk)
        emit(WishNoted(customer.pk, wish.pk), actor=actor)
    return wish


@transaction.atomic
def change_wish(actor: Actor, uid: UUID | str, **values: Any) -> Wish:
    """Change what is said of a wish; nothing is written when nothing differs."""
    wish: Wish = policy.fetch(actor, WISH, uid, "change", lock=True)
    before = _columns(wish)
    with policy.writing(actor, WISH, wish, list(values)):
        _set(actor, wish, values)
        if _columns(wish) != before:
            wish.save()
            _tell(wish, "")
    return wish


@transaction.atomic
def settle_wish(actor: Actor, uid: UUID | str, *, state: str) -> Wish:
    """Note that a wish came true, was given up, or is open again. Emits WishSettled."""
    wish: Wish = policy.fetch(actor, WISH, uid, "change", lock=True)
    if state not in WishState.values:
        raise ValidationError({"state": _("This isn't one of the choices.")})
    if wish.state == state:
        policy.check_write(actor, WISH, ["state"])
        return wish
    with policy.writing(actor, WISH, wish, ["state"]):
        wish.state, wish.state_since = state, timezone.localdate()
        wish.save(update_fields=["state", "state_since"])
        _tell(wish, "")
        emit(WishSettled(wish.customer_id, wish.pk, state), actor=actor)
    return wish


@transaction.atomic
def remove_wish(actor: Actor, uid: UUID | str) -> None:
    """Take a wish out of sight; a second call finds nothing. `restore_wish` brings it back."""
    policy.check_write(actor, WISH, ["what"])
    wish: Wish = policy.fetch(actor, WISH, uid, "change", lock=True)
    Wish.objects.filter(pk=wish.pk).update(is_removed=True)
    forget(WISH, [wish.pk])
    reindex_note("w", wish.customer_id, wish.pk, "")
    audit.record(actor, AuditAction.DELETE, WISH, wish.pk)


@transaction.atomic
def restore_wish(actor: Actor, uid: UUID | str) -> Wish:
    """Undo `remove_wish`, for who may change the customer."""
    policy.check_write(actor, WISH, ["what"])
    wish = Wish.objects.select_for_update(of=("self",)).filter(uid=uid, is_removed=True).first()
    if wish is None:
        found: Wish = policy.fetch(actor, WISH, uid, "change")
        return found
    policy.fetch(actor, "people.customer", wish.customer_id, "change")
    wish.is_removed = False
    wish.save(update_fields=["is_removed"])
    _tell(wish, "")
    audit.record(actor, AuditAction.UNDO, WISH, wish.pk)
    return wish


# ── parts ────────────────────────────────────────────────────────────────────


def _set(actor: Actor, wish: Wish, values: Mapping[str, Any]) -> None:
    """Put values on the instance. Raises ValidationError by field, NotWritable for what a wish doesn't have."""
    if unknown := set(values) - set(NAMES):
        raise policy.NotWritable(unknown)
    names = [_set_goods(actor, wish, each, values[each]) for each in GOODS if each in values]
    for name in ("budget_from", "budget_to"):
        if name in values:
            setattr(wish, f"{name}_minor", values[name])
    if "what" in values or not wish.what:
        wish.what = str(values.get("what") or "").strip() or next(filter(None, names), "")
    if "occasion" in values:
        wish.occasion = str(values["occasion"] or "").strip()
    if "wanted_by" in values:
        wish.wanted_by = values["wanted_by"]
    if "relation" in values:
        wish.relation = _relation(wish, values["relation"])
    if "may_tell" in values and bool(values["may_tell"]) != (wish.may_tell_since is not None):
        wish.may_tell_since = timezone.localdate() if values["may_tell"] else None
    if "photo" in values:
        photo: Attachment | None = values["photo"]
        wish.photo = photo.digest if photo else ""
    _check(wish)


def _set_goods(actor: Actor, wish: Wish, name: str, uid: UUID | str | None) -> str:
    """Point the wish to a style or piece in reach, or to none; its name."""
    found = policy.fetch(actor, GOODS[name], uid, "view") if uid else None
    setattr(wish, f"{name}_ref", found.pk if found else None)
    return policy.record(actor, GOODS[name], found, ()).title[:200] if found else ""


def _relation(wish: Wish, uid: UUID | str | None) -> Relation | None:
    if not uid:
        return None
    found = Relation.objects.filter(customer_id=wish.customer_id, uid=uid).first()
    if found is None:
        raise ValidationError({"relation": _("This isn't one of the choices.")})
    return found


def _check(wish: Wish) -> None:
    errors = {}
    low, high = wish.budget_from_minor, wish.budget_to_minor
    if not wish.what:
        errors["what"] = _("Write what they wish for, or choose a piece.")
    if len(wish.what) > 200:
        errors["what"] = _("At most %s characters.") % 200
    if len(wish.occasion) > 40:
        errors["occasion"] = _("At most %s characters.") % 40
    if any(each is not None and each < 0 for each in (low, high)):
        errors["budget_from"] = _("A budget can't be less than nothing.")
    if low is not None and high is not None and low > high:
        errors["budget_to"] = _("This is less than the lower end.")
    if wish.wanted_by is not None and not isinstance(wish.wanted_by, date):
        errors["wanted_by"] = _("This isn't a day.")
    if errors:
        raise ValidationError(errors)


def _columns(wish: Wish) -> tuple[Any, ...]:
    return tuple(getattr(wish, field.attname) for field in Wish._meta.concrete_fields)


def _tell(wish: Wish, who: str) -> None:
    """Keep the line of the timeline and the words that it is found by."""
    state = str(WishState(wish.state).label) if wish.state != WishState.OPEN else ""
    remember(
        wish.customer_id,
        at=wish.noted_at,
        kind=EntryKind.WISH,
        title=_("Wish"),
        body=" · ".join(filter(None, [wish.what, wish.occasion, state])),
        who=who or (wish.heard_by.name if wish.heard_by else ""),
        resource=WISH,
        record_id=wish.pk,
    )
    reindex_note("w", wish.customer_id, wish.pk, f"{wish.what} {wish.occasion}")
