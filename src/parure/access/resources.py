"""Staff, stores, regions, roles and the audit in the field catalogue."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from parure.access.choices import AuditAction
from parure.access.models import AuditEntry, Region, Role, Staff, Store
from parure.core.resources import Field, Kind, Resource, register


def _names_of(through: Any, related: str, people: Sequence[Staff]) -> dict[int, Any]:
    """What hangs on these people by a table between, by name."""
    found: dict[int, list[str]] = {each.pk: [] for each in people}
    rows = through.objects.filter(staff__in=found).order_by(f"{related}__code")
    for staff_id, name in rows.values_list("staff_id", f"{related}__name"):
        found[staff_id].append(name)
    return found


register(
    Resource(
        "access.region",
        _("Region"),
        _("Regions"),
        Region,
        (Field("name", _("Name"), path="name", sortable=True, column=True),),
        title=lambda region: region.name,
        default_sort="name",
    )
)
register(
    Resource(
        "access.store",
        _("Store"),
        _("Stores"),
        Store,
        (
            Field("name", _("Name"), path="name", sortable=True, column=True),
            Field("code", _("Code"), path="code", sortable=True, column=True),
            Field("city", _("City"), path="city", column=True),
            Field("region", _("Region"), Kind.RELATION, relation="access.region", path="region", column=True),
            Field("is_active", _("Open"), Kind.YES_NO, path="is_active"),
        ),
        title=lambda store: store.name,
        related=("region",),
        default_sort="code",
    )
)
register(
    Resource(
        "access.staff",
        _("Staff member"),
        _("Staff"),
        Staff,
        (
            Field("name", _("Name"), path="name", sortable=True, column=True),
            Field("title", _("Title"), path="title", column=True),
            Field(
                "home_store",
                _("Store"),
                Kind.RELATION,
                relation="access.store",
                path="home_store",
                column=True,
            ),
            Field("is_active", _("Works here"), Kind.YES_NO, path="is_active"),
            Field(
                "stores",
                _("Further stores"),
                Kind.CHOICES,
                batch=lambda people: _names_of(Staff.stores.through, "store", people),
            ),
            Field("username", _("Sign-in name"), path="username", group="admin", required=True),
            Field("email", _("Work email"), path="email", group="admin"),
            Field(
                "roles",
                _("Roles"),
                Kind.CHOICES,
                group="admin",
                batch=lambda people: _names_of(Staff.roles.through, "role", people),
            ),
            Field("language", _("Language"), path="language", group="admin", filterable=False),
        ),
        title=lambda staff: staff.name,
        scopes={"own": "pk", "store": "home_store"},
        related=("home_store",),
        default_sort="name",
    )
)
register(
    Resource(
        "access.role",
        _("Role"),
        _("Roles"),
        Role,
        (
            Field("name", _("Name"), path="name", sortable=True, column=True, group="admin"),
            Field("code", _("Code"), path="code", sortable=True, column=True, group="admin"),
        ),
        title=lambda role: role.name,
        default_sort="code",
    )
)
register(
    Resource(
        "access.audit_entry",
        _("Audit entry"),
        _("Audit"),
        AuditEntry,
        (
            Field(
                "at",
                _("When"),
                Kind.MOMENT,
                path="at",
                sortable=True,
                column=True,
                group="admin",
                writable=False,
            ),
            Field("actor_label", _("Who"), path="actor_label", column=True, group="admin", writable=False),
            Field(
                "action",
                _("What"),
                Kind.CHOICE,
                path="action",
                choices=lambda: AuditAction.choices,
                column=True,
                group="admin",
                writable=False,
            ),
            Field("resource", _("Record type"), path="resource", column=True, group="admin", writable=False),
            Field("field", _("Field"), path="field", group="admin", writable=False),
        ),
        title=lambda entry: entry.get_action_display(),
        scopes={"own": "staff", "store": "staff__home_store"},
        default_sort="-at",
    )
)
