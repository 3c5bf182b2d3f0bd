"""Hints to the writer before sending: does the reader need this number or this name?

A hint never changes a text and never stops anyone.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kominn.core.identifiers import NATIONAL_NUMBER, PHONE
from kominn.core.not_names import NOT_NAMES, PLACE_ENDINGS

# Begins where a word begins: tried anew from every letter, a long one would take minutes.
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+")


def _letters(category: str) -> str:
    """Latin and Cyrillic letters of one case, as a set of a pattern."""
    codes = [*range(0x41, 0x250), *range(0x400, 0x530), *range(0x1E00, 0x1F00)]
    return "".join(chr(code) for code in codes if unicodedata.category(chr(code)) == category)


UPPER, LOWER = _letters("Lu"), _letters("Ll")
APOSTROPHE = "'’ʼ"
CAPITALISED = f"[{UPPER}][{LOWER}][{LOWER}{APOSTROPHE}]+(?:-[{UPPER}][{LOWER}]+)?"
FOLLOWING = f"(?: [{UPPER}][{LOWER}{APOSTROPHE}]+(?:-[{UPPER}][{LOWER}]+)?)"
# A capital inside a sentence: after a lower-case letter or a comma and one space.
INSIDE = re.compile(f"(?<=[{LOWER},] )({CAPITALISED}{FOLLOWING}{{0,3}})")
# Where a sentence begins, one capital says nothing; two in a row do.
AT_BEGINNING = re.compile(
    f'(?:(?<=[.!?:;"“«] )|(?<=[\n"“«])|^)({CAPITALISED}{FOLLOWING}{{1,3}})', re.MULTILINE
)

# Arabic letters, also as Persian, Kurdish and Urdu write them, and Ge'ez: no capitals to go by,
# so that only a word that says "named" tells that a name follows.
ARABIC = "\u0620-\u065f\u066e-\u06d3\u06d5\u06fa-\u06ff"
ETHIOPIC = "\u1200-\u135f"
NAMED_ARABIC = (
    "اسمه", "اسمها", "إسمه", "إسمها", "واسمه", "واسمها", "اسمهم", "اسمهما", "يدعى", "تدعى",
    "ويدعى", "وتدعى", "المدعو", "المدعوة", "نامش", "اسمش", "بنام",
)  # fmt: skip
NAMED_ETHIOPIC = ("ስሙ", "ስማ", "ስሟ", "ሽሙ", "ሽማ", "ስሞም", "ሽሞም")
CALLED_ETHIOPIC = ("ዝበሃል", "ትበሃል", "ዝብሃል", "ትብሃል", "የሚባል", "የምትባል")


def _after(words: Iterable[str], letters: str) -> re.Pattern[str]:
    named = "|".join(words)
    return re.compile(
        f"(?<![{letters}])(?:{named}):? {{1,2}}([{letters}]{{2,}}(?: [{letters}]{{2,}})?)"
    )


NAMED = (
    _after(NAMED_ARABIC, ARABIC),
    _after(NAMED_ETHIOPIC, ETHIOPIC),
    # Tigrinya and Amharic say the name first: "Tesfay, who is called".
    re.compile(f"(?<![{ETHIOPIC}])([{ETHIOPIC}]{{2,}}) (?:{'|'.join(CALLED_ETHIOPIC)})"),
)

# A street with the number of a house, and a postal code with its town (years are left alone).
STREET_ENDINGS = (
    "gata", "gaten", "gate", "veien", "vegen", "vei", "veg", "allé", "alleen", "alléen", "stien",
    "svingen", "kroken", "bakken", "haugen", "stubben", "ringen", "tunet", "løkka", "jordet",
)  # fmt: skip
ADDRESS = re.compile(
    rf"(?<!\w)(?:[^\W\d_]{{2,}}|[{UPPER}][{LOWER}]*s )(?i:{'|'.join(STREET_ENDINGS)}) {{1,3}}"
    rf"\d{{1,3}} ?(?:[a-hA-H](?!\w))?(?!\w|[.,:]\d)"
    rf"|(?<!\d)(?!19\d\d|20[0-4]\d)\d{{4}} [{UPPER}][{LOWER}]{{2,}}(?!\w)"
)

IS_PLACE = re.compile(f"..+(?:{'|'.join(PLACE_ENDINGS)})s?")
# "Nesbyen ungdomsskole" names a school.
A_PLACE_FOLLOWS = re.compile(f" [{LOWER}]{{0,20}}(?:{'|'.join(PLACE_ENDINGS)})(?!\\w)")


class Kind(TextChoices):
    NATIONAL_NUMBER = "number", _("This may be a national identity number")
    PHONE = "phone", _("This may be a phone number")
    EMAIL = "email", _("This may be an e-mail address")
    NAME = "name", _("This may be a name")
    ADDRESS = "address", _("This may be somebody’s address")


@dataclass(frozen=True, slots=True)
class Hint:
    kind: Kind
    found: str


def hints(text: str, *, places: Iterable[str] = (), addresses: bool = False) -> list[Hint]:
    """What may identify someone, in the order found; `places` are words that are no names.

    An address is asked about only where nobody writes of a place.
    """
    known = {_plain(word) for place in places for word in place.split()} | NOT_NAMES
    numbers = [Hint(Kind.NATIONAL_NUMBER, m.group()) for m in NATIONAL_NUMBER.finditer(text)]
    rest = NATIONAL_NUMBER.sub(" ", text)
    phones = [Hint(Kind.PHONE, m.group().strip()) for m in PHONE.finditer(rest)]
    mails = [Hint(Kind.EMAIL, m.group()) for m in EMAIL.finditer(rest)]
    names = [Hint(Kind.NAME, name) for name in _names(rest, known)]
    homes = [Hint(Kind.ADDRESS, m.group()) for m in ADDRESS.finditer(rest)] if addresses else []
    return list(dict.fromkeys([*numbers, *phones, *mails, *names, *homes]))


def unsettled(found: Iterable[Hint], nobody: Collection[str]) -> list[Hint]:
    """What must be taken out, or be said by its writer to name nobody. A number is a number."""
    return [one for one in found if one.kind == Kind.NATIONAL_NUMBER or one.found not in nobody]


def replaced(text: str, found: str, instead: str) -> str:
    """The text with what a hint found taken out, wherever it stands as words of its own."""
    return re.sub(rf"(?<!\w){re.escape(found)}(?!\w)", lambda _match: instead, text)


def _names(text: str, known: set[str]) -> Iterator[str]:
    found = [(m.span(1), m.group(1), False) for m in INSIDE.finditer(text)]
    found += [(m.span(1), m.group(1), True) for m in AT_BEGINNING.finditer(text)]
    found += [(m.span(1), m.group(1), False) for p in NAMED for m in p.finditer(text)]
    for (_start, end), name, begins in sorted(found):
        if A_PLACE_FOLLOWS.match(text, end):
            continue
        words = name.split()
        left = _without_known(words, known)
        # The word that only begins a sentence is no name for having a place beside it.
        if left and not (begins and len(left) < len(words)):
            yield " ".join(left)


def _without_known(words: list[str], known: set[str]) -> list[str]:
    """A place beside a name is taken away: "Coop" of "Coop Torstein"."""
    first, last = 0, len(words)
    while first < last and _is_known(words[first], known):
        first += 1
    while last > first and _is_known(words[last - 1], known):
        last -= 1
    return words[first:last]


def _is_known(word: str, known: set[str]) -> bool:
    plain = _plain(word)
    return plain in known or plain.removesuffix("s") in known or bool(IS_PLACE.fullmatch(plain))


def _plain(word: str) -> str:
    return sys.intern(word.casefold().strip('.,:;!?«»“”"()'))
