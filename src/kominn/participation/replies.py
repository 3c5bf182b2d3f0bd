"""Whatever a grown-up writes to the young is read by two before it goes out, and leaves a trace.

Here is only the passing on; what a reply does to the thing it is about is the deed of its domain,
done in the same transaction. A concern's messages are read by two in the same steps, and a form
shared below both would hold one comparison only: there words are sealed, stopped ones are written
anew and closing ones finish the concern; here all stands in clear and ends at once.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.audit.actions import record
from kominn.core.worktime import day_of
from kominn.participation.actions import NotPossible
from kominn.participation.models import Reply
from kominn.participation.states import NEXT_FOR_REPLIES, ReplyState


class NeedsAnotherReader(NotPossible):
    pass


class NotWaiting(NotPossible):
    pass


class NotReadByTwo(NotPossible):
    pass


@transaction.atomic
def propose(
    about: str,
    verdict: str,
    words: str,
    *,
    part: str = "",
    role: str = "",
    by: User,
    at: dt.datetime,
) -> Reply:
    """`part` tells several things apart that are about one, and may wait side by side."""
    if Reply.objects.filter(about=about, part=part, state=ReplyState.WAITS).exists():
        raise NotWaiting(_("A colleague has written already, and waits to be read."))
    reply = Reply.objects.create(
        about=about,
        part=part,
        verdict=verdict,
        words=words,
        role=role,
        written_by=by,
        written_on=day_of(at),
    )
    record("reply.written", about, by=name_of(by), at=at)
    return reply


@transaction.atomic
def pass_on(reply: Reply, *, by: User, at: dt.datetime) -> Reply:
    """The second reader lets it go out."""
    held = _end(reply, ReplyState.SENT, by=by)
    record("reply.sent", held.about, by=name_of(by), at=at)
    return held


def words_read_by_two(reply: Reply) -> str:
    """What may stand before the young. Raises `NotReadByTwo`."""
    held = Reply.objects.get(pk=reply.pk)
    if held.state != ReplyState.SENT:
        raise NotReadByTwo(_("Another person than the writer must read this first."))
    return held.words


@transaction.atomic
def stop(reply: Reply, why: str, *, by: User, at: dt.datetime) -> Reply:
    """The second reader tells its writer why not."""
    held = _end(reply, ReplyState.STOPPED, note=why, by=by)
    record("reply.stopped", held.about, by=name_of(by), at=at)
    return held


@transaction.atomic
def take_back(reply: Reply, *, by: User, at: dt.datetime) -> Reply:
    held = _waiting(reply, ReplyState.TAKEN_BACK)
    if held.written_by_id != by.pk:
        raise NeedsAnotherReader(_("Only its writer takes it back."))
    held.state = ReplyState.TAKEN_BACK
    held.save(update_fields=["state"])
    record("reply.taken_back", held.about, by=name_of(by), at=at)
    return held


def _end(reply: Reply, then: ReplyState, *, note: str = "", by: User) -> Reply:
    held = _waiting(reply, then)
    if held.written_by_id == by.pk:
        raise NeedsAnotherReader(_("Another person than the writer must read this first."))
    held.state, held.seen_by, held.note = then, by, note
    held.save(update_fields=["state", "seen_by", "note"])
    return held


def _waiting(reply: Reply, then: ReplyState) -> Reply:
    held = Reply.objects.select_for_update().get(pk=reply.pk)
    if then not in NEXT_FOR_REPLIES[held.state]:
        raise NotWaiting(_("A colleague was faster. Read the page anew."))
    return held
