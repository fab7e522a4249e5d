"""What customers said of the shop after they bought, and what was done about it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from parure.core.bulk import allocate_ids, insert_rows
from parure.core.identifiers import new_uid
from parure.demo import said
from parure.demo.company import Company
from parure.demo.crowd import Buyer
from parure.demo.seasons import moment
from parure.engagement.operations.hearing import look_into_feedback
from parure.people.choices import EntryKind, FeedbackKind
from parure.people.feedback.facts import keep_feedback_facts
from parure.people.feedback.rules import stars, wants_settling
from parure.people.models import Feedback, TimelineEntry
from parure.people.search import index_notes
from parure.sales.bulk import STORY
from parure.sales.choices import COUNTING
from parure.sales.models import Order

ASKED_DAYS = 540  # so long the shop has been asking
SHARE = 0.24  # of the orders since then
FRESH_DAYS = 30  # younger complaints are still open
MANAGERS = {"SHJA": "manager", "SHXH": "xuanran", "GZTH": "liangyongxin"}
KINDS = {
    FeedbackKind.SATISFACTION: 70,
    FeedbackKind.PRAISE: 12,
    FeedbackKind.SUGGESTION: 11,
    FeedbackKind.COMPLAINT: 7,
}
STARS = {  # of one, two, … five
    FeedbackKind.SATISFACTION: (1, 3, 9, 26, 61),
    FeedbackKind.PRAISE: (0, 0, 0, 8, 92),
    FeedbackKind.SUGGESTION: (0, 3, 32, 50, 15),
    FeedbackKind.COMPLAINT: (24, 44, 32, 0, 0),
}
LIKELY = {1: (0, 3), 2: (2, 5), 3: (5, 7), 4: (7, 9), 5: (8, 10)}
COLUMNS = (
    "id", "uid", "customer_id", "kind", "score", "recommend", "words", "order_ref", "store_id", "staff_id", "source", "at",
    "status", "done", "settled_at", "settled_by_id", "custom", "is_removed",
)  # fmt: skip


def write_feedback(luck: Random, buyers: Sequence[Buyer], company: Company, today: date) -> None:
    """Feedback on orders of these buyers, with its lines of the story; open complaints are somebody's task."""
    since = timezone.make_aware(datetime.combine(today - timedelta(days=ASKED_DAYS), datetime.min.time()))
    orders = Order.objects.filter(
        customer_id__in=[buyer.pk for buyer in buyers], ordered_at__gte=since, status__in=COUNTING
    )
    managers = {company.stores[code].pk: company.staff[name].pk for code, name in MANAGERS.items()}
    rows = []
    for order in orders.only("customer_id", "store_id", "advisor_id", "ordered_at").order_by("pk"):
        day = timezone.localdate(order.ordered_at) + timedelta(days=luck.randint(1, 9))
        if luck.random() < SHARE and day < today:
            rows.append(_feedback(luck, order, day, managers.get(order.store_id or 0), today))
    ids = allocate_ids(Feedback, len(rows))
    insert_rows(Feedback, COLUMNS, [(pk, *row) for pk, row in zip(ids, rows, strict=True)])
    _tell(ids, rows, company)
    keep_feedback_facts(sorted({row[1] for row in rows}))
    for pk, row in zip(ids, rows, strict=True):
        if row[2] == FeedbackKind.COMPLAINT and row[11] == "open":
            look_into_feedback(pk)


def _feedback(luck: Random, order: Order, day: date, manager: int | None, today: date) -> tuple[Any, ...]:
    kind = luck.choices(list(KINDS), weights=list(KINDS.values()))[0]
    score = luck.choices(range(1, 6), weights=STARS[kind])[0]
    recommend = luck.randint(*LIKELY[score]) if luck.random() < 0.6 else None
    is_quiet = kind == FeedbackKind.SATISFACTION and luck.random() < 0.5
    words, done = luck.choice(said.WORDS[kind.value if score > 3 or wants_settling(kind) else "unhappy"])
    at = moment(luck, day)
    status, settled_at = "", None
    if wants_settling(kind):
        took = luck.randint(1, 6)
        settles = (today - day).days > (
            FRESH_DAYS if kind == FeedbackKind.COMPLAINT else luck.randint(10, 90)
        )
        status, settled_at = ("settled", at + timedelta(days=took)) if settles else ("open", None)
    return (
        new_uid(), order.customer_id, kind.value, score, recommend, "" if is_quiet else words, order.pk, order.store_id,
        order.advisor_id, "staff", at, status, done if status == "settled" else "", settled_at,
        manager if settled_at else None, "{}", False,
    )  # fmt: skip


def _tell(ids: range, rows: Sequence[tuple[Any, ...]], company: Company) -> None:
    names = {person.pk: person.name for person in company.staff.values()}
    told, notes = [], []
    for pk, row in zip(ids, rows, strict=True):
        title = f"{FeedbackKind(row[2]).label} {stars(row[3])}"
        body = "；".join(filter(None, [row[5], _("Done: %s") % row[12] if row[12] else ""]))
        told.append(
            (row[1], row[10], EntryKind.FEEDBACK.value, title, body, names.get(row[8], ""), None, "[]", "people.feedback", pk)
        )  # fmt: skip
        notes.append((row[1], pk, f"{row[5]} {row[12]}"))
    insert_rows(TimelineEntry, STORY, told)
    index_notes("f", notes)
