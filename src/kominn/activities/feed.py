"""The calendar as iCalendar (RFC 5545), for whatever calendar a person has already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from icalendar import Calendar, Event, vRecur

from kominn.activities.models import Activity, Rhythm
from kominn.core.worktime import NORWAY


def feed(
    activities: Iterable[Activity], *, name: str, address: str, words: dict[str, str], host: str
) -> bytes:
    """`address` leads to an activity when its key follows; `words` are said of each by its key."""
    calendar = Calendar()
    calendar.add("prodid", "-//KomINN//Aktiviteter//NO")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", dt.timedelta(hours=12), parameters={"VALUE": "DURATION"})
    for activity in activities:
        calendar.add_component(_event(activity, address, words[str(activity.pk)], host))
    calendar.add_missing_timezones()
    made = calendar.to_ical()
    assert isinstance(made, bytes)
    return made


def _event(activity: Activity, address: str, words: str, host: str) -> Event:
    event = Event()
    event.add("uid", f"{activity.pk}@{host}")
    event.add("dtstamp", activity.changed_at.astimezone(dt.UTC))
    event.add("dtstart", _at(activity.first_day, activity.starts))
    event.add("dtend", _at(activity.first_day, activity.ends))
    event.add("summary", activity.title)
    event.add("location", activity.place)
    event.add("description", words)
    event.add("url", f"{address}{activity.pk}/")
    if activity.rhythm == Rhythm.WEEKLY and activity.last_day > activity.first_day:
        # Until the end of the last day, whichever side of a change of clock it is on.
        last = _at(activity.last_day, activity.starts).astimezone(dt.UTC)
        event.add("rrule", vRecur(FREQ="WEEKLY", UNTIL=last))
    return event


def _at(day: dt.date, clock: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, clock, NORWAY)
