"""The city's own story: its chapters, and what each said since when."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import OuterRef, Subquery

from kominn.core.wording import MOTHER_TONGUE, in_language


class Passage(models.Model):
    """A chapter of the city's own story: its place; what it says stands in its wordings."""

    slug = models.SlugField(unique=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Privacy:
        ordinary = ("id", "slug", "order")
        retention = "Kept as long as the portrait."

    def __str__(self) -> str:
        return self.slug


class WordingQuerySet(models.QuerySet["Wording"]):
    def known_on(self, day: dt.date | None) -> Self:
        """Each chapter as it stood at the end of that day, in order; today's without."""
        written = self if day is None else self.filter(written_at__date__lte=day)
        newest = written.filter(passage=OuterRef("passage")).order_by("-pk")
        found = self.filter(pk=Subquery(newest.values("pk")[:1])).select_related("passage")
        return found.order_by("passage__order", "passage__pk")

    def open_on(self, day: dt.date | None) -> Self:
        """What everybody may read of that day: shown then, and not taken down since."""
        hidden = self.known_on(None).filter(shown=False).values("passage")
        return self.known_on(day).filter(shown=True).exclude(passage__in=hidden)


class Wording(models.Model):
    """What a chapter says since a moment. Never changed: a later one stands beside it."""

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="wordings")
    heading = models.JSONField(default=dict)
    text = models.JSONField(default=dict, help_text="With `{slug}` where a figure is to stand")
    # [{"title": "...", "url": "https://..."}]: for what the text says that is in no series.
    sources = models.JSONField(default=list, blank=True)
    shown = models.BooleanField(default=True)
    written_at = models.DateTimeField()

    objects = WordingQuerySet.as_manager()

    class Privacy:
        ordinary = ("id", "passage", "heading", "text", "sources", "shown", "written_at")
        retention = "Kept: what the city said of itself on a day can be asked for ever after."

    def __str__(self) -> str:
        return in_language(self.heading, MOTHER_TONGUE)
