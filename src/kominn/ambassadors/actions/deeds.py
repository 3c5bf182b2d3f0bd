"""Deeds of things done: say it, say it anew, and a grown-up signs it or sends it back."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.ambassadors.actions.problems import NotPossible
from kominn.ambassadors.models import Deed, Passport
from kominn.ambassadors.states import NEXT_SIGN, Sign
from kominn.audit.actions import record
from kominn.core.turns import in_turn

MOST_WAITING = 20
LONGEST_AGO = dt.timedelta(days=370)


def tell(
    passport: Passport, kind: Deed.Kind, *, done_on: dt.date, minutes: int, today: dt.date
) -> Deed:
    if done_on > today:
        raise NotPossible(_("That day is still to come."))
    if done_on < today - LONGEST_AGO:
        raise NotPossible(_("That is more than a year ago. Is the year right?"))
    if passport.deeds.filter(sign=Sign.WAITING).count() >= MOST_WAITING:
        raise NotPossible(_("Much waits to be signed already. Ask the one who leads first."))
    return Deed.objects.create(passport=passport, kind=kind, done_on=done_on, minutes=minutes)


def take_back(deed: Deed) -> None:
    """Until it is signed, it is the owner's alone."""
    Deed.objects.filter(pk=deed.pk).exclude(sign=Sign.SIGNED).delete()


def sign(deed: Deed, *, by: User, at: dt.datetime) -> Deed:
    with in_turn(), transaction.atomic():
        held = _said(deed, Sign.SIGNED, "", by=by)
        record("deed.signed", f"passport:{held.passport_id}", by=name_of(by), at=at)
    return held


def send_back(deed: Deed, why: Deed.Why, *, by: User, at: dt.datetime) -> Deed:
    with in_turn(), transaction.atomic():
        held = _said(deed, Sign.RETURNED, why, by=by)
        record("deed.sent_back", f"passport:{held.passport_id}", by=name_of(by), at=at)
    return held


def _said(deed: Deed, then: Sign, why: str, *, by: User) -> Deed:
    held = Deed.objects.select_for_update().get(pk=deed.pk)
    if then not in NEXT_SIGN[held.sign]:
        raise NotPossible(_("Somebody was here before you. Read the page anew."))
    held.sign, held.why, held.signed_by = then, why, by
    held.save(update_fields=["sign", "why", "signed_by"])
    return held
