"""References that PostgreSQL checks a statement at a time: what a foreign key promises, at a tenth of its price.

PostgreSQL looks at a foreign key row by row, which costs more than writing a short row does. For a table that grows by
millions of rows the same promise is kept by triggers: rows that are added must name rows that are there, which are held
until the transaction ends, all of a statement together; a row that is moved, and one that is taken away or renumbered
while it is named, are looked at by themselves, for that is rare. SQLite keeps its key.
"""

from typing import Any

from django.db.migrations.operations import RunPython

# The plan is made once, perhaps while the table is small: it must suit the large one.
_BY_INDEX = "SET enable_seqscan TO off SET enable_hashjoin TO off SET enable_mergejoin TO off"
_ADDED = """
CREATE FUNCTION {name}_added() RETURNS trigger LANGUAGE plpgsql {by_index} AS $$
DECLARE named bigint; held bigint;
BEGIN
    SELECT count(DISTINCT {column}) INTO named FROM fresh;
    IF named = 0 THEN
        RETURN NULL;
    END IF;
    SELECT count(*) INTO held FROM (
        SELECT 1 FROM {parent} AS there WHERE there.id IN (SELECT {column} FROM fresh) FOR KEY SHARE OF there
    ) AS found;
    IF held < named THEN
        RAISE EXCEPTION '{table}.{column} names a row that is not there' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER {name}_added AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh
FOR EACH STATEMENT EXECUTE FUNCTION {name}_added()
"""
_MOVED = """
CREATE FUNCTION {name}_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM {parent} WHERE id = NEW.{column} FOR KEY SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION '{table}.{column} names a row that is not there' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER {name}_moved AFTER UPDATE OF {column} ON {table} FOR EACH ROW
WHEN (NEW.{column} IS DISTINCT FROM OLD.{column} AND NEW.{column} IS NOT NULL) EXECUTE FUNCTION {name}_moved()
"""
_LEFT = """
CREATE FUNCTION {name}_left() RETURNS trigger LANGUAGE plpgsql {by_index} AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM {table} WHERE {column} = OLD.id)
        AND NOT EXISTS (SELECT 1 FROM {parent} WHERE id = OLD.id)
    THEN
        RAISE EXCEPTION '{table}.{column} still names a row of {parent}' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER {name}_left AFTER DELETE OR UPDATE OF id ON {parent}
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {name}_left()
"""
_KEYS = """
SELECT conname FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND ARRAY[attnum] = conkey
WHERE contype = 'f' AND conrelid = %s::regclass AND attname = %s
"""


def checked_by_statement(table: str, column: str, parent: str) -> RunPython:
    """The migration step that gives `table.column`, a foreign key to `parent.id`, these triggers in the key's place."""
    name = f"{table}_{column}"
    known = {"name": name, "table": table, "column": column, "parent": parent, "by_index": _BY_INDEX}

    def put_triggers(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(_KEYS, [table, column])
            keys = [key for (key,) in cursor.fetchall()]
        for key in keys:
            schema_editor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{key}"')
        for each in (_ADDED, _MOVED, _LEFT):
            schema_editor.execute(each.format(**known), params=None)

    def put_key(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        for kind in ("added", "moved", "left"):
            schema_editor.execute(f"DROP FUNCTION {name}_{kind} CASCADE")
        schema_editor.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT {name}_fk FOREIGN KEY ({column}) REFERENCES {parent} (id)"
            " DEFERRABLE INITIALLY DEFERRED"
        )

    return RunPython(put_triggers, put_key)
