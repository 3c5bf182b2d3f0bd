"""What is not kept while no law allows that named persons are taken in.

The reporter's side is asked where it is received. What staff write is asked here, wherever it is
sealed: no page and no deed can go around it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from kominn.core.hints import Hint, hints
from kominn.core.identifiers import national_numbers
from kominn.core.worktime import day_of
from kominn.law.approvals import may_take_named_persons

OWN_BOXES = ("names", "contact")
"""Where a reporter's names and own contact belong: nothing is hinted at there."""


NUMBER_HERE = _(
    "This looks like a national identity number: %(number)s. We can’t take such numbers here yet. "
    "Take it out, and the rest is kept."
)


class NumberNotTaken(Exception):
    """A colleague wrote what looks like a national number; shown to the reader."""

    def __init__(self, number: str) -> None:
        super().__init__(NUMBER_HERE % {"number": grouped(number)})


def grouped(number: str) -> str:
    digits = "".join(one for one in number if one.isdecimal())
    return f"{digits[:6]} {digits[6:]}"


def check_numbers(*texts: str, at: dt.datetime) -> None:
    """Each by itself, so that what stands beside each other is not read as one."""
    found = [number for text in texts for number in national_numbers(text)]
    if found and not may_take_named_persons(day_of(at)):
        raise NumberNotTaken(found[0])


def pointing(answers: Mapping[str, object], places: Iterable[str]) -> list[Hint]:
    """What may identify someone in a reporter's answers, outside the boxes where that belongs."""
    texts = (str(said).strip() for name, said in answers.items() if name not in OWN_BOXES)
    return hints("\n".join(texts), places=places)
