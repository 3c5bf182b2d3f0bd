"""When somebody next reads: Norwegian holidays, the city's own closed days, nights and clock changes."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kominn.core.worktime import (
    NAMES,
    NORWAY,
    DutyHours,
    _holidays,
    holiday,
    is_holiday,
    monday_of,
)

WEEK = {day: [(dt.time(9), dt.time(15))] for day in range(5)}
HOURS = DutyHours(WEEK, {dt.date(2026, 12, 24), dt.date(2026, 5, 15)})
MOMENTS = st.integers(1_735_700_000, 1_900_000_000).map(
    lambda n: dt.datetime.fromtimestamp(n, dt.UTC)
)


def oslo(year, month, day, hour=10, minute=0):
    return dt.datetime(year, month, day, hour, minute, tzinfo=NORWAY)


@pytest.mark.parametrize(
    "day",
    [
        "2026-01-01", "2026-04-02", "2026-04-03", "2026-04-05", "2026-04-06", "2026-05-01", "2026-05-14",
        "2026-05-17", "2026-05-24", "2026-05-25", "2026-12-25", "2026-12-26", "2027-03-25", "2027-03-26",
        "2027-03-29", "2027-05-06", "2027-05-17",
    ],
)  # fmt: skip
def test_public_holidays_of_norway(day):
    assert is_holiday(dt.date.fromisoformat(day))


@pytest.mark.parametrize(
    "day", ["2026-04-01", "2026-04-04", "2026-12-24", "2026-12-31", "2026-06-23", "2026-05-18"]
)
def test_days_that_are_no_public_holidays(day):
    assert not is_holiday(dt.date.fromisoformat(day))


def test_every_public_holiday_has_a_name_of_ours():
    """The library's names are English; a new one of theirs must be put into the table."""
    for year in range(2020, 2041):
        for day in (dt.date(year, 1, 1) + dt.timedelta(days=n) for n in range(365)):
            assert bool(holiday(day)) == is_holiday(day)
    said = {
        name
        for year in range(2020, 2041)
        for names in _holidays(year).values()
        for name in names.split("; ")
    }
    assert said == NAMES.keys()


def test_a_holiday_is_named_in_the_reader_s_language():
    """Two in one: Whit Monday on the seventeenth of May."""
    with translation.override("en"):
        assert holiday(dt.date(2027, 5, 17)) == "Constitution Day, Whit Monday"
    with translation.override("nb"):
        assert holiday(dt.date(2026, 4, 3)) == "Langfredag"
    assert holiday(dt.date(2026, 4, 1)) == ""


@pytest.mark.parametrize(
    ("at", "start"),
    [
        (oslo(2026, 3, 3, 8), oslo(2026, 3, 3, 9)),
        (oslo(2026, 3, 3, 9), oslo(2026, 3, 3, 9)),
        (oslo(2026, 3, 3, 14, 59), oslo(2026, 3, 3, 9)),
        (oslo(2026, 3, 3, 15), oslo(2026, 3, 4, 9)),
        (oslo(2026, 3, 6, 15), oslo(2026, 3, 9, 9)),
        (oslo(2026, 4, 1, 16), oslo(2026, 4, 7, 9)),
        (oslo(2026, 5, 13, 16), oslo(2026, 5, 18, 9)),
        (oslo(2026, 12, 23, 16), oslo(2026, 12, 28, 9)),
        (oslo(2026, 12, 31, 16), oslo(2027, 1, 4, 9)),
        (dt.datetime(2026, 3, 3, 13, 59, tzinfo=dt.UTC), oslo(2026, 3, 3, 9)),
        (dt.datetime(2026, 3, 3, 14, 0, tzinfo=dt.UTC), oslo(2026, 3, 4, 9)),
        (dt.datetime(2026, 7, 1, 13, 0, tzinfo=dt.UTC), oslo(2026, 7, 2, 9)),
    ],
)
def test_the_stretch_that_runs_or_the_next(at, start):
    assert HOURS.next_opening(at).start == start


@pytest.mark.parametrize(
    ("at", "days", "day"),
    [
        (oslo(2026, 3, 3), 1, dt.date(2026, 3, 4)),
        (oslo(2026, 3, 3), 2, dt.date(2026, 3, 5)),
        (oslo(2026, 3, 3, 16), 1, dt.date(2026, 3, 5)),
        (oslo(2026, 3, 6), 1, dt.date(2026, 3, 9)),
        (oslo(2026, 5, 13), 1, dt.date(2026, 5, 18)),
        (oslo(2026, 3, 28, 12), 1, dt.date(2026, 3, 31)),  # the clock is put forward that night
        (oslo(2026, 10, 24, 12), 1, dt.date(2026, 10, 27)),  # and back
    ],
)
def test_the_next_working_day(at, days, day):
    assert HOURS.working_day_after(at, days=days) == day


@given(at=MOMENTS)
def test_the_next_stretch_has_not_ended_and_is_on_an_open_day(at):
    opening = HOURS.next_opening(at)

    assert opening.start < opening.end
    assert opening.end > at
    day = opening.start.date()
    assert day.weekday() < 5
    assert not is_holiday(day)
    assert day not in HOURS.closed
    assert (day - at.astimezone(NORWAY).date()).days < 12


@given(at=MOMENTS, later=st.integers(0, 10**7))
def test_who_tells_later_is_never_read_earlier(at, later):
    after = at + dt.timedelta(seconds=later)
    assert HOURS.next_opening(at).start <= HOURS.next_opening(after).start
    assert HOURS.working_day_after(at) <= HOURS.working_day_after(after)
    assert HOURS.working_day_after(at) > HOURS.next_opening(at).start.date()


BREAK = DutyHours(
    {
        1: [(dt.time(9), dt.time(11, 30)), (dt.time(12), dt.time(15))],
        6: [(dt.time(2), dt.time(3)), (dt.time(9), dt.time(10))],
    }
)


@pytest.mark.parametrize(
    ("at", "start", "end"),
    [
        (oslo(2026, 3, 3, 8), (9, 0), (11, 30)),
        (oslo(2026, 3, 3, 11, 29), (9, 0), (11, 30)),
        (oslo(2026, 3, 3, 11, 30), (12, 0), (15, 0)),
        (oslo(2026, 3, 3, 11, 45), (12, 0), (15, 0)),
        (oslo(2026, 3, 3, 14, 59), (12, 0), (15, 0)),
    ],
)
def test_nobody_reads_in_the_break(at, start, end):
    opening = BREAK.next_opening(at)
    assert opening.start == oslo(2026, 3, 3, *start)
    assert opening.end == oslo(2026, 3, 3, *end)


def test_whose_turn_it_is_has_the_day_with_its_breaks():
    whole = BREAK.opening_on(dt.date(2026, 3, 3))
    assert (whole.start, whole.end) == (oslo(2026, 3, 3, 9), oslo(2026, 3, 3, 15))


def test_a_break_does_not_run_the_clock():
    later = BREAK.later(oslo(2026, 3, 3, 11), dt.timedelta(hours=2))
    assert later == oslo(2026, 3, 3, 13, 30)


def test_hours_that_the_clock_jumps_over_are_none_that_night():
    """On 29 March 2026 two becomes three; on 25 October three becomes two, and the hour is two."""
    assert [one.start.hour for one in BREAK.openings_on(dt.date(2026, 3, 29))] == [9]
    night = BREAK.openings_on(dt.date(2026, 10, 25))[0]
    assert night.end.astimezone(dt.UTC) - night.start.astimezone(dt.UTC) == dt.timedelta(hours=2)
    only_then = DutyHours({6: [(dt.time(2), dt.time(3))]})
    assert only_then.opening_on(dt.date(2026, 3, 29)) is None
    assert only_then.next_opening(oslo(2026, 3, 28)).start.date() == dt.date(2026, 4, 12)


def test_hours_that_leave_no_day_open_are_no_hours():
    with pytest.raises(ValueError, match="no open day"):
        DutyHours({}).next_opening(oslo(2026, 3, 3))


@pytest.mark.parametrize(
    ("moment", "monday"),
    [
        (dt.date(2026, 3, 2), dt.date(2026, 3, 2)),
        (dt.date(2026, 3, 8), dt.date(2026, 3, 2)),
        (dt.datetime(2026, 3, 8, 22, 59, tzinfo=dt.UTC), dt.date(2026, 3, 2)),
        (dt.datetime(2026, 3, 8, 23, 0, tzinfo=dt.UTC), dt.date(2026, 3, 9)),
        (oslo(2026, 1, 1), dt.date(2025, 12, 29)),
    ],
)
def test_a_week_begins_on_monday_in_norway(moment, monday):
    assert monday_of(moment) == monday
