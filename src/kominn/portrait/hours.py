"""When somebody reads in this city: its weekly hours, public holidays and its own closed days."""

from __future__ import annotations

import datetime as dt

from kominn.core.worktime import DutyHours, is_holiday
from kominn.portrait.models import City

AHEAD = 400
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def duty_hours(city: City, today: dt.date) -> DutyHours:
    """From the first to the last stretch of each weekday, and closed days more than a year on."""
    monday = today - dt.timedelta(days=today.weekday())
    hours = {
        n: (dt.time.fromisoformat(spans[0][0]), dt.time.fromisoformat(spans[-1][1]))
        for n, name in enumerate(WEEKDAYS)
        if (spans := city.duty_hours.get(name))
    }
    ahead = (monday + dt.timedelta(days=n) for n in range(AHEAD))
    closed = frozenset(day for day in ahead if is_marked(day, city.closed_days))
    return DutyHours(hours, closed)


def is_marked(day: dt.date, marks: list[str]) -> bool:
    """Whether one of the marks means this day: `12-24` every year, `2026-05-15` once."""
    return day.isoformat() in marks or day.strftime("%m-%d") in marks


def works_on(city: City, day: dt.date) -> bool:
    """Whether somebody is at work that day, however far ahead."""
    closed = is_holiday(day) or is_marked(day, city.closed_days)
    return WEEKDAYS[day.weekday()] in city.duty_hours and not closed
