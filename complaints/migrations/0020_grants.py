from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from complaints import guards

_guards = import_module("complaints.migrations.0002_guards")
_LEDGER = "complaints_ledgerentry"


def _guard(apps, schema_editor):
    """SQLite adds a constraint by making the table anew, and forgets the guards that stood at the old one."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(guards.POSTGRES, params=None)
    else:
        for sql in _guards.SQLITE_APPEND_ONLY:
            schema_editor.execute(sql.format(table=_LEDGER), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("complaints", "0019_calendar_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="complainant",
            name="same_as",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="complaints.complainant",
            ),
        ),
        migrations.CreateModel(
            name="BudgetUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope", models.CharField(max_length=40, verbose_name="budget")),
                ("month", models.CharField(max_length=6, verbose_name="month")),
                ("used_cny", models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="used (¥)")),
            ],
            options={
                "verbose_name": "budget use",
                "verbose_name_plural": "budget uses",
                "constraints": [
                    models.UniqueConstraint(fields=("month", "scope"), name="one_sum_per_budget_and_month"),
                    models.CheckConstraint(
                        condition=models.Q(("used_cny__gte", 0)), name="a_budget_is_not_used_negatively"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rung", models.CharField(max_length=20, verbose_name="under whose limits")),
                ("limits_version", models.PositiveIntegerField(verbose_name="version of the limits")),
                ("month", models.CharField(max_length=6, verbose_name="month")),
                ("standing_cny", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="standing (¥)")),
                (
                    "department",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.department",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="grant", to="complaints.proposal"
                    ),
                ),
            ],
            options={
                "verbose_name": "grant",
                "verbose_name_plural": "grants",
                "indexes": [models.Index(fields=["month", "rung"], name="grant_of_month")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("standing_cny__gte", 0)), name="a_grant_is_not_negative")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("task__isnull", False), ("measure", "coupon"), _connector="OR"),
                name="without_a_task_only_a_coupon",
            ),
        ),
        migrations.RunPython(_guard, migrations.RunPython.noop),
    ]
