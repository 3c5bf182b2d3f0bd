"""Words about a concern: to the reporter, and among those who can read it."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from kominn.accounts.models import User
from kominn.audit.actions import record
from kominn.concerns import conversation
from kominn.concerns.actions.handle import locked, must_hold, name_of, target_of
from kominn.concerns.models import Concern, Message
from kominn.concerns.states import MessageState, State, Writer, check_not_withdrawn, check_step
from kominn.vault.actions import records


@transaction.atomic
def write(
    concern: Concern,
    text: str,
    *,
    token: uuid.UUID,
    read_by_two: bool,
    instead_of: uuid.UUID | None = None,
    by: User,
    at: dt.datetime,
) -> Message:
    """Write to the reporter. To a minor it waits until a colleague has read it too.

    `instead_of` is a message of one's own that was stopped, or still waits: it is put away.
    """
    concern = locked(concern)
    return say(concern, text, token=token, two=read_by_two, instead_of=instead_of, by=by, at=at)


def say(
    concern: Concern,
    text: str,
    *,
    token: uuid.UUID,
    two: bool,
    instead_of: uuid.UUID | None,
    by: User,
    at: dt.datetime,
    close_reason: str = "",
) -> Message:
    """The same of a concern that is locked; `close_reason` makes of it words that finish it."""
    key = records.data_key_for(concern.pk, by)
    number = conversation.number_of(key, token, text)
    earlier = Message.objects.filter(pk=number).first()
    if earlier:
        return earlier
    must_hold(concern, by)
    if not concern.leading.is_open:
        check_step(concern.leading.state, State.HELD)
    two = two or is_read_by_two(concern, key)
    message = conversation.say(
        concern,
        key,
        text,
        pk=number,
        writer=Writer.STAFF,
        author=by,
        read_by_two=two,
        state=MessageState.WAITING if two else MessageState.SENT,
        close_reason=close_reason if two else "",
        at=at,
    )
    if instead_of:
        let_be(concern, instead_of, by=by)
    verb = "message.written" if two else "message.sent"
    record(verb, target_of(concern), by=name_of(by), at=at)
    return message


def is_read_by_two(concern: Concern, key: bytes) -> bool:
    """Whether what is written waits for a colleague; where nobody can tell, it does."""
    told = conversation.told_or_damaged(concern, key)
    return told is None or told.by_minor


@transaction.atomic
def note(concern: Concern, text: str, *, token: uuid.UUID, by: User, at: dt.datetime) -> None:
    """A note among those who can read the concern; the reporter never sees it."""
    concern = locked(concern)
    key = records.data_key_for(concern.pk, by)
    check_not_withdrawn(concern.state)
    number = conversation.number_of(key, token, text)
    if Message.objects.filter(pk=number).exists():
        return
    conversation.say(concern, key, text, pk=number, writer=Writer.NOTE, author=by, at=at)
    record("concern.noted", target_of(concern), by=name_of(by), at=at)


@transaction.atomic
def put_away(message: Message, *, by: User, at: dt.datetime) -> None:
    """The writer lets be what was stopped, or takes back what still waits."""
    concern = locked(message.concern)
    records.data_key_for(concern.pk, by)
    if let_be(concern, message.pk, by=by):
        record("message.put_away", target_of(concern), by=name_of(by), at=at)


def let_be(concern: Concern, message: uuid.UUID, *, by: User) -> bool:
    """An unsent message of one's own is put away; False where there is none such."""
    own = Message.objects.filter(concern=concern, author=by, writer=Writer.STAFF, pk=message)
    return bool(own.unsent().update(state=MessageState.DROPPED))
