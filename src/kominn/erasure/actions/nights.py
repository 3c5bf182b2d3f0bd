"""One night's erasure: what is due goes by itself, and what is unusual waits for a person."""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.audit.actions import SYSTEM, record
from kominn.concerns.actions.erase import erase
from kominn.concerns.models import Concern
from kominn.core.forgetting import let_the_database_forget
from kominn.core.worktime import day_of
from kominn.erasure import again, due
from kominn.erasure.actions import journals
from kominn.erasure.actions.journals import NotPossible
from kominn.erasure.models import Night
from kominn.erasure.states import NEXT, State, Why
from kominn.law.models import RecordClass

log = logging.getLogger(__name__)

MOST_IN_A_NIGHT = 40
"""More than this at once is asked about first."""
LONGEST_BETWEEN = dt.timedelta(days=8)
"""If the nights lie further apart, the machine was off or its clock was moved."""
YES_HOLDS = dt.timedelta(days=2)
NOTHING = dt.timedelta(0)


def run(*, at: dt.datetime) -> Night:
    """Erase what is due, or ask; answer what was done."""
    today = day_of(at)
    again.remember(at=at)
    back = again.erase_again(at=at)
    waiting = Night.objects.filter(state=State.ASKED).first()
    if waiting:
        return _still_asks(waiting, again=back)
    agreed = Night.objects.filter(state=State.AGREED).first()
    if agreed and not NOTHING <= today - agreed.anchor <= YES_HOLDS:
        return _ask_anew(agreed, again=back)
    why, number = (Why.NONE, 0) if agreed else _unusual(today)
    if why:
        asked: Night = Night.objects.create(
            on=today, state=State.ASKED, why=why, due=number, again=back
        )
        return asked
    night = agreed or Night(on=today)
    erased, stuck = _erase_all(due.ready(today, most=agreed.due if agreed else None), at=at)
    night.state, night.on, night.erased = State.DONE, today, dict(erased)
    night.journalled, more_stuck = journals.write(at=at)
    night.stuck, night.again = stuck + more_stuck, night.again + back
    night.save()
    journals.remove_taken(at=at)
    again.remember(at=at)
    if night.erased or back:
        let_the_database_forget()
    return night


def _still_asks(night: Night, *, again: int) -> Night:
    if again:
        night.again += again
        night.save(update_fields=["again"])
    return night


def _ask_anew(night: Night, *, again: int) -> Night:
    night.state, night.why, night.again = State.ASKED, Why.CLOCK, night.again + again
    night.answered_by = night.answered_on = None
    night.save()
    return night


def _unusual(today: dt.date) -> tuple[Why, int]:
    """Why a person is asked first, and how many would go; nothing due is never asked about."""
    number = due.how_many_ready(today)
    waiting = sum(one.due for one in due.signed(today))
    if not waiting:
        return Why.NONE, 0
    last = Night.objects.settled().latest_first().first()
    if last and not NOTHING <= today - last.anchor <= LONGEST_BETWEEN:
        return Why.CLOCK, number
    if number and not Night.objects.ever_erased():
        return Why.FIRST, number
    if number > MOST_IN_A_NIGHT:
        return Why.MANY, number
    return Why.NONE, number


def _erase_all(ready: list[UUID], *, at: dt.datetime) -> tuple[Counter[str], int]:
    """Each in a transaction of its own: one that can't be erased keeps no other back."""
    erased: Counter[str] = Counter()
    stuck = 0
    for pk in ready:
        try:
            slug = _erase_one(pk, at=at)
        except Exception:
            log.exception("What is due can’t be erased: concern:%s", pk)
            stuck += 1
        else:
            if slug:
                erased[slug] += 1
    return erased, stuck


@transaction.atomic
def _erase_one(pk: UUID, *, at: dt.datetime) -> str:
    """Its class, or nothing where it is no longer due: it was opened again a moment ago."""
    concern = Concern.objects.select_for_update().filter(pk=pk).first()
    if concern is None:
        return ""
    slug = concern.record_class
    rule = RecordClass.objects.select_for_update().filter(slug=slug).first()
    if rule is None or not due.is_due(concern, rule, day_of(at)):
        return ""
    erase(concern, at=at)
    record("concern.erased", f"concern:{pk}", by=SYSTEM, at=at, detail={"class": slug})
    return slug


@transaction.atomic
def answer(night: Night, *, yes: bool, said_day: dt.date | None, by: User, at: dt.datetime) -> None:
    """A person says whether it may go on. A yes says which day it is: a clock can't say that."""
    night = Night.objects.select_for_update().get(pk=night.pk)
    then = State.AGREED if yes else State.REFUSED
    if night.state == then and night.answered_by_id == by.pk:
        return
    if then not in NEXT[State(night.state)]:
        raise NotPossible(_("Somebody has answered already. Read the page anew."))
    today = day_of(at)
    if yes and said_day != today:
        raise NotPossible(
            _("The machine says that today is another day. Have its clock put right first.")
        )
    night.state, night.answered_by, night.answered_on = then, by, today
    night.save(update_fields=["state", "answered_by", "answered_on"])
    verb = "erasure.agreed" if yes else "erasure.refused"
    detail = {"due": str(night.due), "why": night.why}
    record(verb, f"night:{night.pk}", by=name_of(by), at=at, detail=detail)
