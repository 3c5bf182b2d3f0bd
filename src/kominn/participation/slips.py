"""One-time slips: sixteen digits on paper, handed out like paper, good for one time.

The digits are printed once and kept nowhere; here stands a keyed digest, so that who copies the
database cannot try all numbers elsewhere. Which are spent is one bit each in the book's only row,
rewritten as a whole: nothing of it tells an order or a time.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.core.serverkey import server_keys
from kominn.participation.actions import NotPossible
from kominn.participation.models import Slip, SlipBook

DIGITS_OF_A_SLIP = 16
MOST_SLIPS = 5_000
PURPOSE = "slips"


class NoSuchSlip(NotPossible):
    pass


class Spent(NotPossible):
    pass


class TooMany(NotPossible):
    pass


@dataclass(frozen=True, slots=True, repr=False)
class Printed:
    """What stands on the paper, and nowhere else."""

    number: int
    code: str


def new_book() -> SlipBook:
    return SlipBook.objects.create(spent=bytes(MOST_SLIPS // 8 + 1))


@transaction.atomic
def issue(book: SlipBook, count: int) -> list[Printed]:
    """So many new slips. Their digits are in the answer, and can't be had again."""
    held = SlipBook.objects.select_for_update().get(pk=book.pk)
    if count < 1 or held.issued + count > MOST_SLIPS:
        raise TooMany(
            _("At most %(most)d slips can be printed for one vote.") % {"most": MOST_SLIPS}
        )
    made = [Printed(held.issued + n, _new_code()) for n in range(1, count + 1)]
    Slip.objects.bulk_create(
        Slip(book=held, number=slip.number, mark=_mark(slip.code)) for slip in made
    )
    held.issued += count
    held.save(update_fields=["issued"])
    return made


@transaction.atomic
def replace(book: SlipBook, number: int) -> Printed:
    """A new slip for a lost one, which opens nothing from now on. Raises `Spent`."""
    _void(book, number)
    new = Printed(number, _new_code())
    Slip.objects.create(book=book, number=number, mark=_mark(new.code))
    return new


@transaction.atomic
def take_in(book: SlipBook, number: int) -> None:
    """Whoever votes on paper gives the slip back: it opens nothing any more. Raises `Spent`."""
    _void(book, number)


def _void(book: SlipBook, number: int) -> None:
    held = SlipBook.objects.select_for_update().get(pk=book.pk)
    lost = Slip.objects.filter(book=held, number=number)
    if not 1 <= number <= held.issued or not lost.exists():
        raise NoSuchSlip(_("No slip has this number. It stands beside the code on the slip."))
    if held.is_spent(number):
        raise Spent(_("This slip has been used already, so there is no new one."))
    lost.delete()


def slip_of(code: str) -> Slip:
    """The slip with these digits, spent or not. Raises `NoSuchSlip`."""
    marks = [_mark(code, key) for key in server_keys().subkeys(PURPOSE).values()]
    slip = Slip.objects.select_related("book").filter(mark__in=marks).first()
    if slip is None:
        raise NoSuchSlip(_("We know no slip with these digits. Look at them once more."))
    return slip


def spend(slip: Slip) -> None:
    """Use it up, within a transaction that does what it is for. Raises `Spent`, `NoSuchSlip`."""
    book = SlipBook.objects.select_for_update().get(pk=slip.book_id)
    if not Slip.objects.filter(pk=slip.pk).exists():
        raise NoSuchSlip(_("We know no slip with these digits. Look at them once more."))
    if book.is_spent(slip.number):
        raise Spent(_("This slip has been used. If that was you just now, your vote is in."))
    spent = bytearray(bytes(book.spent))
    spent[slip.number // 8] |= 1 << slip.number % 8
    book.spent = bytes(spent)
    book.save(update_fields=["spent"])


def forget(book: SlipBook) -> None:
    """All slips of the book, and which were spent; how many there were is kept."""
    book.slips.all().delete()
    book.spent = bytes(len(book.spent))
    book.save(update_fields=["spent"])


def _new_code() -> str:
    first = 10 ** (DIGITS_OF_A_SLIP - 1)
    return str(first + secrets.randbelow(9 * first))


def _mark(code: str, key: bytes | None = None) -> str:
    key = server_keys().subkey(PURPOSE) if key is None else key
    return hmac.digest(key, code.encode(), "sha256").hex()
