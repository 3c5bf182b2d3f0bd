"""The gate before real use: may the city take in concerns about named persons today?"""

from __future__ import annotations

import datetime as dt

from kominn.core.serverkey import server_keys
from kominn.law.models import Approval

SOON = dt.timedelta(days=60)


def may_take_named_persons(on: dt.date) -> bool:
    """In the demo always, since nobody there is real; else with both approvals, valid that day.

    The demo is known by its key, not by a setting: what is taken there opens under no real key.
    """
    return in_demo() or not missing(on)


def in_demo() -> bool:
    return server_keys().kind == "demo"


def missing(on: dt.date) -> list[Approval.Kind]:
    """The kinds of approval of which none is valid that day."""
    return [kind for kind, approval in valid_longest(on).items() if approval is None]


def valid_longest(on: dt.date) -> dict[Approval.Kind, Approval | None]:
    """Of each kind the approval that is valid that day and for longest, or None."""
    valid = {Approval.Kind(one.kind): one for one in _valid(on)}
    return {kind: valid.get(kind) for kind in Approval.Kind}


def taken_until(on: dt.date) -> dt.date | None:
    """The last day on which named persons may be taken as things stand; None where they may not."""
    last = [one.valid_until if one else None for one in valid_longest(on).values()]
    known = [day for day in last if day is not None]
    return min(known) if len(known) == len(last) else None


def _valid(on: dt.date) -> list[Approval]:
    return list(Approval.objects.valid_on(on).order_by("valid_until"))
