from django.db import migrations, models

from parure.people.consents.found import note_as_found


def note(_apps, schema_editor):
    note_as_found(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("people", "0023_known_on")]
    operations = [
        migrations.AlterField(
            model_name="consent",
            name="how",
            field=models.CharField(
                choices=[
                    ("paper", "on paper"),
                    ("counter", "at the counter"),
                    ("qr_form", "by QR form"),
                    ("import", "brought in"),
                    ("message", "by message"),
                    ("field", "written into the record"),
                    ("found", "as found"),
                ],
                max_length=8,
            ),
        ),
        migrations.RunPython(note, migrations.RunPython.noop),
    ]
