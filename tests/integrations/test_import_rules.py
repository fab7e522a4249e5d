"""What happens to single rows: whom they mean, what they add, what is refused, within whose rights."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from factories import imports, shop, trade
from parure.access import policy
from parure.access.encryption import digest
from parure.integrations import operations
from parure.loyalty.queries import balances_of
from parure.people import operations as people
from parure.people.models import ContactPoint, Customer, Identity, ImportantDate, Size
from parure.sales.models import OpeningSpend, Order, OrderLine, Payment, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _roles(roles):
    """The command line's role exists."""


def members(*rows: str, head: str = "会员卡号,姓名,手机") -> str:
    return "\n".join([head, *rows]) + "\n"


def customer(member_no: str) -> Customer:
    return Customer.objects.get(member_no=member_no)


# ── one person, one record ───────────────────────────────────────────────────


def test_each_key_finds_the_person_again():
    imports.write(
        members("1,沈佩兰,13800006021,P@example.com", head="Customer ID,姓名,手机,邮箱"),
        "customers",
        source="shop",
    )
    for row in ("1,,,", ",沈佩兰,138 0000 6021,", ",,,p@example.com", "1,沈佩兰,13800000002,"):
        run = imports.write(members(row, head="Customer ID,姓名,手机,邮箱"), "customers", source="shop")
        assert run.created == 0, row
    assert Customer.objects.count() == 1
    assert ContactPoint.objects.filter(kind="phone").count() == 2


def test_keys_of_two_people_are_a_problem():
    imports.write(members("V1,沈佩兰,13800006021", "V2,曾敏,13800000002"), "customers")
    before = imports.dump()
    run = imports.write(members("V1,沈佩兰,13800000002"), "customers")
    assert imports.codes(run) == {2: ["two_customers_match"]}
    assert imports.dump() == before


def test_what_still_names_a_merged_record_means_the_customer_that_it_became(actors):
    imports.write(members("V1,沈佩兰,13800006021", "V2,沈佩兰,13900006021"), "customers")
    survivor = customer("V2")
    people.merge_customers(actors["owner"], survivor.uid, customer("V1").uid)
    run = imports.write(members("V1,沈佩兰,13700006021"), "customers")
    assert imports.counts(run) == (0, 1, 0, 0, 0)
    assert imports.codes(run) == {2: ["member_no_differs"]}  # a word only: V2 is the number that was kept
    assert ContactPoint.objects.filter(customer=survivor, kind="phone").count() == 3
    row = "S1,2025-11-02 10:00,V1,沈佩兰,足金手链,1,100.00,100.00"
    imports.write(
        members(row, head="订单号,下单时间,会员卡号,客户姓名,商品名称,数量,单价,实付金额"), "orders"
    )
    assert Order.objects.get().customer_id == survivor.pk
    survivor.refresh_from_db()
    assert (survivor.order_count, Customer.objects.count()) == (1, 2)


def test_a_known_number_under_another_name_is_asked_about():
    imports.write(members("V1,沈佩兰,13800006021"), "customers")
    run = imports.write(members("V2,吴先生,13800006021"), "customers")
    assert imports.codes(run) == {2: ["phone_other_name"]}
    run = imports.write(members("V2,吴先生,13800006021"), "customers", options={"shared_phones": True})
    assert imports.counts(run) == (1, 0, 0, 0, 0)
    assert ContactPoint.objects.filter(digest=digest("phone", "+8613800006021")).count() == 2
    run = imports.write(members("V2,吴先生,13800006021"), "customers", options={"shared_phones": True})
    assert imports.counts(run) == (0, 0, 1, 0, 0)


def test_rows_of_one_person_in_one_file_become_one():
    run = imports.write(
        members(
            "V1,沈佩兰,13800006021,",
            "V1,沈佩兰,13800006021,",
            "V1,沈佩兰,13800006022,喜欢古法",
            head="会员卡号,姓名,手机,备注",
        ),
        "customers",
    )
    assert imports.counts(run) == (1, 1, 1, 0, 0)
    assert customer("V1").remark == "喜欢古法"


def test_masked_values_are_no_contacts():
    content = "订单编号,买家会员名,收货人姓名,联系手机,订单状态,总金额,买家实际支付金额,订单创建时间,宝贝标题,宝贝种类\n1,小**鱼,测**,138****0001,交易成功,10,10,2025-11-11 00:00:31,足金手链,1\n"
    run = imports.write(content, "orders", source="taobao")
    assert imports.counts(run) == (1, 0, 0, 0, 0)
    assert not ContactPoint.objects.exists()
    assert Identity.objects.get().value == "小**鱼"


# ── what a row adds ──────────────────────────────────────────────────────────


def test_only_what_is_empty_is_filled_unless_asked():
    head = "会员卡号,姓名,手机,会员等级,生日,标签,职业,戒指手寸"
    imports.write(members("V1,沈佩兰,13800006021,金卡,,VIP,,", head=head), "customers")
    later = members("V1,沈佩兰,13800006022,银卡,1988-08-08,古法,教师,港12", head=head)
    run = imports.write(later, "customers")
    kept = customer("V1")
    assert imports.counts(run) == (0, 1, 0, 0, 0)
    assert (kept.tier_label, kept.occupation, kept.tag_names) == ("金卡", "教师", ["VIP", "古法"])
    assert (kept.next_date_on.month, kept.next_date_on.day) == (8, 8)
    assert ImportantDate.objects.get(customer=kept).year == 1988
    assert Size.objects.get(customer=kept).kind == "ring"
    assert imports.counts(imports.write(later, "customers")) == (0, 0, 1, 0, 0)
    run = imports.write(later, "customers", options={"existing": "skip"})
    assert imports.counts(run) == (0, 0, 0, 1, 0)
    imports.write(later, "customers", options={"existing": "overwrite"})
    assert customer("V1").tier_label == "银卡"


def test_found_by_new_name_and_tag_after_completion(actors):
    from parure.people.search import find

    imports.write(members("V1,,13800006021"), "customers")
    imports.write(members("V1,沈佩兰,13800006021"), "customers")
    assert find(actors["admin"], "沈佩") == [customer("V1").pk]
    assert find(actors["admin"], "6021") == [customer("V1").pk]


def test_unknown_stores_are_opened_and_unknown_advisors_kept_in_words(staff):
    zhang = staff("advisor", name="张三")
    run = imports.write(
        members(
            "V1,沈佩兰,13800006021,湖滨店,张三",
            "V2,曾敏,13800006022,湖滨店,无名",
            head="会员卡号,姓名,手机,门店,导购",
        ),
        "customers",
    )
    assert imports.counts(run) == (2, 0, 0, 0, 0)
    assert imports.codes(run) == {2: ["store_opened"], 3: ["advisor_unknown"]}
    assert customer("V1").owner_id == zhang.pk
    assert customer("V1").home_store.name == "湖滨店"
    assert "无名" in customer("V2").remark


def test_columns_that_go_nowhere_are_listed_and_kept_when_asked():
    content = members("V1,沈佩兰,13800006021,狮子座", head="会员卡号,姓名,手机,星座")
    run = imports.write(content, "customers", options={"keep_extra": True})
    assert "星座" not in run.mapping
    assert customer("V1").remark == "星座: 狮子座"


def test_balances_add_up_to_what_the_file_said_last():
    head = "会员卡号,姓名,手机,可用积分,累计消费,消费次数"
    for points, spend in ((100, "1000"), (100, "1000"), (160, "1500"), (40, "1500")):
        imports.write(members(f"V1,沈佩兰,13800006021,{points},{spend},3", head=head), "customers")
        pk = customer("V1").pk
        assert balances_of([pk]) == {pk: points}
        assert customer("V1").total_spent_minor == int(spend) * 100
    assert OpeningSpend.objects.count() == 2
    assert (customer("V1").order_count, customer("V1").stage) == (
        3,
        "lead" if not customer("V1").last_purchase_on else customer("V1").stage,
    )


def test_orders_of_the_same_system_are_not_counted_beside_the_spend_that_they_make_up():
    head = "会员卡号,姓名,手机,累计消费,消费次数"
    brought = members("V1,沈佩兰,13800006021,8000,2", head=head)
    sold = "S{},{} 10:00,13800006021,沈佩兰,足金手镯,,1,5000,5000,5000,已完成"

    def totals() -> tuple[int, int]:
        kept = customer("V1")
        return kept.total_spent_minor // 100, kept.order_count

    imports.write(brought, "customers")
    first = imports.write(orders(sold.format(1, "2025-11-11")), "orders")
    assert totals() == (8000, 2)
    imports.write(orders(sold.format(1, "2025-11-11"), sold.format(2, "2025-10-11")), "orders")
    assert totals() == (10_000, 2)
    imports.write(brought, "customers")
    assert totals() == (10_000, 2)
    imports.write(orders(sold.format(3, "2099-01-01")), "orders")
    assert totals() == (15_000, 3)
    imports.take_back(first)
    assert totals() == (13_000, 3)


def test_two_cards_of_one_person_add_up():
    head = "会员卡号,姓名,手机,可用积分"
    imports.write(members("V1,沈佩兰,13800006021,100", "V2,沈佩兰,13800006021,50", head=head), "customers")
    assert Customer.objects.count() == 1
    assert sum(balances_of([Customer.objects.get().pk]).values()) == 150


# ── orders ───────────────────────────────────────────────────────────────────

ORDERS = "订单号,下单时间,手机,客户姓名,商品名称,商家编码,数量,单价,订单金额,实付金额,订单状态"


def orders(*rows: str) -> str:
    return members(*rows, head=ORDERS)


def test_an_order_makes_its_customer_and_their_totals():
    run = imports.write(
        orders("S1,2025-11-11 10:00,13800006021,沈佩兰,足金手镯,,1,5000,5000,5000,已完成"), "orders"
    )
    assert imports.counts(run) == (1, 0, 0, 0, 0)
    kept = Customer.objects.get()
    assert (kept.name, kept.total_spent_minor, kept.order_count) == ("沈佩兰", 500_000, 1)
    assert kept.registered_on == date(2025, 11, 11)
    line = OrderLine.objects.get()
    assert (line.category, line.fineness, line.drawing) == ("BANGLE", "AU990", "bangle")
    assert Payment.objects.get().amount_minor == 500_000


def test_an_order_without_a_customer_is_told_and_changes_nothing():
    before = imports.dump()
    run = imports.write(
        orders(
            "S1,2025-11-11 10:00,,,足金手镯,,1,5000,5000,5000,已完成",
            "S2,2025-11-11 10:00,,王芳,足金手镯,,1,5000,5000,5000,已完成",
        ),
        "orders",
    )
    assert imports.codes(run) == {2: ["order_without_customer"], 3: ["customer_unclear"]}
    assert imports.dump() == before


def test_a_piece_is_sold_once():
    piece = trade.piece(code="P1")
    row = "{},2025-11-11 10:00,13800006021,沈佩兰,铂金钻戒,P1,1,5000,5000,5000,已完成"
    run = imports.write(orders(row.format("S1"), row.format("S2")), "orders")
    assert imports.counts(run) == (1, 0, 0, 0, 1)
    assert imports.codes(run) == {3: ["piece_sold"]}
    piece.refresh_from_db()
    assert (piece.status, OrderLine.objects.get().piece_id) == ("SOLD", piece.pk)
    again = imports.write(orders(row.format("S3")), "orders")
    assert imports.codes(again) == {2: ["piece_sold"]}


def test_one_bad_row_keeps_its_whole_order_out():
    run = imports.write(
        orders(
            "S1,2025-11-11 10:00,13800006021,沈佩兰,足金手镯,,1,5000,8000,8000,已完成",
            "S1,,,,银链,,x,3000,,,",
            "S2,2025-11-11 10:00,13800006021,沈佩兰,银链,,1,3000,3000,3000,已完成",
        ),
        "orders",
    )
    assert imports.counts(run) == (1, 0, 0, 0, 2)
    assert [order.order_no for order in Order.objects.all()] == ["S2"]


def test_an_order_moves_on_and_never_back():
    paid = orders("S1,2025-11-11 10:00,13800006021,沈佩兰,足金手镯,,1,5000,5000,5000,已完成")
    imports.write(paid, "orders")
    refunded = members(
        "S1,2025-11-11 10:00,13800006021,沈佩兰,足金手镯,,1,5000,5000,5000,已退款,5000",
        head=f"{ORDERS},退款金额",
    )
    run = imports.write(refunded, "orders")
    assert imports.counts(run) == (0, 1, 0, 0, 0)
    order = Order.objects.get()
    assert (order.status, order.refunded_minor, order.customer.total_spent_minor) == ("REFUNDED", 500_000, 0)
    assert imports.counts(imports.write(refunded, "orders")) == (0, 0, 1, 0, 0)
    run = imports.write(paid, "orders")
    assert imports.codes(run) == {2: ["order_moved_back"]}
    order.refresh_from_db()
    assert order.status == "REFUNDED"
    imports.take_back(run)


def test_lines_of_an_order_may_stand_apart():
    rows = [
        "S1,2025-11-11 10:00,13800006021,沈佩兰,手链甲,,1,5000,5000,5000,已完成",
        "S2,2025-11-12 10:00,13800006021,沈佩兰,银链,,1,100,100,100,已完成",
        "S1,2025-11-11 10:00,13800006021,沈佩兰,手链乙,,1,3000,3000,3000,已完成",
    ]
    run = imports.write(orders(*rows), "orders")
    assert imports.counts(run) == (2, 1, 0, 0, 0)
    assert Order.objects.get(order_no="S1").total_minor == 800_000
    assert Customer.objects.get().total_spent_minor == 810_000
    assert imports.counts(imports.write(orders(*rows), "orders")) == (0, 0, 3, 0, 0)
    assert imports.take_back(run).status == "undone"
    assert not Customer.objects.exists()


def test_visits_come_in_once():
    imports.write(members("V1,沈佩兰,13800006021"), "customers")
    content = "到店时间,手机,同行人,结果,未成交原因\n2025-11-11 15:00,13800006021,母亲,未成交,价格\n2025-11-11 15:00,13899999999,,,\n"
    assert imports.counts(imports.write(content, "visits")) == (1, 0, 0, 0, 1)
    assert imports.counts(imports.write(content, "visits")) == (0, 0, 1, 0, 1)
    assert Visit.objects.get().outcome == "left"
    assert customer("V1").last_visit_on == date(2025, 11, 11)


# ── rights ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", ["advisor", "service", "workshop", "marketing", "analyst"])
def test_roles_without_the_right_bring_nothing(actors, role):
    with pytest.raises(policy.Denied):
        imports.bring(members("V1,沈佩兰,13800006021"), "customers", actors[role])


def test_a_manager_brings_customers_of_the_own_store_only(actors, stores):
    shop.customer("曾敏", member_no="V9", home_store=stores.opera)
    head = "会员卡号,姓名,手机,门店,职业"
    content = members(
        "V1,沈佩兰,13800006021,,",
        "V2,单依,13800006022,OPERA,",
        "V3,吴,13800006023,新店,",
        "V9,曾敏,,,教师",
        head=head,
    )
    run = imports.write(content, "customers", actors["manager"])
    assert imports.codes(run) == {3: ["out_of_reach"], 4: ["store_unknown"], 5: ["out_of_reach"]}
    assert {"V1", "V3"} == set(
        Customer.objects.filter(home_store=stores.lake).values_list("member_no", flat=True)
    )
    assert customer("V9").occupation == ""


def test_points_take_the_right_to_book_points(staff):
    grants = staff("manager").roles.get().grants
    actor = shop.actor_with(
        {name: grants[name] for name in ("people.customer", "integrations.import_run")},
        staff=staff("manager"),
    )
    content = members("V1,沈佩兰,13800006021,100", head="会员卡号,姓名,手机,可用积分")
    run = imports.bring(content, "customers", actor)
    with pytest.raises(ValidationError):
        operations.write_import(actor, run.uid)


def test_another_persons_import_is_not_there(actors, staff, stores):
    run = imports.bring(members("V1,沈佩兰,13800006021"), "customers", actors["manager"])
    other = shop.acting(staff("manager", stores.opera))
    for operation in (
        operations.write_import,
        operations.check_import,
        operations.undo_import,
        operations.stop_import,
    ):
        with pytest.raises(policy.NotFound):
            operation(other, run.uid)


# ── steps ────────────────────────────────────────────────────────────────────


def test_each_step_asked_twice_happens_once():
    actor = imports.head_office()
    run = imports.bring(members("V1,沈佩兰,13800006021"), "customers", actor)
    first = operations.write_import(actor, run.uid).job_id
    assert operations.write_import(actor, run.uid).job_id == first
    imports.finish(run)
    assert operations.write_import(actor, run.uid).status == "done"
    with pytest.raises(ValidationError):
        operations.set_mapping(actor, run.uid, mapping={})
    undoing = operations.undo_import(actor, run.uid).job_id
    assert operations.undo_import(actor, run.uid).job_id == undoing
    assert imports.finish(run).status == "undone"
    assert operations.undo_import(actor, run.uid).status == "undone"


def test_a_mapping_is_kept_and_found_again_by_the_columns():
    actor = imports.head_office()
    content = "甲,乙,丙\nV1,沈佩兰,13800006021\n"
    run = imports.bring(content, "customers", actor)
    mapping = {"甲": "member_no", "乙": "name", "丙": "phone"}
    operations.set_mapping(actor, run.uid, "customers", mapping, save_as="老系统")
    again = imports.bring("丙,甲,乙\n13800000001,V2,单依\n", "", actor)
    assert (again.kind, again.mapping) == ("customers", mapping)
    with pytest.raises(ValidationError):
        operations.set_mapping(actor, run.uid, "customers", {"甲": "nonsense"})
    with pytest.raises(ValidationError):
        operations.set_mapping(actor, run.uid, "customers", {"甲": "name", "乙": "name"})
