"""People, roles and the team that takes in, held against the trail: who gave what to whom."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from kominn.accounts.actions import name_of
from kominn.accounts.models import Appointment, Team, User
from kominn.audit.comparison import Finding, differs, each, look_over
from kominn.audit.models import Event

JOINED, CLOSED = "person.joined", "person.deactivated"
APPOINTED, ENDED = "person.appointed", "person.appointment_ended"
MADE, BEGUN, OVER = "team.made", "team.intake_begun", "team.intake_ended"


@dataclass(slots=True)
class Held:
    """One time that somebody held a role, as the trail tells it."""

    given: Event
    ended: Event | None = None


def compare() -> Iterator[Finding]:
    people = User.objects.prefetch_related(
        "appointments__appointed_by", "appointments__ended_by"
    ).defer("password")
    yield from look_over(people, "user", (JOINED, CLOSED, APPOINTED, ENDED), each(_person))
    yield from look_over(Team.objects.all(), "team", (MADE, BEGUN, OVER), each(_team))


def _person(row: User | None, deeds: list[Event]) -> Iterator[str]:
    if row is None:
        yield f"worked here by entry {deeds[0].number}, and is gone"
        return
    door = [deed for deed in deeds if deed.verb in (JOINED, CLOSED)]
    if not door:
        yield "has an account, and no entry says that they joined"
    elif row.active and door[-1].verb == CLOSED:
        yield f"has an open account, which entry {door[-1].number} closed"
    elif not row.active and door[-1].verb == JOINED:
        yield "has a closed account, and no entry closed it"
    yield from _roles(row, _held(deeds))


def _held(deeds: list[Event]) -> dict[str, list[Held]]:
    held: dict[str, list[Held]] = defaultdict(list)
    for deed in deeds:
        role = deed.detail.get("role", "")
        if deed.verb == APPOINTED:
            held[role].append(Held(deed))
        elif deed.verb == ENDED and held[role]:
            held[role][-1].ended = deed
    return held


def _roles(user: User, held: dict[str, list[Held]]) -> Iterator[str]:
    rows: dict[str, list[Appointment]] = defaultdict(list)
    for row in sorted(user.appointments.all(), key=lambda one: one.pk):
        rows[row.role].append(row)
    for role in sorted(rows.keys() | held.keys()):
        for row, told in zip_longest(rows[role], held[role]):
            yield from _role(role, row, told)


def _role(role: str, row: Appointment | None, told: Held | None) -> Iterator[str]:
    if told is None:
        yield f"has the role {role}, which no entry gave"
    elif row is None:
        yield f"was given the role {role} by entry {told.given.number}, and no row of it is left"
    else:
        given, ended = told.given, told.ended
        yield from differs(f"the role {role} from", name_of(row.appointed_by), given, given.by)
        at = _second(row.appointed_at)
        yield from differs(f"the role {role} since", at, given, given.at)
        if ended is None:
            if row.ended_at:
                yield f"holds the role {role} no longer here, and no entry ended it"
        elif row.ended_at is None:
            yield f"still holds the role {role} here, which entry {ended.number} ended"
        else:
            at, said = _second(row.ended_at), max(ended.at, given.at)
            yield from differs(f"the role {role} until", at, ended, said)
            yield from differs(f"the role {role} ended by", name_of(row.ended_by), ended, ended.by)


def _second(at: dt.datetime) -> dt.datetime:
    """As fine as the trail tells it."""
    return at.astimezone(dt.UTC).replace(microsecond=0)


def _team(row: Team | None, deeds: list[Event]) -> Iterator[str]:
    if row is None:
        yield f"was made by entry {deeds[0].number}, and is gone"
        return
    if not any(deed.verb == MADE for deed in deeds):
        yield "stands here, and no entry made it"
    intake = [deed for deed in deeds if deed.verb in (BEGUN, OVER)]
    if row.intake and not (intake and intake[-1].verb == BEGUN):
        yield "takes in what comes, and no entry says that it should"
    elif not row.intake and intake and intake[-1].verb == BEGUN:
        yield f"takes in nothing here, but entry {intake[-1].number} says that it should"
