"""Whoever opens a concern that was closed to somebody lets one colleague more in to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.models import User
from kominn.audit.actions import record
from kominn.concerns.actions import family
from kominn.concerns.actions.family import again_if_moved
from kominn.concerns.actions.handle import name_of, target_of
from kominn.concerns.few import beside, could_be_let_in
from kominn.concerns.letters import let_in_to_something
from kominn.concerns.models import Concern
from kominn.core.letters import send_later
from kominn.vault.actions import records

LET_IN = "concern.let_in"


class CannotLetIn(Exception):
    """Shown to the reader."""


@again_if_moved
def let_in(concern: Concern, colleague: User, *, by: User, at: dt.datetime) -> int:
    """To this one, and with it to all that tell the same, as it was closed: how many opened now.

    None where the colleague could open them already: pressed twice, or two let them in. Those of
    them that `by` can't open, or that were closed to the colleague, stay as they are.
    """
    concern = family.locked(concern.pk)
    number = int(_let_in(concern, colleague, by=by, at=at))
    for one in list(beside(concern, by=by)):
        if could_be_let_in(one, by=by).filter(pk=colleague.pk).exists():
            number += _let_in(one, colleague, by=by, at=at)
    if number:
        send_later(let_in_to_something(to=colleague.email, language=colleague.language))
    return number


@transaction.atomic
def let_in_to_several(
    concerns: Iterable[Concern], colleague: User, *, by: User, at: dt.datetime
) -> int:
    """All of these or none, with one letter; how many opened to the colleague now."""
    # As `family` locks them: what stands alone or has others under it first.
    ordered = sorted(concerns, key=lambda one: (one.is_joined, one.pk))
    number = sum(_let_in(one, colleague, by=by, at=at) for one in ordered)
    if number:
        send_later(let_in_to_something(to=colleague.email, language=colleague.language))
    return number


def _let_in(concern: Concern, colleague: User, *, by: User, at: dt.datetime) -> bool:
    concern = Concern.objects.select_for_update().get(pk=concern.pk)
    records.data_key_for(concern.pk, by)
    if not could_be_let_in(concern, by=by).filter(pk=colleague.pk).exists():
        if colleague != by and Concern.objects.visible_to(colleague).filter(pk=concern.pk).exists():
            return False
        raise CannotLetIn(
            _("Choose a colleague in the team who may read, and to whom it was not closed.")
        )
    if not records.let_in(concern.pk, colleague, team=concern.team, by=by):
        return False
    detail = {"user": str(colleague.pk)}
    record(LET_IN, target_of(concern), by=name_of(by), at=at, detail=detail)
    return True
