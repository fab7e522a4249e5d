"""Mailings in the field catalogue."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parure.core.resources import Field, Kind, Resource, register
from parure.insight.models import Mailing

MAILING = "insight.mailing"
FORMS = (("xlsx", "Excel"), ("pdf", "PDF"))


def _receivers(mailings: Sequence[Mailing]) -> dict[int, Any]:
    """Names of the receivers; one query."""
    found: dict[int, list[str]] = {each.pk: [] for each in mailings}
    rows = Mailing.receivers.through.objects.filter(mailing__in=found).order_by("staff__name", "staff_id")
    for key, name in rows.values_list("mailing_id", "staff__name"):
        found[key].append(name)
    return found


register(
    Resource(
        MAILING,
        _("Scheduled report"),
        _("Scheduled reports"),
        Mailing,
        (
            Field(
                "report",
                pgettext_lazy("figures", "Report"),
                Kind.RELATION,
                path="report",
                relation="insight.report",
                guarded=True,
                required=True,
            ),
            Field(
                "owner", _("Made by"), Kind.RELATION, path="owner", relation="access.staff", writable=False
            ),
            Field(
                "every", _("Every"), Kind.CHOICE, path="every", choices=lambda: Mailing.Every.choices, required=True
            ),
            Field("on", _("On day"), Kind.NUMBER, path="on"),
            Field("hour", _("At hour"), Kind.NUMBER, path="hour", required=True),
            Field("forms", _("As"), Kind.CHOICES, choices=lambda: FORMS, filterable=False, required=True),
            Field("receivers", pgettext_lazy("mail", "To"), Kind.CHOICES, batch=_receivers, required=True),
            Field("is_paused", _("Paused"), Kind.YES_NO, path="is_paused"),
            Field("next_at", _("Next time"), Kind.MOMENT, path="next_at", sortable=True, writable=False),
        ),
        scopes={"own": "owner"},
        restrict=lambda: Q(is_archived=False, report__is_archived=False),
        related=("owner", "report"),
        title=lambda mailing: mailing.get_every_display(),
        title_field="every",
        default_sort="next_at",
    )
)  # fmt: skip
