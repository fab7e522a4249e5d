"""Rules and bulk changes in the field catalogue."""

from django.utils.translation import gettext_lazy as _

from parure.automation.models import BulkRun, BulkStatus, Rule
from parure.core.resources import Field, Kind, Resource, register

register(
    Resource(
        "automation.rule",
        _("Rule"),
        _("Rules"),
        Rule,
        (
            Field("name", _("Name"), path="name", sortable=True, column=True, group="admin"),
            Field("event", _("Event"), path="event", column=True, group="admin"),
            Field("enabled", _("On"), Kind.YES_NO, path="enabled", group="admin"),
        ),
        title=lambda rule: rule.name,
    )
)
register(
    Resource(
        "automation.bulk_run",
        _("Bulk change"),
        _("Bulk changes"),
        BulkRun,
        (
            Field("resource", _("Record type"), path="resource", column=True, writable=False),
            Field(
                "status",
                _("Status"),
                Kind.CHOICE,
                path="status",
                choices=lambda: BulkStatus.choices,
                column=True,
                writable=False,
            ),
            Field("staff", _("Who"), Kind.RELATION, relation="access.staff", path="staff", writable=False),
            Field("created_at", _("When"), Kind.MOMENT, path="created_at", sortable=True, writable=False),
            *(
                Field(name, label, Kind.NUMBER, path=name, column=True, writable=False)
                for name, label in (
                    ("changed", _("Changed")),
                    ("unchanged", _("Unchanged")),
                    ("refused", _("Not changed")),
                )
            ),
        ),
        scopes={"own": "staff", "store": "staff__home_store", "region": "staff__home_store"},
        title=lambda run: str(run.created_at.date()),
        related=("staff", "job"),
        default_sort="-created_at",
        url_name="bulk-run",
    )
)
