from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0011_levels"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="deadlinerule",
            name="a_rule_gives_time",
        ),
        migrations.AddField(
            model_name="deadline",
            name="days",
            field=models.PositiveSmallIntegerField(null=True, verbose_name="working days"),
        ),
        migrations.AddField(
            model_name="deadlinerule",
            name="days",
            field=models.PositiveSmallIntegerField(null=True, verbose_name="working days"),
        ),
        migrations.AlterField(
            model_name="deadlinerule",
            name="minutes",
            field=models.PositiveIntegerField(null=True, verbose_name="minutes"),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("days", None), models.Q(("clock", "working"), ("days__gt", 0), ("minutes", None)), _connector="OR"
                ),
                name="only_working_time_has_working_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadlinerule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("days", None), ("minutes__gt", 0)),
                    models.Q(("clock", "working"), ("days__gt", 0), ("minutes", None)),
                    _connector="OR",
                ),
                name="a_rule_gives_time",
            ),
        ),
    ]
