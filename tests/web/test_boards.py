"""Dashboards: figures that are plain sums of what the reader reaches, links to the lists behind, states without figures."""

from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import parse_qs, urlparse

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from django.utils import timezone, translation

from factories import buying, shop
from parure.access import policy
from parure.access.asking import as_query
from parure.access.models import Role
from parure.insight.boards import Period, period_of
from parure.insight.copy.lake import read_manifest, write_manifest
from parure.insight.copy.plan import folder
from parure.insight.operations import refresh
from parure.insight.reports.process import RECKONER, Failed, TooLong
from parure.people.models import Customer
from parure.sales.models import Order, OrderLine
from parure.web.insight.boards.trends import better_than_before, months_of
from parure.web.kit.terms import as_tree, read_terms

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_copy")]
HTMX = {"HX-Request": "true"}
RESOURCES = {"customers": "people.customer", "orders": "sales.order", "visits": "sales.visit"}


def bought(customer, total, at=None, **given):
    number = Order.objects.count()
    order = buying.bought(
        customer, number, at or timezone.now(), total_minor=total, paid_minor=total, status="PAID", **given
    )
    OrderLine.objects.create(
        order=order, line_no=1, title="件", category="RING", fineness="AU999", total_minor=total, quantity=1
    )
    return order


@pytest.fixture
def small_shop(actors, stores):
    """Two customers who bought this month in the Lake store, one of them again, one elsewhere a year ago."""
    assert all(actors[role] for role in ("owner", "advisor"))
    advisor = actors.people["advisor"]
    often = shop.customer("常来", home_store=stores.lake, owner=advisor)
    once = shop.customer("初来", home_store=stores.lake)
    other = shop.customer("别处", home_store=stores.opera)
    now = timezone.now()
    bought(often, 300_000, store=stores.lake, advisor=advisor)
    bought(often, 500_000, store=stores.lake, advisor=advisor)
    bought(once, 200_000, store=stores.lake)
    bought(other, 777_700, now - timedelta(days=372), store=stores.opera)
    today = timezone.localdate()
    Customer.objects.filter(pk__in=(often.pk, once.pk)).update(first_purchase_on=today, order_count=1)
    Customer.objects.filter(pk=often.pk).update(order_count=2)
    refresh()


def figures(client, **asked):
    return client.get(reverse("dashboard-figures"), asked or {"view": "owner"}, headers=HTMX)


def behind(actor, address):
    """How many records the list of an address shows."""
    path = urlparse(address)
    resource = RESOURCES[resolve(path.path).url_name]
    terms = read_terms(parse_qs(path.query).get("f", []), actor, resource)
    return policy.rows(actor, resource).filter(as_query(actor, resource, as_tree(terms))).count()


def test_the_large_figures_are_plain_sums_and_open_what_is_behind_them(client_for, small_shop, actors):
    answer = figures(client_for("owner"))
    by_label = {each.label: each for each in answer.context["large"]}
    sold, known, again, late = by_label.values()
    assert (sold.value, sold.beside) == ("¥10,000", "单均 ¥3,333 · 3 单")
    assert (known.value, known.beside) == ("0.0", "新客 2 人")
    assert (again.value, again.beside) == ("33.3", "3 人中 1 人")
    assert (late.value, late.address) == ("0", reverse("tasks") + "?list=late")
    owner = actors["owner"]
    assert [behind(owner, each.address) for each in (sold, known, again)] == [3, 2, 1]


def test_months_and_stores_open_their_orders(client_for, small_shop, actors, stores):
    context = figures(client_for("owner")).context
    chart = context["goods"]["chart"]
    assert [row.figures[0] for row in chart.rows if row.figures[0] != "¥0"] == ["¥10,000"]
    assert chart.keys[0].name == "黄金"
    assert behind(actors["owner"], chart.rows[-1].address) == 3
    lake = context["places"]["lines"][0]
    assert (lake.name, lake.sales, lake.per_cent) == (stores.lake.name, 1_000_000, 100)
    assert behind(actors["owner"], lake.address) == 3


def test_who_sold_a_year_before_and_nothing_now_is_told(client_for, small_shop, stores):
    day = timezone.localdate()
    whole = {"period": "days", "since": f"{day - timedelta(days=20)}", "until": f"{day}", "view": "owner"}
    places = figures(client_for("owner"), **whole).context["places"]
    assert [(each.name, each.change) for each in places["lines"]] == [
        (stores.lake.name, "–"),
        (stores.opera.name, "−100.0%"),
    ]
    assert stores.opera.name in places["title"]


def test_everybody_sees_their_own_board_and_reach(client_for, small_shop, actors):
    mine = figures(client_for("advisor"), view="advisor")
    sold, *_rest = mine.context["large"]
    assert (sold.label, sold.value) == ("我卖了多少", "¥8,000")
    assert behind(actors["advisor"], sold.address) == 2
    again = mine.context["large"][-1]
    assert (again.beside, behind(actors["advisor"], again.address)) == ("1 人中 1 人", 1)
    groups = mine.context["by_group"]["lines"]
    assert sum(each["customers"] for each in groups) == 1
    assert behind(actors["advisor"], groups[0]["address"]) == 1
    team = figures(client_for("manager"), view="manager").context["large"][0]
    assert team.value == "¥10,000"  # of the Lake store
    for role, title in (
        ("owner", "经营"),
        ("manager", "我的团队"),
        ("advisor", "我的客户"),
        ("marketing", "会员与人群"),
    ):
        words = client_for(role).get(reverse("dashboard")).content.decode()
        assert f"<h1>{title}</h1>" in words
        assert " style=" not in words
    assert figures(client_for("advisor"), view="owner").context["board"].code == "advisor"
    assert client_for("workshop").get(reverse("dashboard")).status_code == 403


def test_members_are_counted_as_their_lists_show_them(client_for, small_shop, actors):
    Customer.objects.filter(name="初来").update(is_archived=False)
    context = figures(client_for("marketing"), view="marketing").context
    marketing = actors["marketing"]
    for each in context["large"]:
        if each.label in ("新客", "一年内买过"):
            assert behind(marketing, each.address) == int(each.value)
    for each in context["by_group"]["lines"]:
        assert behind(marketing, each["address"]) == each["customers"]
    assert context["cohorts"]["lines"][-1]["count"] == 2


def test_who_may_not_read_amounts_sees_none(client_for, small_shop, staff, roles):
    held = roles["manager"].grants | {
        name: entry | {"fields": {"*": "read", "spend": "none"}}
        for name, entry in roles["manager"].grants.items()
        if isinstance(entry, dict) and name.startswith(("people.", "sales."))
    }
    role = Role.objects.create(code="no-spend", name="无金额", grants=held)
    person = staff("manager", username="plain")
    person.roles.set([role])
    client = client_for(person)
    for view in ("owner", "manager", "advisor", "marketing"):
        words = figures(client, view=view).content.decode()
        for secret in ("¥", "10,000", "3,333", "8,000"):
            assert secret not in words
    assert figures(client, view="manager").context["board"].code not in ("owner", "manager")


@pytest.mark.parametrize("view", ["owner", "manager", "advisor", "marketing"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_shop_without_sales_has_figures_of_nothing(client_for, actors, view, language):
    refresh()
    role = "manager" if view in ("manager", "advisor") else "owner"
    answer = figures(client_for(role, headers={"Accept-Language": language}), view=view)
    assert answer.status_code == 200
    assert answer.context["board"].code == view
    words = answer.content.decode()
    for fault in ("inf", "nan", "None"):
        assert fault not in words.split("<svg")[0]


def test_before_the_first_refresh_a_button_asks_for_it(client_for):
    words = figures(client_for("owner")).content.decode()
    assert reverse("rfm-refresh") in words
    assert reverse("rfm-refresh") not in figures(client_for("advisor"), view="advisor").content.decode()


@pytest.mark.parametrize("problem", [TooLong(), Failed("OutOfMemory")])
def test_what_cannot_be_reckoned_leaves_the_rest(client_for, small_shop, monkeypatch, problem):
    def failing(_asked, patience=0):
        raise problem

    monkeypatch.setattr(RECKONER, "ask", failing)
    answer = figures(client_for("owner"))
    assert answer.status_code == 200
    words = answer.content.decode()
    assert "再试一次" in words
    assert "OutOfMemory" not in words
    assert "pr-rfm" in words


def test_old_figures_say_so(client_for, small_shop):
    assert "这些数字是旧的" not in figures(client_for("owner")).content.decode()
    manifest = read_manifest(folder())
    write_manifest(folder(), replace(manifest, taken_at=manifest.taken_at - timedelta(days=3)))
    words = figures(client_for("owner")).content.decode()
    assert "这些数字是旧的" in words


def test_the_frame_comes_first_and_figures_with_it_where_no_script_runs(client_for, small_shop):
    client = client_for("owner")
    frame = client.get(reverse("dashboard"), {"period": "this_year"})
    words = frame.content.decode()
    assert "view=owner&amp;period=this_year" in words
    assert "¥" not in words
    assert "¥10,000" in client.get(reverse("dashboard"), {"figures": "1"}).content.decode()
    assert client.get(reverse("dashboard-figures")).status_code == 302


def test_queries_do_not_grow_with_the_shop(client_for, small_shop, staff, stores):
    client = client_for("owner")
    figures(client)
    with CaptureQueriesContext(connection) as first:
        figures(client)
    for number in range(3):
        bought(shop.customer(f"客{number}"), 100_000, store=stores.opera, advisor=staff("advisor"))
    refresh()
    with CaptureQueriesContext(connection) as second:
        figures(client)
    assert len(first) == len(second)


def test_a_period_of_an_address():
    today = date(2026, 11, 22)
    assert period_of(QueryDict("period=this_week"), today) == Period("this_week")
    assert period_of(QueryDict("period=days&since=2026-01-05"), today) == Period(
        "days", "2026-01-05", "2026-11-22"
    )
    for damaged in (
        "",
        "period=all",
        "period=days",
        "period=days&since=x",
        "period=days&since=2026-02-01&until=2026-01-01",
        "period=days&since=0001-01-01",
    ):
        assert period_of(QueryDict(damaged), today) == Period("this_month")


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        ([0] * 12, [0] * 12, "近 12 个月没有销售"),
        ([1] * 12, [0] * 12, "去年没有可比的数字"),
        ([100] * 12, [100] * 12, "差不多"),
        ([110] * 12, [100] * 12, "好，月月高于去年，共多 10.0%"),
        ([90] * 12, [100] * 12, "没有，月月低于去年，共少 10.0%"),
        ([100] * 9 + [300] * 3, [100] * 12, "好，多了 50.0%，9月起月月高于去年"),
        ([300] + [100] * 11, [100] * 12, "好，多了 16.7%"),
        ([100] * 10 + [0, 0], [100] * 12, "没有，少了 16.7%，10月起月月低于去年"),
        ([0] + [100] * 11, [100] * 12, "没有，少了 8.3%"),
    ],
)
def test_a_title_says_what_the_figures_bear_out(now, before, said):
    with translation.override("zh-hans"):
        months = months_of(date(2026, 11, 22))
        assert months[0] == date(2025, 12, 1)
        assert better_than_before(now, before, months) == said
