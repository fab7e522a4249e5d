"""Opening, changing and closing stores; regions."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parure.access import audit, policy
from parure.access.actors import Actor, forget_actors
from parure.access.choices import AuditAction
from parure.access.guarding import bump
from parure.access.models import Region, Store
from parure.core.changes import adds, writes
from parure.core.resources import Field

PLAIN = ("code", "name", "city", "is_active")


@adds(
    "access.store",
    Field("code", gettext_lazy("Code"), required=True),
    Field("name", gettext_lazy("Name"), required=True),
    "city",
)
@transaction.atomic
def create_store(actor: Actor, *, code: str, name: str, city: str = "", region: str = "") -> Store:
    """Open a store; the region is made on first mention. A code that is known gives the store that has it."""
    policy.check_write(actor, "access.store", ["code", "name", "city", "region"], action="add")
    values = _clean({"code": code, "name": name, "city": city})
    in_region = Region.objects.get_or_create(name=region.strip())[0] if region.strip() else None
    store, created = Store.objects.get_or_create(
        code=values["code"], defaults={"name": values["name"], "city": values["city"], "region": in_region}
    )
    if created:
        audit.record(
            actor,
            AuditAction.CREATE,
            "access.store",
            store.pk,
            after={"code": store.code, "name": store.name},
        )
        _rearranged()
    return store


@writes("access.store", *PLAIN, "region")
@transaction.atomic
def change_store(actor: Actor, uid: UUID | str, **values: Any) -> Store:
    """Change a store: `code`, `name`, `city`, `is_active`, `region` (a region's uid, or None).

    A closed store keeps its customers and its past. Raises ValidationError by field.
    """
    store: Store = policy.fetch(actor, "access.store", uid, "change", lock=True)
    cleaned = _clean({name: each for name, each in values.items() if name in PLAIN})
    if "region" in values:
        cleaned["region"] = (
            policy.fetch(actor, "access.region", values["region"], "view") if values["region"] else None
        )
    cleaned = {name: each for name, each in cleaned.items() if getattr(store, name) != each}
    if Store.objects.filter(code=cleaned.get("code", "")).exclude(pk=store.pk).exists():
        raise ValidationError({"code": _("Another store has this code.")})
    with policy.writing(actor, "access.store", store, list(cleaned or values)):
        for name, each in cleaned.items():
            setattr(store, name, each)
        if cleaned:
            store.save()
            _rearranged()
    return store


def _clean(values: dict[str, Any]) -> dict[str, Any]:
    errors: dict[str, str] = {}
    cleaned = {name: each.strip() if isinstance(each, str) else each for name, each in values.items()}
    for name in ("code", "name", "city"):
        longest = getattr(Store._meta.get_field(name), "max_length", None)
        if name in cleaned and name != "city" and not cleaned[name]:
            errors[name] = _("This is needed.")
        if longest and len(cleaned.get(name, "")) > longest:
            errors[name] = _("At most %s characters.") % longest
    if errors:
        raise ValidationError(errors)
    return cleaned


@adds("access.region")
@transaction.atomic
def create_region(actor: Actor, *, name: str) -> Region:
    """Make a region, to put stores into."""
    policy.check_write(actor, "access.region", ["name"], action="add")
    region = Region(name=_region_name(name))
    with policy.writing(actor, "access.region", region, ["name"], action="add"):
        region.save()
    return region


@writes("access.region", "name")
@transaction.atomic
def change_region(actor: Actor, uid: UUID | str, *, name: str) -> Region:
    """Call a region otherwise."""
    region: Region = policy.fetch(actor, "access.region", uid, "change", lock=True)
    with policy.writing(actor, "access.region", region, ["name"]):
        if region.name != name.strip():
            region.name = _region_name(name)
            region.save(update_fields=["name"])
    return region


def _region_name(name: str) -> str:
    cleaned = name.strip()
    if not cleaned or len(cleaned) > 60:
        raise ValidationError({"name": _("Between 1 and 60 characters, please.")})
    if Region.objects.filter(name=cleaned).exists():
        raise ValidationError({"name": _("Another region has this name.")})
    return cleaned


def _rearranged() -> None:
    """Which stores lie in whose region may have changed, for everybody."""
    bump()
    forget_actors()
