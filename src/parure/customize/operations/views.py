"""Every write to kept views beyond keeping one: naming, sharing, ordering, copying, and what a list opens with."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from parure.access import audit, policy
from parure.access.actors import Actor
from parure.access.choices import AuditAction, Scope
from parure.customize.models import SavedView, Sharing, ViewDefault
from parure.customize.views import RESOURCE, forget_defaults, may_share, open_to

SIZES = (0, 25, 50, 100, 200)
NAME = 40


def _mine(actor: Actor, uid: UUID | str) -> SavedView:
    view: SavedView = policy.fetch(actor, RESOURCE, uid, "change", lock=True)
    if view.owner_id is None or view.owner_id != actor.staff_id:
        raise policy.NotFound(RESOURCE)
    return view


@transaction.atomic
def change_view(
    actor: Actor,
    uid: UUID | str,
    *,
    name: str,
    size: int = 0,
    sharing: str = "",
    role: str = "",
    store_uid: UUID | str | None = None,
) -> SavedView:
    """Name a view of one's own, say how many rows it shows, and with whom it is shared. Raises ValidationError."""
    view = _mine(actor, uid)
    name = name.strip()[:NAME]
    if not name:
        raise ValidationError({"name": _("Give the view a name.")})
    same = SavedView.objects.filter(owner_id=actor.staff_id, resource=view.resource, name=name)
    if same.exclude(pk=view.pk).exists():
        raise ValidationError({"name": _("You have a view with this name already.")})
    if size not in SIZES:
        raise ValidationError({"size": _("This isn't one of the choices.")})
    if sharing not in may_share(actor):
        raise policy.Denied("sharing")
    store = None
    if sharing == Sharing.STORE:
        if not store_uid:
            raise ValidationError({"store": _("Which store?")})
        store = policy.fetch(actor, "access.store", store_uid, "view")
        if actor.scope(RESOURCE, "change") is not Scope.ALL and store.pk not in actor.store_ids:
            raise policy.Denied("store")
    if sharing == Sharing.ROLE and not role:
        raise ValidationError({"role": _("Which role?")})
    was = view.sharing
    view.name, view.size, view.sharing, view.store = name, size, sharing, store
    view.role = role if sharing == Sharing.ROLE else ""
    view.save()
    if was != sharing:
        audit.record(
            actor, AuditAction.CHANGE, RESOURCE, view.pk, before={"sharing": was}, after={"sharing": sharing}
        )
    return view


@transaction.atomic
def move_view(actor: Actor, uid: UUID | str, *, place: int) -> None:
    """Put a view of one's own at this place among one's own, counted from 0."""
    view = _mine(actor, uid)
    mine = SavedView.objects.filter(owner_id=actor.staff_id, resource=view.resource)
    others = list(mine.exclude(pk=view.pk).order_by("position", "pk"))
    others.insert(max(0, min(place, len(others))), view)
    for position, each in enumerate(others):
        if each.position != position:
            SavedView.objects.filter(pk=each.pk).update(position=position)


@transaction.atomic
def copy_view(actor: Actor, uid: UUID | str, *, name: str) -> SavedView:
    """A view that one may open as a view of one's own; the name again gives the same copy."""
    policy.require(actor, RESOURCE, "add")
    view = SavedView.objects.filter(open_to(actor), uid=uid).first()
    if view is None:
        raise policy.NotFound(RESOURCE)
    mine = SavedView.objects.filter(owner_id=actor.staff_id, resource=view.resource)
    if known := mine.filter(name=name.strip()[:NAME]).first():
        return known
    if not name.strip():
        raise ValidationError({"name": _("Give the view a name.")})
    last = mine.aggregate(last=Max("position"))["last"]
    return SavedView.objects.create(
        resource=view.resource,
        name=name.strip()[:NAME],
        owner_id=actor.staff_id,
        condition=view.condition,
        columns=view.columns,
        sort=view.sort,
        size=view.size,
        position=0 if last is None else last + 1,
    )


@transaction.atomic
def set_default_view(actor: Actor, resource: str, *, view: str, role: str = "") -> None:
    """Open a list with this view: for oneself, or for a role where one may share with everybody; "" as usual."""
    policy.require(actor, resource, "view")
    policy.require(actor, RESOURCE, "add")
    if role and Sharing.EVERYBODY not in may_share(actor):
        raise policy.Denied("role")
    if not role and actor.staff_id is None:
        raise policy.Denied("nobody")
    whose: dict[str, Any] = {"resource": resource, "role": role, "staff_id": None if role else actor.staff_id}
    if view:
        ViewDefault.objects.update_or_create(**whose, defaults={"view": view[:60]})
    else:
        ViewDefault.objects.filter(**whose).delete()
    forget_defaults()
    transaction.on_commit(forget_defaults)
