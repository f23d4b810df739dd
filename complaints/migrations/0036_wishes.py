"""What a customer asks for instead of a refused proposal."""

from importlib import import_module

from django.conf import settings
from django.db import migrations, models

_notices = import_module("complaints.migrations.0009_notices")
_payers = import_module("complaints.migrations.0027_in_whose_name")
#: Look at proposals, which SQLite makes anew when a column is added.
_LOOKING = (*(f"complaint_{name}" for name in _notices._ACTS), "ledger_has_other_eyes")


def _step_aside(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in _LOOKING:
            schema_editor.execute(f"DROP TRIGGER {name}", params=None)


def _stand_again(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        _notices._guard_again(apps, schema_editor)
        _payers.guard(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0035_forms_counted"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(_step_aside, migrations.RunPython.noop),
        migrations.AddField(
            model_name="proposal",
            name="wish",
            field=models.TextField(blank=True, max_length=2000, verbose_name="asked for instead"),
        ),
        migrations.AddField(
            model_name="proposal",
            name="wish_cny",
            field=models.DecimalField(decimal_places=2, max_digits=12, null=True, verbose_name="sum asked for (¥)"),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("wish_cny", None),
                    models.Q(("wish_cny__gte", 0), models.Q(("wish", ""), _negated=True)),
                    _connector="OR",
                ),
                name="a_sum_asked_for_comes_with_words",
            ),
        ),
        migrations.RunPython(_stand_again, migrations.RunPython.noop),
    ]
