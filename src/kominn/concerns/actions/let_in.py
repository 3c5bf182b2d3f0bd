"""Whoever opens a concern that was closed to somebody lets one colleague more in to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.audit.actions import record
from kominn.concerns.actions.handle import name_of, target_of
from kominn.concerns.few import could_be_let_in
from kominn.concerns.letters import let_in_to_something
from kominn.concerns.models import Concern
from kominn.core.letters import send_later
from kominn.vault import actions as vault

LET_IN = "concern.let_in"


class CannotLetIn(Exception):
    """Shown to the reader."""


@transaction.atomic
def let_in(concern: Concern, colleague: User, *, by: User, at: dt.datetime) -> bool:
    """False where the colleague could open it already: pressed twice, or two let them in."""
    new = _let_in(concern, colleague, by=by, at=at)
    if new:
        send_later(let_in_to_something(to=colleague.email, language=colleague.language))
    return new


@transaction.atomic
def let_in_to_several(
    concerns: Iterable[Concern], colleague: User, *, by: User, at: dt.datetime
) -> int:
    """All of these or none, with one letter; how many opened to the colleague now."""
    ordered = sorted(concerns, key=lambda one: one.pk)
    number = sum(_let_in(one, colleague, by=by, at=at) for one in ordered)
    if number:
        send_later(let_in_to_something(to=colleague.email, language=colleague.language))
    return number


def _let_in(concern: Concern, colleague: User, *, by: User, at: dt.datetime) -> bool:
    concern = Concern.objects.select_for_update().get(pk=concern.pk)
    vault.data_key_for(concern.pk, by)
    if not could_be_let_in(concern, by=by).filter(pk=colleague.pk).exists():
        if colleague != by and Concern.objects.visible_to(colleague).filter(pk=concern.pk).exists():
            return False
        raise CannotLetIn(
            _("Choose a colleague in the team who may read, and to whom it was not closed.")
        )
    if not vault.let_in(concern.pk, colleague, team=concern.team, by=by):
        return False
    detail = {"user": str(colleague.pk)}
    record(LET_IN, target_of(concern), by=name_of(by), at=at, detail=detail)
    return True
