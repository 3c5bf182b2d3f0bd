"""Where figures come from, every file as it came, and every figure as it was known each day.

All of it is public and none of it is about a person. An observation is never changed: a later file
adds what it says anew, and the newest says what is shown.
"""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kominn.core.wording import MOTHER_TONGUE, in_language
from kominn.indicators.states import State


class Source(models.Model):
    """Whoever publishes the figures, and on what terms."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    licence = models.CharField(max_length=120)
    url = models.URLField(max_length=300, blank=True)
    invented = models.BooleanField(default=False)

    class Privacy:
        ordinary = ("id", "slug", "name", "licence", "url", "invented")
        retention = "Kept as long as figures of it are."

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(invented=True) ^ ~Q(url=""), name="source_has_an_address_or_is_invented"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Dataset(models.Model):
    """One table of a source: how it is fetched, and how its files are read."""

    class Form(models.TextChoices):
        JSONSTAT = "jsonstat", _("Answers of PxWeb and FHI (JSON-stat 2)")
        COLUMNS = "columns", _("CSV or Excel, by columns")

    slug = models.SlugField(unique=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="datasets")
    title = models.CharField(max_length=200)
    form = models.CharField(max_length=10, choices=Form.choices)
    # How a file is read: {"time": "Tid", "area": "Region"}, or the columns of a CSV file.
    mapping = models.JSONField(default=dict, blank=True)
    # The saved query: address, and a body where it is asked by POST. Empty: files are uploaded.
    address = models.URLField(max_length=1900, blank=True)
    query = models.JSONField(null=True, blank=True)
    # Above this share of what was known, a person looks at what changed.
    most_changed_percent = models.PositiveSmallIntegerField(default=5)

    class Privacy:
        ordinary = (
            "id",
            "slug",
            "source",
            "title",
            "form",
            "mapping",
            "address",
            "query",
            "most_changed_percent",
        )
        retention = "Kept as long as figures of it are."

    def __str__(self) -> str:
        return self.title


class VintageQuerySet(models.QuerySet["Vintage"]):
    def kept(self) -> Self:
        return self.filter(state=State.KEPT)

    def open(self) -> Self:
        return self.filter(state__in=[State.READING, State.WAITING])

    def newest_first(self) -> Self:
        return self.order_by("-number")


class Vintage(models.Model):
    """One file as it came, byte for byte, and what was made of it."""

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="vintages")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.READING)
    raw = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    fetched_at = models.DateTimeField()
    published = models.CharField(max_length=40, blank=True, help_text="As the publisher writes it")
    reader = models.CharField(max_length=20, help_text="Which version of the reader read it")
    read = models.PositiveIntegerField(default=0, help_text="Figures read so far")
    of = models.PositiveIntegerField(default=0, help_text="Figures in the file")
    unchanged = models.PositiveIntegerField(default=0)
    fresh = models.PositiveIntegerField(default=0)
    revised = models.PositiveIntegerField(default=0)
    vanished = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = VintageQuerySet.as_manager()

    class Privacy:
        ordinary = (
            "id",
            "dataset",
            "number",
            "state",
            "raw",
            "sha256",
            "size",
            "fetched_at",
            "published",
            "reader",
            "read",
            "of",
            "unchanged",
            "fresh",
            "revised",
            "vanished",
            "problem",
            "decided_at",
        )
        retention = "Kept as long as the figures: whoever doubts one can read it in the file."

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dataset", "number"], name="a_vintage_has_its_own_number"
            ),
            models.UniqueConstraint(
                fields=["dataset"],
                condition=Q(state__in=["reading", "waiting"]),
                name="one_file_of_a_dataset_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["reading", "waiting"], decided_at=None)
                | Q(state__in=["kept", "refused"], decided_at__isnull=False),
                name="a_vintage_is_decided_or_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dataset_id}/{self.number}"

    @property
    def changed_percent(self) -> float:
        """Of what was known before: how much this file revises or leaves out."""
        known = self.unchanged + self.revised + self.vanished
        return 100 * (self.revised + self.vanished) / known if known else 0.0


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


class CodeChange(models.Model):
    """An area's code that ended, and the one after it."""

    old = models.CharField(max_length=20)
    new = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField(help_text="The first year of the new code")
    weight = models.FloatField(default=1.0, help_text="Share of the old area's residents")
    source = models.CharField(max_length=300)

    class Privacy:
        ordinary = ("id", "old", "new", "year", "weight", "source")
        retention = "Kept, so that older figures keep their place."

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["old", "new", "year"], name="a_code_changes_once"),
            models.CheckConstraint(
                condition=Q(weight__gt=0, weight__lte=1), name="a_weight_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


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
    order = models.PositiveSmallIntegerField(default=0)

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
            "order",
        )
        retention = "Kept as long as the portrait names it."

    def __str__(self) -> str:
        return self.name_in(MOTHER_TONGUE)

    def name_in(self, language: str) -> str:
        return in_language(self.name, language)

    def about_in(self, language: str) -> str:
        return in_language(self.about, language)

    @property
    def scale(self) -> float | None:
        """What a quotient is multiplied by; None where it is a count, which is added."""
        return {"count": None, "percent": 100.0, "per_mille": 1000.0}.get(self.unit, 1.0)

    @property
    def most(self) -> float | None:
        """What a share of something can at most be; None where there is no such bound."""
        return None if self.unit in (self.Unit.COUNT, self.Unit.OTHER) else self.scale


class Passage(models.Model):
    """A part of the city's own story. `{slug}` in its text is the newest figure of an indicator."""

    slug = models.SlugField(unique=True)
    heading = models.JSONField(default=dict)
    text = models.JSONField(default=dict)
    order = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Privacy:
        ordinary = ("id", "slug", "heading", "text", "order", "changed_at")
        retention = "Kept as long as the portrait."

    def __str__(self) -> str:
        return in_language(self.heading, MOTHER_TONGUE)
