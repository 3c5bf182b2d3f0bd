"""Working time: when somebody next reads, counting Norwegian and municipal holidays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

import holidays
from django.utils.translation import gettext_lazy as _

NORWAY = ZoneInfo("Europe/Oslo")


@dataclass(frozen=True, slots=True)
class Opening:
    """One stretch of duty hours, local time."""

    start: dt.datetime
    end: dt.datetime


Stretch = tuple[dt.time, dt.time]


@dataclass(frozen=True, slots=True)
class DutyHours:
    """Hours by weekday (0 is Monday), in stretches that follow on each other, and the days a
    municipality is closed beside holidays."""

    hours: Mapping[int, Sequence[Stretch]]
    closed: Collection[dt.date] = ()

    def openings_on(self, day: dt.date) -> list[Opening]:
        """A stretch that the clock jumps over that night is none."""
        if day in self.closed or is_holiday(day):
            return []
        stretches = self.hours.get(day.weekday(), ())
        found = [Opening(_local(day, start), _local(day, end)) for start, end in stretches]
        return [one for one in found if one.start.astimezone(dt.UTC) < one.end.astimezone(dt.UTC)]

    def opening_on(self, day: dt.date) -> Opening | None:
        """From the first stretch to the last, breaks and all: a turn on duty is the whole day."""
        found = self.openings_on(day)
        return Opening(found[0].start, found[-1].end) if found else None

    def next_opening(self, at: dt.datetime) -> Opening:
        """The stretch that is running at `at`, or the first after it."""
        day = at.astimezone(NORWAY).date()
        for ahead in range(60):
            for opening in self.openings_on(day + dt.timedelta(days=ahead)):
                if opening.end > at:
                    return opening
        raise ValueError("Duty hours leave no open day within two months.")

    def later(self, at: dt.datetime, span: dt.timedelta) -> dt.datetime:
        """The moment at which so much duty time has passed since `at`."""
        while True:
            opening = self.next_opening(at)
            # In UTC, where an hour is an hour.
            start = max(at, opening.start).astimezone(dt.UTC)
            left = opening.end.astimezone(dt.UTC) - start
            if span <= left:
                return start + span
            at, span = opening.end, span - left

    def open_days(self, after: dt.date, until: dt.date, *, most: int) -> int:
        """How many open days there are after one day until another, which counts; at most so many.

        Counted backwards from the last.
        """
        found, day = 0, until
        while day > after and found < most:
            found += self.opening_on(day) is not None
            day -= dt.timedelta(days=1)
        return found

    def working_day_after(self, at: dt.datetime, *, days: int = 1) -> dt.date:
        """The `days`-th open day after the day on which `at` is first read."""
        day = self.next_opening(at).start.date()
        for _day in range(days):
            day = self.next_opening(midnight(day + dt.timedelta(days=1))).start.date()
        return day


def midnight(day: dt.date) -> dt.datetime:
    """When a day begins in Norway."""
    return _local(day, dt.time())


def _local(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, NORWAY)


def is_holiday(day: dt.date) -> bool:
    return day in _holidays(day.year)


def holiday(day: dt.date) -> str:
    """What the public holiday is called, in the reader's language; empty on any other day.

    Two may fall on one day, as Whit Monday and Constitution Day do in 2027.
    """
    names = _holidays(day.year).get(day, "")
    return ", ".join(str(NAMES.get(name, name)) for name in names.split("; "))


def day_of(moment: dt.datetime) -> dt.date:
    """The day in Norway: deadlines and approvals run by it."""
    return moment.astimezone(NORWAY).date()


def monday_of(moment: dt.datetime | dt.date) -> dt.date:
    """The Monday of the week, by Norwegian time: as exact as a time may stand in clear."""
    day = day_of(moment) if isinstance(moment, dt.datetime) else moment
    return day - dt.timedelta(days=day.weekday())


@cache
def _holidays(year: int) -> dict[dt.date, str]:
    """Each public holiday, by its English name."""
    found = holidays.country_holidays("NO", years=year, language="en_US")
    return {day: found[day] for day in found}


NAMES = {
    "New Year's Day": _("New Year’s Day"),
    "Maundy Thursday": _("Maundy Thursday"),
    "Good Friday": _("Good Friday"),
    "Easter Sunday": _("Easter Sunday"),
    "Easter Monday": _("Easter Monday"),
    "Labor Day": _("Labour Day"),
    "Constitution Day": _("Constitution Day"),
    "Ascension Day": _("Ascension Day"),
    "Pentecost": _("Whit Sunday"),
    "Pentecost Monday": _("Whit Monday"),
    "Christmas Day": _("Christmas Day"),
    "Second Day of Christmas": _("Second Day of Christmas"),
}
