"""How reports and codes are paced: a school gets through, a flood is slowed, nobody is blocked.

Within the budget of a place and of the site nothing is asked. Beyond it the sender waits a little,
or lets the browser solve a small puzzle. The wait is written into the page's own sealed state, so
that waiting costs the server nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from kominn.core.jobs import take
from kominn.core.pace import Pace, Places, address

MOST_WAIT_TO_SEND = 600
MOST_WAIT_TO_READ = 60
PUZZLE_BITS = 16
SITE = b"site"
FLOOD = "reports come fast"

places = Places()
reports_by_place = Pace(settings.REPORTS_PER_ADDRESS_AND_HOUR)
reports_by_site = Pace(settings.REPORTS_PER_SITE_AND_HOUR)
wrong_codes = Pace(settings.WRONG_CODES_PER_ADDRESS_AND_HOUR)
messages_by_receipt = Pace(settings.MESSAGES_PER_RECEIPT_AND_HOUR)
uses_of_a_turn = Pace(3)


@dataclass(frozen=True, slots=True)
class Turn:
    """When something may be done, and the puzzle that lets it be done now instead."""

    not_before: float
    puzzle: str

    def seconds_left(self, proof: str, *, at: dt.datetime) -> int:
        if solves(self.puzzle, proof):
            return 0
        return math.ceil(max(0.0, self.not_before - at.timestamp()))


def turn_to_send(request: HttpRequest, *, at: dt.datetime, talk: bytes = b"") -> Turn | None:
    """None within the budget; otherwise when this report, or message of a talk, may be kept.

    One who writes much in one talk waits a little; that alone is no flood.
    """
    now = at.timestamp()
    place = places.place(address(request), now=now)
    wait = max(reports_by_place.take(place, now=now), reports_by_site.take(SITE, now=now))
    if wait > 0:
        note_flood(at=at)
    if talk:
        wait = max(wait, messages_by_receipt.take(talk, now=now))
    if wait <= 0:
        return None
    return Turn(now + min(wait, MOST_WAIT_TO_SEND), secrets.token_hex(16))


def use(turn: Turn, *, at: dt.datetime) -> bool:
    """Whether a turn still lets one send: the button may be pressed twice, but not without end."""
    return uses_of_a_turn.take(turn.puzzle.encode(), now=at.timestamp()) <= 0


def turn_to_read(request: HttpRequest, *, at: dt.datetime) -> Turn | None:
    """None unless many wrong codes came from this place; the right code only ever waits."""
    now = at.timestamp()
    wait = wrong_codes.wait(places.place(address(request), now=now), now=now)
    return Turn(now + min(wait, MOST_WAIT_TO_READ), secrets.token_hex(16)) if wait > 0 else None


def count_wrong_code(request: HttpRequest, *, at: dt.datetime) -> None:
    now = at.timestamp()
    wrong_codes.take(places.place(address(request), now=now), now=now)


def solves(puzzle: str, proof: str) -> bool:
    """Whether SHA-256 of puzzle and proof begins with enough noughts."""
    if not puzzle or not proof or len(proof) > 40:
        return False
    digest = hashlib.sha256(f"{puzzle}:{proof}".encode()).digest()
    return int.from_bytes(digest[:4]) >> (32 - PUZZLE_BITS) == 0


def note_flood(*, at: dt.datetime) -> None:
    """That reports came fast in this hour; the worker tells those who read (see jobs)."""
    take(FLOOD, hour_of(at))


def hour_of(at: dt.datetime) -> dt.datetime:
    return at.replace(minute=0, second=0, microsecond=0)
