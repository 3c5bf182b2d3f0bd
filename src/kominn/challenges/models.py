"""A challenge as the city describes it, and what of the city's other rooms belongs to it.

The link to measures, initiatives and figures stands here: those rooms know of no challenge. What
groups have said is asked of the rooms above by `voices`.
"""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from kominn.core.wording import MOTHER_TONGUE, in_language
from kominn.indicators.models import Indicator
from kominn.plan.models import FocusArea, Initiative, MeasureKind

LINKS = ("indicators", "kinds", "focus_areas", "initiatives")
"""What of the rooms below is tied to a challenge."""


class ChallengeQuerySet(models.QuerySet["Challenge"]):
    def told(self) -> Self:
        """What the city has said aloud; the rest is a draft for those who write it."""
        return self.filter(shown=True)

    def in_order(self) -> Self:
        """The primary one first."""
        return self.order_by("-primary", "order", "slug")


class Challenge(models.Model):
    """No group is a challenge: what keeps people outside is."""

    WORDS = ("name", "lead", "text", "unknown")

    slug = models.SlugField(unique=True)
    order = models.PositiveSmallIntegerField(default=0)
    primary = models.BooleanField(default=False)
    shown = models.BooleanField(default=False)
    name = models.JSONField(default=dict)
    lead = models.JSONField(default=dict, blank=True)
    text = models.JSONField(default=dict, blank=True)
    # What the city says that it does not know, one a line.
    unknown = models.JSONField(default=dict, blank=True)
    # By voice, the themes of it that belong here: {"concerns": ["exclusion", "bullying"]}.
    themes = models.JSONField(default=dict, blank=True)
    indicators = models.ManyToManyField(Indicator, related_name="+", blank=True)
    kinds = models.ManyToManyField(MeasureKind, related_name="+", blank=True)
    focus_areas = models.ManyToManyField(FocusArea, related_name="+", blank=True)
    initiatives = models.ManyToManyField(Initiative, related_name="+", blank=True)
    source_url = models.URLField(max_length=300, blank=True)
    invented = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = ChallengeQuerySet.as_manager()

    class Privacy:
        free_text = ("name", "lead", "text", "unknown")
        ordinary = (
            "id",
            "slug",
            "order",
            "primary",
            "shown",
            "themes",
            "indicators",
            "kinds",
            "focus_areas",
            "initiatives",
            "source_url",
            "invented",
            "version",
        )
        retention = "Kept as long as the city describes itself by it."

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["primary"], condition=Q(primary=True), name="one_challenge_is_primary"
            ),
            models.CheckConstraint(condition=~Q(name={}), name="a_challenge_has_a_name"),
        ]

    def __str__(self) -> str:
        return in_language(self.name, MOTHER_TONGUE)

    def unknown_in(self, language: str) -> list[str]:
        """What the city itself says that it does not know."""
        lines = in_language(self.unknown, language).splitlines()
        return [line.strip() for line in lines if line.strip()]
