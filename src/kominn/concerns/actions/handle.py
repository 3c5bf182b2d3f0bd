"""A concern is opened, taken and sorted; every reading and every deed leaves its mark."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.audit.actions import SYSTEM, record
from kominn.audit.models import Event
from kominn.concerns import conversation, states
from kominn.concerns.models import Attachment, Concern, InterpreterOrder
from kominn.concerns.sender_roles import kept_role
from kominn.concerns.states import (
    HANDLED,
    ImpossibleStep,
    Nudged,
    State,
    Writer,
    check_not_withdrawn,
    check_step,
)
from kominn.concerns.told import Said, Told
from kominn.core.worktime import NORWAY
from kominn.portrait.models import Area
from kominn.vault.actions import records
from kominn.vault.files import SealedFile

log = logging.getLogger(__name__)

TIME_TO_NEXT_STEP = dt.timedelta(days=7)


class NotTheHolder(Exception):
    """Only the one who holds the baton may do this; shown to the reader."""


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
    """Open a concern; raises `NoWrap` where the reader has no key to it.

    The mark comes before the key: a reporter who takes the concern back at the same moment is told
    truly whether somebody had read it.
    """
    record("concern.read", target_of(concern), by=name_of(by), at=at)
    if concern.news_for(by):
        # Before the talk is fetched: what comes after this is news again.
        Concern.objects.filter(pk=concern.pk).update(news=False)
    if concern.clock is not None:
        end_silence(concern)
    key = records.data_key_for(concern.pk, by)
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
    check_not_withdrawn(locked(concern).state)
    key = records.data_key_for(concern.pk, by)
    text = _("Opened the names: %(why)s") % {"why": why}
    conversation.say(concern, key, text, writer=Writer.NOTE, author=by, at=at)
    record("concern.names_read", target_of(concern), by=name_of(by), at=at)
    return conversation.open_names(concern, key)


@transaction.atomic
def read_file(concern: Concern, attachment: Attachment, *, by: User, at: dt.datetime) -> SealedFile:
    """The way to one attached file, which has its own key."""
    key = records.data_key_for(concern.pk, by)
    record("attachment.read", target_of(concern), by=name_of(by), at=at)
    return conversation.open_attachment(attachment, key)


@transaction.atomic
def take(concern: Concern, *, by: User, at: dt.datetime) -> None:
    """Take the baton: from now on this person answers for the next step, within a week.

    Where the reporter says someone is in danger now, the deadline stays where it was.
    """
    concern = locked(concern)
    told = conversation.told_or_damaged(concern, records.data_key_for(concern.pk, by))
    if concern.state in HANDLED and concern.holder_id == by.pk:
        return
    check_stands_alone(concern)
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
    concern = locked(concern)
    records.data_key_for(concern.pk, by)
    check_not_withdrawn(concern.state)
    concern.theme, concern.area, concern.due_on = theme, area, due_on
    if area:
        concern.sender_role = kept_role(states.SenderRole(concern.sender_role), area.population)
    concern.save(update_fields=["theme", "area", "due_on", "sender_role"])
    record("concern.sorted", target_of(concern), by=name_of(by), at=at)


def check_stands_alone(concern: Concern) -> None:
    if concern.is_joined:
        raise ImpossibleStep(
            _("This is joined with %(short)s, where the baton is. Take it out first.")
            % {"short": concern.leading.short}
        )


def locked(concern: Concern) -> Concern:
    """Nobody else works on it until we are done. Whoever does something ends the silence."""
    found = Concern.objects.select_for_update().get(pk=concern.pk)
    if found.nudged or found.clock is not None:
        end_silence(found)
    return found


def end_silence(concern: Concern) -> None:
    """A person has looked: the clock stops, and nobody needs to be asked any more."""
    Concern.objects.filter(pk=concern.pk).update(nudged=Nudged.NOBODY, clock=None)


def must_hold(concern: Concern, by: User) -> None:
    if concern.leading.holder_id != by.pk:
        raise NotTheHolder(_("Take the baton first: one person answers for each concern."))
