"""Add to a demo shop what the pictures of the guide show and the demo leaves out.

Fields of the shop's own with values, codes for joining and who joined by them, rules for new customers, a file
moving in, a key, likely duplicates, a change of many records, an export. Runs after `parure demo`; `PARURE_DATA`
names the shop.
"""

import os
from datetime import timedelta
from typing import Any

import django

IMPORTED = """姓名,手机,生日,备注
苏念慈,13900010001,1990-05-20,朋友介绍
程以南,13900010002,农历八月十五,
何处寻,139000,1991-02-30,手机少两位
沈佩兰,13900010004,1988-13-01,
白露,13900010005,1995-09-08,喜欢珍珠
"""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parure.config.settings")
    django.setup()
    from django.utils import translation

    from parure.access.actors import actor_for
    from parure.access.models import Staff
    from parure.core import jobs

    translation.activate("zh-hans")
    boss = actor_for(Staff.objects.get(username="admin"))
    for furnish in (_fields, _joining, _assignment, _moving_in, _duplicates, _many):
        furnish(boss)
        jobs.run_all()


def _fields(boss: Any) -> None:
    from parure.access import policy
    from parure.customize.operations import define_field, set_custom_values

    ways = [
        ["friend", "朋友引荐", "sage"],
        ["mall", "商场活动", "slate"],
        ["online", "小红书", "rose"],
    ]
    people = "people.customer"
    define_field(
        boss, people, code="found_us", label="如何知道我们", kind="choice", choices=ways, filterable=True
    )
    define_field(boss, people, code="wedding_year", label="婚期（年）", kind="number", filterable=True)
    define_field(boss, people, code="drinks", label="爱喝", kind="text", help="进门先倒上")
    define_field(boss, people, code="gift_box", label="爱用礼盒", kind="yes_no")
    define_field(boss, "sales.order", code="engraving", label="刻字", kind="text", is_searchable=True)
    rows = policy.rows(boss, people).order_by("-total_spent_minor")[:90]
    for number, row in enumerate(rows):
        given = {
            "found_us": ways[number % 3][0],
            "drinks": ("龙井", "美式", "温水", "茉莉花茶")[number % 4],
            "gift_box": number % 2 == 0,
        }
        set_custom_values(boss, people, row, given)


def _joining(boss: Any) -> None:
    from parure.access import policy
    from parure.access.models import Staff, Store
    from parure.people import operations as people
    from parure.people.joining.said import Birthday, Said
    from parure.people.operations.customers import clean_contact

    lake, hui = Store.objects.order_by("pk")[:2]
    advisor = Staff.objects.get(username="advisor")
    counter = people.make_join_link(boss, label="一楼柜台", store_uid=lake.uid)
    people.make_join_link(boss, label="橱窗海报", store_uid=hui.uid)
    people.make_join_link(boss, label="林知夏的名片", store_uid=lake.uid, advisor_uid=advisor.uid)
    reachable = policy.rows(boss, "people.customer").filter(contact_points__kind="phone")
    known = _phone_of(reachable.order_by("-total_spent_minor")[0])
    for name, phone, birthday in (
        ("叶知秋", "13900020001", Birthday("solar", 6, 18, 1994)),
        ("阮清欢", "13900020002", Birthday("lunar", 8, 15)),
        ("沈佩兰", known, Birthday("solar", 3, 21, 1981)),
    ):
        agreed = ("keep_data", "marketing_wechat")
        people.take_in(counter.token, Said(name, clean_contact("phone", phone).value, "F", birthday, agreed))


def _phone_of(somebody: Any) -> str:
    from parure.people.contacts import open_contact
    from parure.people.models import ContactPoint

    return open_contact(ContactPoint.objects.filter(customer=somebody, kind="phone")[0])


def _assignment(boss: Any) -> None:
    from django.utils import timezone

    from parure.access.models import Staff, Store
    from parure.people import operations as people

    lake = Store.objects.order_by("pk").first()
    people.add_assignment_rule(boss, way="registrant", store=lake.uid if lake else None)
    people.add_assignment_rule(boss, way="turn", store=lake.uid if lake else None)
    people.add_assignment_rule(boss, way="pool")
    away, by = (Staff.objects.get(username=name) for name in ("tangyuwei", "advisor"))
    people.add_cover(boss, away.uid, by_uid=by.uid, until=timezone.localdate() + timedelta(days=9))


def _moving_in(boss: Any) -> None:
    from parure.core import jobs
    from parure.integrations import operations as integrations

    run = integrations.begin_import(boss, [IMPORTED.encode()], "老会员.csv", "customers")
    integrations.check_import(boss, run.uid)
    jobs.run_all()
    integrations.create_key(boss, staff_uid=_staff("admin").uid, label="收银台")


def _staff(username: str) -> Any:
    from parure.access.models import Staff

    return Staff.objects.get(username=username)


def _duplicates(boss: Any) -> None:
    from parure.access import policy
    from parure.people import operations as people
    from parure.people.operations.duplicates import search_here

    rows = policy.rows(boss, "people.customer").filter(home_store__code="SHJA", contact_points__kind="phone")
    for somebody in rows.distinct().order_by("-total_spent_minor")[:3]:
        phone = _phone_of(somebody)
        twin = people.register_customer(
            boss, name=somebody.name, phone=phone, shares_phone=True, store=somebody.home_store
        )
        people.set_size(boss, twin.uid, kind="ring", text="港13", finger="")
    search_here()


def _many(boss: Any) -> None:
    from parure.access import policy
    from parure.automation.bulk import operations as bulk
    from parure.integrations.taking import operations as taking

    people = "people.customer"
    nobodys = policy.rows(boss, people).filter(owner=None).order_by("-total_spent_minor")[:40]
    to = [str(_staff(name).uid) for name in ("tangyuwei", "advisor", "chenjiashu")]
    picked = [each.uid for each in nobodys]
    given = {"to": to, "how": "even", "together": True, "tasks": True}
    run = bulk.prepare_run(boss, people, "do:handover", given, picked=picked)
    bulk.start_run(boss, run.uid)
    bulk.prepare_run(boss, people, "do:handover", given, picked=picked[:12])
    taking.ask_export(
        boss, people, columns=["name", "stage"], form="csv", reason="核对会员级别", picked=picked
    )


if __name__ == "__main__":
    main()
