"""Deeds of badges: a key to sign with, a badge for a step, a badge taken back."""

from __future__ import annotations

import datetime as dt
import json
import uuid

from django.db import transaction
from joserfc.jwk import OKPKey

from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.ambassadors.badges import PURPOSE, place
from kominn.ambassadors.models import Badge, Passport, Revoked, SigningKey
from kominn.ambassadors.needs import progress
from kominn.audit.actions import record
from kominn.core.serverkey import server_keys
from kominn.core.turns import in_turn
from kominn.core.worktime import day_of
from kominn.vault.ciphertext import seal


def key_in_use(*, today: dt.date) -> SigningKey:
    """The key that signs today; the first badge makes the first."""
    found = SigningKey.objects.filter(in_use=True).first()
    if found is not None:
        return found
    with in_turn(), transaction.atomic():
        return SigningKey.objects.filter(in_use=True).first() or _new_key(today)


def _new_key(today: dt.date) -> SigningKey:
    pair = OKPKey.generate_key("Ed25519").as_dict(private=True)
    pk = uuid.uuid4()
    sealed = seal(json.dumps(pair).encode(), key=server_keys().subkey(PURPOSE), place=place(pk))
    return SigningKey.objects.create(pk=pk, public=str(pair["x"]), private=sealed, made_on=today)


def rotate(*, by: User, at: dt.datetime) -> SigningKey:
    """A new pair signs from now on; what the old one signed stays true."""
    today = day_of(at)
    with in_turn(), transaction.atomic():
        SigningKey.objects.filter(in_use=True).update(in_use=False)
        made = _new_key(today)
        record("badge.key_rotated", f"badge_key:{made.pk}", by=name_of(by), at=at)
    return made


def give(passport: Passport, *, today: dt.date) -> Badge:
    """For the step just taken; a step taken again keeps its badge."""
    return Badge.objects.get_or_create(
        passport=passport,
        step=passport.step,
        defaults={"issued_on": today, "hours": progress(passport).hours},
    )[0]


def take_names_off(passport: Passport) -> None:
    """Badges with a name are true no more; the same without a name take their place."""
    with transaction.atomic():
        for badge in passport.badges.filter(named=True):
            _replace(badge)


def revoke(badge: Badge, *, by: User, at: dt.datetime) -> None:
    """It was given by mistake."""
    with transaction.atomic():
        Revoked.objects.get_or_create(badge=badge.pk)
        record("badge.revoked", f"passport:{badge.passport_id}", by=name_of(by), at=at)
        badge.delete()


def _replace(badge: Badge) -> None:
    Revoked.objects.get_or_create(badge=badge.pk)
    facts = {"step": badge.step, "issued_on": badge.issued_on, "hours": badge.hours}
    passport = badge.passport
    badge.delete()
    Badge.objects.create(passport=passport, **facts)
