"""Write a challenge, or change one: in one go, with its links, and a line in the trail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.audit.actions import record
from kominn.challenges.models import LINKS, Challenge


class NotPossible(Exception):
    """A deed that cannot be done; the text is fit to show."""


class ChangedMeanwhile(NotPossible):
    pass


# A colleague was first, perhaps by a moment.
ANOTHER_IS_PRIMARY = _(
    "A colleague has just made another challenge the primary one. What you wrote stands below: "
    "save once more, and it says whose place yours takes."
)


@transaction.atomic
def add(
    slug: str,
    facts: Mapping[str, Any],
    *,
    instead: int | None = None,
    by: User | None,
    at: dt.datetime,
) -> Challenge:
    """A primary one takes the place of `instead`, and of no other."""
    challenge = Challenge(slug=slug)
    try:
        with transaction.atomic():
            _write(challenge, facts, instead)
    except IntegrityError:
        if Challenge.objects.filter(slug=slug).exists():
            raise NotPossible(_("There is one by this name already.")) from None
        raise NotPossible(ANOTHER_IS_PRIMARY) from None
    record("challenge.added", _target(challenge), by=name_of(by), at=at)
    return challenge


@transaction.atomic
def change(
    challenge: Challenge,
    facts: Mapping[str, Any],
    *,
    seen: int,
    instead: int | None = None,
    by: User,
    at: dt.datetime,
) -> None:
    """Raises `ChangedMeanwhile` where another version stands there than the one that was seen."""
    found = Challenge.objects.select_for_update().get(pk=challenge.pk)
    if found.version != seen:
        raise ChangedMeanwhile(
            _(
                "A colleague has saved this page meanwhile. Yours is below, untouched: look at "
                "theirs in another window, then save once more."
            )
        )
    found.version += 1
    try:
        with transaction.atomic():
            _write(found, facts, instead)
    except IntegrityError:
        raise NotPossible(ANOTHER_IS_PRIMARY) from None
    record("challenge.changed", _target(found), by=name_of(by), at=at)


@transaction.atomic
def throw_away(challenge: Challenge, *, by: User, at: dt.datetime) -> None:
    """A draft that came to nothing. What everybody has read is made a draft first."""
    found = Challenge.objects.select_for_update().get(pk=challenge.pk)
    if found.shown:
        raise NotPossible(_("Everybody can read it now. Make it a draft first."))
    record("challenge.thrown_away", _target(found), by=name_of(by), at=at)
    found.delete()


def _write(challenge: Challenge, facts: Mapping[str, Any], instead: int | None) -> None:
    if facts.get("primary"):
        _step_back(challenge, instead)
    for name, fact in facts.items():
        if name not in LINKS:
            setattr(challenge, name, fact)
    challenge.save()
    for name in LINKS:
        if name in facts:
            getattr(challenge, name).set(facts[name])


def _step_back(challenge: Challenge, instead: int | None) -> None:
    """The one that was primary: there is one at a time."""
    others = Challenge.objects.filter(primary=True).exclude(pk=challenge.pk)
    if any(one.pk != instead for one in others):
        raise NotPossible(ANOTHER_IS_PRIMARY)
    others.update(primary=False)


def _target(challenge: Challenge) -> str:
    return f"challenge:{challenge.slug}"
