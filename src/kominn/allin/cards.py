"""The cards of a canvas as a page shows them: a question, a hint, and what stands there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kominn.allin.canvas import CARDS, MOST_IN_A_CARD
from kominn.allin.models import Concept

QUESTIONS: dict[str, tuple[Promise, Promise]] = {
    "name": (_("What is your idea called?"), _("Short enough for a poster.")),
    "left_out": (
        _("Who is left out today?"),
        _("Think of somebody who never comes. No names of people."),
    ),
    "hurts": (_("What is hard for them?"), _("What stops them, or hurts?")),
    "idea": (_("Your idea in one sentence"), _("So that a ten-year-old gets it.")),
    "joins": (_("Who joins in?"), _("Who makes it, and who will come?")),
    "first_step": (_("What do you do first?"), _("Something you can do this month.")),
    "cost": (_("What does it cost?"), _("Nothing is a good answer too.")),
    "seen": (_("How do you see that it worked?"), _("What will be different?")),
}


@dataclass(frozen=True, slots=True)
class Card:
    slug: str
    question: Promise
    hint: Promise
    text: str
    typed: str
    most: int = MOST_IN_A_CARD

    @property
    def rows(self) -> int:
        return 1 if self.slug == "name" else 3


def cards(concept: Concept, typed: Mapping[str, str]) -> list[Card]:
    """`typed`: what came in a form that could not be kept; it is given back."""
    return [
        Card(slug, *QUESTIONS[slug], concept.card(slug), typed.get(slug, concept.card(slug)))
        for slug in CARDS
    ]
