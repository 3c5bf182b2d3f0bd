"""The city itself, and the numbers to call."""

from __future__ import annotations

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
