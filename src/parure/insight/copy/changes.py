"""What changed since the copy was taken: triggers note the keys of rows that were written, whoever wrote them.

Every way of writing passes them: pages, imports, undo, a hand in the database. On PostgreSQL inserts and deletes are
noted a statement at a time, as one stretch of keys where they follow each other as an import's do, updates only where
a copied column was written. Notes of updates tell the place of the row as well, so that it is read without a way
through the index and without a look at what it was before. On SQLite one writer at a time makes keys grow in the order
of commits, so that new rows are known by their key and only updates and deletes are noted. Installed after every
migration, because SQLite makes a table anew to change it and forgets its triggers.
"""

import zlib

from django.db import connections

from parure.insight.copy.tables import CopiedTable, copied_tables

LOG = "insight_change"
MARK = "_copied_"
FORM = 3  # of what the triggers do: with another they are made anew
DERIVED_FROM = {
    "order": ["recipient"],
    "customer": ["source_channel", "campaign"],
    "task": ["creator_id", "source_key"],
}


def install_triggers(using: str) -> None:
    """Make the triggers of every copied table, unless they are there as they should be."""
    connection = connections[using]
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        if LOG not in present:
            return
        installed = _installed(cursor, connection.vendor)
        for table in copied_tables().values():
            wanted = {_name(table, verb) for verb in VERBS[connection.vendor]}
            old = {name for name, source in installed if source == table.source}
            if table.source not in present or old == wanted:
                continue
            statements = _sqlite(table, old) if connection.vendor == "sqlite" else _postgresql(table, old)
            for each in statements:
                cursor.execute(each)


VERBS = {"sqlite": ("update", "delete"), "postgresql": ("insert", "update", "delete")}


def _installed(cursor: object, vendor: str) -> list[tuple[str, str]]:
    """(name, table) of the triggers that there are."""
    asked = {
        "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal",
    }
    cursor.execute(asked[vendor])  # type: ignore[attr-defined]
    return [(name, table) for name, table in cursor.fetchall() if MARK in name]  # type: ignore[attr-defined]


def _name(table: CopiedTable, verb: str) -> str:
    """A trigger's name tells its form and which columns it minds, so that a change of these makes it anew."""
    minded = f"{FORM} {_written(table)}"
    return f"{table.source}{MARK}{verb}_{zlib.crc32(minded.encode()):08x}"


def _written(table: CopiedTable) -> str:
    """The columns whose change is a change of the copy."""
    derived = DERIVED_FROM.get(table.name, [])
    return ", ".join(f'"{each}"' for each in [*table.columns, *derived] if each != "id")


def _sqlite(table: CopiedTable, old: set[str]) -> list[str]:
    note = f'INSERT INTO {LOG} ("table", row_id) VALUES ({table.number}, old.id);'
    update, delete = _name(table, "update"), _name(table, "delete")
    return [
        *(f"DROP TRIGGER {name}" for name in sorted(old)),
        f"CREATE TRIGGER {update} AFTER UPDATE OF {_written(table)} ON {table.source} BEGIN {note} END",
        f"CREATE TRIGGER {delete} AFTER DELETE ON {table.source} BEGIN {note} END",
    ]


def _postgresql(table: CopiedTable, old: set[str]) -> list[str]:
    insert = f'INSERT INTO {LOG} ("table", row_id)'
    statements = [f"DROP TRIGGER {name} ON {table.source}" for name in sorted(old)]
    for verb, rows in (("insert", "NEW"), ("delete", "OLD")):
        name = _name(table, verb)
        statements += [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"
            " DECLARE first bigint; last bigint; rows bigint; BEGIN"
            " SELECT min(id), max(id), count(*) INTO first, last, rows FROM written;"
            f" IF last - first = rows - 1 THEN {insert[:-1]}, last_id) VALUES ({table.number}, first, last);"
            f" ELSE {insert} SELECT {table.number}, id FROM written; END IF; RETURN NULL; END $$",
            f"CREATE TRIGGER {name} AFTER {verb} ON {table.source} REFERENCING {rows} TABLE AS written"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
        ]
    name = _name(table, "update")
    return [
        *statements,
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" {insert[:-1]}, place) VALUES ({table.number}, NEW.id, NEW.ctid); RETURN NULL; END $$",
        f"CREATE TRIGGER {name} AFTER UPDATE OF {_written(table)} ON {table.source}"
        f" FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
