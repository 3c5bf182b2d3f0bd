"""Counts as they were told, once."""

from __future__ import annotations

from typing import Self

from django.db import models

from kominn.portrait.models.areas import Area


class PublishedTableQuerySet(models.QuerySet["PublishedTable"]):
    def of(self, subject: str) -> Self:
        return self.filter(subject=subject)

    def latest_first(self) -> Self:
        return self.order_by("-first_day")


class PublishedTable(models.Model):
    """A period's counts as they were told, once: what was told stays, whatever becomes known later.

    Periods of one subject never overlap, so that nobody can subtract one table from another.
    """

    class Subject(models.TextChoices):
        CONCERNS = "concerns"

    subject = models.CharField(max_length=10, choices=Subject.choices)
    first_day = models.DateField()
    last_day = models.DateField()
    published_on = models.DateField()
    base = models.PositiveSmallIntegerField(help_text="Every number is a multiple of it")

    objects = PublishedTableQuerySet.as_manager()

    class Privacy:
        ordinary = ("id", "subject", "first_day", "last_day", "published_on", "base")
        retention = "Kept: what was told once is not told anew."

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "first_day"], name="a_period_is_published_once"
            ),
            models.CheckConstraint(
                condition=models.Q(last_day__gt=models.F("first_day"))
                & models.Q(published_on__gt=models.F("last_day")),
                name="a_period_is_over_when_it_is_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.first_day}"


class PublishedCount(models.Model):
    """One number of a published table, rounded; a number that is not there is nought."""

    table = models.ForeignKey(PublishedTable, on_delete=models.CASCADE, related_name="counts")
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.PROTECT, related_name="published_counts"
    )
    theme = models.CharField(max_length=12, blank=True)
    shown = models.PositiveIntegerField()

    class Privacy:
        ordinary = ("id", "table", "area", "theme", "shown")
        retention = "As long as its table."

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["table", "area", "theme"], name="a_number_of_an_area_is_published_once"
            ),
            models.UniqueConstraint(
                fields=["table", "theme"],
                condition=models.Q(area=None),
                name="a_number_without_an_area_is_published_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.theme}: {self.shown}"
