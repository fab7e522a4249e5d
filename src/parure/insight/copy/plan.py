"""What a refresh is to do, as plain values: it is handed to a process that knows nothing of Django.

SQLite must not be opened twice in one process by two builds of its library: closing a file in one lets go of the locks
of the other, and writes get lost. The driver that reads columns brings a build of its own, so it reads elsewhere.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

from parure.insight.copy.tables import CopiedTable, copied_tables


@dataclass(frozen=True)
class TablePlan:
    """A table to copy: `selected` are its columns as the driver reads them, `plain` the same in the kinds of the copy."""

    number: int
    name: str
    source: str
    selected: str
    plain: str


@dataclass(frozen=True)
class Plan:
    """The database to read, the folder to write, and whether all is to be taken anew."""

    vendor: str
    address: str
    folder: str
    is_whole: bool
    tables: tuple[TablePlan, ...]


def folder() -> Path:
    """Where the copy lies; made where it isn't there."""
    found = Path(settings.PARURE_DATA) / "insight"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def plan_of(*, whole: bool, using: str = "default") -> Plan:
    connection = connections[using]
    vendor = connection.vendor
    name = str(connection.settings_dict["NAME"])
    address = name if vendor == "sqlite" else _address(connection.settings_dict)
    tables = tuple(_table(each, vendor) for each in copied_tables().values())
    return Plan(vendor, address, str(folder()), whole, tables)


def _address(settings_dict: Any) -> str:
    """What libpq connects by: the same as Django's, less what is Django's own."""
    options = {
        key: value for key, value in settings_dict["OPTIONS"].items() if key in ("sslmode", "sslrootcert")
    }
    parts = {
        "host": settings_dict["HOST"],
        "port": settings_dict["PORT"],
        "user": settings_dict["USER"],
        "password": settings_dict["PASSWORD"],
        "dbname": settings_dict["NAME"],
        **options,
    }
    return " ".join(f"{key}={_quoted(value)}" for key, value in parts.items() if value)


def _quoted(value: Any) -> str:
    text = str(value).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{text}'"


def _table(table: CopiedTable, vendor: str) -> TablePlan:
    kinds = {each: table.kind_of(each) for each in table.columns}
    derived = {name: (sql, kind) for name, sql, kind in table.derived}
    selected = [f'{_read(each, kind, vendor)} AS "{each}"' for each, kind in kinds.items()]
    selected += [f'{sql} AS "{name}"' for name, (sql, _kind) in derived.items()]
    kinds |= {name: kind for name, (_sql, kind) in derived.items()}
    plain = [_plain(name, kind, vendor) for name, kind in kinds.items()]
    return TablePlan(table.number, table.name, table.source, ", ".join(selected), ", ".join(plain))


def _read(column: str, kind: str, vendor: str) -> str:
    """A column as the driver reads it without guessing: SQLite's takes the type of texts from the first rows."""
    if kind == "text" or (vendor == "sqlite" and kind in ("date", "moment")):
        return f"COALESCE(\"{column}\", '')"
    return f'"{column}"'


def _plain(name: str, kind: str, vendor: str) -> str:
    """A column in the kind of the copy: moments become the shop's own time, flags are true or false, and text is text
    even of a table without rows, of which SQLite's driver knows no types.
    """
    if kind == "text":
        return f'CAST("{name}" AS VARCHAR) AS "{name}"'
    if kind == "flag":
        return f'CAST("{name}" AS BOOLEAN) AS "{name}"'
    if kind == "date" and vendor == "sqlite":
        return f'CAST(NULLIF("{name}", \'\') AS DATE) AS "{name}"'
    if kind == "moment":
        utc = (
            f"CAST(NULLIF(\"{name}\", '') AS TIMESTAMP) AT TIME ZONE 'UTC'"
            if vendor == "sqlite"
            else f'"{name}"'
        )
        return f"({utc}) AT TIME ZONE '{settings.TIME_ZONE}' AS \"{name}\""
    return f'"{name}"'
