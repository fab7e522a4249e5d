from django.db import migrations

from parure.core.references import checked_by_statement


class Migration(migrations.Migration):
    dependencies = [("sales", "0004_custom_values")]
    operations = [
        checked_by_statement("sales_orderline", "order_id", "sales_order"),
        checked_by_statement("sales_orderline", "piece_id", "catalog_piece"),
        checked_by_statement("sales_orderline", "style_id", "catalog_style"),
        checked_by_statement("sales_order", "customer_id", "people_customer"),
    ]
