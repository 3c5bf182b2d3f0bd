"""The fast lane: what one person can finish straight away, from the moment it came in."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.concerns.actions import closing, handle
from kominn.concerns.actions.closing import UnreadWords
from kominn.concerns.actions.handle import NotTheHolder
from kominn.concerns.models import Concern
from kominn.concerns.states import ImpossibleStep, State, Writer
from kominn.vault.actions import records


def mark_of(concern: Concern) -> str:
    """What a page that shows the concern says of how far its reader has come.

    Taken before the page is read: what comes after this is not read, and nothing is finished past
    it. It tells nothing of what was said.
    """
    row = Concern.objects.only("names").get(pk=concern.pk)
    said = concern.messages.filter(writer=Writer.REPORTER).values_list("pk", flat=True)
    files = concern.attachments.values_list("pk", flat=True)
    parts = [bytes(row.names), *(pk.bytes for pk in (*sorted(said), *sorted(files)))]
    return hashlib.sha256(b"".join(parts)).hexdigest()


@transaction.atomic
def finish_at_once(
    concern: Concern,
    *,
    reason: str,
    words: str,
    seen: str,
    token: uuid.UUID,
    by: User,
    at: dt.datetime,
) -> bool:
    """Take the baton and finish, in one deed. `seen` is the mark of the page that was read.

    As `closing.close`: False where a colleague must read the words first; then `by` holds it.
    """
    concern = Concern.objects.select_for_update().get(pk=concern.pk)
    records.data_key_for(concern.pk, by)
    if concern.state == State.CLOSED:
        return True
    if concern.holder and concern.holder_id != by.pk:
        raise NotTheHolder(
            _("%(name)s holds the baton. Talk together before you finish it.")
            % {"name": concern.holder}
        )
    if concern.joined.exists():
        raise ImpossibleStep(
            _("Several have told the same. Finish it on its own page: there all can be answered.")
        )
    if mark_of(concern) != seen:
        raise UnreadWords
    Concern.objects.filter(pk=concern.pk).update(news=False)
    handle.take(concern, by=by, at=at)
    return closing.close(concern, reason=reason, words=words, token=token, by=by, at=at)
