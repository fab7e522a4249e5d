from django.db import migrations

from parure.core.ledger import append_only_trigger


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0001_initial")]
    operations = [append_only_trigger("loyalty_pointentry")]
