"""What happens to ambassadors at fixed moments."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction

from kominn.ambassadors.allowing import name_allowed
from kominn.ambassadors.letters import word_of_gathering
from kominn.ambassadors.models import Gathering, Passport
from kominn.core.letters import send_later
from kominn.core.worktime import day_of

AHEAD = dt.timedelta(days=3)


@transaction.atomic
def send_word(*, at: dt.datetime) -> int:
    """One letter, however many gatherings come within three days, to each who left an address for
    it and may have one kept; how many."""
    coming = Gathering.objects.filter(starts_at__gt=at, starts_at__lte=at + AHEAD, word_sent=False)
    new = list(coming.select_for_update().values_list("pk", flat=True))
    if not new:
        return 0
    Gathering.objects.filter(pk__in=new).update(word_sent=True)
    today = day_of(at)
    asked = [one for one in Passport.objects.exclude(email="") if name_allowed(one, today=today)]
    for email in dict.fromkeys(one.email for one in asked):
        send_later(word_of_gathering(to=email, language=settings.LANGUAGE_CODE))
    return len(asked)
