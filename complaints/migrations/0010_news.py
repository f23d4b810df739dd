from importlib import import_module

from django.db import migrations, models
from django.db.models import F

_notices = import_module("complaints.migrations.0009_notices")


def _count_as_read(apps, _schema_editor):
    """What was recorded before anybody read is no news."""
    apps.get_model("complaints", "Complaint").objects.update(read_count=F("events_count"))


class Migration(migrations.Migration):
    dependencies = [("complaints", "0009_notices")]

    operations = [
        migrations.AddField(
            model_name="complaint",
            name="leased_until",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="complaint",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="complaint",
            name="failure",
            field=models.CharField(blank=True, editable=False, max_length=300),
        ),
        migrations.AddField(
            model_name="complaint",
            name="read_count",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.RunPython(_count_as_read, migrations.RunPython.noop),
        migrations.AddField(
            model_name="complaint",
            name="has_news",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Q(("events_count__gt", models.F("read_count"))),
                output_field=models.BooleanField(),
            ),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(condition=models.Q(("has_news", True)), fields=["id"], name="complaint_with_news"),
        ),
        migrations.RunPython(_notices._guard_again, migrations.RunPython.noop),
    ]
