from django.db import migrations

from parure.core.ledger import append_only_trigger


class Migration(migrations.Migration):
    dependencies = [("automation", "0002_bulk_runs")]
    operations = [append_only_trigger("automation_bulkchange")]
