"""What is written to a minor, or where its writer asks for it, is read by a colleague first."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.audit.actions import record
from kominn.concerns import conversation, ports, states
from kominn.concerns.actions import closing
from kominn.concerns.actions.handle import NotTheHolder, locked, name_of, target_of
from kominn.concerns.models import Concern, Message
from kominn.concerns.states import MessageState, State, check_not_withdrawn, check_step
from kominn.vault.actions import records


class NeedsAnotherReader(Exception):
    """The second reader must be another person than the writer; shown to the reader."""


@transaction.atomic
def release(message: Message, *, send: bool, why: str = "", by: User, at: dt.datetime) -> None:
    """The second reader sends a waiting message, or stops it and tells the writer why.

    Closing words finish the concern with the reason their writer chose.
    """
    concern = locked(message.concern)
    key = records.data_key_for(concern.pk, by)
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
        closing.finish(concern, message.close_reason, by=by, at=at)


def _check_closing_words(concern: Concern, message: Message) -> None:
    """That what their writer wanted to finish is still as it was then."""
    check_step(concern.state, State.CLOSED)
    ports.casework().check_may_close(concern)
    closing.check_all_is_read(concern)
    if concern.holder_id != message.author_id:
        raise NotTheHolder(
            _("Somebody else holds the baton now. Stop these words: they finish the concern.")
        )
