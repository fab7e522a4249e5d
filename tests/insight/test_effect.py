"""What came of talks, of tasks and of campaigns: against plain Python, at its bounds, within reach and rights."""

from collections import defaultdict
from datetime import datetime, timedelta

import duckdb
import pytest

from factories import shop
from factories.buying import SHOP, UNTIL, bought
from factories.doings import random_doings
from factories.figures import reckoned
from parure.access import policy
from parure.engagement.models import Task
from parure.insight.copy.plan import folder
from parure.insight.operations import refresh_copy
from parure.insight.reports.answers import answer, answers
from parure.insight.reports.question import Question, offered
from parure.people import operations as people
from parure.people.models import Customer, Interaction
from parure.sales.choices import COUNTING
from parure.sales.models import Order, Visit
from parure.sales.rules import kept_minor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_copy")]
FOLLOWED = ("contacts", "answered", "visited", "bought", "sales")
DONE = ("tasks", "done", "visited", "bought", "sales")
NOON = datetime(2027, 3, 1, 12, tzinfo=SHOP)


def day(moment):
    return moment.astimezone(SHOP).date()


def kept(order):
    return kept_minor(order.status, order.total_minor, order.paid_minor, order.refunded_minor)


class Story:
    """What happened, by customer, as plain Python sees it."""

    def __init__(self):
        self.orders = [each for each in Order.objects.all() if each.status in COUNTING]
        self.answers, self.visits, self.purchases = defaultdict(list), defaultdict(list), defaultdict(list)
        for each in Interaction.objects.filter(direction="in"):
            self.answers[each.customer_id].append(each.at)
        for each in Visit.objects.all():
            self.visits[each.customer_id].append(each.at)
        for each in self.orders:
            self.purchases[each.customer_id].append(each.ordered_at)

    def followed(self, deeds, customer_id, at, days):
        return customer_id is not None and any(
            at < each and (day(each) - day(at)).days <= days for each in deeds[customer_id]
        )

    def thanked(self, acts):
        """Key of an act → what was kept of the purchases that have it to thank; acts are (customer, at, key)."""
        found = defaultdict(int)
        for order in self.orders:
            before = [
                (at, key)
                for customer, at, key in acts
                if customer == order.customer_id and customer and at < order.ordered_at
            ]
            if before and (day(order.ordered_at) - day(max(before)[0])).days <= 30:
                found[max(before)[1]] += kept(order)
        return found


def summed(rows, width):
    """(code, figures) added up by code."""
    found = defaultdict(lambda: [0] * width)
    for code, figures in rows:
        found[code,] = [one + int(other) for one, other in zip(found[code,], figures, strict=True)]
    return {code: tuple(figures) for code, figures in found.items()}


def told(found):
    return {row.codes: row.figures for row in found.rows}


def talks_as_told(story, code_of):
    reached = Interaction.objects.filter(customer__is_archived=False).select_related("customer")
    talks = [each for each in reached if day(each.at) <= UNTIL]
    ours = {each.pk for each in talks if each.direction == "out" and each.channel != "in_person"}
    acts = [
        (each.customer_id, each.at, each.pk)
        for each in Interaction.objects.filter(direction="out").exclude(channel="in_person")
    ]
    sales = story.thanked(acts)
    rows = []
    for each in talks:
        is_ours, who = each.pk in ours, (each.customer_id, each.at)
        flags = (
            story.followed(story.answers, *who, 7),
            story.followed(story.visits, *who, 30),
            story.followed(story.purchases, *who, 30),
        )
        rows.append((code_of(each), (is_ours, *(is_ours and flag for flag in flags), sales[each.pk])))
    return summed(rows, 5)


def tasks_as_told(story, code_of):
    tasks = [each for each in Task.objects.all() if day(each.due_at) <= UNTIL]
    sales = story.thanked(
        [(each.customer_id, each.done_at, each.pk) for each in Task.objects.filter(status="done")]
    )
    rows = []
    for each in tasks:
        is_done, who = each.status == "done", (each.customer_id, each.done_at)
        flags = [is_done and story.followed(deeds, *who, 30) for deeds in (story.visits, story.purchases)]
        rows.append((code_of(each), (1, is_done, *flags, sales[each.pk])))
    return summed(rows, 5)


def origin(task):
    if (task.source_key or "").partition(":")[0] in ("visit", "interaction"):
        return "agreed"
    return "house" if task.creator_id is None else "person"


def prompt(talk):
    if talk.direction != "out" or talk.channel == "in_person":
        return ""
    kinds = ("call", "message", "follow_up")
    done = Task.objects.filter(customer=talk.customer_id, status="done", kind__in=kinds)
    return min((origin(each) for each in done if day(each.done_at) == day(talk.at)), default="none")


def is_in_time(task):
    if task.status != "done":
        return False
    return task.done_at <= task.due_at if task.has_time else day(task.done_at) <= day(task.due_at)


def customers_as_told(story):
    rows = []
    for each in Customer.objects.filter(is_archived=False):
        first_year = sum(
            kept(order)
            for order in story.orders
            if order.customer_id == each.pk and 0 <= (day(order.ordered_at) - each.registered_on).days <= 365
        )
        rows.append((each.campaign, (1, first_year)))
    return summed(rows, 2)


@pytest.mark.parametrize("seed", range(2))
def test_what_followed_agrees_with_plain_python(roles, seed):
    random_doings(seed)
    reckoned(UNTIL)
    owner = shop.acting(shop.hire("owner", None))
    story = Story()
    channels, campaigns, prompts, alone, origins, kinds, first = answers(
        owner,
        [
            Question("talks", FOLLOWED, by=("channel",)),
            Question("talks", FOLLOWED, by=("campaign",)),
            Question("talks", FOLLOWED, by=("prompt",)),
            Question("talks", ("answered_share",)),
            Question("tasks", DONE, by=("origin",)),
            Question("tasks", ("in_time_share", "postponed", "bought_share")),
            Question("customers", ("customers", "first_year"), by=("campaign",)),
        ],
        UNTIL,
    )
    assert told(channels) == talks_as_told(story, lambda each: each.channel)
    by_campaign = talks_as_told(story, lambda each: each.customer.campaign)
    assert told(campaigns) == by_campaign
    assert told(prompts) == talks_as_told(story, prompt)
    assert len(prompts.rows) > 2  # some were prompted by a task
    ours, answered, _visited, _bought, sales = map(sum, zip(*by_campaign.values(), strict=True))
    assert min(answered, sales) > 0
    assert alone.totals == (answered * 1000 // ours,)
    by_origin = tasks_as_told(story, origin)
    assert told(origins) == by_origin
    assert set(by_origin) == {("agreed",), ("house",), ("person",)}
    tasks = [each for each in Task.objects.all() if day(each.due_at) <= UNTIL]
    kept_tasks = [each for each in tasks if each.status != "cancelled"]
    for_customers = sum(each.status == "done" and each.customer_id is not None for each in tasks)
    assert kinds.totals == (
        sum(map(is_in_time, tasks)) * 1000 // len(kept_tasks),
        sum(each.postponed > 0 for each in tasks),
        sum(figures[3] for figures in by_origin.values()) * 1000 // for_customers,
    )
    assert told(first) == customers_as_told(story)


def after(**span):
    return NOON + timedelta(**span)


def contacted(name, *days):
    """A customer of a campaign of that name, who was written to on these days."""
    someone = shop.customer(name, campaign=name)
    for each in days:
        Interaction.objects.create(
            customer=someone, channel="wechat", direction="out", at=NOON + timedelta(days=each)
        )
    return someone


def did(someone, *, answered, visited, ordered):
    Interaction.objects.create(customer=someone, channel="call", direction="in", at=answered)
    Visit.objects.create(customer=someone, at=visited)
    bought(someone, Order.objects.count(), ordered, total_minor=700, status="PAID")


def test_what_counts_at_the_bounds(roles):
    late = timedelta(hours=11, minutes=59)
    did(
        contacted("in time", 0),
        answered=after(days=7) + late,
        visited=after(days=30) + late,
        ordered=after(days=30),
    )
    morning = -timedelta(hours=12)
    did(
        contacted("too late", 0),
        answered=after(days=8) + morning,
        visited=after(days=31) + morning,
        ordered=after(days=31) + morning,
    )
    earlier = after(hours=-1)
    did(contacted("before", 0), answered=earlier, visited=earlier, ordered=NOON)
    did(contacted("later that day", 0), **dict.fromkeys(("answered", "visited", "ordered"), after(minutes=1)))
    for number, (name, given) in enumerate(
        {
            "cancelled": {"status": "CANCELLED"},
            "all returned": {"status": "REFUNDED", "refunded_minor": 700},
            "part returned": {"status": "PARTLY_REFUNDED", "paid_minor": 700, "refunded_minor": 300},
        }.items()
    ):
        bought(contacted(name, 0), 100 + number, after(days=1), total_minor=700, **given)
    bought(contacted("twice", 0, 10), 200, after(days=20), total_minor=700, status="PAID")
    face_to_face = contacted("face to face")
    Interaction.objects.create(customer=face_to_face, channel="in_person", direction="out", at=NOON)
    bought(face_to_face, 300, after(days=1), total_minor=700, status="PAID")
    reckoned(UNTIL)
    found = answer(
        shop.acting(shop.hire("owner", None)), Question("talks", FOLLOWED, by=("campaign",)), UNTIL
    )
    assert told(found) == {
        ("in time",): (1, 1, 1, 1, 700),
        ("too late",): (1, 0, 0, 0, 0),
        ("before",): (1, 0, 0, 0, 0),
        ("later that day",): (1, 1, 1, 1, 700),
        ("cancelled",): (1, 0, 0, 0, 0),
        ("all returned",): (1, 0, 0, 0, 0),
        ("part returned",): (1, 0, 0, 1, 400),
        ("twice",): (2, 0, 0, 2, 700),
        ("face to face",): (0, 0, 0, 0, 0),
    }
    assert found.total("sales") == 2500


def test_what_follows_isn_t_ended_by_the_days_of_a_question_and_goes_with_a_merge(actors):
    owner = actors["owner"]
    written_to, buyer = contacted("七夕", 0), shop.customer("乙")
    bought(buyer, 1, after(days=20), total_minor=700, status="PAID")
    Task.objects.create(
        customer=buyer, title="做", due_at=NOON, first_due_at=NOON, status="done", done_at=NOON
    )
    days = {"period": "days", "since": "2027-03-01", "until": "2027-03-01"}
    both = [
        Question("talks", ("contacts", "bought", "sales"), **days),
        Question("tasks", ("done", "bought", "sales"), **days),
    ]
    reckoned(UNTIL)
    assert [each.totals for each in answers(owner, both, UNTIL)] == [(1, 0, 0), (1, 1, 700)]
    people.merge_customers(owner, written_to.uid, buyer.uid)
    reckoned(UNTIL)
    assert [each.totals for each in answers(owner, both, UNTIL)] == [(1, 1, 700), (1, 1, 700)]


def test_what_followed_out_of_reach_isn_t_told(actors, stores):
    someone = shop.customer("甲", home_store=stores.lake)
    Interaction.objects.create(customer=someone, channel="call", direction="out", at=NOON)
    for number, store in enumerate((stores.lake, stores.opera)):
        Task.objects.create(title="做", due_at=NOON, first_due_at=NOON, store=store)
        Visit.objects.create(customer=someone, at=after(days=1), store=store)
        bought(
            someone,
            number,
            after(days=2 - number),
            total_minor=100 * (number + 1),
            store=store,
            status="PAID",
        )
    reckoned(UNTIL)
    brought, due = Question("talks", ("visited", "bought", "sales")), Question("tasks", ("tasks",))
    assert [each.totals for each in answers(actors["owner"], [brought, due], UNTIL)] == [(1, 1, 300), (2,)]
    assert [each.totals for each in answers(actors["manager"], [brought, due], UNTIL)] == [(1, 1, 100), (1,)]


def test_who_may_not_read_sales_is_told_of_talks_alone(actors):
    by_name = {each.name: {one.name for one in each.measures} for each in offered(actors["service"])}
    assert {"answered", "visited", "bought"} <= by_name["talks"]
    assert "sales" not in by_name["talks"] | by_name["tasks"]
    assert "first_year" not in by_name["customers"]
    clerk = shop.actor_with(
        {each: {"view": "all", "fields": {"*": "read"}} for each in ("people.customer", "people.interaction")}
    )
    shown = {each.name: each for each in offered(clerk)}
    assert {each.name for each in shown["talks"].measures} == {
        "talks",
        "talked_to",
        "contacts",
        "answered",
        "answered_share",
    }
    reckoned(UNTIL)
    for refused in ("visited", "sales"):
        with pytest.raises(policy.Denied):
            answer(clerk, Question("talks", (refused,)), UNTIL)


def test_what_was_typed_as_a_campaign_is_copied_unless_it_may_be_a_contact(roles):
    names = ("七夕 20250810", "介绍人 138 1890 3357", "a@b.example", "")
    for each in names:
        shop.customer("客", campaign=each, source_channel=each)
    refresh_copy()
    Customer.objects.filter(campaign="").update(campaign="春季婚博会")
    refresh_copy()
    found = answer_of_copy("campaign")
    assert found == ["", "", "七夕 20250810", "春季婚博会"]
    assert answer_of_copy("source_channel") == ["", "", "", "七夕 20250810"]
    held = b"".join(path.read_bytes() for path in folder().rglob("*") if path.is_file())
    assert b"3357" not in held
    assert b"a@b" not in held


def answer_of_copy(column):
    """What the copy has in a column of customers, in order."""
    from parure.insight.copy import lake, taking

    files = lake.read_manifest(folder()).tables["customer"]
    rows = duckdb.sql(taking.effective(folder(), files))
    return sorted(row[0] for row in rows.select(column).fetchall())
