from django.db import migrations

from parure.core.references import checked_by_statement


class Migration(migrations.Migration):
    dependencies = [("people", "0029_feedback")]
    operations = [checked_by_statement("people_timelineentry", "customer_id", "people_customer")]
