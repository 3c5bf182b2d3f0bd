"""Challenges written by the deed that writes them."""

from __future__ import annotations

from django.utils import timezone

from kominn.challenges import actions
from kominn.indicators.models import Indicator
from kominn.plan.models import FocusArea, Initiative, MeasureKind

LINKS = {
    "indicators": Indicator,
    "kinds": MeasureKind,
    "focus_areas": FocusArea,
    "initiatives": Initiative,
}


def challenge(slug="utenforskap", *, at=None, instead=None, **facts):
    """Shown, and the primary one, unless it is said otherwise; links are named by their slugs."""
    linked = {
        name: list(model.objects.filter(slug__in=facts.pop(name, [])))
        for name, model in LINKS.items()
    }
    told = {"name": {"nb": "Utenforskap", "en": "Exclusion"}, "shown": True, "primary": True}
    at = at or timezone.now()
    return actions.add(slug, told | facts | linked, instead=instead, by=None, at=at)
