"""The database that tests run on: its address for other processes, and its emptying."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from django.apps import apps
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


def url() -> str:
    """`DATABASE_URL` of the running test's database."""
    kept = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite://{quote(str(kept['NAME']))}"
    port = f":{kept['PORT']}" if kept["PORT"] else ""
    secret = f":{quote(kept['PASSWORD'], safe='')}" if kept["PASSWORD"] else ""
    host = {"host": kept["HOST"]} if kept["HOST"].startswith("/") else {}
    name = "" if host else kept["HOST"]
    return f"postgresql://{quote(kept['USER'], safe='')}{secret}@{name}{port}/{quote(kept['NAME'])}?{urlencode(host)}"


def environment(**more: str) -> dict[str, str]:
    """The environment of a process that shall see the same house."""
    return os.environ | {
        "DATABASE_URL": url(),
        "PARURE_DATA": str(settings.PARURE_DATA),
        "PARURE_SECRET_KEY": "tests",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")]),
        **more,
    }


def run_script(module: str, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m module` on the same database to its end."""
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(
        command, env=environment(**more), cwd=ROOT, text=True, capture_output=True, timeout=240, check=False
    )


def emptying(sql_flush: Callable[..., list[str]]) -> Callable[..., list[str]]:
    """Django's emptying of the tables after a test with real transactions, past our triggers.

    Ledgers refuse DELETE, so SQLite's triggers are put aside and set again; tables that Django doesn't manage
    (the search index) are emptied too.
    """

    def flush(self: Any, style: Any, tables: list[str], **options: Any) -> list[str]:
        present = set(self.connection.introspection.table_names())
        own = {model._meta.db_table for model in apps.get_models() if not model._meta.managed}
        tables = [*tables, *sorted(own & present)]
        statements = sql_flush(self, style, tables, **options)
        if self.connection.vendor != "sqlite":
            return statements
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        return [f"DROP TRIGGER {name}" for name, _ in triggers] + statements + [sql for _, sql in triggers]

    return flush
