"""What in the words of the young may point to somebody, before anybody else reads it.

Numbers, addresses of post and of e-mail, names. A number is taken out; of the rest its writer may
say that it is nobody's. Each text by itself: what stands beside each other is not read as one.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Collection, Iterable

from kominn.core.fields import plain
from kominn.core.hints import Hint, hints, unsettled
from kominn.portrait.models import Area, City
from kominn.portrait.places import names_of_places


class PointsToSomebody(Exception):
    """What is to be taken out, or be said to be nobody's, before this can be sent."""

    def __init__(self, found: list[Hint]) -> None:
        super().__init__()
        self.found = found


def pointing(texts: Iterable[str], *, today: dt.date) -> list[Hint]:
    city = City.objects.first()
    places = names_of_places(city, Area.objects.current(today)) if city else []
    found = [hint for text in texts for hint in hints(_read(text), places=places, addresses=True)]
    return list(dict.fromkeys(found))


def _read(text: str) -> str:
    """As a person reads it: without hidden marks, and with digits of any script as digits."""
    seen = (sign for sign in plain(text) if unicodedata.category(sign) != "Cf")
    return "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in seen)


def check_points_to_nobody(
    texts: Iterable[str], *, nobody: Collection[str], today: dt.date
) -> None:
    """`nobody`: what the writer says is nobody's."""
    left = unsettled(pointing(texts, today=today), nobody)
    if left:
        raise PointsToSomebody(left)
