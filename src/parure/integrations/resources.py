"""Record types of this area in the field catalogue."""

from django.utils.translation import gettext_lazy as _

from parure.core.resources import Field, Kind, Resource, register
from parure.integrations.models import (
    ApiKey,
    ExportRun,
    ExportStatus,
    ImportKind,
    ImportRun,
    ImportStatus,
)

IMPORT_RUN = register(
    Resource(
        "integrations.import_run",
        _("Import"),
        _("Imports"),
        ImportRun,
        (
            Field("file_name", _("File"), path="file_name", column=True),
            Field(
                "kind", _("Kind"), Kind.CHOICE, path="kind", choices=lambda: ImportKind.choices, column=True
            ),
            Field(
                "status",
                _("Status"),
                Kind.CHOICE,
                path="status",
                choices=lambda: ImportStatus.choices,
                column=True,
                writable=False,
            ),
            Field("source", _("Source"), path="source"),
            Field(
                "staff", _("Brought by"), Kind.RELATION, relation="access.staff", path="staff", writable=False
            ),
            Field("created_at", _("Brought"), Kind.MOMENT, path="created_at", sortable=True, writable=False),
            Field("finished_at", _("Finished"), Kind.MOMENT, path="finished_at", writable=False),
            *(
                Field(name, label, Kind.NUMBER, path=name, column=True, writable=False)
                for name, label in (
                    ("read", _("Rows read")),
                    ("created", _("New")),
                    ("updated", _("Completed")),
                    ("unchanged", _("Unchanged")),
                    ("skipped", _("Left out")),
                    ("failed", _("Not imported")),
                )
            ),
        ),
        scopes={"own": "staff"},
        title=lambda run: run.file_name,
        related=("staff",),
        default_sort="-created_at",
        url_name="import",
    )
)

API_KEY = register(
    Resource(
        "integrations.api_key",
        _("API key"),
        _("API keys"),
        ApiKey,
        (
            Field(
                "label", _("What for"), path="label", group="admin", sortable=True, column=True, required=True
            ),
            Field(
                "staff",
                _("Acts as"),
                Kind.RELATION,
                group="admin",
                relation="access.staff",
                path="staff",
                column=True,
                required=True,
            ),
            Field("role", _("Only as"), path="role", group="admin", column=True),
            Field("scopes", _("Reaches"), group="admin", filterable=False, column=True),
            Field("prefix", _("Begins with"), path="prefix", group="admin", column=True, writable=False),
            Field("per_minute", _("Calls a minute"), Kind.NUMBER, path="per_minute", group="admin"),
            *(
                Field(
                    name,
                    label,
                    Kind.MOMENT,
                    path=name,
                    group="admin",
                    writable=name == "expires_at",
                    sortable=name == "created_at",
                    column=name != "created_at",
                )
                for name, label in (
                    ("created_at", _("Made")),
                    ("last_used_at", _("Last used")),
                    ("expires_at", _("Runs out")),
                    ("revoked_at", _("Revoked")),
                )
            ),
        ),
        scopes={"own": "staff"},
        title=lambda key: key.label,
        related=("staff",),
        default_sort="-created_at",
    )
)
EXPORT_RUN = register(
    Resource(
        "integrations.export_run",
        _("Export"),
        _("Exports"),
        ExportRun,
        (
            Field("resource", _("Record type"), path="resource", column=True, writable=False),
            Field(
                "status",
                _("Status"),
                Kind.CHOICE,
                path="status",
                choices=lambda: ExportStatus.choices,
                column=True,
                writable=False,
            ),
            Field("staff", _("Who"), Kind.RELATION, relation="access.staff", path="staff", writable=False),
            Field("created_at", _("When"), Kind.MOMENT, path="created_at", sortable=True, writable=False),
            Field("total", _("Rows"), Kind.NUMBER, path="total", column=True, writable=False),
            Field("written", _("Rows written"), Kind.NUMBER, path="written", writable=False),
            Field("form", _("Format"), path="form", writable=False),
            Field("reason", _("What for"), path="reason", writable=False),
            Field("file_size", _("Size"), Kind.NUMBER, path="file_size", writable=False),
            Field("expires_on", _("Kept until"), Kind.DATE, path="expires_on", writable=False),
            Field("fault", _("What went wrong"), path="fault", writable=False),
        ),
        scopes={"own": "staff"},
        title=lambda run: str(run.created_at.date()),
        related=("staff",),
        default_sort="-created_at",
        url_name="export",
    )
)
