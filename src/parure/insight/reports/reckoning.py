"""A question reckoned on the copy, as plain values: the process that does it knows no people and no rights.

{"dataset": "orders", "by": ["month", "store"], "measures": ["sales"], "since": "2026-01-01", "until": "2026-11-22",
 "only": {"category": ["RING"]}, "reach": {"order": tree, "customer": tree}, "today": "2026-11-22", "limit": 1000}
"""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from parure.insight.engine import Lake
from parure.insight.reports.sums import SUMS
from parure.insight.reports.tables import ROWS

if TYPE_CHECKING:
    import ibis

TRUNCATED = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y"}
Asked = Mapping[str, Any]


def reckon(lake: Lake, asked: Asked) -> dict[str, Any]:
    """{"rows": [[code, …, figure, …]], "totals": [figure, …], "is_cut": bool}; rows by their first figure, falling."""
    rows = _rows(lake, asked)
    taken = SUMS[asked["dataset"]]
    figures = {f"m_{name}": taken[name] for name in asked["measures"]}
    totals = rows.agg(**{name: take(rows) for name, take in figures.items()})
    found: dict[str, Any] = {"totals": _plain(totals)[0], "rows": [], "is_cut": False}
    if asked["by"]:
        codes = {f"d_{name}": _code(rows, name) for name in asked["by"]}
        grouped = rows.mutate(**codes)
        sums = grouped.group_by(*codes).agg(**{name: take(grouped) for name, take in figures.items()})
        first = next(iter(figures))
        ordered = sums.order_by([sums[first].desc(), *(sums[name] for name in codes)])
        found["rows"] = _plain(ordered.limit(asked["limit"] + 1).select(*codes, *figures))
        found["is_cut"] = len(found["rows"]) > asked["limit"]
        found["rows"] = found["rows"][: asked["limit"]]
    return found


def _rows(lake: Lake, asked: Asked) -> "ibis.Table":
    def within(name: str, table: Any) -> Any:
        reach = asked["reach"].get(name)
        return table.filter(_condition(table, reach)) if reach and reach != {"all": []} else table

    wanted = {*asked["by"], *asked["measures"], *asked.get("only", {})}
    until = date.fromisoformat(asked["until"] or asked["today"])
    rows = ROWS[asked["dataset"]](lake, wanted, within, until)
    if "among" in asked["reach"]:
        among = within("among", lake.table("customer"))
        rows = rows.semi_join(among, rows.customer_id == among.id)
    if asked["since"] and "on" in rows.columns:
        rows = rows.filter(rows.on >= date.fromisoformat(asked["since"]))
    for name, codes in asked.get("only", {}).items():
        rows = rows.filter(_code(rows, name).isin(codes))
    return rows


def _code(rows: Any, name: str) -> Any:
    """A dimension's code as text; days are the first of their stretch."""
    import ibis

    if name in TRUNCATED:
        return rows.on.truncate(TRUNCATED[name]).cast("string").substr(0, 10).fill_null("")
    if name == "weekday":
        return rows.on.day_of_week.index().cast("string")
    if name == "month_of_year":
        return rows.on.month().cast("string")
    column = rows[name]
    return (
        column.fill_null("")
        if isinstance(column, ibis.expr.types.StringColumn)
        else column.cast("string").fill_null("")
    )


def _condition(table: Any, tree: Mapping[str, Any]) -> Any:
    """As `access.plain` tells a reach."""
    import ibis

    if "column" in tree:
        values = tree["in"]
        if len(values) > MANY:
            return table[tree["column"]].isin(_keys(values).key).fill_null(False)
        return table[tree["column"]].isin(values).fill_null(False) if values else ibis.literal(False)
    if "not" in tree:
        return ~_condition(table, tree["not"])
    parts = [_condition(table, each) for each in tree.get("all", tree.get("any"))]
    found = ibis.literal("all" in tree)
    for each in parts:
        found = (found & each) if "all" in tree else (found | each)
    return found


MANY = 1000


def _keys(values: list[int]) -> Any:
    import ibis
    import pyarrow as pa

    return ibis.memtable(pa.table({"key": pa.array(values, type=pa.int64())}))


def _plain(table: "ibis.Table") -> list[list[Any]]:
    found = table.to_pyarrow()
    columns = [column.to_pylist() for column in found.columns]
    return [list(each) for each in zip(*columns, strict=True)]
