"""The clock of “in danger now”: by when somebody must look, sealed by the server itself.

Two hours and the moment it runs out would tell when the reporter told it. So it stands sealed under
a subkey of the server key, rounded up, and is gone at the first look. A clock that can't be opened
has run out: to look once too often is the safe mistake.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from kominn.core.serverkey import server_keys
from kominn.core.worktime import DutyHours
from kominn.vault.ciphertext import CannotOpen, Place, Stored, open_with_any, seal_json

PURPOSE = "clocks"
TIME_TO_LOOK = dt.timedelta(hours=2)
STEP = dt.timedelta(minutes=5)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """`told` says who has had which letter about it, and in which minute: `2:17` is the leader's
    letter to colleague 17."""

    by: dt.datetime
    told: Mapping[str, int] = field(default_factory=dict)


def begin(concern: uuid.UUID, at: dt.datetime, hours: DutyHours) -> bytes:
    """Two hours of published duty time from now."""
    return sealed(concern, Clock(hours.later(at, TIME_TO_LOOK)))


def sealed(concern: uuid.UUID, clock: Clock) -> bytes:
    value = {"by": _rounded_up(clock.by).isoformat(), "told": dict(clock.told)}
    return seal_json(value, key=server_keys().subkey(PURPOSE), place=_place(concern))


def opened(concern: uuid.UUID, stored: Stored, *, at: dt.datetime) -> Clock:
    try:
        value = json.loads(open_with_any(stored, keys=_keys(), place=_place(concern)))
    except CannotOpen:
        return Clock(at)
    return Clock(dt.datetime.fromisoformat(value["by"]), value["told"])


def minute_of(at: dt.datetime) -> int:
    return (at - EPOCH) // dt.timedelta(minutes=1)


def _keys() -> Mapping[bytes, bytes]:
    return server_keys().subkeys(PURPOSE)


def _place(concern: uuid.UUID) -> Place:
    return Place("concern", "clock", concern)


def _rounded_up(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC) + (EPOCH - moment) % STEP
