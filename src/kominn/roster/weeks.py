"""The roster as people read it: week by week, who is on duty, instead of whom, and who is away."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from kominn.accounts.models import Team, User
from kominn.core.worktime import DutyHours, holiday, monday_of
from kominn.roster.duty import Rota, days
from kominn.roster.models import Absence


@dataclass(frozen=True, slots=True)
class OnDuty:
    """`there` is None where the one whose turn it is, is away and nobody stands in."""

    there: User | None
    turn_of: User

    @property
    def stands_in(self) -> bool:
        return self.there is not None and self.there != self.turn_of


@dataclass(frozen=True, slots=True)
class OneDay:
    """`closed` is a day of the week that is else open; `name` is the public holiday's."""

    on: dt.date
    open: bool
    closed: bool
    name: str
    people: tuple[OnDuty, ...]
    night: tuple[OnDuty, ...]


@dataclass(slots=True)
class Run:
    """Days on end with the same people on duty."""

    first: dt.date
    last: dt.date
    people: tuple[OnDuty, ...]


@dataclass(frozen=True, slots=True)
class Week:
    monday: dt.date
    days: list[OneDay] = field(default_factory=list)
    away: list[Absence] = field(default_factory=list)

    @property
    def sunday(self) -> dt.date:
        return self.monday + dt.timedelta(days=6)

    @property
    def closed(self) -> list[OneDay]:
        return [day for day in self.days if day.closed]

    @property
    def in_hours(self) -> list[Run]:
        return runs([(day.on, day.people) for day in self.days if day.open])

    @property
    def outside(self) -> list[Run]:
        """Empty where the team keeps no watch outside its hours."""
        if not any(day.night for day in self.days):
            return []
        return runs([(day.on, day.night) for day in self.days])


def runs(each: list[tuple[dt.date, tuple[OnDuty, ...]]]) -> list[Run]:
    """What stands on each day, with equal days on end put together."""
    found: list[Run] = []
    for day, people in each:
        if found and found[-1].people == people:
            found[-1].last = day
        else:
            found.append(Run(day, day, people))
    return found


def week_by_week(
    rota: Rota, team: Team, hours: DutyHours, *, weeks: int | None = None
) -> list[Week]:
    """The first so many of them, else all."""
    found: dict[dt.date, Week] = {}
    for day in days(rota.first, rota.last):
        if monday_of(day) not in found and len(found) == weeks:
            break
        week = found.setdefault(monday_of(day), Week(monday_of(day)))
        week.days.append(one_day(rota, team, day, hours))
    for week in found.values():
        week.away.extend(_away(rota, team, week))
    return list(found.values())


def without_idle_days(weeks: list[Week]) -> list[Week]:
    """Only the days of the week on which somebody is ever on duty: most sheets need no Sunday."""
    used = {day.on.weekday() for week in weeks for day in week.days if day.open or day.night}
    return [
        Week(week.monday, [day for day in week.days if day.on.weekday() in used], week.away)
        for week in weeks
    ]


def one_day(rota: Rota, team: Team, day: dt.date, hours: DutyHours) -> OneDay:
    is_open = hours.opening_on(day) is not None
    return OneDay(
        on=day,
        open=is_open,
        closed=day.weekday() in hours.hours and not is_open,
        name=holiday(day),
        people=tuple(OnDuty(*pair) for pair in rota.watch(team, day)),
        night=tuple(OnDuty(*pair) for pair in rota.watch(team, day, night=True)),
    )


def _away(rota: Rota, team: Team, week: Week) -> list[Absence]:
    return [
        absence
        for absence in rota.absences
        if absence.first_day <= week.sunday
        and absence.last_day >= week.monday
        and rota.belongs_to(absence.user_id, team)
    ]
