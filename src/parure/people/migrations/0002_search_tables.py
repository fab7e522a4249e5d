from django.db import migrations

SQLITE = [
    """CREATE TABLE people_searchtoken (
        token varchar(24) NOT NULL, rank smallint NOT NULL, customer_id bigint NOT NULL,
        store_id bigint NULL, owner_id bigint NULL,
        PRIMARY KEY (token, rank, customer_id)) WITHOUT ROWID""",
    """CREATE TABLE people_noteword (
        pair varchar(2) NOT NULL, customer_id bigint NOT NULL, source varchar(1) NOT NULL,
        source_id bigint NOT NULL, PRIMARY KEY (pair, customer_id, source, source_id)) WITHOUT ROWID""",
    "CREATE INDEX noteword_source ON people_noteword (source_id, source)",
]
# The answer is read from the index alone (INCLUDE); the C collation makes prefixes plain ranges.
POSTGRES = [
    """CREATE TABLE people_searchtoken (
        token varchar(24) COLLATE "C" NOT NULL, rank smallint NOT NULL, customer_id bigint NOT NULL,
        store_id bigint NULL, owner_id bigint NULL,
        CONSTRAINT people_searchtoken_pkey PRIMARY KEY (token, rank, customer_id) INCLUDE (store_id, owner_id))""",
    """CREATE TABLE people_noteword (
        pair varchar(2) COLLATE "C" NOT NULL, customer_id bigint NOT NULL, source varchar(1) NOT NULL,
        source_id bigint NOT NULL, PRIMARY KEY (pair, customer_id, source, source_id))""",
    "CREATE INDEX noteword_source ON people_noteword (source_id, source)",
]


def create(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE people_searchtoken")
    schema_editor.execute("DROP TABLE people_noteword")


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
