"""Statements: written from a seat, read by a person, and judged by the youth council on appeal.

What a seat does leaves nothing in the trail; what colleagues and the council do is recorded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.audit.actions import record
from kominn.core.turns import in_turn
from kominn.participation.actions import NotPossible
from kominn.participation.calling import call_grown_up
from kominn.participation.models import Room, Seat, Statement
from kominn.participation.pointing import check_points_to_nobody
from kominn.participation.reasons import Why
from kominn.participation.states import NEXT_FOR_STATEMENTS, StatementState
from kominn.participation.words.abuse import ABUSE
from kominn.participation.words.danger import DANGER

MOST_WAITING_OF_A_SEAT = 5
MOST_OF_A_SEAT = 40
TIME_TO_READ = dt.timedelta(days=2)


class TooMany(NotPossible):
    def __init__(self, text: str, *, called: bool = False) -> None:
        """`called`: a grown-up was called all the same."""
        super().__init__(text)
        self.called = called


class WrongState(NotPossible):
    pass


@dataclass(frozen=True, slots=True)
class Said:
    statement: Statement
    hints_at_danger: bool


def say(
    text: str,
    *,
    seat: Seat,
    where: str,
    adult: User,
    nobody: Collection[str] = (),
    today: dt.date,
) -> Said:
    """Raises `PointsToSomebody`, or `TooMany`; the text is given back by whoever asked for it.

    Danger calls a grown-up also where there are too many.
    """
    check_points_to_nobody([text], nobody=nobody, today=today)
    danger = bool(DANGER.found(text))
    with in_turn(), transaction.atomic():
        room = Room.objects.select_for_update().get(pk=seat.room_id)
        too_many = _too_many(seat)
        call = call_grown_up(room, where=where, adult=adult, today=today) if danger else None
        if not too_many:
            made = Statement.objects.create(
                room=room,
                seat=seat,
                text=text,
                hurts=bool(ABUSE.found(text)),
                written_on=today,
                call=call,
            )
    if too_many:  # Refused when the call is kept: raised within, it would take the call back.
        raise TooMany(too_many, called=call is not None)
    return Said(made, danger)


def _too_many(seat: Seat) -> str:
    waiting = seat.statements.filter(state=StatementState.WAITS).count()
    if waiting >= MOST_WAITING_OF_A_SEAT:
        return gettext("Several of yours wait to be read. Write the next one when they have been.")
    if seat.statements.count() >= MOST_OF_A_SEAT:
        return gettext("You have written very many. Let others write some too.")
    return ""


def take_back(statement: Statement) -> Statement:
    return _step(statement, StatementState.WITHDRAWN)


def appeal(statement: Statement) -> Statement:
    """The writer asks the youth council, whose word is the last."""
    return _step(statement, StatementState.APPEALED)


def show(statement: Statement, *, by: User, at: dt.datetime) -> Statement:
    with transaction.atomic():
        held = _step(statement, StatementState.SHOWN)
        record("statement.shown", f"statement:{held.pk}", by=name_of(by), at=at)
    return held


def hide(statement: Statement, why: Why, *, by: User, at: dt.datetime) -> Statement:
    with transaction.atomic():
        held = _step(statement, StatementState.NOT_SHOWN, why=why)
        record("statement.hidden", f"statement:{held.pk}", by=name_of(by), at=at)
    return held


def judge(statement: Statement, *, shown: bool, by: User, at: dt.datetime) -> Statement:
    """The youth council's word: nobody decides after it."""
    then = StatementState.COUNCIL_SHOWS if shown else StatementState.COUNCIL_HIDES
    with transaction.atomic():
        held = _step(statement, then)
        record("statement.judged", f"statement:{held.pk}", by=name_of(by), at=at)
    return held


def _step(statement: Statement, then: StatementState, *, why: str | None = None) -> Statement:
    with transaction.atomic():
        held = Statement.objects.select_for_update().get(pk=statement.pk)
        if then not in NEXT_FOR_STATEMENTS[held.state]:
            raise WrongState(_("Somebody was faster. Read the page anew."))
        held.state = then
        held.why = held.why if why is None else why
        held.save(update_fields=["state", "why"])
    return held
