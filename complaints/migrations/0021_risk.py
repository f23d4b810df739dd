from importlib import import_module

from django.conf import settings
from django.db import migrations, models

_notices = import_module("complaints.migrations.0009_notices")
_rules = import_module("complaints.migrations.0018_rules_stand")
#: Looks at complaints, which SQLite makes anew when a column is added.
_LOOKING = "policy_stands_unchanged"


def _step_aside(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"DROP TRIGGER {_LOOKING}", params=None)


def _stand_again(apps, schema_editor):
    _notices._guard_again(apps, schema_editor)
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"CREATE TRIGGER {_LOOKING} {_rules.SQLITE[_LOOKING]}", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("complaints", "0020_grants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(_step_aside, migrations.RunPython.noop),
        migrations.AddField(
            model_name="complaint",
            name="is_high_risk",
            field=models.BooleanField(default=False, editable=False, verbose_name="high risk"),
        ),
        migrations.AddField(
            model_name="complaint",
            name="risk_signs",
            field=models.JSONField(default=list, editable=False),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(
                condition=models.Q(("closed_at", None), ("is_high_risk", True)),
                fields=["queue_place", "next_due_at", "id"],
                name="complaint_at_high_risk",
            ),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(
                condition=models.Q(("is_high_risk", True)), fields=["closed_at"], name="complaint_closed_at_high_risk"
            ),
        ),
        migrations.RunPython(_stand_again, migrations.RunPython.noop),
    ]
