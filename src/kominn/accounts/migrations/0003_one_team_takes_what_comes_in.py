from django.db import migrations, models


def keep_the_one_that_took_everything(apps, schema_editor):
    """Of several, the oldest got every report in silence; the others got none."""
    teams = apps.get_model("accounts", "Team").objects.filter(intake=True)
    oldest = teams.order_by("pk").first()
    if oldest:
        teams.exclude(pk=oldest.pk).update(intake=False)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_factors_since'),
    ]

    operations = [
        migrations.RunPython(keep_the_one_that_took_everything, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='team',
            constraint=models.UniqueConstraint(condition=models.Q(('intake', True)), fields=('intake',), name='one_team_takes_what_comes_in'),
        ),
    ]
