"""What happens to concerns at fixed moments."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.concerns.letters import something_new
from kominn.concerns.models import Attachment, Concern
from kominn.core.letters import send_later
from kominn.vault import files

UNFINISHED = dt.timedelta(hours=24)
# A kept file's date tells only its week.
SURELY_KEPT = dt.timedelta(weeks=2)


@transaction.atomic
def announce(*, at: dt.datetime) -> int:
    """One letter to each reader of a team where something new waits; answers how many letters."""
    teams = set(Concern.objects.filter(announced=False).values_list("team_id", flat=True))
    Concern.objects.filter(announced=False).update(announced=True)
    readers = User.objects.holding(Right.READ_CONCERNS).filter(membership__team__in=teams)
    readers = readers.distinct()
    for reader in readers:
        send_later(something_new(to=reader.email, language=reader.language))
    return len(readers)


def clear_unfinished(*, at: dt.datetime) -> None:
    """Files of forms that were never sent are gone after a day."""
    files.clear_incoming(older_than=at - UNFINISHED)


def clear_unknown(*, at: dt.datetime) -> None:
    """Kept files that no concern refers to, left by deeds that were undone."""
    known = set(Attachment.objects.values_list("file_id", flat=True))
    files.clear_unknown(known, older_than=at - SURELY_KEPT)
