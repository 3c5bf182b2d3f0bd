"""What one person finished alone is looked at by another: some of it, and always the gravest.

Which is decided by the server key. Whoever finishes a concern can't know it beforehand.
"""

from __future__ import annotations

import datetime as dt
import hmac
import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.audit.actions import record
from kominn.audit.models import Event
from kominn.concerns import conversation, record_classes
from kominn.concerns.actions import family
from kominn.concerns.models import Concern, SecondLook
from kominn.concerns.states import ImpossibleStep, State, Verdict, Writer, check_step
from kominn.concerns.surroundings import surroundings
from kominn.concerns.told import Told
from kominn.core.serverkey import server_keys
from kominn.core.worktime import DutyHours, day_of
from kominn.vault.actions import records

PURPOSE = "second look"
DAYS_TO_LOOK = 5


def ask_if_due(concern: Concern, told: Iterable[Told | None], *, at: dt.datetime) -> None:
    """Its holder finished it alone: perhaps a colleague looks too.

    `told` is all that was told, in it and in those under it.
    """
    assert concern.holder is not None
    waits = SecondLook.objects.filter(concern=concern, verdict="").exists()
    if waits or is_grave(concern, told) or is_sampled(concern.pk, _closings(concern)):
        hours = surroundings(day_of(at)).hours
        look_by = hours.working_day_after(at, days=DAYS_TO_LOOK)
        SecondLook.objects.update_or_create(
            concern=concern,
            verdict="",
            defaults={"closed_by": concern.holder, "look_by": look_by},
        )


def is_grave(concern: Concern, told: Iterable[Told | None]) -> bool:
    """Whether a child or danger is spoken of, or something can't be opened any more: then a second
    look is always taken."""
    return bool(concern.danger) or any(
        one is None
        or one.by_minor
        or one.answers.get("under_18") == "yes"
        or one.danger_now
        or one.perhaps_danger
        for one in told
    )


def is_sampled(number: uuid.UUID, closings: int = 0) -> bool:
    """Drawn anew each time it is finished: the first time tells nothing of the next."""
    key = server_keys().subkey(PURPOSE)
    mark = hmac.digest(key, number.bytes + closings.to_bytes(4), "sha256")
    return int.from_bytes(mark[:8]) % settings.SECOND_LOOK_ONE_IN == 0


def _closings(concern: Concern) -> int:
    return Event.objects.about(f"concern:{concern.pk}").filter(verb="concern.closed").count()


@transaction.atomic
def agree(look: SecondLook, *, by: User, at: dt.datetime) -> None:
    concern = _looked(look, Verdict.AGREED, by=by)
    if concern is not None:
        record("concern.looked_at", f"concern:{concern.pk}", by=f"user:{by.pk}", at=at)


@transaction.atomic
def reopen(look: SecondLook, words: str, *, hours: DutyHours, by: User, at: dt.datetime) -> None:
    """It was finished too early: it is new work for somebody, with the words as a note."""
    concern = _looked(look, Verdict.REOPENED, by=by)
    if concern is None:
        return
    check_step(concern.state, State.RECEIVED)
    concern.state, concern.close_reason, concern.holder = State.RECEIVED, "", None
    concern.due_on, concern.announced = hours.working_day_after(at), False
    concern.record_class = record_classes.when_reopened(so_far=concern.record_class)
    concern.finished_on = None
    concern.save(
        update_fields=[
            "state",
            "close_reason",
            "holder",
            "due_on",
            "announced",
            "record_class",
            "finished_on",
        ]
    )
    records.unsettle(concern.pk, *family.under(concern))
    key = records.data_key_for(concern.pk, by)
    text = _("Opened again at the second look: %(words)s") % {"words": words}
    conversation.say(concern, key, text, writer=Writer.NOTE, author=by, at=at)
    record("concern.reopened", f"concern:{concern.pk}", by=f"user:{by.pk}", at=at)


def _looked(look: SecondLook, verdict: Verdict, *, by: User) -> Concern | None:
    """The concern, where the look stands now; None where the same was pressed twice."""
    concern = Concern.objects.select_for_update().get(pk=look.concern_id)
    records.data_key_for(concern.pk, by)
    look = SecondLook.objects.select_for_update().get(pk=look.pk)
    if look.closed_by_id == by.pk:
        raise ImpossibleStep(_("You finished this yourself. A colleague takes the second look."))
    if look.verdict:
        if (look.looked_by_id, look.verdict) == (by.pk, verdict):
            return None
        told = {"name": look.looked_by, "verdict": look.get_verdict_display()}
        raise ImpossibleStep(_("%(name)s has already looked: “%(verdict)s”.") % told)
    if concern.state != State.CLOSED:
        raise ImpossibleStep(_("This is open again. No second look is needed now."))
    look.looked_by, look.verdict = by, verdict
    look.save(update_fields=["looked_by", "verdict"])
    return concern
