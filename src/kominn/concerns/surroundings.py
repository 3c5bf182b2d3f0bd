"""What every page of the report form needs of the city, asked once a minute and not once a page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.cache import cache

from kominn.core.worktime import DutyHours
from kominn.law.approvals import may_take_named_persons
from kominn.portrait.hours import duty_hours
from kominn.portrait.models import Area, City, Contact
from kominn.portrait.places import names_of_places
from kominn.portrait.promise import Cover, Reading, cover, reading

SECONDS = 60


@dataclass(frozen=True, slots=True)
class Surroundings:
    city: City
    contacts: list[Contact]
    areas: list[Area]
    places: list[str]
    hours: DutyHours
    cover: Cover
    takes_named: bool

    def area(self, slug: str) -> Area | None:
        return next((area for area in self.areas if area.slug == slug), None)

    def residents(self, area: Area | None) -> int:
        return area.population if area else self.city.population

    def area_choices(self) -> list[tuple[str, str]]:
        return [(area.slug, area.name) for area in self.areas]

    def reading(self, at: dt.datetime) -> Reading:
        """When somebody reads what is sent now."""
        return reading(self.hours, self.cover, at)


def surroundings(today: dt.date) -> Surroundings:
    found: Surroundings | None = cache.get("surroundings")
    if found is None:
        found = _ask(today)
        cache.set("surroundings", found, SECONDS)
    return found


def _ask(today: dt.date) -> Surroundings:
    city = City.objects.current()
    areas = list(Area.objects.current(today).by_name())
    hours = duty_hours(city, today)
    return Surroundings(
        city=city,
        contacts=list(city.contacts.filter(vital=True).order_by("order", "id")),
        areas=areas,
        places=names_of_places(city, areas),
        hours=hours,
        cover=cover(hours, today),
        takes_named=may_take_named_persons(today),
    )
