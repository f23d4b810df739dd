from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("complaints", "0003_time")]
    operations = []
