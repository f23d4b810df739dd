from importlib import import_module

from django.db import migrations, models

_rules = import_module("complaints.migrations.0018_rules_stand")


def _stand_again(apps, schema_editor):
    """The guards of the rules, which SQLite loses when it makes their table anew."""
    if schema_editor.connection.vendor != "sqlite":
        return
    for name, how in _rules.SQLITE.items():
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}", params=None)
        schema_editor.execute(f"CREATE TRIGGER {name} {how}", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0024_messages_recorded_together"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="deadlinerule",
            options={
                "ordering": ["kind", "urgency", "severity", "priority", "nature"],
                "verbose_name": "deadline rule",
                "verbose_name_plural": "deadline rules",
            },
        ),
        migrations.RemoveConstraint(
            model_name="deadlinerule",
            name="one_rule_per_case_of_a_policy",
        ),
        migrations.AddField(
            model_name="deadlinerule",
            name="urgency",
            field=models.CharField(
                blank=True,
                choices=[
                    ("frozen_account", "Frozen account"),
                    ("lost_money", "Lost money"),
                    ("stolen_account", "Stolen account"),
                    ("safety", "Personal safety"),
                    ("medical", "Treatment or medicine cannot wait"),
                    ("exam", "An exam is about to begin"),
                ],
                max_length=20,
                verbose_name="fast lane",
            ),
        ),
        migrations.AlterField(
            model_name="complaint",
            name="urgency",
            field=models.CharField(
                blank=True,
                choices=[
                    ("frozen_account", "Frozen account"),
                    ("lost_money", "Lost money"),
                    ("stolen_account", "Stolen account"),
                    ("safety", "Personal safety"),
                    ("medical", "Treatment or medicine cannot wait"),
                    ("exam", "An exam is about to begin"),
                ],
                max_length=20,
                verbose_name="fast lane",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadlinerule",
            constraint=models.UniqueConstraint(
                fields=("policy", "kind", "severity", "priority", "nature", "urgency"),
                name="one_rule_per_case_of_a_policy",
            ),
        ),
        migrations.RunPython(_stand_again, migrations.RunPython.noop),
    ]
