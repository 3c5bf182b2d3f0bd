"""The city as data: who it is, its areas and neighbourhoods, whom one can call.

All of it is public and none of it is about a person: services are named by role.
"""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kominn.core.wording import MOTHER_TONGUE, in_language

THE_ONE_ROW = 1


class CityQuerySet(models.QuerySet["City"]):
    def current(self) -> City:
        """The city this installation serves: one look-up by primary key."""
        return self.get(pk=THE_ONE_ROW)


class City(models.Model):
    """One row: an installation serves one city; invented and real never share a database."""

    class Kind(models.TextChoices):
        REAL = "real", _("real city")
        DEMO = "demo", _("invented city")

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=4, choices=Kind.choices)
    url = models.URLField(blank=True)
    about = models.JSONField(default=dict)
    population = models.PositiveIntegerField()
    population_on = models.DateField()
    population_source = models.CharField(max_length=300)
    # {"mon": [["09:00", "15:00"]], ...}, local time; a day that is missing is closed.
    duty_hours = models.JSONField(default=dict)
    # "12-24" every year or "2026-05-15" once, beside public holidays.
    closed_days = models.JSONField(default=list)

    objects = CityQuerySet.as_manager()

    class Privacy:
        ordinary = (
            "id",
            "slug",
            "name",
            "kind",
            "url",
            "about",
            "population",
            "population_on",
            "population_source",
            "duty_hours",
            "closed_days",
        )
        retention = "Kept as long as the installation."

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=THE_ONE_ROW), name="city_stands_alone"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def invented(self) -> bool:
        return self.kind == self.Kind.DEMO


class Contact(models.Model):
    """A number to call. National ones have a kind, so their names stand in the catalogues."""

    class Kind(models.TextChoices):
        POLICE_EMERGENCY = (
            "police_emergency",
            pgettext_lazy("vital", "Police, in an emergency"),
        )
        MEDICAL_EMERGENCY = (
            "medical_emergency",
            pgettext_lazy("vital", "Ambulance, in an emergency"),
        )
        FIRE_EMERGENCY = (
            "fire_emergency",
            pgettext_lazy("vital", "Fire brigade, in an emergency"),
        )
        CHILD_ALARM = (
            "child_alarm",
            pgettext_lazy("vital", "Emergency line for children and young people"),
        )
        OUT_OF_HOURS_DOCTOR = (
            "out_of_hours_doctor",
            pgettext_lazy("vital", "Out-of-hours doctor"),
        )
        POLICE = "police", pgettext_lazy("vital", "Police, when it is not urgent")
        CHILD_WELFARE = "child_welfare", pgettext_lazy("vital", "Child welfare service")
        CITY = "city", _("The municipality’s switchboard")
        OTHER = "other", _("Other number")

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="contacts")
    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    own_label = models.JSONField(default=dict, blank=True)
    phone = models.CharField(max_length=20)
    always_open = models.BooleanField(default=False)
    hours = models.JSONField(default=dict, blank=True)
    vital = models.BooleanField(default=False)
    invented = models.BooleanField(default=False)
    source = models.CharField(max_length=300)
    order = models.PositiveSmallIntegerField(default=0)

    class Privacy:
        ordinary = (
            "id",
            "city",
            "slug",
            "kind",
            "own_label",
            "phone",
            "always_open",
            "hours",
            "vital",
            "invented",
            "source",
            "order",
        )
        retention = "Replaced when the city's profile is loaded again."

    def __str__(self) -> str:
        return f"{self.label} {self.phone}"

    @property
    def label(self) -> str:
        """In the reader's language: the city's own words, else the catalogue's for this kind."""
        return in_language(self.own_label, get_language() or MOTHER_TONGUE) or str(
            self.get_kind_display()
        )

    @property
    def hours_now(self) -> str:
        """Opening hours in the reader's language."""
        if self.always_open:
            return pgettext("vital", "Day and night")
        if self.kind == self.Kind.CHILD_WELFARE and not self.hours:
            return pgettext("vital", "When it is closed: call 116 111")
        return in_language(self.hours, get_language() or MOTHER_TONGUE)

    @property
    def dial(self) -> str:
        """For a `tel:` link."""
        return self.phone.replace(" ", "")


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


class Neighbourhood(models.Model):
    """An adopted nærmiljø: where people say they live. It need not follow statistical borders."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    about = models.JSONField(default=dict, blank=True)
    areas = models.ManyToManyField(Area, related_name="neighbourhoods", blank=True)
    source = models.CharField(max_length=300)
    order = models.PositiveSmallIntegerField(default=0)

    class Privacy:
        ordinary = ("id", "slug", "name", "about", "areas", "source", "order")
        retention = "Replaced when the city's profile is loaded again."

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """Someone who helps, by role and never by a person's name."""

    slug = models.SlugField(unique=True)
    name = models.JSONField(default=dict)
    role = models.JSONField(default=dict)
    helps_with = models.JSONField(default=dict)
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.SET_NULL, related_name="services"
    )
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="services"
    )
    url = models.URLField(max_length=300, blank=True)
    source = models.CharField(max_length=300)
    order = models.PositiveSmallIntegerField(default=0)

    class Privacy:
        ordinary = (
            "id",
            "slug",
            "name",
            "role",
            "helps_with",
            "area",
            "contact",
            "url",
            "source",
            "order",
        )
        retention = "Replaced when the city's profile is loaded again."

    def __str__(self) -> str:
        return self.name_in(MOTHER_TONGUE)

    def name_in(self, language: str) -> str:
        return in_language(self.name, language)


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
