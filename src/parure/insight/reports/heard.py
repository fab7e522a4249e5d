"""What customers think of us, as a dataset of reports: stars, NPS, complaints."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parure.insight.reports import labels
from parure.insight.reports.datasets import (
    Dataset,
    Unit,
    customer_dimensions,
    measures,
    places,
    split_of,
    times,
)

HEARD = "people.feedback"
KIND, SCORE, RECOMMEND = ((HEARD, "kind"),), ((HEARD, "score"),), ((HEARD, "recommend"),)

FEEDBACK = Dataset(
    "feedback",
    pgettext_lazy("dataset", "Feedback"),
    HEARD,
    (
        *times(HEARD, "at"),
        *places(HEARD, "staff", _("Heard by")),
        split_of("kind", pgettext_lazy("feedback", "Kind"), HEARD, labels=labels.feedback_kinds),
        split_of("stars", _("Stars"), HEARD, field="score", labels=labels.stars),
        split_of("status", pgettext_lazy("feedback", "State"), HEARD, labels=labels.feedback_statuses),
        *customer_dimensions(beside=HEARD),
    ),
    measures(
        ("feedback", pgettext_lazy("measure", "Feedback"), Unit.COUNT, ((HEARD, "at"),), True),
        ("average_score", _("Average stars"), Unit.TENTHS, SCORE, False),
        ("satisfied_share", _("Share of the satisfied (4 or 5 stars)"), Unit.SHARE, SCORE, False),
        ("nps", _("NPS"), Unit.TENTHS, RECOMMEND, False),
        ("complaints", _("Complaints"), Unit.COUNT, KIND, True),
        ("settled_share", _("Share of what is settled"), Unit.SHARE, (*KIND, (HEARD, "status")), False),
    ),
    ("id", "customer_id", "is_removed"),
)
