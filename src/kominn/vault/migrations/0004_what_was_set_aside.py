import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def from_the_trail(apps, schema_editor):
    """What was set aside before today stands in the trail alone; what is erased since stays so."""
    kept = set(apps.get_model("vault", "MemberWrap").objects.values_list("record", flat=True))
    people = set(apps.get_model("accounts", "User").objects.values_list("pk", flat=True))
    SetAside = apps.get_model("vault", "SetAside")
    said = apps.get_model("audit", "Event").objects.filter(verb="concern.set_aside")
    for target, by in said.order_by("number").values_list("target", "by").iterator():
        record, user = uuid.UUID(target.partition(":")[2]), int(by.partition(":")[2])
        if record in kept and user in people:
            SetAside.objects.get_or_create(record=record, user_id=user)


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0003_counted_by_week"),
        ("vault", "0003_records_sealed_to_one_colleague"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SetAside",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("record", models.UUIDField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("record", "user"), name="a_record_is_set_aside_once_from_a_member"
                    )
                ],
            },
        ),
        migrations.RunPython(from_the_trail, migrations.RunPython.noop),
    ]
