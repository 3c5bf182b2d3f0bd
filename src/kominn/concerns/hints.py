"""Hints to the writer before sending: does the reader need this number or this name?

A hint never changes a text and never stops anyone. Eleven digits are shown as a possible national
number whatever their check digits say, because the rules for those are about to change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

NATIONAL_NUMBER = re.compile(r"(?<!\d)\d{6}[ .-]?\d{5}(?!\d)")
PHONE = re.compile(r"(?<![\d.,])(?:(?:\+|00)47[ ]?)?[2-9]\d(?:[ ]?\d){6}(?![\d])")
# Begins where a word begins: tried anew from every letter, a long one would take minutes.
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+")
# A capital inside a sentence: after a lower-case letter or a comma and one space.
NAME = re.compile(r"(?<=[a-zæøåéäö,] )([A-ZÆØÅÄÖ][a-zæøåéäö]{2,}(?: [A-ZÆØÅÄÖ][a-zæøåéäö]+)?)")


class Kind(TextChoices):
    NATIONAL_NUMBER = "number", _("This may be a national identity number")
    PHONE = "phone", _("This may be a phone number")
    EMAIL = "email", _("This may be an e-mail address")
    NAME = "name", _("This may be a name")


@dataclass(frozen=True, slots=True)
class Hint:
    kind: Kind
    found: str


def hints(text: str, *, places: Iterable[str] = ()) -> list[Hint]:
    """What may identify someone, in the order found; `places` are words that are no names."""
    known = {word for place in places for word in place.split()}
    numbers = [Hint(Kind.NATIONAL_NUMBER, m.group()) for m in NATIONAL_NUMBER.finditer(text)]
    rest = NATIONAL_NUMBER.sub(" ", text)
    phones = [Hint(Kind.PHONE, m.group().strip()) for m in PHONE.finditer(rest)]
    mails = [Hint(Kind.EMAIL, m.group()) for m in EMAIL.finditer(rest)]
    names = [
        Hint(Kind.NAME, m.group())
        for m in NAME.finditer(rest)
        if not set(m.group().split()) <= known
    ]
    return list(dict.fromkeys([*numbers, *phones, *mails, *names]))
