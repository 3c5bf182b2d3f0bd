"""Deeds of gatherings: announce one, be there by the code on the wall, finish a course."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.ambassadors.actions.problems import NotPossible, WrongCode
from kominn.ambassadors.models import (
    DIGITS_ON_THE_WALL,
    Attendance,
    Gathering,
    ModuleDone,
    Passport,
)
from kominn.ambassadors.training import modules
from kominn.audit.actions import record
from kominn.portrait.models import Area

MOST_TRIES = 20


def announce(
    *,
    title: str,
    place: str,
    area: Area | None,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    by: User,
    at: dt.datetime,
    invented: bool = False,
) -> Gathering:
    if ends_at <= starts_at:
        raise NotPossible(_("It ends before it begins."))
    if ends_at - starts_at > dt.timedelta(hours=12):
        raise NotPossible(_("Longer than twelve hours: make one for each day."))
    for _try in range(MOST_TRIES):
        try:
            with transaction.atomic():
                made = Gathering.objects.create(
                    title=title,
                    place=place,
                    area=area,
                    starts_at=starts_at,
                    ends_at=ends_at,
                    code=_new_code(),
                    leader=by,
                    invented=invented,
                )
                record("gathering.announced", f"gathering:{made.pk}", by=name_of(by), at=at)
                return made
        except IntegrityError:
            continue
    raise NotPossible(_("No free code was found. Try again."))


def _new_code() -> str:
    """No zero first, so that it reads the same however it is typed."""
    first = 10 ** (DIGITS_ON_THE_WALL - 1)
    return str(first + secrets.randbelow(9 * first))


def on_now(code: str, *, at: dt.datetime) -> Gathering:
    """The gathering whose code this is, while it is on. Raises `WrongCode`."""
    found = Gathering.objects.open_at(at).filter(code=code).first()
    if found is None:
        raise WrongCode(_("No gathering that is on now has this code. Look at the wall once more."))
    return found


def attend(passport: Passport, gathering: Gathering) -> bool:
    """Whether this was new: twice at one gathering is once."""
    return Attendance.objects.get_or_create(
        passport=passport, gathering=gathering, defaults={"minutes": gathering.minutes}
    )[1]


def finish_module(passport: Passport, slug: str, *, today: dt.date) -> None:
    assert slug in modules()
    ModuleDone.objects.get_or_create(passport=passport, module=slug, defaults={"done_on": today})
