"""Deeds in a room: open it, sit down, close it.

Nothing here writes to the trail: that somebody sat down is nobody's business. Opening and closing
are the deeds of the domain above, which records them as its own.
"""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.tokens import digest, new_token
from kominn.core.turns import in_turn
from kominn.participation.models import DIGITS_OF_A_CODE, AgeBand, Room, Seat

KEPT_AFTER_CLOSING = dt.timedelta(days=30)
MOST_TRIES = 5


class NotPossible(Exception):
    """A deed that cannot be done; the text is fit to show."""


class NoSuchRoom(NotPossible):
    pass


class RoomFull(NotPossible):
    pass


def open_room(*, age_band: AgeBand, most_seats: int, opens_on: dt.date, closes_on: dt.date) -> Room:
    for _try in range(MOST_TRIES):
        try:
            with transaction.atomic():
                return Room.objects.create(
                    code=new_code(),
                    age_band=age_band,
                    most_seats=most_seats,
                    opens_on=opens_on,
                    closes_on=closes_on,
                )
        except IntegrityError:
            continue
    raise NotPossible(_("No free code was found. Try again."))


def new_code() -> str:
    """Digits alone, so that it reads the same in every script; no zero first."""
    first = 10 ** (DIGITS_OF_A_CODE - 1)
    return str(first + secrets.randbelow(9 * first))


def change_code(room: Room) -> None:
    """The old code is on a board somewhere; those who sit stay where they are."""
    Room.objects.filter(pk=room.pk).update(code=new_code())


def sit_down(code: str, *, today: dt.date) -> str:
    """The secret of a new seat. Raises `NoSuchRoom`, or `RoomFull`."""
    token = new_token()
    with in_turn(), transaction.atomic():
        room = Room.objects.select_for_update().open_on(today).filter(code=code).first()
        if room is None:
            raise NoSuchRoom(
                _("We know no room by this code that is open today. Look at the board once more.")
            )
        if room.seats.count() >= room.most_seats:
            raise RoomFull(
                _("All seats are taken. Tell the one who leads; they can open more seats.")
            )
        Seat.objects.create(room=room, mark=digest(token))
    return token


def seat_of(token: str, *, today: dt.date) -> Seat | None:
    """Who sits here; None once the room is closed."""
    if not token:
        return None
    seat = Seat.objects.select_related("room").filter(mark=digest(token)).first()
    return seat if seat is not None and seat.room.is_open(today) else None


def forget_seats(*, today: dt.date) -> int:
    """Seats of rooms that closed more than thirty days ago."""
    over = Room.objects.filter(closes_on__lt=today - KEPT_AFTER_CLOSING)
    return Seat.objects.filter(room__in=over).delete()[0]
