"""Calling a grown-up where words hint at danger.

Who wrote them is not known, and nothing here tells it. Letters go out at round moments, never from
the writer's own request: the queue of letters keeps exact times. They name the course and its
leader, and nothing of what was written.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.actions import name_of
from kominn.accounts.models import Team, User
from kominn.accounts.roles import Right
from kominn.audit.actions import record
from kominn.core.letters import Letter, send_later
from kominn.core.worktime import DutyHours, day_of
from kominn.participation import letters
from kominn.participation.actions import NotPossible
from kominn.participation.models import Call, Room, Told
from kominn.participation.states import NEXT_FOR_CALLS, CallEnd, CallState
from kominn.roster import duty

log = logging.getLogger(__name__)

ROUNDS_TO_LOOK = 4
"""So many rounds of five minutes those on duty have before the crisis contact is asked."""
ROUNDS_TO_ASK_AGAIN = 12
KEPT_AFTER_LOOKING = dt.timedelta(days=90)


class WrongState(NotPossible):
    pass


def call_grown_up(room: Room, *, where: str, adult: User, today: dt.date) -> Call:
    """One open call in a room at a time, however much is written. Inside a transaction."""
    Room.objects.select_for_update().get(pk=room.pk)
    found = Call.objects.open().filter(room=room).first()
    return found or Call.objects.create(room=room, where=where, adult=adult, raised_on=today)


@transaction.atomic
def send_letters(*, hours: DutyHours, at: dt.datetime) -> int:
    """The next letters of each open call; how many. To be called every five minutes."""
    sent = 0
    for call in Call.objects.open().select_related("adult").select_for_update(of=("self",)):
        sent += _next_letters(call, hours=hours, at=at)
    return sent


def _next_letters(call: Call, *, hours: DutyHours, at: dt.datetime) -> int:
    call.rounds += 1
    sent = 0
    if call.told == Told.NOBODY:
        sent = _tell(_on_duty(call, hours, at), call, letters.look_now)
        call.told, call.rounds = Told.ON_DUTY, 0
    elif call.told == Told.ON_DUTY and call.rounds >= ROUNDS_TO_LOOK:
        sent = _tell(_crisis(call, at), call, letters.nobody_looks)
        call.told, call.rounds = Told.CRISIS, 0
    elif call.told == Told.CRISIS and call.rounds >= ROUNDS_TO_ASK_AGAIN:
        sent = _tell([*_on_duty(call, hours, at), *_crisis(call, at)], call, letters.nobody_looks)
        call.rounds = 0
    call.save(update_fields=["told", "rounds"])
    return sent


def _tell(users: Iterable[User], call: Call, write: Callable[..., Letter]) -> int:
    each = {user.pk: user for user in users}.values()
    for user in each:
        leader = call.adult.name
        send_later(write(to=user.email, language=user.language, where=call.where, leader=leader))
    if not each:
        log.error("Somebody may be in danger, and there is nobody to write to.")
    return len(each)


def _on_duty(call: Call, hours: DutyHours, at: dt.datetime) -> list[User]:
    """Whoever leads the course or stands in, and whoever is on duty; else whom a crisis reaches."""
    leads = duty.stands_in_for(call.adult, day_of(at))
    there = [
        one for team in Team.objects.filter(intake=True) for one in duty.on_duty(team, at, hours)
    ]
    found = [*([leads] if leads.active else []), *there]
    return found if there else [*found, *_crisis(call, at)]


def _crisis(call: Call, at: dt.datetime) -> list[User]:
    """Where nobody is named, those who lead the work, and then whoever coordinates it."""
    for found in (
        duty.crisis_contacts(day_of(at)),
        list(User.objects.holding(Right.SEE_NUMBERS).by_name()),
        list(User.objects.holding(Right.HOLD_CONCERNS).by_name()),
    ):
        if found:
            return found
    return []


# --- Looking -------------------------------------------------------------------------------------


@transaction.atomic
def note_read(call: Call, *, by: User, at: dt.datetime) -> None:
    record("call.read", f"call:{call.pk}", by=name_of(by), at=at)


@transaction.atomic
def has_looked(call: Call, came_of_it: CallEnd, *, by: User, at: dt.datetime) -> Call:
    held = Call.objects.select_for_update().get(pk=call.pk)
    if CallState.LOOKED not in NEXT_FOR_CALLS[held.state]:
        raise WrongState(_("A colleague has looked already. Talk together."))
    held.state, held.looked_by, held.looked_on = CallState.LOOKED, by, day_of(at)
    held.came_of_it = came_of_it
    held.save(update_fields=["state", "looked_by", "looked_on", "came_of_it"])
    record("call.looked", f"call:{held.pk}", by=name_of(by), at=at)
    return held


def forget_calls(*, today: dt.date) -> int:
    return Call.objects.filter(looked_on__lt=today - KEPT_AFTER_LOOKING).delete()[0]
