"""Deeds of the calendar: invite an organisation, propose, take in, refuse, take out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.accounts.tokens import digest, new_token
from kominn.activities.models import Activity, Organiser
from kominn.activities.states import NEXT, State
from kominn.audit.actions import record
from kominn.core.turns import in_turn
from kominn.core.worktime import day_of

MOST_WAITING = 30


class NotPossible(Exception):
    """A deed that cannot be done; the text is fit to show."""


class TooMany(NotPossible):
    pass


class WrongState(NotPossible):
    pass


def invite(name: str, email: str, *, by: User, at: dt.datetime, invented: bool = False) -> str:
    """The secret of the organisation's own link: told once, and kept nowhere."""
    token = new_token()
    with transaction.atomic():
        organiser = Organiser.objects.create(
            name=name, email=email, mark=digest(token), invented=invented
        )
        record("organiser.invited", f"organiser:{organiser.pk}", by=name_of(by), at=at)
    return token


def new_link(organiser: Organiser, *, by: User, at: dt.datetime) -> str:
    """The old one is lost, or reached somebody else: it opens nothing from now on."""
    token = new_token()
    with transaction.atomic():
        Organiser.objects.filter(pk=organiser.pk).update(mark=digest(token))
        record("organiser.link_changed", f"organiser:{organiser.pk}", by=name_of(by), at=at)
    return token


def close(organiser: Organiser, *, by: User, at: dt.datetime) -> None:
    """Its link opens nothing, and nothing of it stands in the calendar."""
    with transaction.atomic():
        Organiser.objects.filter(pk=organiser.pk).update(closed=True)
        record("organiser.closed", f"organiser:{organiser.pk}", by=name_of(by), at=at)


def organiser_of(token: str) -> Organiser | None:
    return Organiser.objects.active().filter(mark=digest(token)).first()


# --- From the organisation's own link; what it does leaves no trace of a person ------------------


def propose(organiser: Organiser, facts: dict[str, Any], *, at: dt.datetime) -> Activity:
    with in_turn(), transaction.atomic():
        Organiser.objects.select_for_update().get(pk=organiser.pk)
        if organiser.activities.filter(state=State.PROPOSED).count() >= MOST_WAITING:
            raise TooMany(_("Many of yours wait to be read already. Try again in some days."))
        return Activity.objects.create(
            organiser=organiser, changed_at=at, true_on=day_of(at), **facts
        )


def say_true(activity: Activity, *, today: dt.date) -> None:
    Activity.objects.filter(pk=activity.pk, state=State.SHOWN).update(true_on=today)


def take_out(activity: Activity, *, at: dt.datetime) -> None:
    with transaction.atomic():
        _step(activity, State.ENDED, at=at)


# --- By colleagues -------------------------------------------------------------------------------


def take_in(activity: Activity, *, by: User, at: dt.datetime) -> None:
    with transaction.atomic():
        _step(activity, State.SHOWN, at=at)
        record("activity.taken_in", f"activity:{activity.pk}", by=name_of(by), at=at)


def refuse(activity: Activity, reason: str, *, by: User, at: dt.datetime) -> None:
    """Also of what stands there already; the organisation reads why."""
    with transaction.atomic():
        _step(activity, State.REFUSED, reason=reason, at=at)
        record("activity.refused", f"activity:{activity.pk}", by=name_of(by), at=at)


def _step(activity: Activity, then: State, *, reason: str = "", at: dt.datetime) -> None:
    held = Activity.objects.select_for_update().get(pk=activity.pk)
    if then not in NEXT[held.state]:
        now = State(held.state).label
        raise WrongState(_("This is “%(now)s” now. Read the page anew.") % {"now": now})
    held.state, held.reason, held.changed_at = then, reason, at
    held.save(update_fields=["state", "reason", "changed_at"])
