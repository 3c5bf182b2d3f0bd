"""The reporter's side of the talk, opened by the receipt alone."""

from __future__ import annotations

import datetime as dt
import hmac
import logging
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from kominn.audit.actions import record_reporter
from kominn.audit.models import Event
from kominn.concerns import clocks, conversation, record_classes
from kominn.concerns.actions import family
from kominn.concerns.actions.erase import erase
from kominn.concerns.actions.family import again_if_moved
from kominn.concerns.actions.receive import wake
from kominn.concerns.models import Concern, Message
from kominn.concerns.states import HANDLED, READINGS, Danger, Nudged, State, Writer, check_step
from kominn.concerns.told import NamesNotTaken
from kominn.core.hints import hints, unsettled
from kominn.core.worktime import DutyHours, day_of, monday_of
from kominn.law.approvals import may_take_named_persons
from kominn.vault.actions import records
from kominn.vault.ciphertext import CannotOpen
from kominn.vault.receipts import Receipt

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, repr=False)
class Mailbox:
    """A concern as its reporter may see it."""

    concern: Concern
    key: bytes


def find(receipt: Receipt | None) -> Mailbox | None:
    """The concern a receipt opens; None whatever is wrong with it, by the same path."""
    tried = receipt or Receipt.new()
    found = Concern.objects.filter(locator=tried.locator)
    concern = found.select_related("area", "main").first()
    verifier = bytes(concern.receipt_verifier) if concern else bytes(32)
    fits = hmac.compare_digest(tried.verifier(), verifier)
    if concern is None or receipt is None or not fits:
        return None
    try:
        key = records.data_key_from_receipt(concern.pk, receipt, bytes(concern.receipt_wrap))
    except CannotOpen:
        log.error("A receipt’s key can’t be opened: concern:%s", concern.pk)
        return None
    return Mailbox(concern, key)


def status(concern: Concern) -> State:
    """Where it stands, as its reporter reads it: what is joined stands where the other one does.

    It is not finished before the closing words to this reporter are sent.
    """
    state = State(concern.leading.state)
    if concern.is_joined and state == State.CLOSED and concern.messages.waiting().exists():
        return State.HELD
    return State.HELD if state in HANDLED else state


@again_if_moved
def add(
    mailbox: Mailbox,
    text: str,
    *,
    token: uuid.UUID,
    hours: DutyHours,
    at: dt.datetime,
    danger: bool = False,
    places: Collection[str] = (),
    nobody: Collection[str] = (),
) -> None:
    """The reporter adds or answers; `token` lets a message that is sent twice stand once.

    With `danger` it tells that someone is in danger now: then it is taken whomever it names.
    `nobody` is what looks like a name but, as its writer says, is no person's.
    Raises `Concern.DoesNotExist` where it was taken back and erased meanwhile.
    """
    concern = family.locked(mailbox.concern.pk)
    is_news = danger and concern.danger != Danger.YES
    if is_news:
        # Its own clock, as where the form comes again: reading another would not stop it.
        concern.danger, concern.nudged = Danger.YES, Nudged.NOBODY
        concern.clock = clocks.begin(concern.pk, at, hours)
    if (
        concern.danger != Danger.YES
        and unsettled(hints(text, places=places), nobody)
        and not may_take_named_persons(day_of(at))
    ):
        raise NamesNotTaken
    number = conversation.number_of(mailbox.key, token, text)
    if not Message.objects.filter(pk=number).exists():
        conversation.say(concern, mailbox.key, text, writer=Writer.REPORTER, at=at, pk=number)
    elif not is_news:
        return
    wake(concern, hours=hours, at=at)
    record_reporter("concern.added_to", f"concern:{concern.pk}", on=at)


@again_if_moved
def withdraw(mailbox: Mailbox, *, at: dt.datetime) -> bool:
    """The reporter takes it back. True: nobody had read it, so it is erased at once.

    What a person has read they can't unread: then the work stops, and the concern stays out of
    further use until its retention ends.
    """
    try:
        concern = family.locked(mailbox.concern.pk)
    except Concern.DoesNotExist:
        # The same button was pressed in another tab.
        return True
    if concern.state == State.WITHDRAWN:
        return False
    then = record_classes.when_withdrawn(so_far=concern.record_class)
    record_reporter("concern.withdrawn", f"concern:{concern.pk}", on=at, detail={"class": then})
    first = family.go_on_without(concern)
    if first:
        detail = {"state": first.state, **first.as_it_ended()}
        record_reporter("concern.leads", f"concern:{first.pk}", on=at, detail=detail)
    if concern.state in (State.RECEIVED, State.JOINED) and not was_read(concern):
        erase(concern, at=at)
        record_reporter("concern.erased", f"concern:{concern.pk}", on=at)
        return True
    check_step(concern.state, State.WITHDRAWN)
    if concern.main:
        # Who answered for it is the one to be told; or any reader, where that one reads it not.
        holder, concern.main = concern.main.holder, None
        concern.holder = holder if family.reads(holder, concern) else None
    concern.state, concern.close_reason = State.WITHDRAWN, ""
    concern.announced, concern.news, concern.clock = False, True, None
    concern.record_class = then
    concern.finished_on = monday_of(at)
    concern.save(
        update_fields=[
            "state",
            "main",
            "holder",
            "close_reason",
            "announced",
            "news",
            "clock",
            "record_class",
            "finished_on",
        ]
    )
    return False


def was_read(concern: Concern) -> bool:
    about = Event.objects.about(f"concern:{concern.pk}")
    return about.filter(verb__in=READINGS).exists()
