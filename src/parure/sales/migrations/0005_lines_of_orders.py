from django.db import migrations

from parure.core.references import checked_by_statement


class Migration(migrations.Migration):
    dependencies = [("sales", "0004_custom_values")]
    operations = [checked_by_statement("sales_orderline", "order_id", "sales_order")]
