"""What staff do with a concern. Every reading and every deed leaves its mark in the audit chain."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.audit.actions import SYSTEM, record
from kominn.audit.models import Event
from kominn.concerns import conversation, ports, record_classes, states
from kominn.concerns.actions import family, second_look
from kominn.concerns.conversation import place
from kominn.concerns.letters import interpreter_needed
from kominn.concerns.models import Attachment, Concern, InterpreterOrder, Message
from kominn.concerns.sender_roles import kept_role
from kominn.concerns.states import (
    HANDLED,
    ImpossibleStep,
    MessageState,
    Nudged,
    OrderState,
    State,
    Writer,
    check_not_withdrawn,
    check_step,
)
from kominn.concerns.told import Said, Told
from kominn.core.letters import send_later
from kominn.core.worktime import NORWAY, day_of
from kominn.portrait.models import Area
from kominn.vault import actions as vault
from kominn.vault.ciphertext import seal_json
from kominn.vault.files import SealedFile

log = logging.getLogger(__name__)

TIME_TO_NEXT_STEP = dt.timedelta(days=7)


class NotTheHolder(Exception):
    """Only the one who holds the baton may do this; shown to the reader."""


class NeedsAnotherReader(Exception):
    """The second reader must be another person than the writer; shown to the reader."""


class UnreadWords(Exception):
    """The reporter has written since; shown to the reader."""

    def __init__(self) -> None:
        super().__init__(
            _("The reporter has written more. Whoever holds the baton must read it first.")
        )


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """A concern with what was told in it, for one reader and one page."""

    concern: Concern
    key: bytes
    told: Told | None
    said: list[Said]
    files: list[tuple[uuid.UUID, SealedFile | None]]
    orders: list[tuple[InterpreterOrder, dict[str, Any]]]
    has_names: bool | None

    @property
    def read_by_two(self) -> bool:
        """Whether what is written waits for a colleague; where nobody can tell, it does."""
        return self.told is None or self.told.by_minor

    def damaged(self) -> list[str]:
        """The parts that can't be opened: changed in the database by somebody, or by a fault."""
        whole = {"content": self.told is None, "names": self.has_names is None}
        return [
            *(part for part, is_damaged in whole.items() if is_damaged),
            *(f"message:{one.pk}" for one in self.said if one.is_damaged),
            *(f"attachment:{pk}" for pk, file in self.files if file is None),
            *(f"order:{order.pk}" for order, details in self.orders if not details),
        ]


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
    if concern.clock is not None:
        end_silence(concern)
    key = vault.data_key_for(concern.pk, by)
    opened = Opened(
        concern,
        key,
        told=conversation.told_or_damaged(concern, key),
        said=conversation.conversation(concern, key),
        files=conversation.files(concern, key),
        orders=conversation.orders(concern, key),
        has_names=conversation.has_names(concern, key),
    )
    _note_damage(concern, opened.damaged(), at=at)
    return opened


@transaction.atomic
def note_lost_key(concern: Concern, *, by: User, at: dt.datetime) -> None:
    """Not even the key to the concern can be opened, though there is one for this reader."""
    record("concern.read", target_of(concern), by=name_of(by), at=at)
    _note_damage(concern, ["key"], at=at)


def _note_damage(concern: Concern, parts: list[str], *, at: dt.datetime) -> None:
    """Each damage once: the trail tells when it was found, not how often it was looked at."""
    if not parts:
        return
    found = Event.objects.about(target_of(concern)).filter(verb="concern.damaged")
    known = {event.detail.get("part") for event in found}
    for part in parts:
        if part not in known:
            log.error("A sealed part can’t be opened: %s %s", target_of(concern), part)
            record("concern.damaged", target_of(concern), by=SYSTEM, at=at, detail={"part": part})


@transaction.atomic
def read_names(concern: Concern, *, why: str, by: User, at: dt.datetime) -> str:
    """Open the names' own box; the reason is kept sealed beside the messages."""
    check_not_withdrawn(_locked(concern).state)
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
    told = conversation.told_or_damaged(concern, vault.data_key_for(concern.pk, by))
    if concern.state in HANDLED and concern.holder_id == by.pk:
        return
    _check_stands_alone(concern)
    if concern.state not in HANDLED:
        check_step(concern.state, State.HELD)
        if told is None or not told.danger_now:
            concern.due_on = at.astimezone(NORWAY).date() + TIME_TO_NEXT_STEP
        concern.state = State.HELD
    concern.holder = by
    concern.save(update_fields=["state", "holder", "due_on"])
    concern.handovers.lapse()
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
    check_not_withdrawn(concern.state)
    concern.theme, concern.area, concern.due_on = theme, area, due_on
    if area:
        concern.sender_role = kept_role(states.SenderRole(concern.sender_role), area.population)
    concern.save(update_fields=["theme", "area", "due_on", "sender_role"])
    record("concern.sorted", target_of(concern), by=name_of(by), at=at)


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
    concern = _locked(concern)
    return _write(concern, text, token=token, two=read_by_two, instead_of=instead_of, by=by, at=at)


def _write(
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
    key = vault.data_key_for(concern.pk, by)
    number = conversation.number_of(key, token, text)
    earlier = Message.objects.filter(pk=number).first()
    if earlier:
        return earlier
    _must_hold(concern, by)
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
        _put_away(concern, instead_of, by=by)
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
    concern = _locked(concern)
    key = vault.data_key_for(concern.pk, by)
    check_not_withdrawn(concern.state)
    number = conversation.number_of(key, token, text)
    if Message.objects.filter(pk=number).exists():
        return
    conversation.say(concern, key, text, pk=number, writer=Writer.NOTE, author=by, at=at)
    record("concern.noted", target_of(concern), by=name_of(by), at=at)


@transaction.atomic
def release(message: Message, *, send: bool, why: str = "", by: User, at: dt.datetime) -> None:
    """The second reader sends a waiting message, or stops it and tells the writer why.

    Closing words finish the concern with the reason their writer chose.
    """
    concern = _locked(message.concern)
    key = vault.data_key_for(concern.pk, by)
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.author_id == by.pk:
        raise NeedsAnotherReader(
            _("Another person than the writer must read this before it is sent.")
        )
    then = MessageState.SENT if send else MessageState.STOPPED
    if then not in states.NEXT_FOR_MESSAGES[MessageState(message.state)]:
        return
    if send:
        check_not_withdrawn(concern.state)
        conversation.open_message(message, key)  # Nobody sends what can't be read.
        if message.close_reason:
            _check_closing_words(concern, message)
    elif why:
        message.why_stopped = conversation.why_stopped(message, key, why, at=at)
    message.state = then
    message.second_reader = by
    message.save(update_fields=["state", "second_reader", "why_stopped"])
    verb = "message.sent" if send else "message.stopped"
    record(verb, target_of(concern), by=name_of(by), at=at)
    if send and message.close_reason:
        _close(concern, message.close_reason, by=by, at=at)


def _check_closing_words(concern: Concern, message: Message) -> None:
    """That what their writer wanted to finish is still as it was then."""
    check_step(concern.state, State.CLOSED)
    ports.casework().check_may_close(concern)
    _check_all_is_read(concern)
    if concern.holder_id != message.author_id:
        raise NotTheHolder(
            _("Somebody else holds the baton now. Stop these words: they finish the concern.")
        )


@transaction.atomic
def put_away(message: Message, *, by: User, at: dt.datetime) -> None:
    """The writer lets be what was stopped, or takes back what still waits."""
    concern = _locked(message.concern)
    vault.data_key_for(concern.pk, by)
    if _put_away(concern, message.pk, by=by):
        record("message.put_away", target_of(concern), by=name_of(by), at=at)


def _put_away(concern: Concern, message: uuid.UUID, *, by: User) -> bool:
    own = Message.objects.filter(concern=concern, author=by, writer=Writer.STAFF, pk=message)
    return bool(own.unsent().update(state=MessageState.DROPPED))


@transaction.atomic
def close(
    concern: Concern,
    *,
    reason: str,
    words: str,
    token: uuid.UUID,
    instead_of: uuid.UUID | None = None,
    by: User,
    at: dt.datetime,
) -> bool:
    """Finish, with a reason and what the reporter will read.

    Words to a minor wait for a colleague first, and the concern with them: then False.
    """
    concern = _locked(concern)
    if concern.state == State.CLOSED:
        return True
    vault.data_key_for(concern.pk, by)
    check_may_close(concern, by=by)
    _check_all_is_read(concern)
    reason = states.CloseReason(reason)
    if words:
        message = _write(
            concern,
            words,
            token=token,
            two=False,
            instead_of=instead_of,
            close_reason=reason,
            by=by,
            at=at,
        )
        if message.state != MessageState.SENT:
            return False
    elif instead_of:
        _put_away(concern, instead_of, by=by)
    _close(concern, reason, by=by, at=at)
    return True


def check_may_close(concern: Concern, *, by: User) -> None:
    """Raises the sentence why not, also before anything is written for it."""
    _check_stands_alone(concern)
    _must_hold(concern, by)
    check_step(concern.state, State.CLOSED)
    ports.casework().check_may_close(concern)


def _close(concern: Concern, reason: str, *, by: User, at: dt.datetime) -> None:
    concern.state, concern.close_reason = State.CLOSED, reason
    concern.record_class = record_classes.when_closed(reason, so_far=concern.record_class)
    concern.finished_on = day_of(at)
    concern.save(update_fields=["state", "close_reason", "record_class", "finished_on"])
    vault.settle(concern.pk, *family.under(concern))
    if reason in states.ALONE:
        second_look.ask_if_due(concern, family.all_told(concern, by=by), at=at)
    detail = concern.as_it_ended()
    record("concern.closed", target_of(concern), by=name_of(by), at=at, detail=detail)


def _check_stands_alone(concern: Concern) -> None:
    if concern.is_joined:
        raise ImpossibleStep(
            _("This is joined with %(short)s, where the baton is. Take it out first.")
            % {"short": concern.leading.short}
        )


def _check_all_is_read(concern: Concern) -> None:
    """Nothing is finished past what a reporter has written, also of those joined under it."""
    if concern.news or concern.joined.filter(news=True).exists():
        raise UnreadWords


def closed_on(concern: Concern) -> dt.date | None:
    """The day it was finished, as the trail has it."""
    closings = Event.objects.about(target_of(concern)).filter(verb="concern.closed")
    latest = closings.last() if concern.state == State.CLOSED else None
    return latest.at.astimezone(NORWAY).date() if latest else None


@transaction.atomic
def order_interpreter(
    concern: Concern, details: dict[str, Any], *, token: uuid.UUID, by: User, at: dt.datetime
) -> InterpreterOrder:
    """Order a qualified adult interpreter; the letter tells language and time, nothing else.

    Where the city has no address for the service, it is noted until somebody has called.
    """
    concern = _locked(concern)
    key = vault.data_key_for(concern.pk, by)
    check_not_withdrawn(concern.state)
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
        state=OrderState.ORDERED if settings.INTERPRETER_ADDRESS else OrderState.NOTED,
        details=seal_json(wanted, key=key, place=place("details", pk, "order")),
    )
    if settings.INTERPRETER_ADDRESS:
        reference = order.pk.hex[:6].upper()
        send_later(
            interpreter_needed(
                to=settings.INTERPRETER_ADDRESS, reference=reference, details=details
            )
        )
    verb = "interpreter.ordered" if settings.INTERPRETER_ADDRESS else "interpreter.noted"
    record(verb, target_of(concern), by=name_of(by), at=at)
    return order


@transaction.atomic
def interpreter_was_called(order: InterpreterOrder, *, by: User, at: dt.datetime) -> None:
    """Somebody has called the interpreting service: only now is it ordered."""
    concern = _locked(order.concern)
    vault.data_key_for(concern.pk, by)
    check_not_withdrawn(concern.state)
    noted = InterpreterOrder.objects.filter(pk=order.pk, state=OrderState.NOTED)
    if noted.update(state=OrderState.ORDERED):
        record("interpreter.ordered", target_of(concern), by=name_of(by), at=at)


def _locked(concern: Concern) -> Concern:
    """Nobody else works on it until we are done. Whoever does something ends the silence."""
    found = Concern.objects.select_for_update().get(pk=concern.pk)
    if found.nudged or found.clock is not None:
        end_silence(found)
    return found


def end_silence(concern: Concern) -> None:
    """A person has looked: the clock stops, and nobody needs to be asked any more."""
    Concern.objects.filter(pk=concern.pk).update(nudged=Nudged.NOBODY, clock=None)


def _must_hold(concern: Concern, by: User) -> None:
    if concern.leading.holder_id != by.pk:
        raise NotTheHolder(_("Take the baton first: one person answers for each concern."))
