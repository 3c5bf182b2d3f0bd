"""Where figures come from, and every file as it came."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kominn.indicators.states import State


class Source(models.Model):
    """Whoever publishes the figures, and on what terms."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    licence = models.CharField(max_length=120)
    url = models.URLField(max_length=300, blank=True)
    short = models.CharField(max_length=30, blank=True, help_text="As it stands within a sentence")
    invented = models.BooleanField(default=False)

    class Privacy:
        ordinary = ("id", "slug", "name", "licence", "url", "short", "invented")
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

    class FetchEvery(models.TextChoices):
        BY_HAND = "", _("Only when somebody asks for it")
        DAY = "day", _("Every night")
        WEEK = "week", _("Every week")
        MONTH = "month", _("Every month")

    slug = models.SlugField(unique=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="datasets")
    title = models.CharField(max_length=200)
    form = models.CharField(max_length=10, choices=Form.choices)
    # How a file is read: {"time": "Tid", "area": "Region"}, or the columns of a CSV file.
    mapping = models.JSONField(default=dict, blank=True)
    # The saved query: address, and a body where it is asked by POST. Empty: files are uploaded.
    address = models.URLField(max_length=1900, blank=True)
    query = models.JSONField(null=True, blank=True)
    fetch_every = models.CharField(max_length=5, choices=FetchEvery.choices, blank=True)
    # What a file of it looks like, for whoever says how it is read: names and the first rows.
    sample = models.JSONField(null=True, blank=True)
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
            "fetch_every",
            "sample",
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
    # Why it changed nothing, or why somebody must look at it first: see `problems`.
    problem = models.JSONField(default=dict, blank=True)
    reasons = models.JSONField(default=list, blank=True)
    # Of a file that was fetched: what was asked for, and what the office's server said to it.
    asked = models.JSONField(null=True, blank=True)
    http_status = models.PositiveSmallIntegerField(null=True, blank=True)
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
            "reasons",
            "asked",
            "http_status",
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


class Fetch(models.Model):
    """A table asked for at its office, by its saved query: what came of it."""

    class Outcome(models.TextChoices):
        UNDER_WAY = "under_way", _("Is being fetched")
        TAKEN_IN = "taken_in", _("A new file came")
        SAME = "same", _("Nothing new")
        FAILED = "failed", _("Could not be fetched")

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="fetches")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=9, choices=Outcome.choices, default=Outcome.UNDER_WAY)
    received = models.PositiveIntegerField(default=0, help_text="Bytes so far")
    http_status = models.PositiveSmallIntegerField(null=True, blank=True)
    problem = models.JSONField(default=dict, blank=True)
    vintage = models.ForeignKey(
        Vintage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Privacy:
        ordinary = (
            "id",
            "dataset",
            "asked_at",
            "ended_at",
            "outcome",
            "received",
            "http_status",
            "problem",
            "vintage",
        )
        retention = "A year; what came of it is kept as a file."

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dataset"],
                condition=Q(outcome="under_way"),
                name="a_table_is_fetched_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(outcome="under_way") ^ Q(ended_at__isnull=False),
                name="a_fetch_has_ended_or_is_under_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dataset_id} {self.asked_at:%Y-%m-%d}"
