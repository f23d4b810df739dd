import django.db.models.deletion
from django.db import migrations, models


def carry_over(apps, schema_editor):
    linked = apps.get_model("complaints", "Evidence").objects.exclude(task=None).values_list("pk", "task")
    proof = apps.get_model("complaints", "Proof")
    proof.objects.bulk_create([proof(evidence_id=evidence, task_id=task) for evidence, task in linked])


class Migration(migrations.Migration):
    dependencies = [("complaints", "0002_guards")]

    operations = [
        migrations.CreateModel(
            name="Proof",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.evidence"
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="complaints.task"
                    ),
                ),
            ],
            options={
                "verbose_name": "proof",
                "verbose_name_plural": "proofs",
                "constraints": [models.UniqueConstraint(fields=("task", "evidence"), name="a_file_proves_a_task_once")],
            },
        ),
        migrations.RunPython(carry_over),
        migrations.RemoveField(model_name="evidence", name="task"),
        migrations.AddField(
            model_name="evidence",
            name="tasks",
            field=models.ManyToManyField(related_name="evidence", through="complaints.Proof", to="complaints.task"),
        ),
    ]
