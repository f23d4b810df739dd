"""Errors of imports keep the cell they quote apart from the sentence; those written before cannot be told apart."""

from django.db import migrations


def check_again(apps, schema_editor):
    batches = apps.get_model("complaints", "ImportBatch").objects
    batches.update(errors=[])
    batches.filter(state="checked").update(state="checking", checked_count=0, preview=[], attempts=0, leased_until=None)


class Migration(migrations.Migration):
    dependencies = [("complaints", "0003_proof")]
    operations = [migrations.RunPython(check_again)]
