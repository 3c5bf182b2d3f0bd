"""What a guardian says: by paper or by a link, recorded by a grown-up, taken back on any day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.accounts.tokens import digest, new_token
from kominn.ambassadors import ages
from kominn.ambassadors.actions import passports
from kominn.ambassadors.actions.problems import NotPossible
from kominn.ambassadors.models import Consent, Covers, GuardianLink, Passport, rules
from kominn.audit.actions import record
from kominn.core.turns import in_turn


def link_for(passport: Passport) -> str:
    """The secret of a guardian's link; an older link of the same passport opens nothing now."""
    token = new_token()
    GuardianLink.objects.update_or_create(passport=passport, defaults={"mark": digest(token)})
    return token


def passport_of(token: str) -> Passport | None:
    found = GuardianLink.objects.select_related("passport").filter(mark=digest(token)).first()
    return found.passport if found else None


def say_yes(passport: Passport, covers: Iterable[Covers], *, today: dt.date) -> None:
    """Over the link. It counts when a grown-up here has made sure that it was a guardian."""
    for what in covers:
        Consent.objects.get_or_create(
            passport=passport,
            covers=what,
            withdrawn_on=None,
            defaults={"how": Consent.How.LINK, "said_on": today},
        )


def record_said(consent: Consent, *, by: User, at: dt.datetime) -> None:
    with transaction.atomic():
        waiting = Consent.objects.to_record().filter(pk=consent.pk)
        if not waiting.update(recorded_by=by):
            raise NotPossible(_("This was recorded or taken back already. Read the page anew."))
        record("consent.recorded", f"passport:{consent.passport_id}", by=name_of(by), at=at)


def record_paper(
    passport: Passport,
    covers: Iterable[Covers],
    how: Consent.How,
    *,
    said_on: dt.date,
    by: User,
    at: dt.datetime,
) -> None:
    """A paper that a guardian has signed, or that the owner was seen to be old enough."""
    with transaction.atomic():
        for what in covers:
            Consent.objects.update_or_create(
                passport=passport,
                covers=what,
                withdrawn_on=None,
                defaults={"how": how, "said_on": said_on, "recorded_by": by},
            )
        record("consent.recorded", f"passport:{passport.pk}", by=name_of(by), at=at)


def withdraw(passport: Passport, *, today: dt.date) -> None:
    """A guardian takes every yes back: what it covered goes at once, in the same transaction."""
    with in_turn(), transaction.atomic():
        held = Passport.objects.select_for_update().get(pk=passport.pk)
        _withdraw(held, today)


def withdraw_for(passport: Passport, *, by: User, at: dt.datetime, today: dt.date) -> None:
    """The guardian rang, or stood at the desk."""
    with in_turn(), transaction.atomic():
        held = Passport.objects.select_for_update().get(pk=passport.pk)
        _withdraw(held, today)
        record("consent.withdrawn", f"passport:{held.pk}", by=name_of(by), at=at)


def _withdraw(held: Passport, today: dt.date) -> None:
    running = held.consents.filter(withdrawn_on=None)
    covered = set(running.values_list("covers", flat=True))
    running.update(withdrawn_on=today)
    if not passports.story_allowed(held, today=today):
        passports.take_names_off(held)
    if not passports.name_allowed(held, today=today):
        Passport.objects.filter(pk=held.pk).update(first_name="", email="")
    if Covers.PASSPORT in covered and ages.surely(held.born, today) < rules().passport_from:
        passports.erase_held(held, today=today)
