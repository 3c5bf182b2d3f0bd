"""A first name that may stand where everybody reads it: one word, which leads to nobody's door."""

from __future__ import annotations

import datetime as dt
import unicodedata
from itertools import pairwise

from django.utils.translation import gettext as _

from kominn.core.fields import plain
from kominn.core.hints import APOSTROPHE
from kominn.participation.actions import NotPossible
from kominn.participation.pointing import pointing
from kominn.participation.words.abuse import ABUSE
from kominn.participation.words.danger import DANGER

HYPHEN = "-"
MOST_PARTS = 2


class NotAFirstName(NotPossible):
    """The text is fit to show."""


def one_first_name(text: str, *, most: int, today: dt.date) -> str:
    """As it is kept. Raises `NotAFirstName` for a surname, a number, an address, an insult."""
    name = unicodedata.normalize("NFC", plain(text).strip())
    hurts = ABUSE.found(name) or DANGER.found(name)
    if (
        not 1 < len(name) <= most
        or not _is_one_word(name)
        or hurts
        or pointing([name], today=today)
    ):
        raise NotAFirstName(
            _("Only a first name, in one word: no surname, no number and no address.")
        )
    return name


def _is_one_word(name: str) -> bool:
    parts = name.split(HYPHEN)
    return len(parts) <= MOST_PARTS and all(_is_a_word(part) for part in parts)


def _is_a_word(part: str) -> bool:
    """Letters with their marks. A capital after a small letter begins another word."""
    signs = [sign for sign in part if sign not in APOSTROPHE]
    another = any(one.islower() and two.isupper() for one, two in pairwise(part))
    return (
        bool(part)
        and part[0].isalpha()
        and all(unicodedata.category(sign)[0] in "LM" for sign in signs)
        and not another
    )
