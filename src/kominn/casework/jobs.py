"""What casework does by the clock."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from kominn.casework.actions import ending
from kominn.casework.due import keep_to_reviews, out_of_step
from kominn.concerns.jobs import once_an_open_day
from kominn.concerns.models import Concern
from kominn.concerns.surroundings import surroundings
from kominn.core.worktime import day_of


def follow_reviews(*, at: dt.datetime) -> None:
    """A measure at the round table knows of no concern, so its review moves none: this does."""
    hours = surroundings(day_of(at)).hours
    for pk in list(out_of_step().values_list("pk", flat=True)):
        with transaction.atomic():
            concern = Concern.objects.select_for_update().filter(pk=pk).first()
            if concern:
                keep_to_reviews(concern, hours=hours, at=at)


@transaction.atomic
def ask_where_an_exception_ends(*, at: dt.datetime) -> int:
    """Once on each open day, when it has opened; answers how many letters."""
    hours = once_an_open_day("asked where an exception ends", at)
    return ending.ask_where_an_exception_ends(hours=hours, at=at) if hours else 0
