"""Where PostgreSQL wrote a row to: a column that no model has, for triggers fill it and the copy reads it."""

from django.db import migrations


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE insight_change ADD COLUMN place tid")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE insight_change DROP COLUMN place")


class Migration(migrations.Migration):
    dependencies = [("insight", "0013_stretches_of_changes")]
    operations = [migrations.RunPython(add, drop)]
