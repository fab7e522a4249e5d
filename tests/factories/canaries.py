"""A small whole shop whose secrets can be recognised wherever they turn up."""

import io
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from factories import shop, uploads
from parure.access.actors import Actor
from parure.access.models import Staff
from parure.automation.bulk import operations as bulk
from parure.catalog.models import Certificate, MetalPrice, Piece, Stone, Style
from parure.core import pictures
from parure.customize import operations as customize
from parure.customize.models import Tag
from parure.engagement import operations as engagement
from parure.insight.mailing.operations import schedule_report
from parure.insight.models import Mailing, Report
from parure.insight.reports.question import Question
from parure.integrations import operations as integrations
from parure.integrations.taking import operations as taking
from parure.people import operations as people
from parure.people import story
from parure.people.joining.said import Birthday, Said
from parure.people.models import Customer, Feedback, JoinLink, JoinRequest, Segment, Wish
from parure.sales.models import Order, OrderLine, Payment, Visit

# what every role may or may not see; each stands in one field only
NAME = "沈金丝雀"
PHONE, PHONE_SHOWN = "+8613900017733", "13900017733"
EMAIL = "zanarycat@example.com"
WECHAT = "wxzanarybird99"
REMARK = "zanaryremarkword"
SOCIAL = "zanarycircleword"
CAUTION = "zanarycautionword"
WISHED = "zanarywishword"
HEARD = "zanaryheardword"
ADDRESS = "金丝雀弄 77 号"
VENDOR = "zanaryvendor"
COST = 76_543_21
COST_FORMS = ("7654321", "76543.21", "76,543.21", "76,543", "76543")
SPENT = 98_765_00
SPENT_FORMS = ("9876500", "98765.00", "98,765.00", "98,765", "98765", "9.88 万", "9.9 万")

CHANCE = re.compile(r"\b(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,})\b")
"""Identifiers and digests, in which the digits of a canary can stand by chance."""


def without_chance(told: str) -> str:
    """What was told without its identifiers and digests, so that what is found in it was said."""
    return CHANCE.sub("", told)


@dataclass
class Shop:
    """One customer with everything on her, in the Lake store; `boss` may do everything."""

    stores: shop.Stores
    boss: Actor
    customer: Customer
    other: Customer
    style: Style
    piece: Piece
    more: dict[str, Any] = field(default_factory=dict)


def boss_of(stores: shop.Stores) -> Actor:
    person = shop.hire("admin", stores.lake, username="canary-boss")
    return shop.acting(person)


def boss_uid() -> Any:
    return Staff.objects.get(username="canary-boss").uid


def build(stores: shop.Stores) -> Shop:
    boss = boss_of(stores)
    customer = people.register_customer(
        boss, name=NAME, phone=PHONE, email=EMAIL, wechat=WECHAT, remark=REMARK, social_circle=SOCIAL,
        store=stores.lake,
    )  # fmt: skip
    other = people.register_customer(boss, name="周白鹭", store=stores.lake)
    people.add_relation(boss, customer.uid, kind="spouse", name="陈翠鸟")
    people.add_date(boss, customer.uid, kind="birthday", month=5, day=20)
    people.set_size(boss, customer.uid, kind="ring", text="港13", finger="")
    people.state_preference(boss, customer.uid, aspect="gem", value="JADEITE")
    people.record_interaction(boss, customer.uid, channel="call", content=REMARK)
    Customer.objects.filter(pk=customer.pk).update(
        total_spent_minor=SPENT, year_spent_minor=SPENT, highest_order_minor=SPENT, order_count=1,
        first_purchase_on=date(2026, 1, 1), last_purchase_on=date(2026, 1, 1),
    )  # fmt: skip
    customer.refresh_from_db()
    style = Style.objects.create(style_no="CANARY-1", name="Ring", vendor=VENDOR)
    piece = Piece.objects.create(
        code="CANARY-P1", name="Ring", style=style, store=stores.lake, cost_minor=COST, label_price_minor=200_000_00,
        received_on=timezone.localdate(), remark="zanarypieceword",
    )  # fmt: skip
    Stone.objects.create(piece=piece, gem="DIAMOND", weight_millicarat=500)
    Certificate.objects.create(piece=piece, lab="NGTC", number="C1", number_normalised="C1")
    return Shop(stores, boss, customer, other, style, piece)


def wish(built: Shop) -> Wish:
    return people.add_wish(
        built.boss, built.customer.uid, what=WISHED, piece=built.piece.uid, budget_to=9_000_00
    )


def feedback(built: Shop) -> Feedback:
    """A complaint that nobody has settled yet."""
    return people.record_feedback(built.boss, built.customer.uid, kind="complaint", score=2, words=HEARD)


def join_link(built: Shop) -> JoinLink:
    return people.make_join_link(built.boss, label="Counter", store_uid=built.stores.lake.uid)


def join_request(link: JoinLink) -> JoinRequest:
    """Somebody whose phone is the customer's sent the form; it waits."""
    said = Said("周翠鸟", PHONE, "F", Birthday("lunar", 8, 15), ("keep_data", "marketing_sms"))
    people.take_in(link.token, said)
    row = JoinRequest.objects.latest("pk")
    people.settle_request(row.pk)
    row.refresh_from_db()
    return row


def fill(built: Shop) -> Shop:
    """Add what stands around the customer, by name in `more`: an order, a visit, a task, a view, an address."""
    customer, lake = built.customer, built.stores.lake
    people.add_contact(built.boss, customer.uid, kind="address", value=ADDRESS)
    people.change_customer(built.boss, customer.uid, caution=CAUTION)
    now = timezone.now()
    order = Order.objects.create(
        order_no="CANARY-O1", customer=customer, store=lake, ordered_at=now, status="PAID", remark=REMARK,
        subtotal_minor=SPENT, total_minor=SPENT, paid_minor=SPENT,
    )  # fmt: skip
    OrderLine.objects.create(
        order=order, line_no=1, title="Ring", piece=built.piece, unit_price_minor=SPENT, total_minor=SPENT
    )
    Payment.objects.create(order=order, amount_minor=SPENT, at=now, source_key="canary")
    story.remember(
        customer.pk, at=now, kind="order", title="CANARY-O1", amount_minor=SPENT, resource="sales.order",
        record_id=order.pk,
    )  # fmt: skip
    visit = Visit.objects.create(customer=customer, store=lake, at=now, note=REMARK)
    task = engagement.create_task(
        built.boss, title="Call", due=timezone.localdate(), customer_uid=customer.uid
    )
    paper = pictures.keep(pictures.prepare("paper.jpg", io.BytesIO(uploads.picture())))
    talk = people.record_interaction(
        built.boss, customer.uid, channel="wechat", content=REMARK, files=[paper]
    )
    people.set_photo(built.boss, customer.uid, paper)
    people.tag_customer(built.boss, customer.uid, add=["canaries"])
    tag = Tag.objects.get(name="canaries")
    content = f"姓名,手机,生日\n{NAME},{PHONE_SHOWN},13-45\n".encode()
    run = integrations.begin_import(built.boss, [content], "canaries.csv", "customers")
    view = customize.save_view(
        built.boss, "people.customer", name="Canaries", condition={"all": []}, columns=[], sort=""
    )
    key, _secret = integrations.create_key(built.boss, staff_uid=boss_uid(), label="Till")
    given = {"field": "campaign", "value": "Canary"}
    bulk_run = bulk.prepare_run(built.boss, "people.customer", "set", given, picked=[customer.uid])
    taken = taking.ask_export(built.boss, "people.customer", columns=["name"], form="csv")
    link = join_link(built)
    built.more = {
        "join_link": link,
        "wish": wish(built),
        "feedback": feedback(built),
        "join_request": join_request(link),
        "key": key,
        "export": taken,
        "bulk": bulk_run,
        "order": order,
        "visit": visit,
        "task": task,
        "view": view,
        "talk": talk,
        "tag": tag,
        "run": run,
        "colleague": shop.hire("advisor", lake, username="canary-colleague"),
        "role": shop.Role.objects.get(code="advisor"),
    }
    return built


def report(built: Shop) -> Report:
    """How many customers there are; everybody may ask it."""
    return Report.objects.create(
        title="客户数", question=Question("customers", ("customers",)).as_plain(), is_shared=True
    )


def mailing(built: Shop) -> Mailing:
    """The shared report, sent to the boss every morning."""
    Staff.objects.filter(username="canary-boss").update(email="boss@example.com")
    return schedule_report(
        built.boss, report(built).uid, every="day", hour=8, forms=["pdf"], receivers=[boss_uid()]
    )


def segment(built: Shop, **values: Any) -> Segment:
    """Who spent as much as the one with the secrets."""
    condition = {"field": "total_spent", "op": "gte", "value": SPENT}
    return people.add_segment(built.boss, **{"name": "大客户", "condition": condition, **values})


def metal_price(built: Shop) -> MetalPrice:
    return MetalPrice.objects.create(
        fineness="AU999", kind="RETAIL", price_minor=1_326_00, store=built.stores.lake
    )
