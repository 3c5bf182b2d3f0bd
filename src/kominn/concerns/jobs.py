"""What happens to concerns at fixed moments."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from kominn.accounts.models import User
from kominn.accounts.roles import Right
from kominn.concerns.actions import escalate
from kominn.concerns.letters import reports_come_fast, something_new
from kominn.concerns.models import Attachment, Concern
from kominn.concerns.pacing import FLOOD, hour_of
from kominn.core.jobs import take, was_taken
from kominn.core.letters import send_later
from kominn.core.worktime import DutyHours, day_of
from kominn.portrait.hours import duty_hours
from kominn.portrait.models import City
from kominn.vault import files

UNFINISHED = dt.timedelta(hours=24)
# A kept file's date tells only its week.
SURELY_KEPT = dt.timedelta(weeks=2)
# Three open days back: more than the longest row of closed ones.
LATEST = dt.timedelta(weeks=6)


@transaction.atomic
def announce(*, at: dt.datetime) -> int:
    """One letter to each who may take on what is new in a team; answers how many letters."""
    waiting = Concern.objects.filter(announced=False)
    teams = set(waiting.values_list("team_id", flat=True))
    # What comes to another team at this very moment has its own turn.
    waiting.filter(team__in=teams).update(announced=True)
    takers = User.objects.holding(Right.HOLD_CONCERNS).filter(membership__team__in=teams)
    takers = takers.distinct()
    for taker in takers:
        send_later(something_new(to=taker.email, language=taker.language))
    return len(takers)


@transaction.atomic
def tell_of_flood(*, at: dt.datetime) -> None:
    """One letter an hour to those who take on: something is happening, or a machine is at work.

    From here and not from the reporter's own request: the queue of letters keeps exact times.
    """
    for hour in (hour_of(at) - dt.timedelta(hours=1), hour_of(at)):
        if was_taken(FLOOD, hour) and take(f"told: {FLOOD}", hour):
            for taker in User.objects.holding(Right.HOLD_CONCERNS):
                send_later(reports_come_fast(to=taker.email, language=taker.language))


def clear_unfinished(*, at: dt.datetime) -> None:
    """Files of forms that were never sent are gone after a day."""
    files.clear_incoming(older_than=at - UNFINISHED)


def clear_unknown(*, at: dt.datetime) -> None:
    """Kept files that no concern refers to, left by deeds that were undone."""
    known = set(Attachment.objects.values_list("file_id", flat=True))
    files.clear_unknown(known, older_than=at - SURELY_KEPT)


@transaction.atomic
def ask_where_it_is_silent(*, at: dt.datetime) -> int:
    """Once on each open day, when it has opened; answers how many letters."""
    hours = once_an_open_day("asked where it is silent", at)
    return escalate.ask_where_it_is_silent(hours=hours, at=at) if hours else 0


def once_an_open_day(what: str, at: dt.datetime) -> DutyHours | None:
    """The duty hours when the day has opened, and the first that asks; else None."""
    today = day_of(at)
    hours = _hours(today)
    opening = hours.opening_on(today) if hours else None
    if hours is None or opening is None or at < opening.start:
        return None
    return hours if take(what, dt.datetime.combine(today, dt.time(), dt.UTC)) else None


def ask_where_danger_is(*, at: dt.datetime) -> int:
    hours = _hours(day_of(at))
    return escalate.ask_where_danger_is(hours=hours, at=at) if hours else 0


def _hours(today: dt.date) -> DutyHours | None:
    """With the closed days of the last weeks too; None before there is a city."""
    city = City.objects.first()
    return duty_hours(city, today - LATEST) if city else None
