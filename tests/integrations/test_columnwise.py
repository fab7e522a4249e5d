"""Rows read some hundred at a time are what they are one by one."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parure.integrations.imports import columnwise
from parure.integrations.imports.columnwise import compile_rows
from parure.integrations.imports.compiling import compile_mapping
from parure.integrations.imports.order_rows import OrderRow

MAPPINGS = {
    "orders": {
        "订单号": "order_no",
        "时间": "ordered_at",
        "手机": "customer_phone",
        "姓名": "customer_name",
        "商品": "item_title",
        "数量": "quantity",
        "金额": "line_total",
        "状态": "status",
        "备注": "remark",
    },
    "customers": {
        "姓名": "name",
        "手机": "phone",
        "生日": "birthday",
        "标签": "tags",
        "戒圈": "ring_size",
        "备注": "remark",
        "累计": "opening_spend",
    },
    "visits": {"时间": "visited_at", "姓名": "customer_name", "内容": "remark"},
}
CELLS = [
    *("", "无", "-", "B001", "2026-02-30", "2026-02-28 10:00:00", "13912345678", "139", "王芳", "张 三"),
    *("12.50", "1,288", "-3", "abc", "1", "0", "已付款", "已退款", "14号", "一\n二", "VIP;老客", "x" * 5000),
    *("农历八月十五", "1990-02-28", "1.2E+17", "１２", "'", "=1"),
]
tables = st.sampled_from(sorted(MAPPINGS)).flatmap(
    lambda kind: st.tuples(
        st.just(kind),
        st.lists(
            st.lists(
                st.sampled_from(CELLS),
                min_size=len(MAPPINGS[kind]) + 1,
                max_size=len(MAPPINGS[kind]) + 1,
            ),
            max_size=12,
        ),
    )
)


def told(draft: Any) -> Any:
    if isinstance(draft, OrderRow):
        return draft.order_no, draft.values, draft.judge.problems, draft.judge.kept, draft.extra
    return draft


def one_by_one(kind: str, columns: list[str], mapping: dict[str, str], rows: list[list[str]]) -> list[Any]:
    read, found = compile_mapping(kind, columns, mapping), []
    for cells in rows:
        try:
            found.append(read(cells))
        except columnwise.REFUSED:
            found.append(None)
    return found


@settings(max_examples=300)
@given(tables)
def test_a_row_says_the_same_among_others_as_by_itself(table: tuple[str, list[list[str]]]) -> None:
    kind, rows = table
    mapping = MAPPINGS[kind]
    columns = [*mapping, "别的"]
    read = compile_rows(kind, columns, mapping)
    expected = list(map(told, one_by_one(kind, columns, mapping, rows)))
    assert list(map(told, read(rows))) == expected
    assert list(map(told, read(rows))) == expected  # what is remembered by now says the same


def test_columns_that_are_all_different_are_no_longer_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columnwise, "TRIED", 10)
    monkeypatch.setattr(columnwise, "REMEMBERED", 4)
    columns, mapping = ["号", "价"], {"号": "order_no", "价": "line_total"}
    read = compile_rows("orders", columns, mapping)
    rows = [[f"B{n}", str(n) if n % 7 else "?"] for n in range(1, 60)]
    expected = list(map(told, one_by_one("orders", columns, mapping, rows)))
    for start in range(0, len(rows), 9):
        assert list(map(told, read(rows[start : start + 9]))) == expected[start : start + 9]


def test_long_texts_are_not_remembered() -> None:
    """A hostile file's cells would fill the memory."""
    meanings = columnwise._Meanings(len)
    assert meanings.of(["x" * 100, "y" * 101, "x" * 100]) == [100, 101, 100]
    assert list(meanings) == ["x" * 100]


def test_lists_are_each_row_s_own() -> None:
    read = compile_rows("orders", ["号", "注"], {"号": "order_no", "注": "remark"})
    first, second = read([["B1", "急"], ["B2", "急"]])
    assert first is not None
    assert second is not None
    first.values["remark"].append("x")
    assert second.values["remark"] == ["急"]


def test_a_row_that_no_parser_foresaw_costs_itself_only(monkeypatch: pytest.MonkeyPatch) -> None:
    from parure.integrations.imports import compiling

    def build(judge: Any, values: dict[str, Any], extra: Any) -> OrderRow:
        if values["order_no"] == "B2":
            raise TypeError
        return OrderRow(values["order_no"], values, judge, extra)

    monkeypatch.setitem(compiling.BUILDERS, "orders", build)
    read = compile_rows("orders", ["号"], {"号": "order_no"})
    assert [draft and draft.order_no for draft in read([["B1"], ["B2"], ["B3"]])] == ["B1", None, "B3"]


def test_several_columns_of_one_target_fill_each_other() -> None:
    columns, mapping = ["姓名", "昵称", "称呼"], {"姓名": "name", "称呼": "name"}
    rows = [["王芳", "x", ""], ["", "y", "李雷"], ["", "", ""]]
    assert compile_rows("customers", columns, mapping)(rows) == one_by_one(
        "customers", columns, mapping, rows
    )
