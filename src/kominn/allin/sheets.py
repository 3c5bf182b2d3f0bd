"""What a team prints: its card, and its idea on one A4."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language, gettext

from kominn.allin.cards import cards
from kominn.allin.models import Concept
from kominn.allin.pictures import for_paper
from kominn.core import sheets, squares


def card(concept: Concept, address: str) -> bytes:
    facts = {
        "name": concept.name,
        "course": concept.course.name,
        "square": squares.as_drawing(address),
        "words": gettext("Point the phone’s camera here to see what became of your idea."),
        "alt": gettext("The way to your idea"),
        "keep": gettext("Keep it in a safe place: whoever has it sees what your team sees."),
    }
    return _made("card", facts, title=concept.name)


def idea(concept: Concept) -> bytes:
    written = [one for one in cards(concept, {}) if one.slug != "name"]
    facts = {
        "name": concept.name,
        "course": concept.course.name,
        "cards": [
            {"slug": one.slug, "question": str(one.question), "text": one.text} for one in written
        ],
        "pictures": [
            {"alt": one.alt or gettext("A picture of the idea"), "drawn": list(bytes(one.small))}
            for one in for_paper(concept)
        ],
    }
    return _made("idea", facts, title=concept.name)


def _made(template: str, facts: Mapping[str, object], *, title: str) -> bytes:
    language = get_language() or "nb"
    title = title or gettext("Your idea")
    return sheets.sheet(f"allin/paper/{template}.typ", facts, language=language, title=title)
