"""What was wrong with a file was a sentence in English; it stays to be read as it was written."""

import json

from django.db import migrations


def keep_as_written(apps, schema_editor):
    vintages = apps.get_model("indicators", "Vintage").objects
    for vintage in vintages.only("pk", "problem").iterator():
        told = {"code": "as_written", "facts": {"text": vintage.problem}}
        vintages.filter(pk=vintage.pk).update(problem=json.dumps(told if vintage.problem else {}))


class Migration(migrations.Migration):
    dependencies = [("indicators", "0002_municipality_only")]

    operations = [migrations.RunPython(keep_as_written, migrations.RunPython.noop)]
