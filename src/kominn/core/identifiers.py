"""Numbers that lead to one person, known by their shape alone: a national number, a telephone.

Eleven digits are taken for a national number whatever their check digits say, because the rules
for those are about to change.
"""

from __future__ import annotations

import re

# What people put between the digits: spaces of any width, dashes, dots, and marks nobody sees.
GAP = r"[\t \u00a0\u00ad\u2000-\u2015\u2022\u202f\u205f-\u2060\u2212\u3000./_~\u00b7-]"
# A digit, also one in a little square as telephones draw it.
D = r"\d(?:\ufe0f?\u20e3)?"
# What may stand between a day of birth and the five that follow, where it is less sure that they
# belong together: then the six must be a day, in one piece, and what follows no sum of money.
BREAK = rf"(?:{GAP}|[\r\n,;:()|*+]){{1,4}}"
DAY = (
    rf"(?!00|3[2-9]|40|7[2-9]|[89])(?:{D}){{2}}"
    rf"(?!00|1[3-9]|[23]|40|5[3-9]|6[0-5]|7[89]|80|9[3-9])(?:{D}){{4}}"
)
NO_SUM = r"(?![.,]\d|,-|\s?(?i:kr|kroner|nok|euro?)\b|\s?%)"
CALLED = (
    rf"{GAP}{{0,3}},?{GAP}{{0,3}}(?i:personnummer|personnr|pers\.? ?nr|pnr|p\.nr)[.:]?{GAP}{{0,3}}"
)
NATIONAL_NUMBER = re.compile(
    rf"(?<!\d)(?:(?:{D}){{2}}(?:{GAP}{{0,3}}(?:{D}){{2}}){{2}}(?:{GAP}{{0,3}}|{CALLED})"
    rf"(?:{D}){{3}}{GAP}{{0,3}}(?:{D}){{2}}"
    rf"|{DAY}{BREAK}(?:{D}){{5}}(?!\d){NO_SUM}"
    rf"|(?<!\d{GAP}){D}(?:{GAP}{D}){{10}}(?!{GAP}\d))(?!\d)"
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
