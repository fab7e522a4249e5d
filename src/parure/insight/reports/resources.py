"""Kept reports in the field catalogue."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parure.core.resources import Field, Kind, Resource, Sharing, register
from parure.insight.models import Report
from parure.insight.reports.kept import questions_seen

register(
    Resource(
        "insight.report",
        pgettext_lazy("figures", "Report"),
        pgettext_lazy("figures", "Reports"),
        Report,
        (
            Field("title", pgettext_lazy("report", "Name"), path="title", sortable=True, required=True),
            Field(
                "owner", _("Made by"), Kind.RELATION, path="owner", relation="access.staff", writable=False
            ),
            Field("is_shared", _("Everybody may use it"), Kind.YES_NO, path="is_shared"),
            Field(
                "question",
                _("Question"),
                Kind.QUESTION,
                for_asker=questions_seen,
                filterable=False,
                required=True,
            ),
            Field("changed_at", _("Changed"), Kind.MOMENT, path="changed_at", sortable=True, writable=False),
        ),
        scopes={"own": "owner"},
        shared=Sharing(concerns=lambda _staff: True, reach=lambda _staff: Q(is_shared=True)),
        restrict=lambda: Q(is_archived=False),
        related=("owner",),
        title=lambda report: report.title,
        title_field="title",
        default_sort="title",
        url_name="report",
    )
)
