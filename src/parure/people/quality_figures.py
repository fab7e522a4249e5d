"""Completeness by store and advisor: reckoned over the whole base at night, read in no time by day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, IntegerField, Q, Sum, When
from django.utils import timezone

from parure.access import policy
from parure.access.actors import Actor
from parure.core import jobs
from parure.people.models import Customer, QualityFigure
from parure.people.ownership.care import ask_again_before
from parure.people.quality import SHORT_OF

RESOURCE = "people.quality_figure"


@transaction.atomic
def keep_figures() -> int:
    """Reckon all figures anew, from one query over the customers; returns of how many groups."""
    before = ask_again_before()
    rows = (
        Customer.objects.filter(is_archived=False)
        .order_by()
        .values("home_store_id", "owner_id")
        .annotate(
            count=Count("pk"),
            percents=Sum("completeness"),
            short=_how_many(Q(completeness__lt=SHORT_OF)),
            stale=_how_many(Q(known_on__lt=before)),
        )
    )
    now = timezone.now()
    figures = [
        QualityFigure(
            store_id=row["home_store_id"],
            owner_id=row["owner_id"],
            customers=row["count"],
            completeness_sum=row["percents"] or 0,
            short=row["short"],
            stale=row["stale"],
            at=now,
        )
        for row in rows
    ]
    QualityFigure.objects.all().delete()
    QualityFigure.objects.bulk_create(figures, batch_size=1000)
    return len(figures)


def _how_many(condition: Q) -> Sum:
    return Sum(Case(When(condition, then=1), default=0, output_field=IntegerField()))


@transaction.atomic
def ask_for_figures(actor: Actor) -> None:
    """Have them reckoned in the background; asked twice while it waits it happens once."""
    policy.require(actor, RESOURCE, "view")
    policy.refuse_read_only(actor)
    jobs.enqueue("people.keep_quality", {}, unique_key=f"quality:{timezone.now():%Y%m%d%H%M}")


@dataclass
class Line:
    """A store's or an advisor's figures; `uid` is empty for nobody's."""

    name: str
    uid: str = ""
    customers: int = 0
    percents: int = 0
    short: int = 0
    stale: int = 0

    @property
    def average(self) -> int | None:
        return round(self.percents / self.customers) if self.customers else None

    def add(self, row: Any) -> None:
        self.customers += row["customers"]
        self.percents += row["completeness_sum"]
        self.short += row["short"]
        self.stale += row["stale"]


@dataclass
class Quality:
    """What the page shows: all in reach, by store, by advisor; `at` is when it was reckoned, None for never."""

    total: Line
    stores: list[Line]
    advisors: list[Line]
    at: datetime | None


def quality_of(actor: Actor, *, store: str = "") -> Quality:
    """The figures in reach; the advisors of the store with this uid, else of all. One query."""
    policy.require(actor, RESOURCE, "view")
    rows = policy.records(actor, RESOURCE, policy.rows(actor, RESOURCE).order_by("pk"))
    chosen = [each for each in rows if not store or _uid(each.get("store")) == store]
    total = Line("")
    for each in rows:
        total.add(each)
    return Quality(
        total,
        _lines(rows, "store"),
        _lines(chosen, "owner"),
        rows[0]["at"] if rows else None,
    )


def _uid(link: Any) -> str:
    return str(link.uid) if isinstance(link, policy.Link) and link.uid else ""


def _lines(rows: Iterable[policy.Record], name: str) -> list[Line]:
    """Lines by store or advisor, the least complete first."""
    found: dict[str, Line] = {}
    for each in rows:
        link = each.get(name)
        uid = _uid(link)
        found.setdefault(uid, Line(str(link or ""), uid)).add(each)
    return sorted(found.values(), key=lambda line: (line.average or 0, line.name))
