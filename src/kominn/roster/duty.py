"""Who is there: the questions other domains ask of the roster.

Nobody stands in who has left, is away, or could not read what there is to read: a deputy for a
reader reads for the same team, and may take on what comes where the one away may. So a plan of
deputies can be old without anything being lost by it; what nobody covers is a gap, and gaps are
shown.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from kominn.accounts.models import Appointment, Membership, Team, User
from kominn.accounts.roles import Right, rights_of
from kominn.core.worktime import NORWAY, DutyHours
from kominn.roster.chain import first_able
from kominn.roster.models import Absence, CrisisContact, Shift

CHANGES_AT = dt.time(8)
"""When a watch outside opening hours changes hands on a day without opening hours."""


def is_away(user: User, on: dt.date) -> bool:
    """Who has left is away for good."""
    return not user.active or Absence.objects.on(on).filter(user=user).exists()


def stands_in_for(user: User, on: dt.date, *, team: Team | None = None) -> User:
    """The user where there, otherwise the nearest deputy who is; the user again if nobody.

    With a team, who stands in reads for that very team.
    """
    return Rota(on).stands_in_for(user, on, team=team) or user


def on_duty(team: Team, at: dt.datetime, hours: DutyHours) -> list[User]:
    """Who answers for the team at this moment; empty where nobody does."""
    day, night = watch_at(at, hours)
    return Rota(day).on_duty(team, day, night=night)


def crisis_contacts(on: dt.date) -> list[User]:
    """Whom a crisis reaches that day, or who stands in. If all are away they are told all the
    same: silence is never the answer."""
    rota = Rota(on)
    named = rota.crisis_contacts(on)
    there = [rota.stands_in_for(user, on) for user in named]
    return _each_once(user for user in there if user) or named


def watch_at(at: dt.datetime, hours: DutyHours) -> tuple[dt.date, bool]:
    """The day whose watch runs, and whether it is the one outside opening hours.

    That one lasts until the next day opens: three in the morning belongs to the day before.
    """
    day = at.astimezone(NORWAY).date()
    opening = hours.opening_on(day)
    if opening and opening.start <= at < opening.end:
        return day, False
    changes = opening.start if opening else dt.datetime.combine(day, CHANGES_AT, NORWAY)
    return (day if at >= changes else day - dt.timedelta(days=1)), True


def days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    return (first + dt.timedelta(days=n) for n in range((last - first).days + 1))


class Rota:
    """A stretch of days, asked of the database a fixed number of times however long it is."""

    def __init__(self, first: dt.date, last: dt.date | None = None) -> None:
        self.first, self.last = first, last or first

    def from_day(self, first: dt.date) -> Rota:
        """The same without the days before; what was asked already is not asked again."""
        later = Rota(first, self.last)
        later.__dict__ |= self.__dict__ | {"first": first}
        return later

    # --- What stands there ---------------------------------------------------------------------

    @cached_property
    def absences(self) -> list[Absence]:
        found = Absence.objects.between(self.first, self.last).by_day()
        return list(found.select_related("user", "deputy"))

    @cached_property
    def shifts(self) -> list[Shift]:
        found = Shift.objects.that_count().between(self.first, self.last).by_day()
        return list(found.select_related("user"))

    @cached_property
    def _contacts(self) -> list[CrisisContact]:
        found = CrisisContact.objects.between(self.first, self.last).filter(user__active=True)
        return list(found.select_related("user").by_day())

    @cached_property
    def _deputies(self) -> dict[int, User]:
        return {a.deputy.pk: a.deputy for a in self.absences if a.deputy}

    @cached_property
    def _roles(self) -> dict[int, set[str]]:
        found: dict[int, set[str]] = defaultdict(set)
        running = Appointment.objects.running().filter(user__active=True)
        for user, role in running.values_list("user_id", "role"):
            found[user].add(role)
        return found

    @cached_property
    def _readers(self) -> frozenset[int]:
        return self._holding(Right.READ_CONCERNS)

    @cached_property
    def _takers(self) -> frozenset[int]:
        return self._holding(Right.HOLD_CONCERNS)

    def _holding(self, right: Right) -> frozenset[int]:
        return frozenset(user for user, roles in self._roles.items() if right in rights_of(roles))

    @cached_property
    def _teams(self) -> dict[int, set[int]]:
        found: dict[int, set[int]] = defaultdict(set)
        for user, team in Membership.objects.values_list("user_id", "team_id"):
            found[user].add(team)
        return found

    # --- Who is there --------------------------------------------------------------------------

    def belongs_to(self, user: int, team: Team) -> bool:
        return team.pk in self._teams[user]

    def reads_for(self, user: int, team: Team) -> bool:
        return user in self._readers and self.belongs_to(user, team)

    def is_away(self, user: int, on: dt.date) -> bool:
        return any(a.user_id == user and a.covers(on) for a in self.absences)

    def stands_in_for(self, user: User, on: dt.date, *, team: Team | None = None) -> User | None:
        """As the function of this name, but None where nobody does."""
        if user.active and not self.is_away(user.pk, on):
            return user
        deputies: dict[int, list[int]] = defaultdict(list)
        for absence in self.absences:
            if absence.deputy_id and absence.covers(on):
                deputies[absence.user_id].append(absence.deputy_id)
        found = first_able(
            user.pk,
            deputies=deputies,
            able=lambda deputy: self._can_stand_in(deputy, on, for_=user, team=team),
        )
        return None if found is None else self._deputies[found]

    def _can_stand_in(self, deputy: int, on: dt.date, *, for_: User, team: Team | None) -> bool:
        if not self._deputies[deputy].active or self.is_away(deputy, on):
            return False
        if for_.pk in self._takers and deputy not in self._takers:
            return False
        if team is not None:
            return self.reads_for(deputy, team)
        if for_.pk not in self._readers:
            return True
        return deputy in self._readers and bool(self._teams[deputy] & self._teams[for_.pk])

    def on_duty(self, team: Team, day: dt.date, *, night: bool = False) -> list[User]:
        return _each_once(user for user, _instead_of in self.watch(team, day, night=night) if user)

    def watch(
        self, team: Team, day: dt.date, *, night: bool = False
    ) -> list[tuple[User | None, User]]:
        """Who is there, and whose turn it is: the same person, a deputy, or nobody."""
        turns = [
            shift.user
            for shift in self.shifts
            if shift.team_id == team.pk and shift.night == night and shift.covers(day)
        ]
        return [
            (self.stands_in_for(user, day, team=team), user) for user in _each_once(iter(turns))
        ]

    def crisis_contacts(self, on: dt.date) -> list[User]:
        return _each_once(c.user for c in self._contacts if c.covers(on))

    def uncovered(self, absence: Absence) -> list[dt.date]:
        """The days of an absence on which nobody stands in."""
        within = days(max(absence.first_day, self.first), min(absence.last_day, self.last))
        return [day for day in within if self.stands_in_for(absence.user, day) is None]


def _each_once(users: Iterator[User]) -> list[User]:
    return list({user.pk: user for user in users}.values())


# --- What nobody covers ------------------------------------------------------------------------


class GapKind(Enum):
    NOBODY_ON_DUTY = "nobody is on duty in opening hours"
    NOBODY_AT_NIGHT = "nobody is on duty outside opening hours"
    NOBODY_STANDS_IN = "nobody stands in for one who is away"
    NO_CRISIS_CONTACT = "nobody is named whom a crisis reaches"


@dataclass(frozen=True, slots=True)
class Gap:
    kind: GapKind
    first_day: dt.date
    last_day: dt.date
    team: Team | None = None
    user: User | None = None

    @property
    def promises_less(self) -> bool:
        """The report form names no hour on these days."""
        return self.kind is GapKind.NOBODY_ON_DUTY and self.team is not None and self.team.intake


def gaps(rota: Rota, teams: Iterable[Team], hours: DutyHours) -> list[Gap]:
    """What nobody covers in the stretch, the nearest first.

    A team keeps a watch if new concerns come to it or turns are written for it; outside opening
    hours only if such turns are written.
    """
    found = [gap for team in teams for gap in _gaps_of(team, rota, hours)]
    if not rota.crisis_contacts(rota.first):
        found.append(Gap(GapKind.NO_CRISIS_CONTACT, rota.first, rota.last))
    return sorted(found, key=lambda gap: (gap.first_day, gap.last_day))


def _gaps_of(team: Team, rota: Rota, hours: DutyHours) -> Iterator[Gap]:
    every = list(days(rota.first, rota.last))
    open_days = [day for day in every if hours.opening_on(day)]
    turns = [shift for shift in rota.shifts if shift.team_id == team.pk]
    if team.intake or any(not shift.night for shift in turns):
        empty = [day for day in open_days if not rota.on_duty(team, day)]
        for first, last in _stretches(empty, open_days):
            yield Gap(GapKind.NOBODY_ON_DUTY, first, last, team=team)
    if any(shift.night for shift in turns):
        empty = [day for day in every if not rota.on_duty(team, day, night=True)]
        for first, last in _stretches(empty, every):
            yield Gap(GapKind.NOBODY_AT_NIGHT, first, last, team=team)
    yield from _absences_without_deputy(team, rota, open_days)


def _absences_without_deputy(team: Team, rota: Rota, open_days: list[dt.date]) -> Iterator[Gap]:
    for absence in rota.absences:
        if not rota.reads_for(absence.user_id, team):
            continue
        bare = [
            day
            for day in open_days
            if absence.covers(day) and not rota.stands_in_for(absence.user, day, team=team)
        ]
        for first, last in _stretches(bare, open_days):
            yield Gap(GapKind.NOBODY_STANDS_IN, first, last, team=team, user=absence.user)


def _stretches(chosen: list[dt.date], among: list[dt.date]) -> Iterator[tuple[dt.date, dt.date]]:
    """Chosen days that follow on each other among these, as first and last: closed days between
    them do not part them."""
    wanted, run = set(chosen), list[dt.date]()
    for day in among:
        if day in wanted:
            run.append(day)
        elif run:
            yield run[0], run[-1]
            run = []
    if run:
        yield run[0], run[-1]
