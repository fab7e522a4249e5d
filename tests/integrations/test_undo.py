"""Taking imports back: what was there before is there again, and what somebody used meanwhile stays."""

import pytest
from django.db.models import Sum
from django.utils import timezone

from factories import imports, trade
from parure.engagement.operations import create_task
from parure.integrations.models import ImportStatus
from parure.loyalty.models import PointEntry
from parure.people.models import Customer
from parure.people.operations import change_customer
from parure.sales.models import OpeningSpend, Order, Payment
from parure.sales.operations import record_order, record_visit

pytestmark = pytest.mark.django_db
HEAD = "会员卡号,姓名,手机,会员等级,生日,标签,可用积分,累计消费,最近消费"
ORDERS = "订单号,下单时间,手机,客户姓名,商品名称,商家编码,数量,单价,订单金额,实付金额\n"


@pytest.fixture(autouse=True)
def _roles(roles):
    """The command line's role exists."""


def members(*rows: str) -> str:
    return "\n".join([HEAD, *rows]) + "\n"


def balanced() -> bool:
    sums = [
        PointEntry.objects.aggregate(sum=Sum("points")),
        OpeningSpend.objects.aggregate(sum=Sum("amount_minor")),
    ]
    paid = sum(each.amount_minor * (1 if each.kind == "PAYMENT" else -1) for each in Payment.objects.all())
    return not any(each["sum"] for each in sums) and not paid


FIRST = members(
    "V1,沈佩兰,13800006021,,,VIP,10,100,", "V2,曾敏,13800006022,银卡,1990-01-01,,20,200,2025-01-01"
)
SECOND = members(
    "V1,沈佩兰,13800006029,金卡,1988-08-08,古法,30,300,2025-11-01", "V3,单依,13800006023,金卡,,,5,50,"
)


def test_the_second_file_is_taken_back_to_the_first():
    imports.write(FIRST, "customers")
    before = imports.dump()
    run = imports.write(SECOND, "customers")
    assert imports.counts(run)[:2] == (1, 1)
    run = imports.take_back(run)
    assert imports.dump() == before
    assert run.reading["undo"]["kept"] == {}
    assert imports.counts(imports.write(SECOND, "customers"))[:2] == (1, 1)


def test_orders_are_taken_back_with_the_totals_that_they_made():
    imports.write(FIRST, "customers")
    piece = trade.piece(code="P1")
    before = imports.dump()
    rows = "S1,2025-11-11 10:00,13800006021,沈佩兰,铂金钻戒,P1,1,5000,5000,5000\nS2,2025-11-12 10:00,13800009999,新人,银链,,1,100,100,100\n"
    run = imports.write(ORDERS + rows, "orders")
    piece.refresh_from_db()
    assert piece.status == "SOLD"
    imports.take_back(run)
    assert imports.dump() == before
    again = imports.write(ORDERS + rows, "orders")
    assert imports.counts(again) == (2, 0, 0, 0, 0)
    assert Order.objects.count() == 2


def test_twice_is_once():
    before = imports.dump()
    run = imports.take_back(imports.write(FIRST, "customers"))
    imports.take_back(run)
    assert imports.dump() == before
    assert balanced()


def test_who_was_used_meanwhile_stays_and_the_report_says_why(actors):
    rows = [f"V{n},沈{name},1380000603{n},,,,1,," for n, name in enumerate(["访", "务", "单", "改", "无"])]
    run = imports.write(members(*rows), "customers")
    visited, tasked, bought, changed, _nobody = Customer.objects.order_by("member_no")
    boss = actors["admin"]
    record_visit(boss, visited.uid, note="看手镯")
    create_task(boss, title="回访", due=timezone.localdate(), customer_uid=tasked.uid)
    record_order(boss, trade.order(customer_uid=bought.uid))
    change_customer(boss, changed.uid, occupation="教师")
    run = imports.take_back(run)
    assert run.status == ImportStatus.UNDONE
    assert set(Customer.objects.values_list("member_no", flat=True)) == {"V0", "V1", "V2", "V3"}
    kept = run.reading["undo"]["kept"]
    assert kept == {f"people.customer:{reason}": 1 for reason in ("visit", "task", "order", "changed")}
    assert PointEntry.objects.aggregate(sum=Sum("points"))["sum"] == 0
    assert Customer.objects.get(member_no="V2").order_count == 1


def test_a_value_that_somebody_changed_since_stays(actors):
    imports.write(members("V1,沈佩兰,13800006021,,,,,,"), "customers")
    run = imports.write(members("V1,沈佩兰,13800006021,金卡,,,,,"), "customers")
    change_customer(actors["admin"], Customer.objects.get().uid, tier_label="钻石")
    run = imports.take_back(run)
    assert Customer.objects.get().tier_label == "钻石"
    assert run.reading["undo"]["kept"] == {"changed_since": 1}


def test_customers_that_a_later_file_completed_stay():
    first = imports.write(FIRST, "customers")
    imports.write(SECOND, "customers")
    first = imports.take_back(first)
    assert set(Customer.objects.values_list("member_no", flat=True)) == {"V1", "V3"}
    kept = first.reading["undo"]["kept"]
    assert {"people.customer:ledger", "people.customer:import"} & kept.keys()


def test_visits_and_goods_are_taken_back():
    imports.write(members("V1,沈佩兰,13800006021,,,,,,"), "customers")
    before = imports.dump()
    runs = [
        imports.write("到店时间,手机,同行人,结果\n2025-11-11 15:00,13800006021,母亲,未成交\n", "visits"),
        imports.write("款号,名称,售价\nSZ1,足金手镯,5000\n", "products"),
        imports.write(
            "货品条码,名称,证书号,主石,主石重,款号,门店\nA1,18K金钻石戒指,GIA 2141438171,钻石,0.52,SZ1,新店\n",
            "pieces",
        ),
    ]
    assert all(imports.counts(run)[0] == 1 for run in runs)
    for run in reversed(runs):
        imports.take_back(run)
    assert imports.dump() == before


def test_a_style_that_pieces_are_made_to_stays():
    run = imports.write("款号,名称,售价\nSZ1,足金手镯,5000\n", "products")
    imports.write("货品条码,名称,款号\nA1,足金手镯,SZ1\n", "pieces")
    run = imports.take_back(run)
    assert run.reading["undo"]["kept"] == {"catalog.style:piece": 1}
