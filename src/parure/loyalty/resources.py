"""Point entries in the field catalogue, and points on the customer."""

from django.utils.translation import gettext_lazy as _

from parure.core.resources import Field, Kind, Resource, contribute, register
from parure.loyalty.models import PointEntry, PointKind
from parure.loyalty.queries import points_condition, points_field

register(
    Resource(
        "loyalty.point_entry",
        _("Point entry"),
        _("Point entries"),
        PointEntry,
        (
            Field("customer", _("Customer"), Kind.RELATION, relation="people.customer", path="customer"),
            Field("on", _("Day"), Kind.DATE, path="on", group="spend", column=True),
            Field(
                "kind",
                _("Why"),
                Kind.CHOICE,
                path="kind",
                choices=lambda: PointKind.choices,
                group="spend",
                column=True,
            ),
            Field("points", _("Points"), Kind.NUMBER, path="points", group="spend", column=True),
        ),
        title=lambda entry: str(entry.get_kind_display()),
        parent=("people.customer", "customer"),
        related=("customer",),
        default_sort="-on",
    )
)
contribute(
    "people.customer",
    Field(
        "points",
        _("Points"),
        Kind.NUMBER,
        group="spend",
        batch=points_field,
        lookup=points_condition,
        writable=False,
    ),
)
