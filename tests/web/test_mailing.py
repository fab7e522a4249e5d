"""Scheduling a report on its page: set, changed, paused, ended and brought back; by whom, and what it shows."""

import re
from html import unescape

import pytest
from django.urls import reverse

from factories import shop
from parure.access.models import Staff
from parure.insight.mailing.operations import schedule_report
from parure.insight.models import Mailing
from parure.insight.reports.operations import keep_report

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
QUESTION = {"dataset": "orders", "measures": ["sales"], "by": ["store"]}


@pytest.fixture
def report(actors):
    return keep_report(actors["owner"], title="各店销售", question=QUESTION, is_shared=True)


@pytest.fixture
def mailing(actors, report):
    people = [actors.people["owner"].uid, shop.hire("manager", None, username="mei", name="梅").uid]
    Staff.objects.filter(username="owner").update(email="owner@shop.example")
    return schedule_report(
        actors["owner"], report.uid, every="week", on=0, hour=8, forms=["pdf"], receivers=people
    )


def words(client, address, **headers):
    return unescape(client.get(address, headers=headers).content.decode())


def test_it_is_set_on_the_report_s_page(client_for, report, actors):
    client = client_for("owner")
    address = reverse("report-schedule", args=[report.uid])
    assert address in words(client, reverse("report", args=[report.uid]))
    given = {"when": "month-31", "hour": "7", "shapes": ["xlsx", "pdf"], "request_key": "once"}
    assert client.post(address, given).status_code == 422
    given["receivers"] = [str(actors.people["owner"].uid)]
    for _twice in range(2):
        assert client.post(address, given).status_code == 302
    kept = Mailing.objects.get()
    assert (kept.every, kept.on, kept.hour, kept.forms) == ("month", 31, 7, ["xlsx", "pdf"])
    shown = words(client, reverse("report", args=[report.uid]))
    assert "每月最后一天 7:00" in shown
    assert "没有工作邮箱" in shown


def test_without_a_mail_server_the_page_says_what_to_set(client_for, mailing, settings):
    client = client_for("owner")
    for address in (reverse("mailings"), reverse("mailing-change", args=[mailing.uid])):
        assert "PARURE_SMTP_URL" in words(client, address)
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = "127.0.0.1", "a@b.example"
    assert "PARURE_SMTP_URL" not in words(client, reverse("mailings"))


def test_it_is_changed_paused_and_ended(client_for, mailing):
    client = client_for("owner")
    change = reverse("mailing-change", args=[mailing.uid])
    form = words(client, change)
    assert re.search(r'value="week-0"\s+selected', form)
    assert "梅（无邮箱）" in form
    given = {
        "when": "day-0",
        "hour": "9",
        "shapes": ["pdf"],
        "receivers": [str(Staff.objects.get(username="mei").uid)],
    }
    assert client.post(change, given).status_code == 302
    assert "每天 9:00" in words(client, reverse("mailings"))
    client.post(reverse("mailing-pause", args=[mailing.uid]))
    assert "已暂停" in words(client, reverse("mailings"))
    client.post(reverse("mailing-resume", args=[mailing.uid]))
    assert "已暂停" not in words(client, reverse("mailings"))
    ended = client.post(reverse("mailing-end", args=[mailing.uid]), headers=HTMX)
    assert "还没有定时发送" in words(client, reverse("mailings"))
    undo = re.search(r"/undo/[^\"]+", ended.headers["HX-Trigger"]).group()
    client.post(undo, headers=HTMX)
    assert "每天 9:00" in words(client, reverse("mailings"))


def test_others_see_nothing_of_it(client_for, mailing, report):
    manager = client_for("manager")
    assert "每星期一" not in words(manager, reverse("report", args=[report.uid]))
    assert manager.get(reverse("mailing-change", args=[mailing.uid])).status_code == 404
    advisor = client_for("advisor")
    assert reverse("report-schedule", args=[report.uid]) not in words(
        advisor, reverse("report", args=[report.uid])
    )
    assert advisor.get(reverse("report-schedule", args=[report.uid])).status_code == 403
    assert advisor.get(reverse("mailings")).status_code == 403


def test_the_list_asks_a_fixed_number_of_queries(
    client_for, mailing, actors, report, django_assert_max_num_queries
):
    client = client_for("owner")
    for hour in range(3):
        schedule_report(
            actors["owner"],
            report.uid,
            every="day",
            hour=hour,
            forms=["pdf"],
            receivers=[actors.people["owner"].uid],
        )
    client.get(reverse("mailings"))
    with django_assert_max_num_queries(16):
        client.get(reverse("mailings"))


def test_one_sets_one_s_own_work_email(client_for):
    client = client_for("advisor")
    assert client.post(reverse("account-email"), {"email": "nonsense"}).status_code == 422
    assert client.post(reverse("account-email"), {"email": "mei@shop.example"}).status_code == 302
    assert Staff.objects.get(username="advisor").email == "mei@shop.example"
    assert "mei@shop.example" in words(client, reverse("account"))
