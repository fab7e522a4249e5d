"""Segments in the field catalogue. How many are in one depends on who asks: see `reading`."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parure.core.resources import Field, Kind, Resource, register
from parure.people.choices import SegmentKind, SegmentWhen
from parure.people.models import Segment
from parure.people.segments import (
    field,  # noqa: F401 - the field of the customer
    reading,
)

register(
    Resource(
        "people.segment",
        _("Segment"),
        _("Segments"),
        Segment,
        (
            Field(
                "name",
                pgettext_lazy("segment", "Name"),
                path="name",
                sortable=True,
                column=True,
                required=True,
            ),
            Field("description", _("Description"), path="description", column=True),
            Field("kind", _("Kind"), Kind.CHOICE, path="kind", choices=lambda: SegmentKind.choices),
            Field(
                "when",
                _("Looked through"),
                Kind.CHOICE,
                path="when",
                choices=lambda: SegmentWhen.choices,
                column=True,
            ),
            Field(
                "condition",
                _("Condition"),
                Kind.CONDITION,
                relation="people.customer",
                for_asker=reading.condition_seen,
                filterable=False,
                required=True,
            ),
            Field(
                "created_by",
                _("By"),
                Kind.RELATION,
                relation="access.staff",
                path="created_by",
                column=True,
                writable=False,
            ),
            Field(
                "evaluated_at",
                _("Last looked through"),
                Kind.MOMENT,
                path="evaluated_at",
                sortable=True,
                column=True,
                writable=False,
            ),
            Field(
                "members",
                _("Members"),
                Kind.NUMBER,
                for_asker=reading.members_seen,
                column=True,
                writable=False,
                help=_("those within reach of who asks"),
            ),
            Field(
                "entered", _("Came in 30 days"), Kind.NUMBER, for_asker=reading.entered_seen, writable=False
            ),
            Field("left", _("Went in 30 days"), Kind.NUMBER, for_asker=reading.left_seen, writable=False),
            Field("used_by", _("Used by"), Kind.CHOICES, for_asker=reading.users_seen, writable=False),
            Field("problem", _("Problem"), filterable=False, writable=False),
        ),
        title=lambda segment: segment.name,
        title_field="name",
        related=("created_by",),
        default_sort="name",
        url_name="segment",
        restrict=lambda: Q(is_archived=False),
    )
)
