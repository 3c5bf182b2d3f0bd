"""What happens to rooms and calls at fixed moments."""

from __future__ import annotations

import datetime as dt

from kominn.core.worktime import DutyHours, day_of
from kominn.participation import calling
from kominn.participation.actions import forget_seats
from kominn.portrait.hours import duty_hours
from kominn.portrait.models import City


def call_grown_ups(*, at: dt.datetime) -> int:
    city = City.objects.first()
    hours = duty_hours(city, day_of(at)) if city else DutyHours({}, frozenset())
    return calling.send_letters(hours=hours, at=at)


def forget_old(*, at: dt.datetime) -> None:
    today = day_of(at)
    forget_seats(today=today)
    calling.forget_calls(today=today)
