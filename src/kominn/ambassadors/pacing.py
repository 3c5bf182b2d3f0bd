"""How fast codes may be guessed. Digits of a passport can't be; those on a wall are few."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest

from kominn.ambassadors.models import Passport
from kominn.core.pace import Pace, Places, address

WRONG_BY_PLACE = 60
WRONG_BY_PASSPORT = 10
places = Places()
by_place = Pace(WRONG_BY_PLACE)
by_passport = Pace(WRONG_BY_PASSPORT)


def must_wait(request: HttpRequest, passport: Passport | None, *, at: dt.datetime) -> bool:
    now = at.timestamp()
    wait = by_place.wait(_place(request, now), now=now)
    if passport is not None:
        wait = max(wait, by_passport.wait(passport.pk.bytes, now=now))
    return wait > 0


def count_wrong(request: HttpRequest, passport: Passport | None, *, at: dt.datetime) -> None:
    now = at.timestamp()
    by_place.take(_place(request, now), now=now)
    if passport is not None:
        by_passport.take(passport.pk.bytes, now=now)


def _place(request: HttpRequest, now: float) -> bytes:
    return places.place(address(request), now=now)
