"""Numbers that lead to one person, known by their shape alone: a national number, a telephone.

Eleven digits are taken for a national number whatever their check digits say, because the rules
for those are about to change.
"""

from __future__ import annotations

import re

# What people put between the digits: spaces of any width, dashes, dots, and marks nobody sees.
GAP = r"[\t \u00a0\u00ad\u2000-\u2015\u202f\u205f-\u2060\u2212\u3000./-]"
NATIONAL_NUMBER = re.compile(
    rf"(?<!\d)(?:\d{{2}}(?:{GAP}{{0,3}}\d{{2}}){{2}}{GAP}{{0,3}}\d{{3}}{GAP}{{0,3}}\d{{2}}"
    rf"|(?<!\d{GAP})\d(?:{GAP}\d){{10}}(?!{GAP}\d))(?!\d)"
)
# Two years beside each other and grouped sums of money have eight digits too.
PHONE = re.compile(
    r"(?<![\d.,])(?:(?:\+|00)47 ?)?"
    r"(?!(?:19|20)\d\d (?:19|20)\d\d(?!\d)|\d\d \d{3} \d{3}(?!\d))"
    r"[2-9]\d(?: ?\d){6}(?!\d)"
)
SPACES = re.compile(r"[^\S\n]+")


def national_numbers(text: str) -> list[str]:
    """What looks like a national number, as it was written."""
    return list(dict.fromkeys(match.group() for match in NATIONAL_NUMBER.finditer(text)))


def numbers_of_people(text: str) -> list[str]:
    """What looks like such a number, as it was written but for the kind of spaces."""
    plain = SPACES.sub(" ", text)
    found = [match.group() for match in NATIONAL_NUMBER.finditer(plain)]
    found += [m.group().strip() for m in PHONE.finditer(NATIONAL_NUMBER.sub(" ", plain))]
    return list(dict.fromkeys(found))
