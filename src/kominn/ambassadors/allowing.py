"""What an owner may decide today: by age, or because a guardian's yes stands recorded."""

from __future__ import annotations

import datetime as dt

from kominn.ambassadors import ages
from kominn.ambassadors.models import Consent, Covers, Passport, rules


def name_allowed(passport: Passport, *, today: dt.date) -> bool:
    return _allowed(passport, Covers.NAME, rules().name_from, today)


def story_allowed(passport: Passport, *, today: dt.date) -> bool:
    """A name that others see: beside an idea, on its card, on a badge."""
    return _allowed(passport, Covers.STORY, rules().story_from, today)


def _allowed(passport: Passport, covers: Covers, limit: int, today: dt.date) -> bool:
    if ages.surely(passport.born, today) >= limit:
        return True
    return Consent.objects.good().filter(passport=passport, covers=covers).exists()
