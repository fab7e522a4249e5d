"""Rows as drafts: what is understood, what is warned of, what stops a row; and that every row ends somewhere."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.utils import translation

from parure.core.lunar import LunarDate, SolarDay
from parure.integrations.imports import compiling, goods_rows, order_rows
from parure.integrations.imports.columns import TARGETS
from parure.integrations.imports.compiling import compile_mapping, customer_draft, piece_draft, style_draft
from parure.integrations.imports.problems import (
    CATALOGUE,
    ERROR,
    SKIPPED,
    WARNING,
    CellProblem,
    RowProblem,
    describe,
    value_hint,
)
from parure.integrations.imports.reading import open_table
from parure.integrations.imports.recognition import recognise
from parure.integrations.imports.values import CHINA, Conventions, parser_for

FILES = Path(__file__).parent / "files" / "synthetic"
SAMPLES = Path(__file__).parents[3] / "shared" / "samples"


def codes(draft) -> list[tuple[str, str]]:
    return [(problem.code, problem.severity) for problem in draft.problems]


def drafts_of(path: Path):
    """(rows, problems of rows that don't fit, drafts) of a whole file, as an import would read it."""
    table = open_table(path)
    rows = list(table.rows())
    found = recognise(table.columns, [row.cells for row in rows[:20]])
    read = compile_mapping(found.kind, table.columns, found.mapping, ignored=found.ignored)
    misfits = [(row.line, compiling.row_problem(row)) for row in rows if row.problem]
    drafts = [(row.line, read(row.cells)) for row in rows if not row.problem]
    if found.kind in ("orders", "order_lines"):
        return rows, misfits, list(order_rows.group_orders(drafts))
    if found.kind == "products":
        return rows, misfits, list(goods_rows.group_styles(drafts))
    return rows, misfits, [draft for _line, draft in drafts]


def orders(columns: str, *lines: str, kind: str = "orders", conventions: Conventions = CHINA):
    names = columns.split(",")
    found = recognise(names, kind=kind)
    read = compile_mapping(kind, names, found.mapping, conventions)
    rows = [(number, read(line.split(","))) for number, line in enumerate(lines, start=2)]
    return list(order_rows.group_orders(rows))


# Customers


def test_a_plain_customer():
    draft = customer_draft(
        {
            "member_no": "00012",
            "name": "沈 佩兰",
            "gender": "女士",
            "phone": "+86-13800006021",
            "email": "Mei@Example.com",
            "birthday": "1988-08-08",
            "opening_spend": "2.6万",
            "opening_points": "360分",
            "ring_size": "港12",
            "tags": "VIP，老客;VIP",
            "registered_on": "20200520",
            "last_purchase_on": "45730",
            "source_channel": "老带新",
            "marketing_consent": "否",
        }
    )
    assert draft.problems == ()
    assert (draft.member_no, draft.name, draft.gender) == ("00012", "沈佩兰", "F")
    assert [phone.e164 for phone in draft.phones] == ["+8613800006021"]
    assert draft.email == "mei@example.com"
    assert draft.birthday == SolarDay(8, 8, 1988)
    assert (draft.opening_spend_minor, draft.opening_points) == (2_600_000, 360)
    assert draft.ring_size.gauge == "HK"
    assert draft.tags == ("VIP", "老客")
    assert (draft.registered_on, draft.last_purchase_on) == (date(2020, 5, 20), date(2025, 3, 14))
    assert (draft.source_channel, draft.source_label) == ("REFERRAL", "老带新")
    assert draft.marketing_consent is False


@pytest.mark.parametrize(
    ("birthday", "lunar", "expected", "second"),
    [
        ("农历六月初六", "是", LunarDate(6, 6), None),
        ("1988-08-08", "是", LunarDate(8, 8, year=1988), None),
        ("1988-08-08", "否", SolarDay(8, 8, 1988), None),
        ("", "八月十五", LunarDate(8, 15), None),
        ("1988-08-08", "六月廿六", SolarDay(8, 8, 1988), LunarDate(6, 26)),
    ],
)
def test_birthdays_of_both_calendars(birthday, lunar, expected, second):
    draft = customer_draft({"name": "单依", "birthday": birthday, "lunar_birthday": lunar})
    assert (draft.birthday, draft.lunar_birthday, draft.problems) == (expected, second, ())


@pytest.mark.parametrize(
    ("field", "text", "code", "severity"),
    [
        ("phone", "1.38E+10", "float_lost_digits", ERROR),
        ("phone", "1234567890", "invalid", WARNING),
        ("phone", "微信同号", "not_a_number", WARNING),
        ("phone", "138****0001", "masked", WARNING),
        ("member_no", "1.00000000000000E+18", "float_lost_digits", ERROR),
        ("member_no", "9" * 41, "text_too_long", ERROR),
        ("email", "mei.example.com", "email_invalid", WARNING),
        ("birthday", "1990/2/30", "date_impossible", WARNING),
        ("birthday", "2024年闰六月初一", "leap_month_missing", WARNING),
        ("registered_on", "8月8日", "year_missing", WARNING),
        ("registered_on", "去年", "date_unreadable", WARNING),
        ("opening_spend", "很多", "amount_unreadable", WARNING),
        ("opening_spend", "-5", "amount_negative", WARNING),
        ("opening_points", "12.5", "not_whole_number", WARNING),
        ("gender", "双子座", "gender_unknown", WARNING),
        ("ring_size", "12号", "gauge_unknown", WARNING),
        ("ring_size", "大", "size_unreadable", WARNING),
        ("marketing_consent", "也许", "yes_no_unknown", WARNING),
        ("occupation", "x" * 81, "text_too_long", WARNING),
    ],
)
def test_bad_cells(field, text, code, severity):
    draft = customer_draft({"name": "单依", field: text})
    assert codes(draft) == [(code, severity)]
    assert draft.is_importable is (severity == WARNING)
    # What was warned of isn't lost; a masked number is kept as such.
    assert (text in draft.remark_extra) is (severity == WARNING and code != "masked")
    assert (draft.masked_phones == (text,)) is (code == "masked")


def test_nobody_is_refused_and_anything_that_names_somebody_is_enough():
    assert codes(customer_draft({"remark": "喜欢古法"})) == [("no_identity", ERROR)]
    for row in (
        {"phone": "13800006021"},
        {"wechat": "peilan88"},
        {"nickname": "小鱼"},
        {"phone": "138****0001"},
    ):
        assert customer_draft(row).is_importable


def test_names_in_two_parts():
    assert customer_draft({"first_name": "佩兰", "last_name": "沈"}).name == "沈佩兰"
    assert customer_draft({"first_name": "Mei", "last_name": "Chan"}).name == "Mei Chan"
    assert customer_draft({"first_name": "", "last_name": "曾"}).name == "曾"


def test_addresses():
    chinese = {
        "province": "广东省",
        "city": "广州市",
        "district": "天河区",
        "street": "示例路1号",
        "country": "中国",
    }
    assert customer_draft({"name": "a", **chinese}).address == "中国广东省广州市天河区示例路1号"
    latin = {"street": "123 Main St.", "city": "New York", "province": "NY", "country": "US", "zip": "85940"}
    assert customer_draft({"name": "a", **latin}).address == "123 Main St., New York, NY 85940, US"
    assert customer_draft({"name": "a", "country": "CN"}).address == ""


def test_several_phones_are_distinct_and_unmapped_columns_are_kept():
    columns = ["姓名", "手机", "电话", "星座"]
    read = compile_mapping("customers", columns, {"姓名": "name", "手机": "phone", "电话": "phones"})
    draft = read(["单依", "13800000003;13900000003", "13800000003", "双子座"])
    assert [phone.e164 for phone in draft.phones] == ["+8613800000003", "+8613900000003"]
    assert draft.extra == (("星座", "双子座"),)
    assert read(["单依", "null", "-", ""]) == read(["单依", "", "", ""])


def test_an_unknown_target_is_a_mistake_of_the_caller():
    with pytest.raises(KeyError):
        compile_mapping("customers", ["a"], {"a": "shoe_size"})


# Goods


def test_a_piece_with_stones_and_certificates():
    draft = piece_draft(
        {
            "code": "A000123",
            "name": "18K金钻石戒指",
            "gross_weight": "3.25g",
            "net_weight": "3.120",
            "labour_fee_per_gram": "25",
            "main_stone_weight": "52分",
            "main_gem": "培育钻石",
            "clarity": "VS1",
            "side_stone_weight": "0.12",
            "side_stone_count": "8",
            "certificate_no": "GIA 2141438171",
            "label_price": "¥12,880",
            "status": "在库",
            "ring_size": "US 6.5",
        }
    )
    assert draft.problems == ()
    assert (draft.category, draft.fineness.code) == ("RING", "AU750")
    assert (draft.gross_weight_mg, draft.net_weight_mg) == (3250, 3120)
    main, side = draft.stones
    assert (main.gem.gem, main.gem.origin) == ("DIAMOND", "SYNTHETIC")
    assert (main.weight_millicarat, main.count, main.clarity) == (520, 1, "VS1")
    assert (side.role, side.weight_millicarat, side.count) == ("SIDE", 120, 8)
    ((certificate),) = draft.certificates
    assert (certificate.lab, certificate.number_normalised) == ("GIA", "2141438171")
    assert (draft.label_price_minor, draft.status) == (1_288_000, "IN_STOCK")


def test_a_piece_needs_its_code_and_its_weight_must_be_one():
    assert codes(piece_draft({"name": "足金戒指"})) == [("required_missing", ERROR)]
    assert codes(piece_draft({"code": "A1", "net_weight": "很重"})) == [("weight_unreadable", ERROR)]
    assert codes(piece_draft({"code": "A1", "fineness": "神秘金属"})) == [("fineness_unknown", WARNING)]


def test_plating_is_no_fineness():
    assert piece_draft({"code": "A1", "fineness": "18K镀金"}).fineness.code == "PLATED"


def test_a_style():
    draft = style_draft(
        {"style_no": "SZ1", "name": "足金999古法手镯", "price": "", "occasions": "结婚、订婚"}
    )
    assert (draft.category, draft.fineness.code, draft.crafts) == ("BANGLE", "AU999", ("ANCIENT",))
    assert draft.occasions == ("ENGAGEMENT", "WEDDING")
    assert codes(style_draft({"name": "手镯"})) == [("required_missing", ERROR)]


# Orders

SALES = "订单编号,下单时间,手机,商品名称,数量,单价,金额"


def test_rows_of_one_order_are_merged():
    found = orders(
        SALES,
        "E1,2025-11-11 09:00:00,13800000001,戒指,1,100.00,100.00",
        "E1,2025-11-11 09:00:00,13800000001,手链,2,50.00,100.00",
        "E2,2025-11-12,13800000002,项链,1,80,80",
    )
    assert [(order.order_no, order.first_line, order.last_line, order.rows) for order in found] == [
        ("E1", 2, 3, 2),
        ("E2", 4, 4, 1),
    ]
    assert [(order.total_minor, order.status, codes(order)) for order in found] == [
        (20_000, "PAID", []),
        (8_000, "PAID", []),
    ]
    assert [(line.title, line.quantity, line.total_minor) for line in found[0].lines] == [
        ("戒指", 1, 10_000),
        ("手链", 2, 10_000),
    ]
    assert found[0].ordered_at.astimezone(UTC) == datetime(2025, 11, 11, 1, tzinfo=UTC)


def test_a_row_without_a_number_continues_the_order_above():
    (order,) = orders(SALES, "E1,2025-11-11,13800000001,戒指,1,100,150", ",,,手链,1,50,")
    assert (order.total_minor, len(order.lines), order.rows) == (15_000, 2, 2)


def test_a_row_with_an_order_of_its_own_but_no_number_is_refused():
    first, second = orders(
        SALES, "E1,2025-11-11,13800000001,戒指,1,100,100", ",2025-11-12,13800000002,手链,1,50,50"
    )
    assert first.is_importable
    assert codes(second) == [("order_number_missing", ERROR)]


def test_one_bad_line_stops_its_order_and_is_told_at_its_line():
    first, second = orders(
        SALES,
        "E1,2025-11-11,13800000001,戒指,1,100,100",
        "E1,2025-11-11,13800000001,手链,零,50,50",
        "E2,2025-11-11,13800000001,项链,1,80,80",
    )
    assert [(problem.code, problem.line, problem.severity) for problem in first.problems] == [
        ("quantity_unreadable", 3, ERROR)
    ]
    assert not first.is_importable
    assert second.is_importable


@pytest.mark.parametrize(
    ("line", "code", "severity"),
    [
        ("E1,,13800000001,戒指,1,100,100", "order_date_missing", ERROR),
        ("E1,2025-02-31,13800000001,戒指,1,100,100", "date_impossible", ERROR),
        ("E1,2025-11-11,13800000001,,,,", "order_empty", ERROR),
        ("E1,2025-11-11,,戒指,1,100,100", "no_customer", WARNING),
        ("E1,2025-11-11,13800000001,戒指,1,100,十", "amount_unreadable", ERROR),
        ("E1,2025-11-11,13800000001,戒指,1,100,170", "totals_disagree", WARNING),
        ("1.2E+17,2025-11-11,13800000001,戒指,1,100,100", "float_lost_digits", ERROR),
    ],
)
def test_bad_orders(line, code, severity):
    (order,) = orders(SALES, line)
    assert codes(order) == [(code, severity)]


@pytest.mark.parametrize(
    ("status", "paid", "refunded", "expected"),
    [
        ("交易成功", "100", "", "PAID"),
        ("交易关闭", "0", "0.00", "CANCELLED"),
        ("等待买家付款", "", "", "UNPAID"),
        ("已退货", "100", "", "REFUNDED"),
        ("交易成功", "100", "30", "PARTLY_REFUNDED"),
        ("交易关闭", "100", "100", "REFUNDED"),
        ("partially_paid", "40", "", "PARTLY_PAID"),
        ("", "40", "", "PARTLY_PAID"),
        ("", "0", "", "UNPAID"),
        ("", "", "", "PAID"),
    ],
)
def test_statuses(status, paid, refunded, expected):
    columns = "订单编号,下单时间,手机,订单金额,订单状态,实付金额,退款金额"
    (order,) = orders(columns, f"E1,2025-11-11,13800000001,100,{status},{paid},{refunded}")
    assert (order.status, order.problems) == (expected, ())


def test_titles_in_one_cell():
    split = order_rows.split_titles
    assert split("足金转运珠手链；925银链", 2) == ["足金转运珠手链", "925银链"]
    assert split("18K金钻石戒指, 港码12", 1) == ["18K金钻石戒指, 港码12"]
    assert split("手链，项链", 2) == ["手链", "项链"]
    assert split("手链；项链") == ["手链", "项链"]
    assert split("戒指, 港码12") == ["戒指, 港码12"]
    assert split("一、二、三", 3) == ["一、二、三"]


def test_currencies():
    columns = "订单编号,下单时间,手机,订单金额,币种"
    assert orders(columns, "E1,2025-11-11,13800000001,100,EUR")[0].currency == "EUR"
    assert codes(orders(columns, "E1,2025-11-11,13800000001,100,贝壳")[0]) == [("currency_unknown", ERROR)]
    assert codes(orders(columns, "E1,2025-11-11,13800000001,100,JPY")[0]) == [("currency_to_choose", ERROR)]
    (yen,) = orders(columns, "E1,2025-11-11,13800000001,100,JPY", conventions=Conventions(currency="JPY"))
    assert (yen.total_minor, yen.currency) == (100, "JPY")
    mixed = orders(columns, "E1,2025-11-11,13800000001,100,EUR", "E1,2025-11-11,13800000001,100,CNY")
    assert codes(mixed[0]) == [("currency_changed", ERROR)]


def test_returns_are_negative_lines():
    (order,) = orders(SALES, "E1,2025-11-11,13800000001,戒指,-1,100,-100")
    assert (order.lines[0].quantity, order.lines[0].total_minor, order.total_minor) == (-1, -10_000, -10_000)


# Visits and balances


def test_visits():
    draft = compiling.visit_draft(
        {
            "visited_at": "2025-11-11 15:00",
            "customer_phone": "13800000001",
            "outcome": "没成交",
            "minutes": "30分钟",
        }
    )
    assert (draft.outcome, draft.outcome_label, draft.minutes, draft.problems) == ("left", "没成交", 30, ())
    assert codes(compiling.visit_draft({"visited_at": "昨天", "customer_phone": "13800000001"})) == [
        ("date_unreadable", ERROR)
    ]
    assert codes(compiling.visit_draft({"customer_phone": "13800000001"})) == [("required_missing", ERROR)]


def test_opening_balances():
    draft = compiling.opening_draft({"customer_member_no": "V1", "points": "1,288", "spend": "12,880.00"})
    assert (draft.points, draft.spend_minor, draft.customer.member_no, draft.problems) == (
        1288,
        1_288_000,
        "V1",
        (),
    )
    assert codes(compiling.opening_draft({"customer_member_no": "V1"})) == [("nothing_to_open", ERROR)]
    assert codes(compiling.opening_draft({"points": "5"})) == [("no_identity", ERROR)]
    assert codes(compiling.opening_draft({"customer_member_no": "V1", "points": "很多"})) == [
        ("number_unreadable", ERROR)
    ]


# Problems


def test_problems_are_sentences_in_both_languages():
    for code, kind in CATALOGUE.items():
        assert CellProblem(code).message_id == kind.message_id
        assert kind.severity in (ERROR, WARNING, SKIPPED)
        with translation.override("en"):
            english = describe(RowProblem(code, "手机"))
        with translation.override("zh-hans"):
            chinese = describe(RowProblem(code, "手机"))
        assert english != chinese
        assert english.startswith("手机: ")


@pytest.mark.parametrize("kind", ["customers", "orders", "visits"])
def test_hints_never_hold_a_whole_personal_value(kind):
    values = [
        "13812345678",
        "+852 9123 4567",
        "peilan@example.com",
        "沈佩兰",
        "示例省示例市示例路1号",
        "12345",
        "Al",
    ]
    for target in TARGETS[kind].values():
        if target.personal:
            for value in values:
                hint = value_hint(value, target.value, personal=True)
                if target.value != "day":  # an impossible day has to be seen; only its year is hidden
                    assert value not in hint, (target.key, value)
    assert value_hint("1990/2/30", "day", personal=True) == "****/2/30"


def test_examples_of_the_mapping_page_can_be_read():
    for kind, targets in TARGETS.items():
        for target in targets.values():
            parse = parser_for(target)
            if target.example and parse:
                assert parse(target.example) not in (None, ()), (kind, target.key)


# Whole files


def explained(path: Path) -> tuple[int, int, int]:
    """(rows, rows that ended as a draft or part of one, rows with an explained problem); drafts must not overlap."""
    rows, misfits, drafts = drafts_of(path)
    merged = [getattr(draft, "rows", 0) or 1 for draft in drafts]
    if drafts and hasattr(drafts[0], "variants"):
        inside = [
            sum(draft.first_line <= row.line <= draft.last_line for row in rows if not row.problem)
            for draft in drafts
        ]
        merged = inside
    for draft in drafts:
        assert all(problem.code in CATALOGUE for problem in draft.problems)
        assert draft.is_importable or any(problem.severity == ERROR for problem in draft.problems)
    return len(rows), sum(merged), len(misfits)


@pytest.mark.parametrize("path", sorted(FILES.iterdir()), ids=lambda path: path.name)
def test_every_row_of_our_own_files_ends_somewhere(path):
    rows, drafted, misfits = explained(path)
    assert rows > 0
    assert rows == drafted + misfits


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not on this machine")
@pytest.mark.parametrize(
    ("name", "counts", "drafts"),
    [
        ("shopify-orders-devstore/orders_export.csv", (40, 40, 0), 19),
        ("shopify-product-csvs/jewelery.csv", (41, 41, 0), 20),
        ("woocommerce-products/sample_products.csv", (24, 24, 0), 24),
        ("wave-interview-customers/customers_export.csv", (5, 4, 1), 4),
    ],
)
def test_every_row_of_the_samples_ends_somewhere(name, counts, drafts):
    path = SAMPLES / name
    assert explained(path) == counts
    found = drafts_of(path)[2]
    assert len(found) == drafts
    assert all(draft.is_importable for draft in found)


def test_the_members_file_in_full():
    _rows, _misfits, drafts = drafts_of(FILES / "jewellery_pos_members.xlsx")
    assert [(draft.member_no, draft.name, len(draft.phones)) for draft in drafts] == [
        ("00012", "单依", 1),
        ("V0002", "曾敏", 1),
        ("00013", "欧阳先生", 1),
        ("00012", "单依", 1),
        ("00014", "Chan Mei", 1),
    ]
    assert [draft.opening_spend_minor for draft in drafts] == [1_288_000, 360_000, 2_600_000, 20_000, 0]
    assert codes(drafts[4]) == [("gauge_unknown", WARNING), ("date_impossible", WARNING)]
    assert "1990/2/30" in drafts[4].remark_extra


def test_the_taobao_files_in_full():
    first, second = drafts_of(FILES / "taobao_ExportOrderList_gb18030.csv")[2]
    assert (first.order_no, first.status, first.total_minor, first.paid_minor) == (
        "1000000000000000001",
        "PAID",
        1_288_000,
        1_280_000,
    )
    assert first.customer.masked_phones == ("138****0001",)
    assert (second.status, [line.title for line in second.lines]) == ("CANCELLED", ["18K金钻石戒指, 港码12"])
    (items,) = drafts_of(FILES / "taobao_ExportOrderDetailList_gb18030.csv")[2]
    assert items.lines_only
    assert (items.lines[0].line_no, items.lines[0].sku) == ("1000000000000000011", "SZ0001")
