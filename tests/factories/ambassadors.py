"""Passports as their owners hold them, and gatherings that are on now."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from kominn.ambassadors.actions import deeds, gatherings, passports
from kominn.ambassadors.models import Deed, Gender
from kominn.ambassadors.needs import ALL


def band(age, *, today=None):
    """The band of those who all are at least so old, and no older than three years more."""
    year = (today or timezone.localdate()).year - age - 2
    return year - year % 2


def passport(*, age=16, area=None, gender=Gender.UNSAID):
    """A passport and its digits."""
    return passports.begin(
        born=band(age), area=area, gender=gender, old_enough=True, today=timezone.localdate()
    )


def gathering(*, by, ago=dt.timedelta(minutes=10), long=dt.timedelta(hours=2), **facts):
    begins = timezone.now() - ago
    return gatherings.announce(
        **{
            "title": "Onsdagsmøtet",
            "place": "Ungdomshuset",
            "area": None,
            "starts_at": begins,
            "ends_at": begins + long,
            "by": by,
            "at": timezone.now(),
        }
        | facts
    )


def trained(held, *, by, times=1, signed=0, kind=Deed.Kind.HELPED):
    """Every course, so many gatherings, so many things signed."""
    today = timezone.localdate()
    for slug in ALL:
        gatherings.finish_module(held, slug, today=today)
    for _time in range(times):
        gatherings.attend(held, gathering(by=by))
    for _time in range(signed):
        told = deeds.tell(held, kind, done_on=today, minutes=60, today=today)
        deeds.sign(told, by=by, at=timezone.now())
    return held
