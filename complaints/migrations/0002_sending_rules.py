"""When messages may be sent begins with the defaults, in a row of its own."""

from django.db import migrations


def begin_with_the_defaults(apps, schema_editor):
    apps.get_model("complaints", "SendingRules").objects.create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("complaints", "0001_initial")]
    operations = [migrations.RunPython(begin_with_the_defaults, migrations.RunPython.noop)]
