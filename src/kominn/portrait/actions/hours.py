"""When somebody reads: the week's duty hours, and the city's closed days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.audit.actions import record
from kominn.core.worktime import Stretch
from kominn.portrait.hours import AHEAD, WEEKDAYS, duty_hours, mark_of
from kominn.portrait.models import City

Spans = dict[str, list[list[str]]]
"""Duty hours as the city keeps them: `{"mon": [["09:00", "15:00"]]}`."""


class HoursNotPossible(Exception):
    """Hours that cannot be; the text is fit to show."""


class HoursMoved(HoursNotPossible):
    """Somebody else has changed them since."""


@transaction.atomic
def set_duty_hours(
    week: Mapping[str, Sequence[Stretch]], *, instead_of: str, by: User, at: dt.datetime
) -> None:
    """When somebody reads, by weekday; `instead_of` marks those it was written over."""
    city = City.objects.select_for_update().current()
    hours = _as_spans(week)
    if hours == city.duty_hours:
        return
    if instead_of != mark_of(city):
        raise HoursMoved(
            _("A colleague has changed the hours since you opened the page. Look through them.")
        )
    before, city.duty_hours = city.duty_hours, hours
    if not hours:
        raise HoursNotPossible(_("Somebody must read on at least one day of the week."))
    try:
        _check_someone_reads(city, timezone.localdate(at))
    except ClosedTooLong as reason:
        raise HoursNotPossible(str(reason)) from None
    city.save(update_fields=["duty_hours"])
    changed = {
        day: f"{_in_short(before.get(day, []))} → {_in_short(hours.get(day, []))}"
        for day in WEEKDAYS
        if before.get(day) != hours.get(day)
    }
    record("city.hours_set", "city", by=name_of(by), at=at, detail=changed)


def _as_spans(week: Mapping[str, Sequence[Stretch]]) -> Spans:
    """As they are kept: each day's in order, none that ends before it begins or begins before the
    last has ended; what touches is one."""
    found: Spans = {}
    for day in WEEKDAYS:
        spans: list[list[str]] = []
        ended = dt.time.min
        for start, end in sorted(week.get(day, ())):
            if start >= end or (spans and start < ended):
                raise HoursNotPossible(
                    _("Each stretch must end after it begins, and before the next begins.")
                )
            if spans and start == ended:
                spans[-1][1] = f"{end:%H:%M}"
            else:
                spans.append([f"{start:%H:%M}", f"{end:%H:%M}"])
            ended = end
        if spans:
            found[day] = spans
    return found


def _in_short(spans: Sequence[Sequence[str]]) -> str:
    """09:00–11:30 12:00–15:00"""
    return " ".join("–".join(span) for span in spans) or "–"


# --- Closed days ---------------------------------------------------------------------------------

LONGEST_CLOSED = dt.timedelta(days=30)


class ClosedTooLong(Exception):
    """A deed that cannot be done; the text is fit to show."""


@transaction.atomic
def close_on(mark: str, *, by: User, at: dt.datetime) -> None:
    """The municipality is closed on this day: `12-24` every year, `2026-05-15` once."""
    city = City.objects.select_for_update().current()
    if mark in city.closed_days:
        return
    city.closed_days = sorted({*city.closed_days, mark})
    _check_someone_reads(city, timezone.localdate(at))
    city.save(update_fields=["closed_days"])
    record("city.closed_on", "city", by=name_of(by), at=at, detail={"day": mark})


@transaction.atomic
def open_on(mark: str, *, by: User, at: dt.datetime) -> None:
    city = City.objects.select_for_update().current()
    if mark not in city.closed_days:
        return
    city.closed_days = [other for other in city.closed_days if other != mark]
    city.save(update_fields=["closed_days"])
    record("city.opened_on", "city", by=name_of(by), at=at, detail={"day": mark})


def _check_someone_reads(city: City, today: dt.date) -> None:
    """Somebody who tells us something is promised a day; there must be one."""
    hours = duty_hours(city, today)
    latest = today
    for n in range(AHEAD):
        day = today + dt.timedelta(days=n)
        if hours.opening_on(day):
            latest = day
        elif day - latest > LONGEST_CLOSED:
            raise ClosedTooLong(_("The municipality can’t be closed for more than 30 days."))
