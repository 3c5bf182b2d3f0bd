"""What happens to the calendar at fixed moments."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from kominn.activities.letters import still_true
from kominn.activities.models import Activity, Organiser
from kominn.core.letters import send_later
from kominn.core.worktime import day_of

SEASONS = ((1, 10), (8, 20))
"""Month and day on which a season has begun and people are back."""
KEPT = dt.timedelta(days=365)


def season_of(day: dt.date) -> dt.date:
    """The day on which the season of this day began."""
    days = (dt.date(year, *one) for year in (day.year - 1, day.year) for one in SEASONS)
    return max(one for one in days if one <= day)


@transaction.atomic
def ask_once_a_season(*, at: dt.datetime) -> int:
    """One letter to each organisation with something from before this season; how many."""
    today = day_of(at)
    began = season_of(today)
    old = Activity.objects.on_view(today).filter(organiser=OuterRef("pk"), true_on__lt=began)
    due = Organiser.objects.active().filter(Exists(old))
    due = due.filter(Q(asked_on=None) | Q(asked_on__lt=began))
    asked = list(due.select_for_update())
    for organiser in asked:
        send_later(still_true(to=organiser.email, language=settings.LANGUAGE_CODE))
    Organiser.objects.filter(pk__in=[one.pk for one in asked]).update(asked_on=today)
    return len(asked)


def forget_old(*, at: dt.datetime) -> int:
    """What was over a year ago."""
    return Activity.objects.filter(last_day__lt=day_of(at) - KEPT).delete()[0]
