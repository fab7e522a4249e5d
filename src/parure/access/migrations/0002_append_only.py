from django.db import migrations

from parure.core.ledger import append_only_trigger


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]
    operations = [append_only_trigger("access_auditentry")]
