"""The first page of the day, for each role."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from parure.core.calendar import lunar_of
from parure.engagement import operations as tasks
from parure.engagement.models import Task
from parure.people import operations
from parure.people.models import Customer

pytestmark = pytest.mark.django_db


def customer(actor, name="沈佩兰", **values):
    return operations.register_customer(actor, name=name, **values)


def task(actor, title, days=0, **values):
    made = tasks.create_task(
        actor, title=title, due=timezone.localdate() + timedelta(days=max(days, 0)), **values
    )
    if days < 0:
        Task.objects.filter(pk=made.pk).update(due_at=timezone.now() + timedelta(days=days))
    return made


def groups(answer):
    return [
        (group.title, group.count, [line.title for line in group.lines]) for group in answer.context["groups"]
    ]


def test_tasks_stand_in_groups_by_worth_with_the_first_one_apart(client_for, actors):
    manager = actors["manager"]
    task(manager, "晚了的承诺", -2, kind="promise")
    task(manager, "小事")
    task(manager, "大单", worth_minor=8_680_000)
    task(manager, "下周的事", 5)
    task(manager, "下个月的事", 30)
    answer = client_for("manager").get(reverse("today"))
    assert answer.context["lead"].title == "晚了的承诺"
    assert groups(answer) == [("今日", 2, ["大单", "小事"]), ("有空再做", 1, ["下周的事"])]
    assert "逾期 2 天" in answer.content.decode()


def test_the_head_says_the_day_in_both_calendars(client_for):
    words = client_for("advisor").get(reverse("today")).content.decode()
    today = timezone.localdate()
    assert f"{today.month}月{today.day}日" in words
    assert "农历" in words
    assert ("周一", "周二", "周三", "周四", "周五", "周六", "周日")[today.weekday()] in words


def test_a_lunar_birthday_stands_on_its_solar_day_with_its_lunar_words(client_for, actors):
    lan = customer(actors["advisor"])
    on = timezone.localdate() + timedelta(days=4)
    lunar = lunar_of(on)
    operations.add_date(
        actors["advisor"],
        lan.uid,
        kind="birthday",
        calendar="lunar",
        month=lunar.month,
        day=lunar.day,
        leap=lunar.leap,
    )
    answer = client_for("advisor").get(reverse("today"))
    ((coming, _when),) = answer.context["dates"]
    assert coming.on == on
    assert "农历" in coming.spoken
    assert "沈佩兰" in answer.content.decode()


def test_who_was_long_not_contacted_stands_with_the_reason_and_the_act(client_for, actors):
    lan = customer(actors["advisor"])
    Customer.objects.update(
        last_activity_on=timezone.localdate() - timedelta(days=200), total_spent_minor=1_000_00
    )
    words = client_for("advisor").get(reverse("today")).content.decode()
    assert "好久没联系" in words
    assert f"{reverse('task-add')}?customer={lan.uid}" in words


def test_who_leads_sees_the_load_of_the_team(client_for, actors):
    task(actors["advisor"], "一")
    task(actors["advisor"], "二", -1)
    loads = client_for("manager").get(reverse("today")).context["loads"]
    assert [(each.name, each.open, each.late) for each in loads] == [("Advisor", 2, 1)]
    assert client_for("advisor").get(reverse("today")).context["loads"] == []


def test_a_new_shop_learns_how_to_begin(client_for):
    words = client_for("advisor").get(reverse("today")).content.decode()
    assert "第一位客人，从一个手机号开始" in words
    assert reverse("customer-register") in words
    assert "从表格导入" not in words


@pytest.mark.parametrize("role", ["workshop", "analyst", "marketing"])
def test_a_role_without_customers_to_serve_gets_a_calm_page(role, client_for, actors):
    customer(actors["advisor"])
    answer = client_for(role).get(reverse("today"))
    assert answer.status_code == 200
    words = answer.content.decode()
    assert reverse("customer-register") not in words
    assert "今天没有等着你的事" in words


def test_the_page_refreshes_itself_without_the_frame(client_for):
    words = (
        client_for("advisor")
        .get(reverse("today"), headers={"HX-Request": "true", "HX-Target": "today"})
        .content.decode()
    )
    assert "<html" not in words
    assert 'id="today"' in words


@pytest.mark.parametrize("count", [1, 20])
def test_it_costs_the_same_for_one_and_for_twenty(count, client_for, actors, django_assert_num_queries):
    manager, day = actors["manager"], timezone.localdate() + timedelta(days=2)
    for number in range(count):
        lan = customer(manager, name=f"客{number}")
        operations.add_date(manager, lan.uid, kind="wedding", month=day.month, day=day.day)
        for days in (-1, 0, 3):
            task(manager, f"事{number}", days, customer_uid=lan.uid)
    Customer.objects.update(
        last_activity_on=timezone.localdate() - timedelta(days=200), total_spent_minor=1_000_00
    )
    client = client_for("manager")
    client.get(reverse("today"))
    with django_assert_num_queries(10):
        assert client.get(reverse("today")).status_code == 200
