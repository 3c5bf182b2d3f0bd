"""How often people of the invented town tell of something: season, school year and a campaign."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from random import Random

from kominn.core.worktime import NORWAY, monday_of

PER_WEEK = 4.4
"""In an ordinary week of an ordinary year, but for what the season adds or takes."""

# January first: most is seen and told in the dark, least while school and work are closed.
BY_MONTH = (1.1, 1.1, 1.05, 1.0, 1.05, 0.85, 0.4, 0.8, 1.15, 1.1, 1.35, 1.0)
WITHOUT_SCHOOL = 0.7
FIRST_YEAR, GROWTH = 0.75, 0.09
CAMPAIGN = (2.6, 3.0, 2.4, 1.7, 1.4, 1.2)
"""Week by week, how many times more is told while the town is asked to say what it sees."""

CAMPAIGN_BEGINS = 9
"""Weeks of autumn before it: in the year before last."""


def days_told(rng: Random, *, first: dt.date, today: dt.date, pace: float) -> Iterator[dt.date]:
    """The days on which somebody tells something, one for each worry, in order."""
    for monday in weeks(first, today):
        expected = PER_WEEK * pace * season(monday, first=first, today=today)
        days = [
            monday + dt.timedelta(days=rng.choice(WEEKDAYS)) for _ in range(_about(rng, expected))
        ]
        yield from sorted(day for day in days if first <= day <= today)


WEEKDAYS = (0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 6)


def weeks(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    monday = monday_of(first)
    while monday <= last:
        yield monday
        monday += dt.timedelta(weeks=1)


def season(monday: dt.date, *, first: dt.date, today: dt.date) -> float:
    """How much more or less than usual is told in this week."""
    middle = monday + dt.timedelta(days=3)
    known = FIRST_YEAR + GROWTH * ((monday - first).days / 365)
    term = 1.0 if is_term(middle) else WITHOUT_SCHOOL
    return term * BY_MONTH[middle.month - 1] * known * _campaign(monday, today)


def _campaign(monday: dt.date, today: dt.date) -> float:
    weeks_in = (monday - campaign_begins(today)).days // 7
    return CAMPAIGN[weeks_in] if 0 <= weeks_in < len(CAMPAIGN) else 1.0


def campaign_begins(today: dt.date) -> dt.date:
    """A Monday early in the autumn of the year before last."""
    return monday_of(dt.date(today.year - 2, 8, 20)) + dt.timedelta(weeks=CAMPAIGN_BEGINS)


def is_term(day: dt.date) -> bool:
    """No summer, no Christmas, no week off."""
    week = day.isocalendar().week
    off = week in (8, 40, 52, 53, 1) or (day.month, day.day) >= (12, 21)
    summer = (6, 20) <= (day.month, day.day) <= (8, 17)
    return not (off or summer)


def moment(rng: Random, day: dt.date, role: str) -> dt.datetime:
    """When on that day: who works tells at work, the young tell late."""
    earliest, latest = {"employee": (8, 16), "young": (14, 24)}.get(role, (7, 23))
    return dt.datetime.combine(
        day, dt.time(rng.randrange(earliest, latest), rng.randrange(60)), NORWAY
    )


def _about(rng: Random, expected: float) -> int:
    """A whole number around what is expected, as chance has it when many could tell."""
    many = 40
    return sum(rng.random() < expected / many for _ in range(many))
