"""The areas of the city as they are, as they were, and the files that said so.

A row of `Area` is a place: it keeps its address and everything that names it while its code, name
or outline changes. What it was before stands in `AreaBefore`. A place that is split or joined ends,
and `Recoding` says who took over.
"""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models

from kominn.portrait.states import FileState


class AreaQuerySet(models.QuerySet["Area"]):
    def current(self, on: date) -> Self:
        """Areas that exist that day: codes and borders change over the years."""
        return self.filter(
            models.Q(valid_from=None) | models.Q(valid_from__lte=on),
            models.Q(valid_to=None) | models.Q(valid_to__gt=on),
        )

    def by_name(self) -> Self:
        return self.order_by("name")


class Area(models.Model):
    """A statistical area (delområde) by code. Outlines are null until they are imported."""

    slug = models.SlugField(unique=True)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    population = models.PositiveIntegerField()
    population_on = models.DateField()
    source = models.CharField(max_length=300)
    tile_column = models.PositiveSmallIntegerField(null=True, blank=True)
    tile_row = models.PositiveSmallIntegerField(null=True, blank=True)
    centre_longitude = models.FloatField(null=True, blank=True)
    centre_latitude = models.FloatField(null=True, blank=True)
    outline = models.JSONField(null=True, blank=True)
    bounds = models.JSONField(null=True, blank=True)
    outline_source = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = AreaQuerySet.as_manager()

    class Privacy:
        ordinary = (
            "id",
            "slug",
            "code",
            "name",
            "population",
            "population_on",
            "source",
            "tile_column",
            "tile_row",
            "centre_longitude",
            "centre_latitude",
            "outline",
            "bounds",
            "outline_source",
            "valid_from",
            "valid_to",
        )
        retention = "Kept, so that older figures keep their place."

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=models.Q(valid_to=None),
                name="area_code_is_used_once_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["tile_column", "tile_row"],
                condition=models.Q(valid_to=None),
                name="area_tile_is_used_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(tile_column=None, tile_row=None)
                | models.Q(tile_column__isnull=False, tile_row__isnull=False),
                name="area_tile_column_and_row_go_together",
            ),
            models.CheckConstraint(
                condition=models.Q(centre_longitude=None, centre_latitude=None)
                | models.Q(centre_longitude__isnull=False, centre_latitude__isnull=False),
                name="area_longitude_and_latitude_go_together",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to=None)
                | models.Q(valid_from=None)
                | models.Q(valid_to__gt=models.F("valid_from")),
                name="area_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def drawn(self) -> bool:
        return self.outline is not None


class AreaFileQuerySet(models.QuerySet["AreaFile"]):
    def kept(self) -> Self:
        return self.filter(state=FileState.KEPT)

    def newest_first(self) -> Self:
        return self.order_by("-pk")


class AreaFile(models.Model):
    """A file of areas as it came, byte for byte, and from which day it holds."""

    state = models.CharField(max_length=7, choices=FileState.choices, default=FileState.WAITING)
    raw = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    # Which properties hold what, and of which municipalities: {"code": "delomraade_no"}.
    columns = models.JSONField(default=dict, blank=True)
    valid_from = models.DateField()
    population_on = models.DateField()
    source = models.CharField(max_length=300)
    taken_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = AreaFileQuerySet.as_manager()

    class Privacy:
        ordinary = (
            "id",
            "state",
            "raw",
            "sha256",
            "size",
            "columns",
            "valid_from",
            "population_on",
            "source",
            "taken_at",
            "decided_at",
        )
        retention = "Kept as long as the areas: whoever doubts a border can read it in the file."

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=models.Q(state="waiting"),
                name="one_file_of_areas_waits_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", decided_at=None)
                | models.Q(state__in=["kept", "refused"], decided_at__isnull=False),
                name="a_file_of_areas_is_decided_or_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.valid_from}"


class AreaBefore(models.Model):
    """What an area was until a day: another code, name, outline or number of residents."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="before")
    valid_to = models.DateField(help_text="The first day on which it was so no more")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    population = models.PositiveIntegerField()
    population_on = models.DateField()
    source = models.CharField(max_length=300)
    centre_longitude = models.FloatField(null=True, blank=True)
    centre_latitude = models.FloatField(null=True, blank=True)
    outline = models.JSONField(null=True, blank=True)
    bounds = models.JSONField(null=True, blank=True)
    outline_source = models.CharField(max_length=300, blank=True)

    class Privacy:
        ordinary = (
            "id",
            "area",
            "valid_to",
            "code",
            "name",
            "population",
            "population_on",
            "source",
            "centre_longitude",
            "centre_latitude",
            "outline",
            "bounds",
            "outline_source",
        )
        retention = "Kept, so that older figures keep their place."

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "valid_to"], name="an_area_changes_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_to}"


class Recoding(models.Model):
    """A code that ended, and one after it: the same area's new one, or that of an heir."""

    old = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="heirs")
    new = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="came_from")
    old_code = models.CharField(max_length=20)
    new_code = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField(help_text="The first year of the new code")
    share = models.FloatField(help_text="Share of the old area's residents")

    class Privacy:
        ordinary = ("id", "old", "new", "old_code", "new_code", "year", "share")
        retention = "Kept, so that older figures keep their place."

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["old_code", "new_code", "year"], name="an_area_is_recoded_once"
            ),
            models.CheckConstraint(
                condition=models.Q(share__gt=0, share__lte=1), name="an_heir_gets_a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_code} → {self.new_code}"
