"""Codes of areas that change, and the files that said so."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from kominn.indicators.states import State


class CodesFileQuerySet(models.QuerySet["CodesFile"]):
    def newest_first(self) -> Self:
        return self.order_by("-pk")


class CodesFile(models.Model):
    """A file of codes that change, byte for byte. The one that is kept last says all there is."""

    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    raw = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    # Which columns hold what: {"old": "orig", "new": "cur"}.
    columns = models.JSONField(default=dict)
    source = models.CharField(max_length=300)
    taken_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = CodesFileQuerySet.as_manager()

    class Privacy:
        ordinary = (
            "id",
            "state",
            "raw",
            "sha256",
            "size",
            "columns",
            "source",
            "taken_at",
            "decided_at",
        )
        retention = "Kept as long as the figures: whoever doubts a sum can read it in the file."

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state="waiting"),
                name="one_file_of_codes_waits_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None)
                | Q(state__in=["kept", "refused"], decided_at__isnull=False),
                name="a_file_of_codes_is_decided_or_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.source}"


class CodeChange(models.Model):
    """An area's code that ended, and the one after it."""

    old = models.CharField(max_length=20)
    new = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField(help_text="The first year of the new code")
    weight = models.FloatField(default=1.0, help_text="Share of the old area's residents")
    first_year = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The first year of the old code, where it is known"
    )
    new_since = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The first year of the new code, where others joined it"
    )
    source = models.CharField(max_length=300)
    file = models.ForeignKey(
        CodesFile, null=True, blank=True, on_delete=models.PROTECT, related_name="changes"
    )

    class Privacy:
        ordinary = (
            "id",
            "old",
            "new",
            "year",
            "weight",
            "first_year",
            "new_since",
            "source",
            "file",
        )
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
