"""Record types of this area in the field catalogue."""

from django.utils.translation import gettext_lazy as _

from parure.core.resources import Field, Kind, Resource, register
from parure.integrations.models import ImportKind, ImportRun, ImportStatus

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
