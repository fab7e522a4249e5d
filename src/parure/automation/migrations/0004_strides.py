from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("automation", "0003_append_only")]

    operations = [
        migrations.AddField(
            model_name="bulkrun",
            name="strides",
            field=models.SmallIntegerField(
                default=1, help_text="records of a page are written in so many batches"
            ),
        ),
    ]
