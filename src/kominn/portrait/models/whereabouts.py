"""Neighbourhoods, who helps, and the places people go to."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from kominn.core.wording import MOTHER_TONGUE, in_language
from kominn.portrait.models.areas import Area
from kominn.portrait.models.city import Contact


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


class PlaceQuerySet(models.QuerySet["Place"]):
    def current(self, on: date) -> Self:
        """Places that are open that day; those that ended are kept for older ones."""
        return self.filter(
            models.Q(valid_from=None) | models.Q(valid_from__lte=on),
            models.Q(valid_to=None) | models.Q(valid_to__gt=on),
        )

    def by_area_and_kind(self) -> Self:
        """By area, those without one last; then by kind and name."""
        return self.order_by(
            models.F("area__name").asc(nulls_last=True), "kind", "name", "pk"
        ).select_related("area")


class Place(models.Model):
    """A place people go to: a kindergarten, a school, a club, somewhere one just meets.

    Names of places and of what is there, never of persons.
    """

    class Kind(models.TextChoices):
        KINDERGARTEN = "kindergarten", _("Kindergarten")
        SCHOOL = "school", _("School")
        CLUB = "club", _("Club")
        MEETING = "meeting", _("Meeting place")
        HEALTH = "health", _("Health service")
        OTHER = "other", _("Other place")

    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=100)
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.PROTECT, related_name="places"
    )
    address = models.CharField(max_length=200, blank=True)
    opening = models.CharField(max_length=200, blank=True)
    note = models.JSONField(default=dict, blank=True)
    source = models.CharField(max_length=300)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    # From the city's profile; what is changed on the page is the city's own from then on.
    from_profile = models.BooleanField(default=False)

    objects = PlaceQuerySet.as_manager()

    class Privacy:
        ordinary = (
            "id",
            "slug",
            "kind",
            "name",
            "area",
            "address",
            "opening",
            "note",
            "source",
            "valid_from",
            "valid_to",
            "from_profile",
        )
        retention = "Kept also when the place has closed, so that older days can be asked for."

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to=None)
                | models.Q(valid_from=None)
                | models.Q(valid_to__gt=models.F("valid_from")),
                name="place_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name
