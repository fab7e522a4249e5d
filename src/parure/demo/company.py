"""The house that the demo tells of: two regions, three stores, twelve people."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password

from parure.access import audit
from parure.access.actors import Actor
from parure.access.choices import AuditAction
from parure.access.models import Role, Staff, Store
from parure.access.operations import INSTALLER, create_staff, create_store

STORES = (
    ("SHJA", "静安店", "上海", "华东"),
    ("SHXH", "徐汇店", "上海", "华东"),
    ("GZTH", "天河店", "广州", "华南"),
)
#: (sign-in name, name, title, store, roles, years here)
PEOPLE = (
    ("admin", "周启明", "系统管理员", "SHJA", "admin", 5),
    ("owner", "沈怀瑾", "创始人", "SHJA", "owner", 12),
    ("manager", "宋岚", "静安店店长", "SHJA", "manager", 8),
    ("advisor", "林知夏", "高级珠宝顾问", "SHJA", "advisor", 6),
    ("service", "苏禾", "客户服务", "SHJA", "service", 3),
    ("workshop", "何守正", "工坊师傅", "SHJA", "workshop", 10),
    ("marketing", "程一鸣", "市场", "SHJA", "marketing", 2),
    ("analyst", "顾砚", "数据分析", "SHJA", "analyst", 2),
    ("tangyuwei", "唐雨薇", "珠宝顾问", "SHJA", "advisor", 3),
    ("xuanran", "许安然", "徐汇店店长", "SHXH", "manager", 6),
    ("chenjiashu", "陈嘉树", "珠宝顾问", "SHXH", "advisor", 2),
    ("liangyongxin", "梁咏欣", "天河店店长", "GZTH", "manager", 4),
)
SIGN_INS = tuple(person[0] for person in PEOPLE[:8])
SELLERS = {
    "SHJA": (("tangyuwei", 62), ("manager", 20), ("", 18)),
    "SHXH": (("chenjiashu", 55), ("xuanran", 30), ("", 15)),
    "GZTH": (("liangyongxin", 80), ("", 20)),
}
"""Who looks after the customers of a store, in percent; "" is nobody yet."""


@dataclass(frozen=True)
class Company:
    """Stores by code, staff by sign-in name."""

    stores: dict[str, Store]
    staff: dict[str, Staff]

    def acting(self, username: str) -> Actor:
        """The house writing down what this person did: their name, with every right."""
        person = self.staff[username]
        return replace(
            INSTALLER,
            staff_id=person.pk,
            label=person.name,
            grants={
                "demo": {"*": dict.fromkeys(("view", "add", "change"), "all") | {"fields": {"*": "write"}}}
            },
            home_store_id=person.home_store_id,
            store_ids=frozenset(store.pk for store in self.stores.values()),
        )


def open_company(password: str, today: date) -> Company:
    """Open the stores and hire everybody who isn't there yet; the eight roles sign in with `password`.

    The password is hashed once, since a hash costs a third of a second. Raises ValidationError for a weak one.
    """
    stores = {
        code: create_store(INSTALLER, code=code, name=name, city=city, region=region)
        for code, name, city, region in STORES
    }
    known = {each.username: each for each in Staff.objects.filter(username__in=[p[0] for p in PEOPLE])}
    hashed = ""
    for number, (username, name, title, store, role, years) in enumerate(PEOPLE):
        if username in known:
            continue
        values: dict[str, Any] = {
            "title": title,
            "hired_on": today - timedelta(days=365 * years + 37 * number % 300),
        }
        if username in SIGN_INS and not hashed:
            known[username] = create_staff(
                INSTALLER,
                username=username,
                name=name,
                password=password,
                roles=[role],
                store=stores[store],
                **values,
            )
            hashed = known[username].password
            continue
        secret = hashed if username in SIGN_INS else make_password(None)
        person = Staff(username=username, name=name, home_store=stores[store], password=secret, **values)
        known[username] = _hire(person, role)
    return Company(stores, known)


def _hire(person: Staff, role: str) -> Staff:
    person.save()
    person.roles.set([Role.objects.get(code=role)])
    audit.record(
        INSTALLER,
        AuditAction.CREATE,
        "access.staff",
        person.pk,
        after={"username": person.username, "roles": [role]},
    )
    return person
