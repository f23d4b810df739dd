from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("complaints", "0005_sweeps")]
    operations = []
