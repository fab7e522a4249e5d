from django.db import migrations

from parure.core.ledger import append_only_trigger


class Migration(migrations.Migration):
    dependencies = [("people", "0026_segments")]

    operations = [append_only_trigger("people_segmentmove")]
