from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0023_proposal_status"),
    ]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="awaits_record",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("awaits_record", True)), fields=["id"], name="delivery_awaits_record"
            ),
        ),
    ]
