"""Everything out again, in open formats: what the gate lets the asker take along, page by page.

Values are those of the field catalogue, so that a field added anywhere is exported too. Personal values are clear
only for who may read them and may export the record type; every export is on record before its first row.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import audit, policy
from parure.access.actors import Actor
from parure.access.choices import AuditAction
from parure.access.policy import Link, Masked, Record
from parure.core import resources
from parure.integrations.imports.repair_file import safe_cell
from parure.integrations.taking.cells import DIGITS, amount
from parure.loyalty.queries import balances_of
from parure.people.contacts import open_contact
from parure.people.models import ContactPoint
from parure.sales.models import OpeningSpend

PAGE = 1000
SHEET_ROWS = 1_048_575
KINDS: dict[str, str] = {
    "customers": "people.customer",
    "products": "catalog.style",
    "pieces": "catalog.piece",
    "orders": "sales.order",
    "order_lines": "sales.order_line",
    "visits": "sales.visit",
}
OPENING = "opening_balances"
FORMATS = ("csv", "xlsx", "jsonl")
NAMED = {"home_store": "store", "emails": "email", "wechats": "wechat", "addresses": "address"}
"""Fields whose column has the name under which an import knows it."""

Row = dict[str, Any]


class TooManyRows(ValueError):
    """More rows than a sheet of a workbook holds."""


def exportable(actor: Actor) -> list[str]:
    """The record types that the actor may export."""
    return [each.name for each in resources.every() if policy.may(actor, each.name, "export")]


def columns_of(actor: Actor, kind: str) -> list[str]:
    """Column names of an export."""
    if kind == OPENING:
        return ["customer_member_no", "customer_name", "customer_phone", "points", "spend", "orders"]
    return ["uid", *(NAMED.get(name, name) for name in _names(actor, _resource(kind)))]


def _resource(kind: str) -> str:
    return KINDS.get(kind, kind)


def _names(actor: Actor, resource: str) -> list[str]:
    return list(policy.fields(actor, resource))


def rows_of(actor: Actor, kind: str) -> Iterator[Row]:
    """Rows of an export, plain values by column, in constant memory. Denied without the right; on record."""
    needed = "people.customer" if kind == OPENING else _resource(kind)
    policy.require(actor, needed, "export")
    audit.record(actor, AuditAction.EXPORT, needed, detail={"kind": kind})
    return _opening_rows(actor) if kind == OPENING else _rows(actor, _resource(kind))


def _pages(actor: Actor, resource: str, names: Sequence[str]) -> Iterator[list[Record]]:
    after = 0
    while True:
        page = list(policy.rows(actor, resource, "export").filter(pk__gt=after).order_by("pk")[:PAGE])
        if not page:
            return
        after = page[-1].pk
        found = (
            policy.rows(actor, resource, "export").filter(pk__in=[each.pk for each in page]).order_by("pk")
        )
        yield policy.records(actor, resource, found, names)


def _rows(actor: Actor, resource: str) -> Iterator[Row]:
    names = _names(actor, resource)
    digits = {
        name: DIGITS[each.kind]
        for name, each in resources.fields_of(resource).items()
        if each.kind in DIGITS and name in names
    }
    for page in _pages(actor, resource, names):
        clear = _opened(page, names)
        for record in page:
            row: Row = {"uid": str(record.uid) if record.uid else str(record.pk)}
            for name in names:
                value = _plain(record[name], clear)
                row[NAMED.get(name, name)] = _amount(value, digits[name]) if name in digits else value
            yield row


def _opened(page: Sequence[Record], names: Sequence[str]) -> dict[str, str]:
    """The clear text of the page's personal values that the asker may read, by reference; one query."""
    found: list[Masked] = []
    for record in page:
        for name in names:
            value = record[name]
            found += [
                each for each in (value if isinstance(value, list) else [value]) if isinstance(each, Masked)
            ]
    return open_personal(found)


def open_personal(values: Iterable[Masked]) -> dict[str, str]:
    """The clear text of those of these values that their reader may open, by reference; one query."""
    refs = {each.ref for each in values if each.revealable and each.ref}
    uids = [UUID(ref) for ref in refs if _is_uid(ref)]
    return {str(point.uid): open_contact(point) for point in ContactPoint.objects.filter(uid__in=uids)}


def _is_uid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _plain(value: Any, clear: dict[str, str]) -> Any:
    """A value of the gate as a value of JSON."""
    if isinstance(value, Masked):
        return clear.get(value.ref, str(value))
    if isinstance(value, Link):
        return value.label
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_plain(each, clear) for each in value]
    if isinstance(value, dict):
        return {str(key): _plain(each, clear) for key, each in value.items()}
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)


def _amount(small: Any, digits: int = 2) -> Any:
    """Fen as yuan with two decimals, milligrams as grams with three: what every other system reads."""
    if not isinstance(small, int) or isinstance(small, bool):
        return small
    return amount(small, digits)


def _opening_rows(actor: Actor) -> Iterator[Row]:
    """Points and spend from before Parure, a row a customer who has any."""
    for page in _pages(actor, "people.customer", ["member_no", "name", "phones"]):
        ids = [record.pk for record in page]
        points = balances_of(ids) if policy.may(actor, "loyalty.point_entry") else {}
        spend: dict[int, list[int]] = {}
        if policy.may(actor, "sales.opening_spend"):
            entries = OpeningSpend.objects.filter(customer_id__in=ids)
            for pk, amount, orders in entries.values_list("customer_id", "amount_minor", "order_count"):
                sums = spend.setdefault(pk, [0, 0])
                sums[0] += amount
                sums[1] += orders
        clear = _opened(page, ["phones"]) if "phones" in policy.fields(actor, "people.customer") else {}
        for record in page:
            amount, orders = spend.get(record.pk, [0, 0])
            if points.get(record.pk) or amount or orders:
                phones = _plain(record.get("phones") or [], clear)
                yield {
                    "customer_member_no": record.get("member_no"),
                    "customer_name": _plain(record.get("name"), {}),
                    "customer_phone": phones[0] if phones else None,
                    "points": points.get(record.pk, 0),
                    "spend": _amount(amount),
                    "orders": orders,
                }


# ── files ────────────────────────────────────────────────────────────────────


def write_export(
    actor: Actor, kind: str, path: Path, form: str = "csv", report: Callable[[int], Any] | None = None
) -> int:
    """Write an export to a file that only its owner may read; how many rows."""
    rows = _counted(rows_of(actor, kind), report)
    columns = columns_of(actor, kind)
    path.touch(mode=0o600)
    count = WRITERS[form](path, columns, rows)
    resource = "people.customer" if kind == OPENING else _resource(kind)
    audit.record(actor, AuditAction.EXPORT, resource, detail={"kind": kind, "rows": count, "format": form})
    return count


def _counted(rows: Iterator[Row], report: Callable[[int], Any] | None) -> Iterator[Row]:
    for number, row in enumerate(rows, 1):
        yield row
        if report is not None and number % PAGE == 0:
            report(number)


def cell_of(value: Any) -> str:
    """A value as a cell: lists between semicolons, yes and no in words, structures as JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        if any(isinstance(each, (dict, list)) for each in value):
            return json.dumps(value, ensure_ascii=False)
        return "; ".join(cell_of(each) for each in value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def csv_lines(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """Records of a CSV file in UTF-8 with a mark; no cell runs as a formula."""
    yield "\ufeff" + _csv_line(columns)
    for row in rows:
        yield _csv_line([safe_cell(cell_of(row.get(column))) for column in columns])


def _csv_line(cells: Sequence[str]) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> int:
    count = -1
    with path.open("w", encoding="utf-8", newline="") as file:
        for line in csv_lines(columns, rows):
            file.write(line)
            count += 1
    return count


def _write_jsonl(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps({column: row.get(column) for column in columns}, ensure_ascii=False) + "\n")
            count += 1
    return count


def _write_xlsx(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> int:
    import xlsxwriter

    settings = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    count = 0
    with xlsxwriter.Workbook(str(path), settings) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(columns))
        for row in rows:
            count += 1
            if count > SHEET_ROWS:
                raise TooManyRows
            for position, column in enumerate(columns):
                value = row.get(column)
                if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**15:
                    sheet.write_number(count, position, value)
                elif value is not None:
                    sheet.write_string(count, position, cell_of(value)[:32_767])
    return count


WRITERS: dict[str, Callable[[Path, Sequence[str], Iterable[Row]], int]] = {
    "csv": _write_csv,
    "xlsx": _write_xlsx,
    "jsonl": _write_jsonl,
}
