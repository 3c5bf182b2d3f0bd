"""Both approvals, so that named persons are taken in as in a real city that has decided."""

from __future__ import annotations

import datetime as dt

from kominn.accounts.models import User
from kominn.law.models import Approval

LONG_AGO, FAR_AHEAD = dt.date(2020, 1, 2), dt.date(2099, 12, 31)


def recorder() -> User:
    """Someone who worked here once."""
    facts = {"name": "Rolf", "active": False, "invented": True}
    return User.objects.get_or_create(email="rolf@lagenvik.example", defaults=facts)[0]


def approve(*kinds: Approval.Kind, **facts) -> list[Approval]:
    """One approval of each kind, both unless named; for long, unless told."""
    decision = {
        "decided_by": "Kommunedirektøren",
        "decided_on": LONG_AGO,
        "recorded_on": LONG_AGO,
        "valid_until": FAR_AHEAD,
        "reference": "Sak 20/0001",
    }
    return [
        Approval.objects.create(kind=kind, recorded_by=recorder(), **decision | facts)
        for kind in kinds or Approval.Kind
    ]
