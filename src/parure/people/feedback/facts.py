"""What is kept current on customers of what they said: their last score, and since when a complaint is open."""

from collections.abc import Sequence

from django.db.models import OuterRef, Subquery

from parure.people.choices import FeedbackKind, FeedbackStatus
from parure.people.models import Customer, Feedback

CHUNK = 1000


def keep_feedback_facts(customer_ids: Sequence[int]) -> None:
    """Reckon both anew; inside the transaction that changed what they said. Two queries a thousand customers."""
    for start in range(0, len(customer_ids), CHUNK):
        _keep(customer_ids[start : start + CHUNK])


def _keep(customer_ids: Sequence[int]) -> None:
    # one after the other: of two that are recorded at once the second has to see the first
    rows = Customer.objects.filter(pk__in=customer_ids)
    ids = list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    heard = Feedback.objects.filter(customer=OuterRef("pk"), is_removed=False)
    scored = heard.filter(score__isnull=False).order_by("-at", "-pk")
    complaints = heard.filter(kind=FeedbackKind.COMPLAINT, status=FeedbackStatus.OPEN).order_by("at")
    Customer.objects.filter(pk__in=ids).update(
        last_score=Subquery(scored.values("score")[:1]),
        complaint_since=Subquery(complaints.values("at")[:1]),
    )
