"""What changed since the copy was taken: triggers note the keys of rows that were written, whoever wrote them.

Every way of writing passes them: pages, imports, undo, a hand in the database. On PostgreSQL inserts and deletes are
noted a statement at a time, updates only where a copied column was written. On SQLite one writer at a time
makes keys grow in the order of commits, so that new rows are known by their key and only updates and deletes are
noted. Installed after every migration, because SQLite makes a table anew to change it and forgets its triggers.
"""

from typing import Any

from django.db import connections

from parure.insight.copy.tables import CopiedTable, copied_tables

LOG = "insight_change"


def install_triggers(using: str) -> None:
    """Make, or make anew, the triggers of every copied table."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    for table in copied_tables().values():
        if table.source in present and LOG in present:
            statements = _sqlite(table) if connection.vendor == "sqlite" else _postgresql(table)
            with connection.cursor() as cursor:
                for each in statements:
                    cursor.execute(each)


def _written(table: CopiedTable) -> str:
    """The columns whose change is a change of the copy."""
    derived = {"order": ["recipient"]}.get(table.name, [])
    return ", ".join(f'"{each}"' for each in [*table.columns, *derived] if each != "id")


def _sqlite(table: CopiedTable) -> list[str]:
    note = f'INSERT INTO {LOG} ("table", row_id) VALUES ({table.number}, old.id);'
    name = f"{table.source}_copied"
    return [
        f"DROP TRIGGER IF EXISTS {name}_update",
        f"DROP TRIGGER IF EXISTS {name}_delete",
        f"CREATE TRIGGER {name}_update AFTER UPDATE OF {_written(table)} ON {table.source} BEGIN {note} END",
        f"CREATE TRIGGER {name}_delete AFTER DELETE ON {table.source} BEGIN {note} END",
    ]


def _postgresql(table: CopiedTable) -> list[str]:
    name = f"{table.source}_copied"
    insert = f'INSERT INTO {LOG} ("table", row_id)'
    statements: list[Any] = []
    for verb, rows in (("INSERT", "NEW"), ("DELETE", "OLD")):
        function = f"{name}_{verb.lower()}"
        statements += [
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" {insert} SELECT {table.number}, id FROM written; RETURN NULL; END $$",
            f"CREATE OR REPLACE TRIGGER {function} AFTER {verb} ON {table.source} REFERENCING {rows} TABLE AS"
            f" written FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
        ]
    return [
        *statements,
        f"CREATE OR REPLACE FUNCTION {name}_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" {insert} VALUES ({table.number}, NEW.id); RETURN NULL; END $$",
        f"CREATE OR REPLACE TRIGGER {name}_update AFTER UPDATE OF {_written(table)} ON {table.source}"
        f" FOR EACH ROW EXECUTE FUNCTION {name}_update()",
    ]
