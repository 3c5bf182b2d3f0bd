from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import Q
from django.utils import timezone

YEARS_IN_A_BAND = 2


def reissue(apps: Any, _schema: Any) -> None:
    """Badges that were named before a yes to names that others see was asked for are true no more;
    the same without a name take their place."""
    badges, rules = apps.get_model("ambassadors", "Badge"), apps.get_model("ambassadors", "Rules")
    found = rules.objects.first()
    story_from = found.story_from if found else 18
    yes = Q(covers="story", withdrawn_on=None) & ~Q(recorded_by=None)
    consents = apps.get_model("ambassadors", "Consent").objects.filter(yes)
    youngest = timezone.localdate().year - YEARS_IN_A_BAND - story_from
    without = badges.objects.filter(named=True, passport__born__gt=youngest)
    for badge in without.exclude(passport__in=consents.values("passport")):
        apps.get_model("ambassadors", "Revoked").objects.get_or_create(badge=badge.pk)
        facts = {"step": badge.step, "issued_on": badge.issued_on, "hours": badge.hours}
        passport = badge.passport_id
        badge.delete()
        badges.objects.create(passport_id=passport, **facts)


class Migration(migrations.Migration):
    dependencies = [("ambassadors", "0003_credited")]

    operations = [migrations.RunPython(reissue, migrations.RunPython.noop)]
