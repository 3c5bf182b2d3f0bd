"""A concern is finished, with a reason and words to the reporter; never past unread ones."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.audit.actions import record
from kominn.audit.models import Event
from kominn.concerns import ports, record_classes, states
from kominn.concerns.actions import family, second_look, talk
from kominn.concerns.actions.handle import check_stands_alone, locked, must_hold, name_of, target_of
from kominn.concerns.models import Concern
from kominn.concerns.states import MessageState, State, check_step
from kominn.core.worktime import NORWAY, day_of
from kominn.vault.actions import records


class UnreadWords(Exception):
    """The reporter has written since; shown to the reader."""

    def __init__(self) -> None:
        super().__init__(
            _("The reporter has written more. Whoever holds the baton must read it first.")
        )


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
    concern = locked(concern)
    if concern.state == State.CLOSED:
        return True
    records.data_key_for(concern.pk, by)
    check_may_close(concern, by=by)
    check_all_is_read(concern)
    reason = states.CloseReason(reason)
    if words:
        message = talk.say(
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
        talk.let_be(concern, instead_of, by=by)
    finish(concern, reason, by=by, at=at)
    return True


def check_may_close(concern: Concern, *, by: User) -> None:
    """Raises the sentence why not, also before anything is written for it."""
    check_stands_alone(concern)
    must_hold(concern, by)
    check_step(concern.state, State.CLOSED)
    ports.casework().check_may_close(concern)


def finish(concern: Concern, reason: str, *, by: User, at: dt.datetime) -> None:
    """The end itself, once it is looked that it may be."""
    concern.state, concern.close_reason = State.CLOSED, reason
    concern.record_class = record_classes.when_closed(reason, so_far=concern.record_class)
    concern.finished_on = day_of(at)
    concern.save(update_fields=["state", "close_reason", "record_class", "finished_on"])
    records.settle(concern.pk, *family.under(concern))
    if reason in states.ALONE:
        second_look.ask_if_due(concern, family.all_told(concern, by=by), at=at)
    detail = concern.as_it_ended()
    record("concern.closed", target_of(concern), by=name_of(by), at=at, detail=detail)


def check_all_is_read(concern: Concern) -> None:
    """Nothing is finished past what a reporter has written, also of those joined under it."""
    if concern.news or concern.joined.filter(news=True).exists():
        raise UnreadWords


def closed_on(concern: Concern) -> dt.date | None:
    """The day it was finished, as the trail has it."""
    closings = Event.objects.about(target_of(concern)).filter(verb="concern.closed")
    latest = closings.last() if concern.state == State.CLOSED else None
    return latest.at.astimezone(NORWAY).date() if latest else None
