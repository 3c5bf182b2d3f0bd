"""What staff do with a concern. Every reading and every deed leaves its mark in the audit chain."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.audit.actions import record
from kominn.concerns import conversation, states
from kominn.concerns.conversation import place
from kominn.concerns.letters import interpreter_needed
from kominn.concerns.models import Attachment, Concern, InterpreterOrder, Message
from kominn.concerns.sender_roles import kept_role
from kominn.concerns.states import MessageState, State, Writer, check_step
from kominn.concerns.told import Said, Told
from kominn.core.letters import send_later
from kominn.core.worktime import NORWAY
from kominn.portrait.models import Area
from kominn.vault import actions as vault
from kominn.vault.ciphertext import seal_json
from kominn.vault.files import SealedFile

TIME_TO_NEXT_STEP = dt.timedelta(days=7)


class NotTheHolder(Exception):
    """Only the one who holds the baton may do this; shown to the reader."""


class NeedsAnotherReader(Exception):
    """The second reader must be another person than the writer; shown to the reader."""


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """A concern with what was told in it, for one reader and one page."""

    concern: Concern
    key: bytes
    told: Told
    said: list[Said]


def name_of(user: User) -> str:
    return f"user:{user.pk}"


def target_of(concern: Concern) -> str:
    return f"concern:{concern.pk}"


@transaction.atomic
def read(concern: Concern, *, by: User, at: dt.datetime) -> Opened:
    """Open a concern; raises `vault.actions.NoWrap` where the reader has no key to it.

    The mark comes before the key: a reporter who takes the concern back at the same moment is told
    truly whether somebody had read it.
    """
    record("concern.read", target_of(concern), by=name_of(by), at=at)
    if concern.news_for(by):
        # Before the talk is fetched: what comes after this is news again.
        Concern.objects.filter(pk=concern.pk).update(news=False)
    key = vault.data_key_for(concern.pk, by)
    told = conversation.open_told(concern, key)
    return Opened(concern, key, told, conversation.conversation(concern, key))


@transaction.atomic
def read_names(concern: Concern, *, why: str, by: User, at: dt.datetime) -> str:
    """Open the names' own box; the reason is kept sealed beside the messages."""
    key = vault.data_key_for(concern.pk, by)
    text = _("Opened the names: %(why)s") % {"why": why}
    conversation.say(concern, key, text, writer=Writer.NOTE, author=by, at=at)
    record("concern.names_read", target_of(concern), by=name_of(by), at=at)
    return conversation.open_names(concern, key)


@transaction.atomic
def read_file(concern: Concern, attachment: Attachment, *, by: User, at: dt.datetime) -> SealedFile:
    """The way to one attached file, which has its own key."""
    key = vault.data_key_for(concern.pk, by)
    record("attachment.read", target_of(concern), by=name_of(by), at=at)
    return conversation.open_attachment(attachment, key)


@transaction.atomic
def take(concern: Concern, *, by: User, at: dt.datetime) -> None:
    """Take the baton: from now on this person answers for the next step, within a week.

    Where the reporter says someone is in danger now, the deadline stays where it was.
    """
    concern = _locked(concern)
    told = conversation.open_told(concern, vault.data_key_for(concern.pk, by))
    if concern.state == State.HELD and concern.holder_id == by.pk:
        return
    if concern.state != State.HELD:
        check_step(concern.state, State.HELD)
        if not told.danger_now:
            concern.due_on = at.astimezone(NORWAY).date() + TIME_TO_NEXT_STEP
    concern.state, concern.holder = State.HELD, by
    concern.save(update_fields=["state", "holder", "due_on"])
    record("concern.taken", target_of(concern), by=name_of(by), at=at)


@transaction.atomic
def sort(
    concern: Concern,
    *,
    theme: str,
    area: Area | None,
    due_on: dt.date,
    by: User,
    at: dt.datetime,
) -> None:
    """What it is about, where, and by which day its holder does the next thing.

    Beside a smaller area than the one it was told about, a rare role would name a person.
    """
    concern = _locked(concern)
    vault.data_key_for(concern.pk, by)
    concern.theme, concern.area, concern.due_on = theme, area, due_on
    if area:
        concern.sender_role = kept_role(states.SenderRole(concern.sender_role), area.population)
    concern.save(update_fields=["theme", "area", "due_on", "sender_role"])
    record("concern.sorted", target_of(concern), by=name_of(by), at=at)


@transaction.atomic
def write(
    concern: Concern, text: str, *, token: uuid.UUID, read_by_two: bool, by: User, at: dt.datetime
) -> Message:
    """Write to the reporter. To a minor it waits until a colleague has read it too."""
    concern = _locked(concern)
    key = vault.data_key_for(concern.pk, by)
    number = conversation.number_of(key, token, text)
    earlier = Message.objects.filter(pk=number).first()
    if earlier:
        return earlier
    _must_hold(concern, by)
    if not concern.is_open:
        check_step(concern.state, State.HELD)
    two = read_by_two or conversation.open_told(concern, key).by_minor
    message = conversation.say(
        concern,
        key,
        text,
        pk=number,
        writer=Writer.STAFF,
        author=by,
        read_by_two=two,
        state=MessageState.WAITING if two else MessageState.SENT,
        at=at,
    )
    verb = "message.written" if two else "message.sent"
    record(verb, target_of(concern), by=name_of(by), at=at)
    return message


@transaction.atomic
def note(concern: Concern, text: str, *, token: uuid.UUID, by: User, at: dt.datetime) -> None:
    """A note among those who can read the concern; the reporter never sees it."""
    concern = _locked(concern)
    key = vault.data_key_for(concern.pk, by)
    number = conversation.number_of(key, token, text)
    if Message.objects.filter(pk=number).exists():
        return
    conversation.say(concern, key, text, pk=number, writer=Writer.NOTE, author=by, at=at)
    record("concern.noted", target_of(concern), by=name_of(by), at=at)


@transaction.atomic
def release(message: Message, *, send: bool, by: User, at: dt.datetime) -> None:
    """The second reader sends a waiting message, or stops it."""
    concern = _locked(message.concern)
    vault.data_key_for(concern.pk, by)
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.author_id == by.pk:
        raise NeedsAnotherReader(
            _("Another person than the writer must read this before it is sent.")
        )
    if message.state != MessageState.WAITING:
        return
    if send and concern.state == State.WITHDRAWN:
        check_step(concern.state, State.HELD)
    message.state = MessageState.SENT if send else MessageState.STOPPED
    message.second_reader = by
    message.save(update_fields=["state", "second_reader"])
    verb = "message.sent" if send else "message.stopped"
    record(verb, target_of(concern), by=name_of(by), at=at)


@transaction.atomic
def close(
    concern: Concern,
    *,
    reason: str,
    words: str,
    token: uuid.UUID,
    by: User,
    at: dt.datetime,
) -> None:
    """Finish, with a reason and what the reporter will read."""
    concern = _locked(concern)
    if concern.state == State.CLOSED:
        return
    vault.data_key_for(concern.pk, by)
    _must_hold(concern, by)
    check_step(concern.state, State.CLOSED)
    if words:
        write(concern, words, token=token, read_by_two=False, by=by, at=at)
    concern.state, concern.close_reason = State.CLOSED, states.CloseReason(reason)
    concern.save(update_fields=["state", "close_reason"])
    vault.settle(concern.pk)
    record("concern.closed", target_of(concern), by=name_of(by), at=at)


@transaction.atomic
def order_interpreter(
    concern: Concern, details: dict[str, Any], *, token: uuid.UUID, by: User, at: dt.datetime
) -> InterpreterOrder:
    """Order a qualified adult interpreter; the letter tells language and time, nothing else.

    Where the city has no address for the service, the order stands and staff phone it in.
    """
    concern = _locked(concern)
    key = vault.data_key_for(concern.pk, by)
    wanted = {name: str(value) for name, value in details.items()}
    pk = conversation.number_of(key, token, str(sorted(wanted.items())))
    earlier = InterpreterOrder.objects.filter(pk=pk).first()
    if earlier:
        return earlier
    order = InterpreterOrder.objects.create(
        id=pk,
        concern=concern,
        ordered_by=by,
        needed_on=details["needed_on"],
        details=seal_json(wanted, key=key, place=place("details", pk, "order")),
    )
    if settings.INTERPRETER_ADDRESS:
        reference = order.pk.hex[:6].upper()
        send_later(
            interpreter_needed(
                to=settings.INTERPRETER_ADDRESS, reference=reference, details=details
            )
        )
    record("interpreter.ordered", target_of(concern), by=name_of(by), at=at)
    return order


def _locked(concern: Concern) -> Concern:
    return Concern.objects.select_for_update().get(pk=concern.pk)


def _must_hold(concern: Concern, by: User) -> None:
    if concern.holder_id != by.pk:
        raise NotTheHolder(_("Take the baton first: one person answers for each concern."))
