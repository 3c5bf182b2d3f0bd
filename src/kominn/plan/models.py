"""What the city works on and what it already does: the open part of the action plan."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kominn.core.wording import MOTHER_TONGUE, in_language
from kominn.portrait.models import Area


class FocusArea(models.Model):
    """One of the few things the plan is about. Goals and measures will hang from it."""

    slug = models.SlugField(unique=True)
    order = models.PositiveSmallIntegerField(default=0)
    name = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    source_url = models.URLField(max_length=300, blank=True)
    invented = models.BooleanField(default=False)

    class Privacy:
        ordinary = ("id", "slug", "order", "name", "summary", "source_url", "invented")
        retention = "Kept as long as the plan."

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(invented=True) ^ ~Q(source_url=""),
                name="focus_area_has_a_source_or_is_invented",
            ),
        ]

    def __str__(self) -> str:
        return self.name_in(MOTHER_TONGUE)

    def name_in(self, language: str) -> str:
        return in_language(self.name, language)

    def summary_in(self, language: str) -> str:
        return in_language(self.summary, language)


class Initiative(models.Model):
    """Something the city does already, told in public, with its source."""

    slug = models.SlugField(unique=True)
    focus_area = models.ForeignKey(FocusArea, on_delete=models.PROTECT, related_name="initiatives")
    name = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    areas = models.ManyToManyField(Area, related_name="initiatives", blank=True)
    since = models.CharField(max_length=40, blank=True)
    source_url = models.URLField(max_length=300, blank=True)
    invented = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Privacy:
        ordinary = (
            "id",
            "slug",
            "focus_area",
            "name",
            "summary",
            "areas",
            "since",
            "source_url",
            "invented",
            "order",
        )
        retention = "Kept as long as the plan."

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(invented=True) ^ ~Q(source_url=""),
                name="initiative_has_a_source_or_is_invented",
            ),
        ]

    def __str__(self) -> str:
        return self.name_in(MOTHER_TONGUE)

    def name_in(self, language: str) -> str:
        return in_language(self.name, language)

    def summary_in(self, language: str) -> str:
        return in_language(self.summary, language)
