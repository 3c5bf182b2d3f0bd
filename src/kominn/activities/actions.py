"""Deeds of the calendar: invite an organisation, propose, take in, refuse, take out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.accounts.tokens import digest, new_token
from kominn.activities.letters import not_taken_in, taken_in
from kominn.activities.models import FACTS, Activity, Organiser
from kominn.activities.states import NEXT, State
from kominn.audit.actions import record
from kominn.core.letters import send_later
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
        _check_room(organiser)
        return Activity.objects.create(
            organiser=organiser, changed_at=at, true_on=day_of(at), **facts
        )


def _check_room(organiser: Organiser) -> None:
    if organiser.activities.filter(state=State.PROPOSED).count() >= MOST_WAITING:
        raise TooMany(_("Many of yours wait to be read already. Try again in some days."))


def change(activity: Activity, facts: dict[str, Any], *, at: dt.datetime) -> Activity:
    """What waits is written anew. What stands in the calendar stays as it was until a colleague
    has read the change; a second change takes the place of the first."""
    with in_turn(), transaction.atomic():
        organiser = Organiser.objects.select_for_update().get(pk=activity.organiser_id)
        held = Activity.objects.select_for_update().get(pk=activity.pk)
        waits = held if held.state == State.PROPOSED else _change_of(held)
        fresh = facts | {"changed_at": at, "true_on": day_of(at)}
        if waits is not None:
            return _say(waits, fresh)
        if held.state != State.SHOWN:
            raise _wrong_state(held)
        _check_room(organiser)
        return Activity.objects.create(organiser=organiser, replaces=held, **fresh)


def _change_of(held: Activity) -> Activity | None:
    return held.changes.select_for_update().filter(state=State.PROPOSED).first()


def _say(activity: Activity, facts: dict[str, Any]) -> Activity:
    for field, value in facts.items():
        setattr(activity, field, value)
    activity.save(update_fields=[*facts])
    return activity


def say_true(activity: Activity, *, today: dt.date) -> None:
    Activity.objects.filter(pk=activity.pk, state=State.SHOWN).update(true_on=today)


def take_out(activity: Activity, *, at: dt.datetime) -> None:
    """It does not take place, or the change is not meant any more."""
    with in_turn(), transaction.atomic():
        _step(activity, State.ENDED, at=at)


# --- By colleagues -------------------------------------------------------------------------------


def take_in(
    activity: Activity, *, seen: dt.datetime | None = None, by: User, at: dt.datetime
) -> None:
    """A change takes the place of what it changes, which keeps its address. `seen`: when what the
    colleague read was written; the organisation may have written it anew meanwhile."""
    with in_turn(), transaction.atomic():
        held = _as_read(activity, seen)
        if held.replaces_id is None:
            _step(held, State.SHOWN, at=at)
        else:
            _put_in_place(held, at=at)
        shown = held.replaces_id or held.pk
        record("activity.taken_in", f"activity:{shown}", by=name_of(by), at=at)
        send_later(taken_in(to=held.organiser.email, language=settings.LANGUAGE_CODE))


def _as_read(activity: Activity, seen: dt.datetime | None) -> Activity:
    held = Activity.objects.select_for_update().get(pk=activity.pk)
    if seen is not None and held.changed_at != seen:
        raise WrongState(_("The organisation has changed it meanwhile. Read it anew."))
    return held


def _put_in_place(change: Activity, *, at: dt.datetime) -> None:
    assert change.replaces_id is not None
    shown = Activity.objects.select_for_update().get(pk=change.replaces_id)
    if change.state != State.PROPOSED:
        raise _wrong_state(change)
    if shown.state != State.SHOWN:
        raise _wrong_state(shown)
    facts = {field: getattr(change, field) for field in FACTS}
    Activity.objects.filter(pk=change.pk).delete()
    _say(shown, facts | {"changed_at": at, "true_on": change.true_on})


def refuse(
    activity: Activity,
    reason: str,
    *,
    seen: dt.datetime | None = None,
    by: User,
    at: dt.datetime,
) -> None:
    """Also of what stands there already; the organisation reads why. Where it is a change, what it
    would have changed stays. `seen`: as in `take_in`."""
    with in_turn(), transaction.atomic():
        _as_read(activity, seen)
        _step(activity, State.REFUSED, reason=reason, at=at)
        record("activity.refused", f"activity:{activity.pk}", by=name_of(by), at=at)
        send_later(not_taken_in(to=activity.organiser.email, language=settings.LANGUAGE_CODE))


def _step(activity: Activity, then: State, *, reason: str = "", at: dt.datetime) -> None:
    held = Activity.objects.select_for_update().get(pk=activity.pk)
    if then not in NEXT[held.state]:
        raise _wrong_state(held)
    held.state, held.reason, held.changed_at = then, reason, at
    held.save(update_fields=["state", "reason", "changed_at"])
    if then != State.SHOWN:
        held.changes.filter(state=State.PROPOSED).update(state=State.ENDED, changed_at=at)


def _wrong_state(held: Activity) -> WrongState:
    now = State(held.state).label
    return WrongState(_("This is “%(now)s” now. Read the page anew.") % {"now": now})
