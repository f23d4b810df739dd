import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import complaints.models.calendar
import complaints.models.policy

_PAUSING = ("direction", "investigation", "verification", "solution", "progress")
_ESCALATING = ("first_contact", "direction", "solution")


def _mark_rules(apps, schema_editor):
    """Rules from before take the manners the presets give to their kind."""
    rules = apps.get_model("complaints", "DeadlineRule").objects.using(schema_editor.connection.alias)
    rules.filter(kind__in=_PAUSING).update(pauses=True)
    rules.filter(kind__in=_ESCALATING).update(escalates=True)


class Migration(migrations.Migration):
    dependencies = [("complaints", "0005_time"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name="WorkCalendar",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
                ("zone", models.CharField(default="Asia/Shanghai", max_length=40, verbose_name="time zone")),
                (
                    "weekly",
                    models.JSONField(default=complaints.models.calendar.office_week, verbose_name="weekly pattern"),
                ),
                (
                    "follows_holidays",
                    models.BooleanField(default=True, verbose_name="follows Chinese public holidays and swapped days"),
                ),
                ("edits", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name": "work calendar",
                "verbose_name_plural": "work calendars",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="date")),
                ("works", models.BooleanField(default=False, verbose_name="works")),
                ("hours", models.CharField(blank=True, max_length=60, verbose_name="hours")),
                ("note", models.CharField(blank=True, max_length=60, verbose_name="note")),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="complaints.workcalendar",
                    ),
                ),
            ],
            options={"verbose_name": "exception", "verbose_name_plural": "exceptions", "ordering": ["on"]},
        ),
        migrations.AddConstraint(
            model_name="calendarday",
            constraint=models.UniqueConstraint(fields=("calendar", "on"), name="one_word_about_a_date"),
        ),
        migrations.AddConstraint(
            model_name="calendarday",
            constraint=models.CheckConstraint(
                condition=models.Q(("works", True), ("hours", ""), _connector="OR"), name="a_day_off_has_no_hours"
            ),
        ),
        migrations.AlterModelOptions(
            name="deadlinerule",
            options={
                "ordering": ["kind", "severity", "priority", "nature"],
                "verbose_name": "deadline rule",
                "verbose_name_plural": "deadline rules",
            },
        ),
        migrations.AddField(
            model_name="deadlinerule",
            name="escalates",
            field=models.BooleanField(default=False, verbose_name="escalates when overdue"),
        ),
        migrations.AddField(
            model_name="deadlinerule",
            name="pauses",
            field=models.BooleanField(default=False, verbose_name="stands still while waiting for the customer"),
        ),
        migrations.AlterField(
            model_name="policy",
            name="active_from",
            field=models.DateTimeField(null=True, verbose_name="active from"),
        ),
        migrations.AddField(
            model_name="policy",
            name="calendar",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="policies",
                to="complaints.workcalendar",
                verbose_name="calendar",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="reminders",
            field=models.JSONField(
                default=complaints.models.policy.default_reminders, verbose_name="reminders (percent of the time)"
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="repeat_alert_minutes",
            field=models.PositiveIntegerField(default=240, verbose_name="second overdue alert after (minutes)"),
        ),
        migrations.AddField(
            model_name="policy",
            name="escalate_after_minutes",
            field=models.PositiveIntegerField(default=1440, verbose_name="escalated after being overdue (minutes)"),
        ),
        migrations.AddField(
            model_name="policy",
            name="wait_hours",
            field=models.PositiveSmallIntegerField(default=72, verbose_name="longest wait for the customer (hours)"),
        ),
        migrations.AddField(
            model_name="policy",
            name="most_extensions",
            field=models.PositiveSmallIntegerField(default=2, verbose_name="extensions an agent may give one deadline"),
        ),
        migrations.AddField(
            model_name="policy",
            name="apology_coupons",
            field=models.JSONField(
                default=complaints.models.policy.default_coupons,
                verbose_name="coupon for a broken promise (¥, by tier)",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="reason",
            field=models.CharField(blank=True, max_length=500, verbose_name="why this version"),
        ),
        migrations.AddField(model_name="policy", name="edits", field=models.PositiveIntegerField(default=0)),
        migrations.AddField(
            model_name="policy",
            name="drafted_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="drafted by",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="drafted_at",
            field=models.DateTimeField(null=True, verbose_name="drafted"),
        ),
        migrations.AddField(
            model_name="policy",
            name="activated_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="activated by",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="activated_at",
            field=models.DateTimeField(null=True, verbose_name="activated"),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.UniqueConstraint(
                condition=models.Q(("active_from", None)), fields=("preset",), name="one_draft_of_a_preset"
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(condition=models.Q(("wait_hours__gt", 0)), name="a_wait_is_bounded"),
        ),
        migrations.RunPython(_mark_rules, migrations.RunPython.noop),
    ]
