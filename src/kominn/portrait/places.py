"""Names of places in this city: no hint is to take them for a person's."""

from __future__ import annotations

from collections.abc import Iterable

from kominn.portrait.models import Area, City, Neighbourhood, Place, Service


def names_of_places(city: City, areas: Iterable[Area]) -> list[str]:
    neighbourhoods = Neighbourhood.objects.values_list("name", flat=True)
    named = neighbourhoods.union(Place.objects.values_list("name", flat=True))
    services = Service.objects.values_list("name", flat=True)
    said = (said for name in services for said in name.values())
    return [city.name, *(area.name for area in areas), *named, *said]
