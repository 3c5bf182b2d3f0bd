"""Public keys are no longer believed because they stand in the database.

A team's carries a mark under the server key; a member's is worked out from the private one.
"""

import hmac

from django.db import migrations, models

from kominn.core.serverkey import server_keys
from kominn.vault.ciphertext import bound


def mark(apps, schema_editor):
    """As `vault.actions` marks a new one; what stands here today is believed a last time."""
    for team_key in apps.get_model("vault", "TeamKey").objects.all():
        what = bound(
            b"kominn team key",
            str(team_key.team_id).encode(),
            str(team_key.epoch).encode(),
            bytes(team_key.public),
        )
        team_key.mark = hmac.digest(server_keys().subkey("team keys"), what, "sha256")
        team_key.save(update_fields=["mark"])


class Migration(migrations.Migration):
    dependencies = [("vault", "0001_keys_and_wraps")]

    operations = [
        migrations.AddField(
            model_name="teamkey",
            name="mark",
            field=models.BinaryField(default=b""),
            preserve_default=False,
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
        migrations.RemoveField(model_name="memberkey", name="public"),
    ]
