"""Looking for words of a list in what somebody wrote, also where it is written around.

A list holds words and phrases: `*` stands for any ending, `..` for up to two words between. A text
is read several ways: as it stands, with signs as the letters they stand for (h0r3), with letters of
another script as what they look like, and with letters that stand alone put together (h o r e).
Letters that are repeated count once, in the list as in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

SIGNS = str.maketrans("0134578@$€!|¡+", "oieastbaseiiit")
CYRILLIC, LATIN = "аеорсхукітмнв", "aeopcxykitmhb"
AS_LATIN, AS_CYRILLIC = str.maketrans(CYRILLIC, LATIN), str.maketrans(LATIN, CYRILLIC)
# Letters that Arabic writes in several ways.
ALIKE = str.maketrans("أإآٱىةؤئ", "اااايهوي", "ـ")
APOSTROPHES = re.compile("['’ʼ`´]")
NO_LETTERS = re.compile(r"[\W_]+")
ALONE = re.compile(r"(?<!\w)\w(?: \w)+(?!\w)")
REPEATED = re.compile(r"(\w)\1+")
ARABIC = re.compile("[\u0620-\u064a]")


@dataclass(frozen=True, slots=True)
class Words:
    """A list made ready to be looked for."""

    pattern: re.Pattern[str]

    @classmethod
    def of(cls, lists: Mapping[str, Iterable[str]]) -> Words:
        every = sorted({_as_pattern(phrase) for words in lists.values() for phrase in words})
        return cls(re.compile(rf"(?<!\w)(?:{'|'.join(every)})(?!\w)"))

    def found(self, text: str) -> frozenset[str]:
        """What of the list stands in the text, in the form in which it was read."""
        return frozenset(
            match.group() for reading in _readings(text) for match in self.pattern.finditer(reading)
        )


def _as_pattern(phrase: str) -> str:
    words = ["*" if word == ".." else _word_as_pattern(word) for word in phrase.split()]
    pattern = " ".join(words).replace(" * ", r"(?: \w+){0,2} ")
    return f"[وف]?{pattern}" if ARABIC.match(pattern) else pattern


def _word_as_pattern(word: str) -> str:
    plain = re.escape(_folded(word.removesuffix("*")).strip())
    return plain + (r"\w*" if word.endswith("*") else "")


def _readings(text: str) -> Iterator[str]:
    seen = _seen(text)
    decoded = seen.translate(SIGNS)
    others = (decoded.translate(AS_LATIN), decoded.translate(AS_CYRILLIC))
    for way in dict.fromkeys([seen, decoded, *others]):
        words = _as_words(way)
        yield words
        together = ALONE.sub(lambda run: run.group().replace(" ", ""), words)
        if together != words:
            yield REPEATED.sub(r"\1", together)


def _folded(text: str) -> str:
    return _as_words(_seen(text))


def _seen(text: str) -> str:
    """Without hidden marks and accents laid on top, in small letters."""
    composed = unicodedata.normalize("NFKC", text).casefold()
    kept = (sign for sign in composed if unicodedata.category(sign) not in ("Cf", "Mn", "Cc"))
    # A line is a space; other controls are nothing.
    return "".join(kept) if "\n" not in composed else _seen(composed.replace("\n", " "))


def _as_words(text: str) -> str:
    plain = APOSTROPHES.sub("", text.translate(ALIKE))
    return REPEATED.sub(r"\1", NO_LETTERS.sub(" ", plain)).strip()
