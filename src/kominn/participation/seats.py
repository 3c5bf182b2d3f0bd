"""Which seat a phone sits on: a cookie with a random number, and nothing else.

It goes with the room: the browser forgets it on the day after the room closes.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from kominn.core.worktime import NORWAY
from kominn.participation.actions import seat_of
from kominn.participation.models import Seat

COOKIE = "kominn_seat"
PATH = "/"


def seat_here(request: HttpRequest, *, today: dt.date) -> Seat | None:
    return seat_of(request.COOKIES.get(COOKIE, ""), today=today)


def remember(response: HttpResponse, token: str, *, until: dt.date) -> None:
    response.set_cookie(
        COOKIE,
        token,
        path=PATH,
        expires=dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), NORWAY),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def forget(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, path=PATH, samesite="Lax")
