"""The history of advisors and the rules by which they are chosen, in the field catalogue."""

from django.utils.translation import gettext_lazy as _

from parure.core.resources import Field, Kind, Resource, register
from parure.people.choices import CameBy, Way, Why
from parure.people.models import AdvisorChange, AssignmentRule, QualityFigure

GROUP = "assignment"


def _staff(name: str, label: object) -> Field:
    return Field(
        name,
        label,
        Kind.RELATION,
        relation="access.staff",
        path=name,
        group=GROUP,
        column=True,
        writable=False,
    )


register(
    Resource(
        "people.advisor_change",
        _("Change of advisor"),
        _("Changes of advisors"),
        AdvisorChange,
        (
            Field("at", _("When"), Kind.MOMENT, path="at", sortable=True, column=True, writable=False),
            Field(
                "customer",
                _("Customer"),
                Kind.RELATION,
                relation="people.customer",
                path="customer",
                column=True,
                writable=False,
            ),
            _staff("before", _("Advisor before")),
            _staff("after", _("Advisor since")),
            Field(
                "why",
                _("Why"),
                Kind.CHOICE,
                path="why",
                choices=lambda: Why.choices,
                group=GROUP,
                column=True,
                writable=False,
            ),
            Field(
                "way",
                _("By which rule"),
                Kind.CHOICE,
                path="way",
                choices=lambda: Way.choices,
                group=GROUP,
                column=True,
                writable=False,
            ),
            _staff("by", _("By")),
        ),
        parent=("people.customer", "customer"),
        title=lambda change: str(change.get_why_display()),
        related=("customer", "before", "after", "by"),
        default_sort="-at",
    )
)

register(
    Resource(
        "people.assignment_rule",
        _("Assignment rule"),
        _("Assignment rules"),
        AssignmentRule,
        (
            Field("store", _("Store"), Kind.RELATION, relation="access.store", path="store"),
            Field("came_by", _("Came by"), Kind.CHOICE, path="came_by", choices=lambda: CameBy.choices),
            Field("way", _("Goes to"), Kind.CHOICE, path="way", choices=lambda: Way.choices, required=True),
            Field("staff", _("Advisor"), Kind.RELATION, relation="access.staff", path="staff"),
            Field("position", _("Order"), Kind.NUMBER, path="position"),
        ),
        scopes={"store": "store", "region": "store"},
        title=lambda rule: str(rule.get_way_display()),
        related=("store", "staff"),
        default_sort="position",
    )
)


def _figure(name: str, label: object) -> Field:
    return Field(name, label, Kind.NUMBER, path=name, writable=False)


register(
    Resource(
        "people.quality_figure",
        _("Figure of completeness"),
        _("Figures of completeness"),
        QualityFigure,
        (
            Field("store", _("Store"), Kind.RELATION, relation="access.store", path="store", writable=False),
            Field(
                "owner", _("Advisor"), Kind.RELATION, relation="access.staff", path="owner", writable=False
            ),
            _figure("customers", _("Customers")),
            _figure("completeness_sum", _("Sum of percents")),
            _figure("short", _("To complete")),
            _figure("stale", _("Ask again")),
            Field("at", _("When"), Kind.MOMENT, path="at", writable=False),
        ),
        scopes={"own": "owner", "store": "store", "region": "store"},
        title=lambda figure: str(figure.at.date()),
        related=("store", "owner"),
    )
)
