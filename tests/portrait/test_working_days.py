"""On which days somebody is at work."""

from __future__ import annotations

import datetime as dt

import pytest

from kominn.portrait.hours import works_on
from kominn.portrait.models import City

CITY = City(
    duty_hours={day: [["08:00", "15:30"]] for day in ("mon", "tue", "wed", "thu")},
    closed_days=["12-24", "2026-05-15"],
)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-03-03", True),
        ("2026-03-06", False),  # a Friday, on which this city has no hours
        ("2026-03-07", False),
        ("2026-05-14", False),  # Ascension Day
        ("2027-05-17", False),
        ("2026-12-24", False),
        ("2029-12-24", False),
        ("2026-05-13", True),
        ("2027-05-11", True),
    ],
)
def test_weekends_holidays_and_closed_days_are_no_working_days(day, works):
    assert works_on(CITY, dt.date.fromisoformat(day)) is works


def test_a_day_closed_once_is_open_the_year_after():
    saturdays = City(duty_hours={"sat": [["10:00", "12:00"]]}, closed_days=["2026-05-16"])
    assert not works_on(saturdays, dt.date(2026, 5, 16))
    assert works_on(saturdays, dt.date(2026, 5, 23))
