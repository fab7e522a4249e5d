"""Clock work of the house itself."""

from django.db import connection

from parure.core.bulk import look_at
from parure.core.jobs import daily, task


@task("core.look_at_tables")
def look_at_tables() -> None:
    """Refresh the statistics by which SQLite chooses how to answer; PostgreSQL does so by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            look_at(cursor)


daily("core.look_at_tables")
