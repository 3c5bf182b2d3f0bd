"""An exception from telling the person concerned ends: somebody is asked to tell them.

By the steps of every silence: the holder on the first open day from its last day on, the leader on
the next, the crisis contact on the one after. The letters hold nothing of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import transaction

from kominn.accounts.models import User
from kominn.audit.actions import SYSTEM, record
from kominn.casework import letters
from kominn.casework.models import Told
from kominn.concerns import letters as of_concerns
from kominn.concerns.actions import family
from kominn.concerns.actions.escalate import People, Post, next_step
from kominn.concerns.actions.handle import target_of
from kominn.concerns.models import Concern
from kominn.concerns.states import Nudged
from kominn.core.letters import Letter
from kominn.core.worktime import DutyHours, day_of

DAY = dt.timedelta(days=1)
LETTERS: dict[Nudged, Callable[..., Letter]] = {
    Nudged.HOLDER: letters.exception_ends,
    Nudged.LEADER: of_concerns.ask_what_they_need,
    Nudged.CRISIS: of_concerns.nobody_answers,
}


@transaction.atomic
def ask_where_an_exception_ends(*, hours: DutyHours, at: dt.datetime) -> int:
    """One step further for each whose last day has come; how many letters.

    To be called once on a day that is open.
    """
    today, post = day_of(at), Post()
    ending = Told.objects.ending_by(today).filter(nudged__lt=Nudged.CRISIS).order_by("pk")
    found = ending.select_for_update(of=("self",)).select_related("concern__team")
    waiting = list(found.without_what_is_sealed())
    if not waiting:
        return 0
    people = People(at, hours, [one.concern for one in waiting])
    for one in waiting:
        assert one.until
        passed = hours.open_days(one.until - DAY, today, most=Nudged.CRISIS)
        if passed <= one.nudged:
            continue
        holder = _holder(one.concern)
        step, users = next_step(one.nudged, people, one.concern, holder)
        if step:
            post.add(users, LETTERS[step], weight=step)
            Told.objects.filter(pk=one.pk).update(nudged=step)
            record("person.telling_asked", target_of(one.concern), by=SYSTEM, at=at)
    return post.send()


def _holder(concern: Concern) -> User | None:
    """Nobody where whoever holds it can no longer read it: then those on duty are asked."""
    holder = concern.leading.holder
    return holder if family.reads(holder, concern) else None
