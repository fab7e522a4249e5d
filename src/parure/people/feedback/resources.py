"""Feedback in the field catalogue, and what it says of customers."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parure.core import resources
from parure.core.resources import Activity, Field, Kind, Resource, contribute, contribute_activity, register
from parure.people.choices import FeedbackKind, FeedbackSource, FeedbackStatus
from parure.people.models import Feedback


def _about(column: str, resource: str) -> Callable[[Sequence[Feedback]], dict[int, Any]]:
    """The records that feedback is about, by feedback; one query, none where none is named."""

    def batch(rows: Sequence[Feedback]) -> dict[int, Any]:
        wanted = {getattr(each, column) for each in rows} - {None}
        if not wanted:
            return {}
        declared = resources.get(resource)
        found = declared.model._default_manager.select_related(*declared.related).in_bulk(wanted)
        return {each.pk: found.get(getattr(each, column)) for each in rows}

    return batch


def _person(name: str, label: Any) -> Field:
    return Field(name, label, Kind.RELATION, relation="access.staff", path=name, writable=False)


register(
    Resource(
        "people.feedback",
        _("Feedback"),
        _("Feedback"),
        Feedback,
        (
            Field("customer", _("Customer"), Kind.RELATION, relation="people.customer", path="customer"),
            Field(
                "kind",
                pgettext_lazy("feedback", "Kind"),
                Kind.CHOICE,
                path="kind",
                choices=lambda: FeedbackKind.choices,
                column=True,
                required=True,
            ),
            Field("score", _("Stars"), Kind.NUMBER, path="score", sortable=True, column=True),
            Field("recommend", _("Would recommend us"), Kind.NUMBER, path="recommend", sortable=True),
            Field("words", _("In their words"), Kind.LONG_TEXT, path="words", group="notes", column=True),
            Field(
                "order",
                _("About an order"),
                Kind.RELATION,
                relation="sales.order",
                path="order_ref",
                batch=_about("order_ref", "sales.order"),
            ),
            Field(
                "visit",
                _("About a visit"),
                Kind.RELATION,
                relation="sales.visit",
                path="visit_ref",
                batch=_about("visit_ref", "sales.visit"),
            ),
            Field("at", _("Heard on"), Kind.MOMENT, path="at", sortable=True, column=True),
            Field(
                "store",
                _("Store"),
                Kind.RELATION,
                relation="access.store",
                path="store",
                column=True,
                writable=False,
            ),
            _person("staff", _("Heard by")),
            Field(
                "source",
                pgettext_lazy("feedback", "How it came"),
                Kind.CHOICE,
                path="source",
                choices=lambda: FeedbackSource.choices,
                writable=False,
            ),
            Field(
                "status",
                pgettext_lazy("feedback", "State"),
                Kind.CHOICE,
                path="status",
                choices=lambda: FeedbackStatus.choices,
                column=True,
            ),
            Field("done", _("What was done"), Kind.LONG_TEXT, path="done", group="notes", column=True),
            Field(
                "settled_at", _("Settled on"), Kind.MOMENT, path="settled_at", sortable=True, writable=False
            ),
            _person("settled_by", _("Settled by")),
        ),
        parent=("people.customer", "customer"),
        title=lambda feedback: str(feedback.get_kind_display()),
        related=("customer", "store", "staff", "settled_by"),
        default_sort="-at",
        restrict=lambda: Q(is_removed=False),
    )
)

contribute(
    "people.customer",
    Field(
        "last_score",
        _("Last score"),
        Kind.NUMBER,
        path="last_score",
        group="figures",
        writable=False,
        help=_("stars of 5"),
    ),
    Field(
        "complaint_since",
        _("Open complaint since"),
        Kind.MOMENT,
        path="complaint_since",
        group="figures",
        writable=False,
    ),
)
contribute_activity(
    "people.customer",
    Activity(
        "complained",
        _("complained"),
        lambda: Feedback,
        owner="customer",
        at="at",
        where=Q(kind=FeedbackKind.COMPLAINT, is_removed=False),
        resource="people.feedback",
    ),
)
