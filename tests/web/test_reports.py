"""The report builder: asked, kept, shared, taken along; every figure leads to what it counts."""

import csv
import io
import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from factories import buying, shop
from factories.figures import reckoned
from parure.access.models import AuditEntry
from parure.insight.models import Report
from parure.insight.reports.ready import SHELVES

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_copy")]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def sold(roles, stores):
    for number, (store, name, total) in enumerate(
        ((stores.lake, "=1+1", 120_00), (stores.lake, "乙", 80_00), (stores.opera, "丙", 900_00))
    ):
        customer = shop.customer(name, home_store=store)
        buying.bought(customer, number, timezone.now(), total_minor=total, paid_minor=total, store=store)
    reckoned(timezone.localdate())


def answered(client, query):
    return unescape(client.get(f"{reverse('report-answer')}?{query}", headers=HTMX).content.decode())


def test_all_ready_reports_answer(client_for, sold):
    client = client_for("owner")
    words = client.get(reverse("reports")).content.decode()
    for shelf in SHELVES:
        for each in shelf.reports:
            address = reverse("report-ready", args=[each.code])
            assert address in words
            page = client.get(address).content.decode()
            where = re.search(r'hx-get="([^"]*/answer/[^"]*)"', page).group(1)
            found = client.get(unescape(where), headers=HTMX)
            assert found.status_code == 200
            told = found.content.decode()
            assert "pr-figures" in told or "pr-empty" in told, each.code


def test_a_line_leads_to_what_it_counts(client_for, sold, stores):
    words = answered(client_for("owner"), "about=orders&m=orders&m=sales&by=store&period=this_month")
    assert "¥900" in words
    addresses = set(re.findall(r'href="(/orders/[^"]*)"', words))  # of the lines, and of their bars
    assert len(addresses) == 2
    lists = [client_for("owner").get(each).content.decode() for each in addresses]
    assert sorted(each.count("data-row") for each in lists) == [1, 2]


def test_everybody_sees_figures_of_their_own_reach(client_for, sold):
    assert "¥200" in answered(client_for("manager"), "about=orders&m=sales")
    assert "¥1,100" in answered(client_for("owner"), "about=orders&m=sales")
    refused = client_for("service").get(f"{reverse('report-answer')}?about=orders&m=sales", headers=HTMX)
    assert refused.status_code == 403
    assert (
        'value="sales"'
        not in client_for("service").get(f"{reverse('report-new')}?about=orders").content.decode()
    )


def test_the_form_comes_back_with_its_answer(client_for, sold):
    client = client_for("owner")
    query = "about=orders&m=sales&by=month&by=&across=store&period=this_year&only=is_gift:0"
    answer = client.get(f"{reverse('report-new')}?{query}", headers=HTMX | {"HX-Target": "report"})
    words = answer.content.decode()
    assert words.startswith('<div id="report"')
    assert "pr-figures" in words
    assert re.search(r'value="is_gift:0"[^>]* checked', words)
    assert client.get(f"{reverse('report-new')}?about=orders&m=nothing").status_code == 400


def test_before_there_are_figures_the_page_says_so(client_for, roles):
    assert reverse("rfm-refresh") in answered(client_for("owner"), "about=orders&m=sales")
    assert (
        client_for("owner").post(reverse("report-file"), {"about": "orders", "m": "sales"}).status_code == 400
    )


def test_a_report_is_kept_shared_changed_and_put_away(client_for, sold):
    client = client_for("manager")
    query = "about=orders&m=sales&by=month"
    assert client.post(f"{reverse('report-keep')}?{query}", {"title": " "}).status_code == 422
    made = client.post(f"{reverse('report-keep')}?{query}", {"title": "每月", "request_key": "once"})
    client.post(f"{reverse('report-keep')}?{query}", {"title": "每月", "request_key": "once"})
    kept = Report.objects.get()
    assert made.headers["Location"] == reverse("report", args=[kept.uid])
    assert kept.question["by"] == ["month"]
    assert client_for("owner").get(reverse("report", args=[kept.uid])).status_code == 200
    assert client_for("advisor").get(reverse("report", args=[kept.uid])).status_code == 404
    change = reverse("report-change", args=[kept.uid])
    client.post(f"{change}?about=orders&m=orders&by=store", {"title": "各店", "is_shared": "on"})
    kept.refresh_from_db()
    assert (kept.title, kept.is_shared, kept.question["measures"]) == ("各店", True, ["orders"])
    assert "各店" in client_for("advisor").get(reverse("reports")).content.decode()
    assert client_for("advisor").post(change, {"title": "x"}).status_code == 403
    assert client_for("advisor").post(reverse("report-remove", args=[kept.uid])).status_code == 403
    client.post(reverse("report-remove", args=[kept.uid]))
    assert client.get(reverse("report", args=[kept.uid])).status_code == 404


def test_a_file_has_the_same_figures_runs_nothing_and_is_on_record(client_for, sold, stores):
    stores.lake.name = "=cmd()"
    stores.lake.save()
    client = client_for("owner")
    answer = client.post(
        reverse("report-file"), {"about": "orders", "m": ["sales", "orders"], "by": "store", "form": "csv"}
    )
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row[1:] for row in rows[1:]] == [["900.00", "1"], ["200.00", "2"], ["1100.00", "3"]]
    assert not rows[2][0].startswith("=")
    assert AuditEntry.objects.filter(action="export", resource="sales.order").count() == 1
    workbook = client.post(reverse("report-file"), {"about": "orders", "m": "sales", "form": "xlsx"})
    assert b"".join(workbook.streaming_content)[:2] == b"PK"
    pages = client.post(
        reverse("report-file"), {"about": "orders", "m": "sales", "form": "pdf", "title": "a/b"}
    )
    assert b"".join(pages.streaming_content)[:4] == b"%PDF"
    assert pages.headers["Content-Type"] == "application/pdf"
    assert "a%20b" in pages.headers["Content-Disposition"]
    assert AuditEntry.objects.filter(action="export", resource="sales.order").count() == 3
    assert (
        client_for("marketing").post(reverse("report-file"), {"about": "orders", "m": "orders"}).status_code
        == 403
    )


def test_pages_ask_a_fixed_number_of_queries(client_for, sold, django_assert_max_num_queries):
    client = client_for("owner")
    client.get(reverse("reports"))
    with django_assert_max_num_queries(12):
        client.get(reverse("reports"))
    with django_assert_max_num_queries(16):
        client.get(f"{reverse('report-new')}?about=orders")
    with django_assert_max_num_queries(10):
        answered(client, "about=lines&m=amount&by=style&by=advisor")


def test_a_report_is_drawn_as_it_is_asked(client_for, sold):
    client = client_for("owner")
    query = "about=orders&m=sales&by=month&period=this_year"
    drawn = answered(client, query)
    assert drawn.count('<svg class="pr-chart') == 2  # for a desk and for a phone
    assert 'class="hit"' in drawn
    assert "pr-chart" in answered(client, f"{query}&across=store&chart=line")
    assert "pr-chart" not in answered(client, f"{query}&chart=none")
    assert "pr-chart" not in answered(client, f"{query}&by=store")
    assert "静安店" not in drawn


def test_who_sees_no_groups_finds_reports_in_the_rail(client_for, roles):
    rail = {each["key"]: each["url"] for each in _shell(client_for("service"))["items"]}
    assert rail["insight"] == reverse("reports")
    client = client_for("workshop")
    assert {each["key"]: each["url"] for each in _shell(client)["items"]}["insight"] == reverse("reports")
    page = client.get(reverse("reports"))
    assert page.status_code == 200
    assert f'href="{reverse("dashboard")}"' not in page.content.decode()
    assert f'href="{reverse("rfm")}"' not in page.content.decode()
    rail = {each["key"]: each["url"] for each in _shell(client_for("manager"))["items"]}
    assert rail["insight"] == reverse("dashboard")


def test_where_nothing_may_be_asked_neither_rail_nor_page_is_open(client_for, staff, roles):
    roles["workshop"].grants = {"insight.report": roles["workshop"].grants["insight.report"]}
    roles["workshop"].save()
    client = client_for("workshop")
    page = client.get(reverse("reports"))
    assert page.status_code == 403
    assert "insight" not in {each["key"] for each in page.context["shell"]["items"]}


def _shell(client):
    return client.get(reverse("reports")).context["shell"]
