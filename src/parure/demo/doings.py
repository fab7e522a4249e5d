"""What passes between shop and customers besides buying: visits, talks, tasks, what older customers brought along."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import NamedTuple

from parure.core.bulk import allocate_ids, insert_rows
from parure.core.identifiers import new_uid
from parure.demo import words
from parure.demo.company import Company
from parure.demo.crowd import Buyer
from parure.demo.seasons import Seasons, at, moment
from parure.demo.trade import Sale
from parure.engagement.bulk import TaskRow, write_tasks
from parure.loyalty.bulk import OpeningPointsRow, write_opening_points
from parure.people.choices import Channel, EntryKind
from parure.people.facts import touch_many
from parure.people.models import Interaction, TimelineEntry
from parure.people.search import index_notes
from parure.sales.bulk import STORY, OpeningSpendRow, VisitRow, write_opening_spend

VISITS_EACH = 3  # to a customer
TALKS_EACH = 4
BOUGHT_EACH = 1.4  # visits that ended with a purchase, at most
CHANNELS = (("wechat", 68), ("call", 22), ("sms", 3), ("in_person", 5), ("email", 2))
INTERACTION = (
    "id",
    "uid",
    "customer_id",
    "staff_id",
    "store_id",
    "channel",
    "direction",
    "at",
    "content",
    "outcome",
    "next_step",
    "files",
)


class Shown(NamedTuple):
    """A piece that can be shown."""

    pk: int
    drawing: str
    received: date
    store: str


def _busy(buyers: Sequence[Buyer], least: float) -> list[float]:
    return list(accumulate(buyer.habit.again + (least if buyer.oldest else least / 3) for buyer in buyers))


# ── visits ───────────────────────────────────────────────────────────────────


def visit_rows(
    luck: Random,
    buyers: Sequence[Buyer],
    sales: Sequence[Sale],
    stock: Sequence[Shown],
    company: Company,
    seasons: Seasons,
    piece_ids: Mapping[int, int],
) -> list[VisitRow]:
    """A visit for many a sale in a store, and visits that ended otherwise."""
    share = min(0.58, BOUGHT_EACH * len(buyers) / max(len(sales), 1))
    bought = [sale for sale in sales if sale.source == "pos" and luck.random() < share]
    rows = [_bought(luck, sale, company, piece_ids) for sale in bought]
    others = max(len(buyers) * VISITS_EACH - len(rows), 0)
    came = luck.choices(buyers, cum_weights=_busy(buyers, 0.7), k=others)
    rows += [_looked(luck, buyer, stock, company, seasons) for buyer in came]
    return sorted(rows, key=lambda row: row.at)


def _visit(luck: Random, buyer: Buyer, when: datetime, company: Company) -> VisitRow:
    person = company.staff[buyer.seller] if buyer.seller else None
    return VisitRow(
        customer_id=buyer.pk,
        at=when,
        who=person.name if person else "",
        store_id=company.stores[buyer.store].pk,
        staff_id=person.pk if person else None,
        minutes=luck.choice((8, 15, 20, 25, 30, 35, 40, 50, 70)),
        companions=words.spoken_of(luck.choice(words.COMPANIONS), buyer.gender),
    )


def _bought(luck: Random, sale: Sale, company: Company, piece_ids: Mapping[int, int]) -> VisitRow:
    row = _visit(luck, sale.buyer, sale.at - timedelta(minutes=luck.randint(5, 60)), company)
    row.outcome = "bought"
    row.looked_at = sale.items[0].made.style.name
    row.note = words.spoken_of(luck.choice(words.VISIT_NOTES), sale.buyer.gender)
    row.pieces = [
        (piece_ids[id(item.piece)], True, item.piece.drawing) for item in sale.items if item.piece is not None
    ]
    return row


def _looked(
    luck: Random, buyer: Buyer, stock: Sequence[Shown], company: Company, seasons: Seasons
) -> VisitRow:
    day = seasons.draw(
        luck, max(min(buyer.since, 1400), 2), 1 if buyer.newest <= 30 else min(buyer.newest, buyer.since)
    )
    row = _visit(luck, buyer, moment(luck, day), company)
    row.outcome = luck.choices(("left", "service", "collected", "reserved"), weights=(74, 16, 6, 4))[0]
    if row.outcome in ("service", "collected"):
        row.note = luck.choice(words.SERVICE_NOTES)
        return row
    row.reason = words.spoken_of(luck.choice(words.REASONS), buyer.gender) if row.outcome == "left" else ""
    row.next_step = words.spoken_of(luck.choice(words.NEXT_STEPS), buyer.gender)
    row.note = words.spoken_of(luck.choice(words.VISIT_NOTES), buyer.gender)
    seen = {each.pk: each for each in luck.choices(stock, k=3) if each.received < day} if stock else {}
    row.pieces = [(each.pk, luck.random() < 0.7, each.drawing) for each in seen.values()]
    if not seen:
        row.looked_at = luck.choice(
            ("婚戒", "古法手镯", "翡翠手镯", "足金项链", "钻石耳钉", "珍珠项链", "彩宝戒指", "金条")
        )
    return row


# ── talks ────────────────────────────────────────────────────────────────────


def write_talks(
    luck: Random, buyers: Sequence[Buyer], count: int, company: Company, seasons: Seasons
) -> None:
    """Calls and messages of customers who are looked after, with their lines of the story."""
    looked_after = [buyer for buyer in buyers if buyer.seller] or list(buyers)
    weights = _busy(looked_after, 0.6)
    drawn = luck.choices(range(len(looked_after)), cum_weights=weights, k=count)
    talks = [_talk(luck, looked_after[place], company, seasons) for place in drawn]
    talks.sort(key=lambda talk: talk[6])
    ids = allocate_ids(Interaction, len(talks))
    insert_rows(Interaction, INTERACTION, [(pk, *talk) for pk, talk in zip(ids, talks, strict=True)])
    names = {person.pk: person.name for person in company.staff.values()}
    labels = {code: str(label) for code, label in Channel.choices}
    insert_rows(
        TimelineEntry,
        STORY,
        [
            (
                talk[1], talk[6], EntryKind.INTERACTION.value, labels[talk[4]], "；".join(filter(None, talk[7:10])), names.get(talk[2], ""),
                None, "[]", "people.interaction", pk,
            )
            for pk, talk in zip(ids, talks, strict=True)
        ],
    )  # fmt: skip
    index_notes("i", [(talk[1], pk, talk[7]) for pk, talk in zip(ids, talks, strict=True)])
    latest: dict[int, date] = {}
    for talk in talks:
        latest[talk[1]] = max(latest.get(talk[1], talk[6].date()), talk[6].date())
    touch_many(latest, {})


def _talk(luck: Random, buyer: Buyer, company: Company, seasons: Seasons) -> tuple:
    newest = 1 if buyer.newest <= 30 else min(buyer.newest, buyer.since)
    when = moment(luck, seasons.draw(luck, max(min(buyer.since, 1400), 2), newest))
    out = luck.random() < 0.68
    told = luck.choice(words.OUT_TALKS if out else words.IN_TALKS)
    content, outcome = (words.spoken_of(text, buyer.gender) for text in told)
    staff = company.staff[buyer.seller] if buyer.seller else None
    channel = luck.choices([name for name, _ in CHANNELS], weights=[share for _, share in CHANNELS])[0]
    step = words.spoken_of(luck.choice(words.NEXT_STEPS), buyer.gender) if luck.random() < 0.15 else ""
    return (
        new_uid(), buyer.pk, staff.pk if staff else None, company.stores[buyer.store].pk, channel, "out" if out else "in", when, content,
        outcome, step, "[]",
    )  # fmt: skip


# ── tasks ────────────────────────────────────────────────────────────────────

BY_RULES = ("follow_up", "message")  # kinds of tasks that the house gives as well as people


def write_task_rows(luck: Random, buyers: Sequence[Buyer], count: int, company: Company, today: date) -> None:
    """Tasks of the last weeks and the next; most of the past ones are done."""
    looked_after = [buyer for buyer in buyers if buyer.seller]
    if not looked_after:
        return
    drawn = luck.choices(looked_after, cum_weights=_busy(looked_after, 0.5), k=count)
    tasks = [_task(luck, buyer, company, today) for buyer in drawn]
    for number, task in enumerate(tasks):
        if task.kind == "promise":
            task.source_key = f"visit:demo:{number}"
        elif task.kind in BY_RULES and number % 2:
            task.creator_id = None
        if number % 6 == 0:
            task.postponed, task.first_due_at = 1, task.due_at - timedelta(days=1)
    write_tasks(tasks)


def _task(luck: Random, buyer: Buyer, company: Company, today: date) -> TaskRow:
    kind = luck.choices(list(words.TASKS), weights=(16, 34, 16, 20, 9, 5))[0]
    days = luck.choices(
        (luck.randint(-60, -4), luck.randint(-3, -1), 0, luck.randint(1, 7), luck.randint(8, 30)),
        (46, 7, 7, 24, 16),
    )[0]
    due = at(today + timedelta(days=days), "18:00")
    person = company.staff[buyer.seller]
    row = TaskRow(
        title=luck.choice(words.TASKS[kind]), due_at=due, customer_id=buyer.pk, assignee_id=person.pk, creator_id=person.pk,
        store_id=company.stores[buyer.store].pk, kind=kind, created_at=due - timedelta(days=luck.randint(2, 14)),
        worth_minor=luck.choice((None, None, 280_000, 680_000, 960_000, 1_280_000, 2_380_000)),
    )  # fmt: skip
    if days < -3 or (days < 0 and luck.random() < 0.4):
        row.status = "done" if luck.random() < 0.93 else "cancelled"
        row.outcome = luck.choice(words.OUTCOMES) if row.status == "done" else "客户改主意"
        row.done_at = due - timedelta(hours=luck.randint(0, 30))
    return row


# ── from before ──────────────────────────────────────────────────────────────


def write_openings(luck: Random, buyers: Sequence[Buyer], today: date) -> dict[int, int]:
    """Points and spend that older customers brought along; returns the spend in fen by customer."""
    as_of = today - timedelta(days=1461)
    spend, points = [], []
    for buyer in buyers:
        if buyer.oldest < 1150 or luck.random() > 0.45:
            continue
        amount = luck.randint(3, 160) * 100_000
        last = as_of - timedelta(days=luck.randint(20, 700))
        spend.append(
            OpeningSpendRow(
                customer_id=buyer.pk, amount_minor=amount, as_of=as_of, source_key=f"demo:spend:{buyer.pk}",
                order_count=luck.randint(1, 6), last_purchase_on=last,
            )
        )  # fmt: skip
        points.append(
            OpeningPointsRow(
                customer_id=buyer.pk,
                points=amount // 1000 + luck.randint(0, 400),
                on=as_of,
                source_key=f"demo:points:{buyer.pk}",
            )
        )
    write_opening_spend(spend)
    write_opening_points(points)
    return {row.customer_id: row.amount_minor for row in spend}
