"""When somebody reads in this city: its weekly hours, public holidays and its own closed days."""

from __future__ import annotations

import datetime as dt
import json
from hashlib import sha256

from kominn.core.worktime import DutyHours, Stretch, is_holiday
from kominn.portrait.models import City

AHEAD = 400
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def duty_hours(city: City, today: dt.date) -> DutyHours:
    """The stretches of each weekday, and closed days more than a year on."""
    monday = today - dt.timedelta(days=today.weekday())
    hours = {
        n: stretches for n, name in enumerate(WEEKDAYS) if (stretches := stretches_on(city, name))
    }
    ahead = (monday + dt.timedelta(days=n) for n in range(AHEAD))
    closed = frozenset(day for day in ahead if is_marked(day, city.closed_days))
    return DutyHours(hours, closed)


def stretches_on(city: City, weekday: str) -> list[Stretch]:
    spans = city.duty_hours.get(weekday, [])
    return [(dt.time.fromisoformat(start), dt.time.fromisoformat(end)) for start, end in spans]


def mark_of(city: City) -> str:
    """Tells one week's hours from another's."""
    return sha256(json.dumps(city.duty_hours, sort_keys=True).encode()).hexdigest()[:16]


def is_marked(day: dt.date, marks: list[str]) -> bool:
    """Whether one of the marks means this day: `12-24` every year, `2026-05-15` once."""
    return day.isoformat() in marks or day.strftime("%m-%d") in marks


def works_on(city: City, day: dt.date) -> bool:
    """Whether somebody is at work that day, however far ahead."""
    closed = is_holiday(day) or is_marked(day, city.closed_days)
    return bool(city.duty_hours.get(WEEKDAYS[day.weekday()])) and not closed
