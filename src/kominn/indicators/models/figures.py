"""Every figure as it was known each day, and what is shown of them.

All of it is public and none of it is about a person. An observation is never changed: a later file
adds what it says anew, and the newest says what is shown.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from citystats.figures.terms import Period
from kominn.core.wording import MOTHER_TONGUE, in_language
from kominn.indicators.models.sources import Dataset, Vintage
from kominn.indicators.states import State


class ObservationQuerySet(models.QuerySet["Observation"]):
    def of(self, dataset: Dataset, breakdown: str) -> Self:
        return self.filter(dataset=dataset, breakdown=breakdown)

    def known_on(self, day: dt.date | None) -> Self:
        """What files kept by the end of that day say, the oldest file first; today's without."""
        kept = self.filter(vintage__state=State.KEPT)
        if day is not None:
            kept = kept.filter(vintage__decided_at__date__lte=day)
        return kept.order_by("vintage__number")


class Observation(models.Model):
    """A figure of an area and a period, as one file told it."""

    class Change(models.TextChoices):
        FRESH = "fresh", _("New")
        REVISED = "revised", _("Revised")
        VANISHED = "vanished", _("No longer in the table")

    class Missing(models.TextChoices):
        PROTECTED = "protected", _("Not shown by the publisher, to protect persons")
        NOT_COLLECTED = "not_collected", _("No figure")
        CANNOT_BE = "cannot_be", _("There can be no figure")
        VANISHED = "vanished", _("Taken back by the publisher")

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="+")
    vintage = models.ForeignKey(Vintage, on_delete=models.CASCADE, related_name="observations")
    area_code = models.CharField(max_length=60, blank=True, help_text="As published")
    period = models.CharField(max_length=20)
    breakdown = models.CharField(max_length=300, blank=True, help_text="As JSON, in order")
    value = models.FloatField(null=True)
    numerator = models.FloatField(null=True)
    denominator = models.FloatField(null=True)
    missing = models.CharField(max_length=13, choices=Missing.choices, blank=True)
    flag = models.CharField(max_length=10, blank=True)
    change = models.CharField(max_length=8, choices=Change.choices)

    objects = ObservationQuerySet.as_manager()

    class Privacy:
        ordinary = (
            "id",
            "dataset",
            "vintage",
            "area_code",
            "period",
            "breakdown",
            "value",
            "numerator",
            "denominator",
            "missing",
            "flag",
            "change",
        )
        retention = "Kept: what was known on a day can be asked for ever after."

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vintage", "breakdown", "area_code", "period"],
                name="a_file_tells_a_figure_once",
            ),
            models.CheckConstraint(
                condition=Q(value=None) ^ Q(missing=""), name="a_figure_or_why_there_is_none"
            ),
        ]
        indexes = [
            models.Index(
                fields=["dataset", "breakdown", "area_code"], name="observation_of_a_series"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_code} {self.period}: {self.value}"


NO_PART_OF_A_MUNICIPALITY = re.compile(r"(?:K-)?[0-9]{1,4}|[A-Z]{0,3}")
"""3909, 39 and 0 are a municipality, its county and the country, NO and EAK countries too."""


def below_the_municipality(code: str, ours: Collection[str] = ()) -> bool:
    """Whether a code, as published, is of a part of a municipality. `K-3909` is Larvik too.

    `ours`: codes of the city's own areas, which may be as short as those of a county.
    """
    return code in ours or NO_PART_OF_A_MUNICIPALITY.fullmatch(code) is None


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def for_an_index(self) -> Self:
        """What may be part of one: no figure about groups of people by background."""
        return self.filter(municipality_only=False)


class Indicator(models.Model):
    """Something that figures of a dataset tell of: its words, its unit, and when it is too old."""

    class Unit(models.TextChoices):
        COUNT = "count", _("number")
        PERCENT = "percent", _("per cent")
        PER_MILLE = "per_mille", _("per mille")
        SHARE = "share", _("share")
        OTHER = "other", _("other")

    class Direction(models.TextChoices):
        MORE = "more", _("More is better")
        LESS = "less", _("Less is better")
        NEITHER = "neither", _("Neither is better")

    slug = models.SlugField(unique=True)
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="indicators")
    breakdown = models.CharField(max_length=300, blank=True, help_text="As JSON, in order")
    name = models.JSONField(default=dict)
    about = models.JSONField(default=dict, blank=True)
    unit = models.CharField(max_length=10, choices=Unit.choices)
    decimals = models.PositiveSmallIntegerField(default=0)
    direction = models.CharField(max_length=7, choices=Direction.choices, default=Direction.NEITHER)
    # Codes as published: the city itself, those beside which it is drawn, and their names.
    own_code = models.CharField(max_length=60, blank=True)
    beside = models.JSONField(default=list, blank=True)
    stale_after_months = models.PositiveSmallIntegerField(default=18)
    # "01-01": a year's figure is that of this day.
    counted_on = models.CharField(max_length=5, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    # About groups of people by background: for the whole municipality, a county or the country,
    # never for a part of the municipality, and never in an index.
    municipality_only = models.BooleanField(default=False)

    objects = IndicatorQuerySet.as_manager()

    class Privacy:
        ordinary = (
            "id",
            "slug",
            "dataset",
            "breakdown",
            "name",
            "about",
            "unit",
            "decimals",
            "direction",
            "own_code",
            "beside",
            "stale_after_months",
            "counted_on",
            "order",
            "municipality_only",
        )
        retention = "Kept as long as the portrait names it."

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(municipality_only=False)
                | Q(LessThanOrEqual(Length("own_code"), 4))
                | Q(LessThanOrEqual(Length("own_code"), 6), own_code__startswith="K-"),
                name="a_figure_about_groups_is_of_no_part_of_the_municipality",
            ),
        ]

    def __str__(self) -> str:
        return self.name_in(MOTHER_TONGUE)

    def name_in(self, language: str) -> str:
        return in_language(self.name, language)

    def about_in(self, language: str) -> str:
        return in_language(self.about, language)

    def last_day(self, period: Period) -> dt.date:
        """The day a figure is of, or the last of those it is about."""
        if self.counted_on and period.text == str(period.first.year):
            return dt.date.fromisoformat(f"{period.text}-{self.counted_on}")
        return period.last

    def is_old(self, period: Period, today: dt.date) -> bool:
        """Whether a figure of that time should have been renewed by today."""
        last = self.last_day(period)
        return (today.year - last.year) * 12 + today.month - last.month > self.stale_after_months

    @property
    def scale(self) -> float | None:
        """What a quotient is multiplied by; None where it is a count, which is added."""
        return {"count": None, "percent": 100.0, "per_mille": 1000.0}.get(self.unit, 1.0)

    @property
    def most(self) -> float | None:
        """What a share of something can at most be; None where there is no such bound."""
        return None if self.unit in (self.Unit.COUNT, self.Unit.OTHER) else self.scale
