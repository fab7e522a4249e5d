"""Background jobs in the field catalogue: what kind, how it stands, never what they carry."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parure.core.models import Job
from parure.core.resources import Field, Kind, Resource, register

STATUSES = (
    (Job.Status.WAITING.value, pgettext_lazy("job", "Waiting")),
    (Job.Status.RUNNING.value, pgettext_lazy("job", "Running")),
    (Job.Status.DONE.value, pgettext_lazy("job", "Done")),
    (Job.Status.FAILED.value, pgettext_lazy("job", "Failed")),
    (Job.Status.STOPPED.value, pgettext_lazy("job", "Given up")),
)


def _number(name: str, label: object) -> Field:
    return Field(name, label, Kind.NUMBER, path=name, group="admin", writable=False)


def _moment(name: str, label: object) -> Field:
    return Field(name, label, Kind.MOMENT, path=name, group="admin", writable=False)


register(
    Resource(
        "automation.job",
        _("Background job"),
        _("Background jobs"),
        Job,
        (
            Field("task", _("Kind"), path="task", group="admin", column=True, writable=False),
            Field(
                "status", _("Status"), Kind.CHOICE, path="status", choices=lambda: STATUSES, group="admin",
                column=True,
            ),
            _moment("created_at", _("Since")),
            _moment("due_at", pgettext_lazy("job", "Next try")),
            _moment("lease_until", _("Held until")),
            _moment("finished_at", _("Ended")),
            _number("claims", _("Times begun")),
            _number("failures", _("Failed tries")),
            Field("error", _("Last error"), path="error", group="admin", writable=False),
        ),
        title=lambda job: job.task,
    )
)  # fmt: skip
