"""What a file is, by its column names."""

from pathlib import Path

import pytest

from parure.integrations.imports.columns import KINDS, TARGETS, VALUE_KINDS
from parure.integrations.imports.headers import fold_header
from parure.integrations.imports.problems import PROBLEM_COLUMN
from parure.integrations.imports.reading import open_table
from parure.integrations.imports.recognition import recognise
from parure.integrations.imports.sources import SOURCES
from parure.integrations.imports.synonyms import SYNONYMS
from parure.integrations.imports.values import parsers

FILES = Path(__file__).parent / "files" / "synthetic"


def of_file(name: str):
    table = open_table(FILES / name)
    rows = [row.cells for row, _index in zip(table.rows(), range(20), strict=False)]
    return recognise(table.columns, rows)


@pytest.mark.parametrize(
    ("name", "source", "kind"),
    [
        ("jewellery_pos_members.xlsx", "generic", "customers"),
        ("shopify_customers_export.csv", "shopify", "customers"),
        ("taobao_ExportOrderDetailList_gb18030.csv", "taobao", "order_lines"),
        ("taobao_ExportOrderList_gb18030.csv", "taobao", "orders"),
        ("wecom_customers_utf8bom.csv", "wecom", "customers"),
        ("youzan_orders_utf8bom.csv", "youzan", "orders"),
    ],
)
def test_known_files_are_recognised_without_asking(name, source, kind):
    found = of_file(name)
    assert (found.source, found.kind, found.needs_choice) == (source, kind, False)


def test_every_column_of_a_pos_file_has_its_place():
    found = of_file("jewellery_pos_members.xlsx")
    assert found.unmapped == ("状态",)
    assert found.mapping == {
        "会员卡号": "member_no",
        "姓名": "name",
        "性别": "gender",
        "手机": "phone",
        "生日": "birthday",
        "农历": "lunar_birthday",
        "会员等级": "tier_label",
        "累计消费": "opening_spend",
        "可用积分": "opening_points",
        "导购": "owner",
        "门店": "store",
        "办卡日期": "registered_on",
        "最近消费": "last_purchase_on",
        "戒指手寸": "ring_size",
        "备注": "remark",
    }


@pytest.mark.parametrize(
    ("columns", "kind"),
    [
        ("VIP卡号 姓名 移动电话 专属顾问 指圈 所属门店", "customers"),
        ("贵宾卡号 贵宾姓名 联系电话 积分余额 消费总额", "customers"),
        ("Name Phone Email Birthday Tags Notes", "customers"),
        ("款号 款式名称 品类 成色 零售价 系列", "products"),
        (
            "条码 商品编码 品名 克重(g) 克工费(元) 件数 件工费 主石重 主石粒数 副石重 副石粒数 镶石费 证书号",
            "pieces",
        ),
        ("销售单号 销售日期 会员卡号 导购 商品名称 条码 数量 单价 实收金额", "orders"),
        ("小票号 交易时间 手机号 应收 实收 支付方式", "orders"),
        ("到店时间 门店 接待人 客户姓名 手机 试戴 是否成交 未成交原因 下一步", "visits"),
        ("会员卡号 期初积分 期初消费 截止日期", "opening_balances"),
    ],
)
def test_kinds_by_synonyms(columns, kind):
    found = recognise(columns.split())
    assert found.kind == kind
    assert not found.needs_choice
    assert set(found.mapping.values()) >= {key for key, each in TARGETS[kind].items() if each.required}


@pytest.mark.parametrize("columns", ["甲 乙 丙", "名称 备注", "日期 金额"])
def test_what_is_unclear_is_asked(columns):
    assert recognise(columns.split()).needs_choice


def test_square_lightspeed_and_web_shop_customers():
    square = recognise(
        ["Reference ID", "First Name", "Last Name", "Email Address", "Phone Number", "Birthday", "Memo"]
    )
    light = recognise(
        ["customer_code", "first_name", "last_name", "company_name", "date_of_birth", "customer_group_id"]
    )
    woo = recognise(["Name", "Username", "Last active", "Sign up", "Email", "Orders", "Total spend", "AOV"])
    assert [(each.source, each.kind) for each in (square, light, woo)] == [
        ("square", "customers"),
        ("lightspeed", "customers"),
        ("woocommerce", "customers"),
    ]
    assert (square.mapping["Birthday"], light.mapping["customer_code"]) == ("birthday", "member_no")


def test_a_wanted_kind_decides():
    found = recognise(["会员卡号", "积分", "累计消费"], kind="opening_balances")
    assert found.mapping == {"会员卡号": "customer_member_no", "积分": "points", "累计消费": "spend"}


def test_metafields_and_units_and_marks_are_looked_through():
    columns = [
        "Customer ID",
        "First Name",
        "Last Name",
        "Email",
        "Phone",
        "Total Spent",
        "Total Orders",
        "Tags",
    ]
    found = recognise([*columns, "Ring size (customer.metafields.custom.ring_size)"])
    assert found.mapping["Ring size (customer.metafields.custom.ring_size)"] == "ring_size"
    assert fold_header(" 克工费（元/克）") == fold_header("克工费")
    assert fold_header("＊手机号：") == "手机号"


def test_the_problem_column_of_a_repair_file_is_ignored():
    columns = ["会员卡号", "姓名", "手机", "生日", "累计消费"]
    plain, again = recognise(columns), recognise([PROBLEM_COLUMN, *columns])
    assert again.mapping == plain.mapping
    assert again.ignored == (PROBLEM_COLUMN,)
    assert PROBLEM_COLUMN not in again.unmapped


def test_a_second_column_of_a_kind_is_kept():
    found = recognise(["姓名", "手机", "联系电话", "备注", "备注 (2)", "会员等级", "标签"])
    assert found.mapping["联系电话"] == "phones"
    assert found.mapping["备注 (2)"] == "remark"


@pytest.mark.parametrize("kind", KINDS)
def test_tables_agree_with_each_other(kind):
    targets = TARGETS[kind]
    assert set(SYNONYMS[kind].values()) <= targets.keys()
    assert {target.value for target in targets.values()} <= VALUE_KINDS
    assert all(name == fold_header(name) for name in SYNONYMS[kind])


def test_sources_name_targets_that_exist():
    for source in SOURCES:
        assert set(source.columns.values()) <= TARGETS[source.kind].keys(), source
        assert all(name == fold_header(name) for name in (*source.signature, *source.columns)), source


def test_every_value_kind_can_be_read():
    assert VALUE_KINDS - parsers().keys() == {
        "text",
        "long_text",
        "identifier",
        "name",
        "lunar",
        "titles",
        "uid",
    }
