"""Nobody handles what is about themself or someone near: each reader is asked before it opens."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.audit.actions import record
from kominn.concerns.actions import family
from kominn.concerns.actions.family import again_if_moved
from kominn.concerns.actions.handle import name_of, target_of
from kominn.concerns.letters import baton_gone
from kominn.concerns.models import Concern, Handover, Impartial, readers_of
from kominn.concerns.states import HANDLED, State, check_step
from kominn.core.letters import send_later
from kominn.core.worktime import DutyHours, day_of
from kominn.vault.actions import records
from kominn.vault.refusals import LastReader

SET_ASIDE = "concern.set_aside"
CLOSED_WITH = "concern.closed_with"
"""Closed to a colleague who stands near one that it was joined with."""


class NobodyElse(Exception):
    """Without this reader no one could open it, or take it on; shown to the reader."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Nobody else could go on with this without you. Let a colleague in to the team, or "
                "talk with your leader, and say it again then. Leave it alone until then."
            )
        )


@transaction.atomic
def say_not_near(concern: Concern, *, by: User, at: dt.datetime) -> None:
    """From now on the concern opens to this reader."""
    concern = Concern.objects.select_for_update().get(pk=concern.pk)
    records.data_key_for(concern.pk, by)
    _made, new = Impartial.objects.get_or_create(
        concern=concern, user=by, defaults={"on": day_of(at)}
    )
    if new:
        record("concern.impartial", target_of(concern), by=name_of(by), at=at)


@again_if_moved
def say_near(concern: Concern, *, hours: DutyHours, by: User, at: dt.datetime) -> None:
    """The concern closes to this reader for good, and with it all that tell the same, also those
    that were not open to them; what they held, somebody else takes.

    What they had said before, or read, stays in the trail.
    """
    concern = family.locked(concern.pk)
    records.data_key_for(concern.pk, by)
    lead = concern.leading
    together = [lead, *lead.joined.select_for_update().order_by("pk")]
    numbers = [one.pk for one in together]
    opened, before = records.data_keys_for(numbers, by), records.closed_to(numbers)
    for one in together:
        if one.pk in opened:
            _check_somebody_goes_on(one, lead, without=by)
    closing = [
        one
        for one in together
        if by.pk not in before[one.pk] and (one.pk in opened or readers_of(one).exists())
    ]
    for one in closing:
        _close_to(by, one)
    if lead.holder_id == by.pk and lead.state in HANDLED:
        check_step(lead.state, State.RECEIVED)
        lead.state, lead.holder, lead.announced = State.RECEIVED, None, False
        lead.due_on = min(lead.due_on, hours.working_day_after(at))
        lead.save(update_fields=["state", "holder", "announced", "due_on"])
    for one in closing:
        record(SET_ASIDE, target_of(one), by=name_of(by), at=at)


def close_with(lead: Concern, *, by: User, at: dt.datetime) -> None:
    """Whoever one of these was closed to is kept from all: after `by` joined them. Where they held
    the baton, nobody holds it now, and a letter tells them.

    The caller has locked `lead`, and seen that somebody goes on with each.
    """
    together = [lead, *lead.joined.select_for_update().order_by("pk")]
    before = records.closed_to([one.pk for one in together])
    gone: set[int] = set().union(*before.values())
    for reader in User.objects.filter(pk__in=gone).order_by("pk"):
        for one in together:
            if reader.pk in before[one.pk]:
                continue
            _close_to(reader, one)
            detail = {"user": str(reader.pk)}
            record(CLOSED_WITH, target_of(one), by=name_of(by), at=at, detail=detail)
    if lead.holder and lead.holder_id in gone and lead.state in HANDLED:
        send_later(baton_gone(to=lead.holder.email, language=lead.holder.language))
        check_step(lead.state, State.RECEIVED)
        lead.state, lead.holder, lead.announced = State.RECEIVED, None, False
        lead.save(update_fields=["state", "holder", "announced"])
        Handover.objects.filter(concern=lead).lapse()


def _check_somebody_goes_on(concern: Concern, lead: Concern, *, without: User) -> None:
    """A key alone helps nobody: work that runs needs one who may hold it, and the rest one who may
    still read."""
    right = Right.HOLD_CONCERNS if lead.is_open else Right.READ_CONCERNS
    able = User.objects.holding(right).exclude(pk=without.pk)
    if not readers_of(concern).filter(pk__in=able.values("pk")).exists():
        raise NobodyElse


def _close_to(reader: User, concern: Concern) -> None:
    try:
        records.set_aside(concern.pk, reader)
    except LastReader:
        raise NobodyElse from None
    Impartial.objects.of(reader, concern).delete()
