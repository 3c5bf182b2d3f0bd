"""An idea as a card to share: a picture, the same on paper, and the words of both.

Made anew each time from what the page of the idea says to everybody, so that a name that was taken
off a moment ago stands on none of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language, gettext

from kominn.allin.models import Concept
from kominn.allin.story import story
from kominn.core import sheets, squares
from kominn.core.kept import Kept
from kominn.core.templatetags.words import day
from kominn.portrait.models import City

WIDTH, HEIGHT = 1080, 1350
FULL, SMALL = 1.0, 0.4
"""Of that: to download, and for the page, which must be light."""
MOST_HAPPENINGS = 4
TEMPLATE = "allin/paper/story.typ"
SECONDS = 60
MOST_KEPT = 32


kept = Kept(most=MOST_KEPT, seconds=SECONDS)


def names(concept: Concept) -> str:
    """The first names that may stand beside it, as people say them: Amina, Jonas and Tuva."""
    return listed(concept.credits.on_view().values_list("first_name", flat=True))


def listed(found: Iterable[str]) -> str:
    *first, last = list(found) or [""]
    if not first:
        return last
    return gettext("%(some)s and %(one)s") % {"some": ", ".join(first), "one": last}


def facts(concept: Concept, *, address: str) -> dict[str, Any]:
    """Nothing but what the page at `address` says already. `concept` is public."""
    city, area = City.objects.first(), concept.course.area
    credited = names(concept)
    happened = story(concept).happened[-MOST_HAPPENINGS:]
    return {
        "name": concept.name,
        "idea": concept.card("idea"),
        "place": ", ".join(one.name for one in (area, city) if one is not None),
        "happened": [{"what": str(one.what), "on": day(one.on)} for one in happened],
        "by": gettext("By %(names)s") % {"names": credited} if credited else "",
        "read": gettext("Read more"),
        "square": squares.as_drawing(address),
        "alt": gettext("A square for cameras that leads to the idea"),
        "host": address.partition("://")[2].partition("/")[0],
    }


def in_words(told: dict[str, Any]) -> str:
    """What the picture says, for who does not see it."""
    happened = [f"{one['what']}, {one['on']}" for one in told["happened"]]
    said = [told["name"], told["idea"], told["place"], *happened, told["by"]]
    return " ".join(_sentence(one) for one in said if one)


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text if text[-1:] in ".!?…؟።" else f"{text}."


def picture(told: dict[str, Any], *, scale: float = FULL) -> bytes:
    """A PNG."""
    language = get_language() or "nb"

    def draw() -> bytes:
        return sheets.picture(TEMPLATE, told, language=language, title=_title(told), scale=scale)

    return kept.made(draw, ["png", language, scale, told])


def paper(told: dict[str, Any]) -> bytes:
    language = get_language() or "nb"

    def draw() -> bytes:
        return sheets.sheet(TEMPLATE, told, language=language, title=_title(told))

    return kept.made(draw, ["pdf", language, told])


def _title(told: dict[str, Any]) -> str:
    return told["name"] or gettext("Your idea")
