"""What happens to ideas at fixed moments."""

from __future__ import annotations

import datetime as dt
import uuid
from contextlib import suppress

from django.db import transaction
from django.db.models import ProtectedError

from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.allin.letters import answer_late, answer_soon
from kominn.allin.models import REMINDED_BEFORE, Appeal, Concept, Reminded
from kominn.allin.states import UNSHOWN
from kominn.audit.models import Event
from kominn.core.letters import send_later
from kominn.core.worktime import NORWAY, day_of, is_holiday
from kominn.participation.models import Reply
from kominn.participation.states import AppealState

LETTERS_FROM = dt.time(8)


@transaction.atomic
def remind(*, at: dt.datetime) -> int:
    """One letter a week before the promised day and one when it has passed, to whoever may answer.

    In the morning of a working day; answers how many letters. Several ideas are one letter.
    """
    today = day_of(at)
    if is_holiday(today) or today.weekday() > 4 or at.astimezone(NORWAY).time() < LETTERS_FROM:
        return 0
    late = Concept.objects.overdue(today).exclude(reminded=Reminded.LATE)
    some_late = late.update(reminded=Reminded.LATE)
    soon = Concept.objects.due_by(today + REMINDED_BEFORE).filter(reminded=Reminded.NOT_YET)
    some_soon = soon.update(reminded=Reminded.SOON)
    if not (some_late or some_soon):
        return 0
    write = answer_late if some_late else answer_soon
    readers = User.objects.holding(Right.ANSWER_CONCEPTS)
    for reader in readers:
        send_later(write(to=reader.email, language=reader.language))
    return len(readers)


def forget_drafts(*, at: dt.datetime) -> int:
    """What was never shown, or taken back, once its room has been closed for thirty days; how many.
    What something else stands on, such as a vote, stays."""
    over = Concept.objects.over_and_never_answered(day_of(at))
    gone = 0
    for pk, state in list(over.values_list("pk", "state")):
        if state in UNSHOWN and _was_shown(pk):
            continue
        with suppress(ProtectedError), transaction.atomic():
            gone += over.filter(pk=pk).delete()[1].get(Concept._meta.label, 0)
            Reply.objects.filter(about=f"concept:{pk}").delete()
    return gone


def _was_shown(pk: uuid.UUID) -> bool:
    """By a colleague, or because the youth council said so; it has been sent back since."""
    shown = Event.objects.about(f"concept:{pk}").filter(verb="concept.shown")
    granted = Appeal.objects.filter(concept=pk, state=AppealState.GRANTED)
    return shown.exists() or granted.exists()
