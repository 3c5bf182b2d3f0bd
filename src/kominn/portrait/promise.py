"""When somebody reads, as whoever reports may be told it: never more than the roster bears out.

The municipality promises, and whoever is on duty keeps it. So an hour is named only where somebody
is on duty that day. Where nobody is, the day is named by which somebody at work will have looked;
where nobody at all is at work, no day. Who it is, and why nobody is, stands nowhere.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kominn.core.worktime import DutyHours, Opening, midnight
from kominn.roster.duty import Rota, days
from kominn.vault.intake import takers, takes_in

AHEAD = dt.timedelta(weeks=9)
"""Longer than the hours may leave the city closed."""
TIME_TO_READ = dt.timedelta(hours=1)
"""What comes in shortly before the hours end is promised for the next day."""


@dataclass(frozen=True, slots=True)
class Cover:
    """The days ahead on which somebody is on duty, and those on which anybody is at work."""

    on_duty: frozenset[dt.date] = frozenset()
    at_work: frozenset[dt.date] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """The hours in which it is read, or the last day on which somebody looks; else neither."""

    opening: Opening | None = None
    by: dt.date | None = None


def cover(hours: DutyHours, today: dt.date) -> Cover:
    """Of the team that takes in what is reported: who can neither open it nor take it on covers
    nothing. A fixed number of queries."""
    team = takes_in()
    if team is None:
        return Cover()
    able = set(takers(team).values_list("pk", flat=True))
    rota = Rota(today, today + AHEAD)
    ahead = [day for day in days(rota.first, today + AHEAD) if hours.opening_on(day)]
    return Cover(
        on_duty=frozenset(
            day for day in ahead if any(one.pk in able for one in rota.on_duty(team, day))
        ),
        at_work=frozenset(day for day in ahead if any(not rota.is_away(one, day) for one in able)),
    )


def reading(hours: DutyHours, covered: Cover, at: dt.datetime) -> Reading:
    """What may be promised to who reports at this moment."""
    first = hours.next_opening(at)
    is_late = first.start <= at and first.end - at < TIME_TO_READ
    opening = hours.next_opening(first.end) if is_late else first
    if opening.start.date() in covered.on_duty:
        return Reading(opening=opening)
    there = min((day for day in covered.at_work if day >= first.start.date()), default=None)
    return Reading() if there is None else Reading(by=_first_look_from(hours, there))


def _first_look_from(hours: DutyHours, there: dt.date) -> dt.date:
    """One working day, from the day on which somebody is at work."""
    return hours.working_day_after(midnight(there))
