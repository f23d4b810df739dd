from django.db import migrations, models
from django.db.models import F


def carry_over(apps, _schema_editor):
    """What was alerted the old way is told; what runs and was not owes its alert."""
    deadline = apps.get_model("complaints", "Deadline")
    notice = apps.get_model("complaints", "DeadlineNotice")
    alerted = deadline.objects.exclude(alerted_at=None)
    notice.objects.bulk_create(
        (
            notice(deadline_id=pk, step="alert", due_at=due_at, at=at)
            for pk, due_at, at in alerted.values_list("pk", "due_at", "alerted_at").iterator(chunk_size=2_000)
        ),
        batch_size=2_000,
    )
    owing = deadline.objects.filter(met_at=None, cancelled_at=None, alerted_at=None)
    owing.update(next_step="alert", next_step_at=F("due_at"))


class Migration(migrations.Migration):
    dependencies = [("complaints", "0006_policies")]
    operations = [
        migrations.AddField(
            model_name="deadline",
            name="escalates",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="deadline",
            name="failure",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="pause",
            name="failure",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.RemoveIndex(
            model_name="deadline",
            name="deadline_to_alert",
        ),
        migrations.RemoveField(
            model_name="deadline",
            name="alerted_at",
        ),
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                condition=models.Q(("attempts__gte", 5)), fields=["next_step_at"], name="deadline_set_aside"
            ),
        ),
        # A heartbeat is worth nothing a minute later: nothing is carried over.
        migrations.DeleteModel(name="Heartbeat"),
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("job", models.CharField(max_length=60)),
                (
                    "runner",
                    models.CharField(choices=[("worker", "Worker"), ("loop", "Loop")], default="worker", max_length=10),
                ),
                ("finished_at", models.DateTimeField(null=True)),
                ("last_count", models.PositiveIntegerField(default=0)),
                ("count", models.PositiveBigIntegerField(default=0)),
                ("failed_at", models.DateTimeField(null=True)),
                ("failure", models.CharField(blank=True, max_length=120)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("job", "runner"), name="one_heartbeat_of_a_job_and_runner"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finished_at__isnull", False), ("failed_at__isnull", False), _connector="OR"
                        ),
                        name="a_heartbeat_says_something",
                    ),
                ],
            },
        ),
    ]
