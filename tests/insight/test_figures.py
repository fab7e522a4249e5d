"""Groups and moves as a page shows them: of whom, by whose reach, month by month."""

from datetime import UTC, date, datetime

import pytest

from factories import shop
from parure.access import policy
from parure.insight.groups.figures import Count, figures_of
from parure.insight.groups.moves import flow_of, months_told
from parure.insight.groups.past import month_ends
from parure.insight.models import CustomerFacts, GroupMove, GroupSize, Refreshed
from parure.insight.operations import refresh
from parure.sales.models import Order
from parure.web.insight.flow import draw

pytestmark = pytest.mark.django_db
UNTIL = date(2026, 6, 15)


def buyer(name, store, group="champion", kept=100, **facts):
    customer = shop.customer(name, home_store=store)
    values = {"recency_days": 3, "purchases": 2, "r": 5, "f": 4, "m": 5, "fingerprint": 1} | facts
    CustomerFacts.objects.create(customer=customer, rfm_group=group, kept_minor=kept, **values)
    return customer


def refreshed(cells):
    Refreshed.objects.create(
        version=1, taken_at=datetime(2026, 6, 15, tzinfo=UTC), until=UNTIL, is_whole=True, cells=cells
    )


def test_before_the_first_refresh_there_is_nothing(actors):
    assert figures_of(actors["owner"]) is None


def test_who_sees_one_store_gets_the_counts_of_it(actors, stores, django_assert_num_queries):
    buyer("甲", stores.lake)
    buyer("乙", stores.opera, kept=900)
    refreshed([[5, 4, "champion", 2, 1000, 3, 3, 2, 2]])
    mine, all_ = figures_of(actors["manager"]), figures_of(actors["owner"])
    assert (mine.is_whole, mine.total, mine.places) == (False, Count(1, 100), {(5, 4): Count(1, 100)})
    assert (all_.is_whole, all_.total, all_.days) == (True, Count(2, 1000), {5: (3, 3)})
    assert [count for group, count in mine.groups if group["code"] == "champion"] == [Count(1, 100)]
    manager = actors["manager"]
    with django_assert_num_queries(3):
        figures_of(manager)


@pytest.mark.parametrize("role", ["service", "workshop"])
def test_who_may_not_read_what_was_spent_sees_no_groups(actors, role):
    with pytest.raises(policy.Denied):
        figures_of(actors[role])


def test_a_month_s_flow_adds_up(actors):
    GroupSize.objects.create(on=date(2026, 5, 31), rfm_group="loyal", customers=5, kept_minor=0)
    for group, count in (("loyal", 3), ("dormant", 3)):
        GroupSize.objects.create(on=UNTIL, rfm_group=group, customers=count, kept_minor=0)
    GroupMove.objects.create(on=date(2026, 5, 31), before="", after="loyal", customers=5)
    GroupMove.objects.create(on=date(2026, 6, 2), before="loyal", after="dormant", customers=2)
    GroupMove.objects.create(on=UNTIL, before="", after="dormant", customers=1)
    assert months_told(actors["owner"]) == [date(2026, 6, 1)]
    flow = flow_of(actors["owner"], date(2026, 6, 1))
    assert +flow.before == {"loyal": 5}
    assert +flow.after == {"loyal": 3, "dormant": 3}
    picture = draw(flow, ["loyal", "dormant"])
    assert [(each.before, each.after, each.count, each.kind) for each in picture.ribbons] == [
        ("loyal", "loyal", 3, "f6 keep"),
        ("loyal", "dormant", 2, "f4"),
        ("", "dormant", 1, "f3"),
    ]
    assert (months_told(actors["manager"]), flow_of(actors["manager"], date(2026, 6, 1))) == ([], None)


def test_month_ends():
    assert month_ends(date(2024, 3, 31), 2) == [date(2024, 1, 31), date(2024, 2, 29)]


@pytest.mark.django_db(transaction=True)
def test_the_first_refresh_tells_the_months_before(roles, settings, tmp_path):
    settings.PARURE_DATA = tmp_path
    customer, later = shop.customer("甲"), shop.customer("乙")
    for number, (who, at) in enumerate(((customer, (2026, 2, 1)), (later, (2026, 6, 10)))):
        Order.objects.create(
            order_no=f"N{number}", customer=who, ordered_at=datetime(*at, tzinfo=UTC), total_minor=100
        )
    refresh(until=UNTIL)
    owner = shop.acting(shop.hire("owner", None))
    assert months_told(owner)[-1] == date(2026, 3, 1)
    flow = flow_of(owner, date(2026, 6, 1))
    assert sum(flow.before.values()) == 1
    assert sum(flow.after.values()) == 2
    assert sum(count for (before, _after), count in flow.moves.items() if before == "") == 1
    told = list(GroupMove.objects.values_list("on", "before", "after", "customers"))
    refresh(until=UNTIL)
    assert list(GroupMove.objects.values_list("on", "before", "after", "customers")) == told
