"""Numbers that lead to one person, known by their shape alone: a national number, a telephone.

Eleven digits are taken for a national number whatever their check digits say, because the rules
for those are about to change.
"""

from __future__ import annotations

import re

NATIONAL_NUMBER = re.compile(r"(?<!\d)\d{2}[ .-]?\d{2}[ .-]?\d{2}[ .-]?\d{5}(?!\d)")
# Two years beside each other and grouped sums of money have eight digits too.
PHONE = re.compile(
    r"(?<![\d.,])(?:(?:\+|00)47 ?)?"
    r"(?!(?:19|20)\d\d (?:19|20)\d\d(?!\d)|\d\d \d{3} \d{3}(?!\d))"
    r"[2-9]\d(?: ?\d){6}(?!\d)"
)
SPACES = re.compile(r"[^\S\n]+")


def numbers_of_people(text: str) -> list[str]:
    """What looks like such a number, as it was written but for the kind of spaces."""
    plain = SPACES.sub(" ", text)
    found = [match.group() for match in NATIONAL_NUMBER.finditer(plain)]
    found += [m.group().strip() for m in PHONE.finditer(NATIONAL_NUMBER.sub(" ", plain))]
    return list(dict.fromkeys(found))
