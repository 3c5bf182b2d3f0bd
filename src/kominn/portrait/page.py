"""What the page about the city shows of areas, neighbourhoods, and who helps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Prefetch

from kominn.portrait.drawing import area_map
from kominn.portrait.models import Area, Contact, Neighbourhood, Place, Service


@dataclass(frozen=True, slots=True)
class Origin:
    """Day and source that every number of a table shares."""

    on: date
    source: str


def parts(today: date) -> dict[str, object]:
    """For `portrait/_areas.html`, `_neighbourhoods.html`, `_places.html` and `_help.html`."""
    areas = list(Area.objects.current(today).by_name())
    return {
        "areas": areas,
        "map": area_map(areas),
        "residents": sum(area.population for area in areas),
        "origin": _shared_origin(areas),
        "outline_sources": sorted({area.outline_source for area in areas if area.outline_source}),
        "neighbourhoods": Neighbourhood.objects.order_by("order").prefetch_related(
            Prefetch("areas", Area.objects.current(today).by_name().only("name"))
        ),
        "services": Service.objects.select_related("contact").order_by("order"),
        "places_by_area": _by_area(Place.objects.current(today).by_area_and_kind()),
        "contacts": Contact.objects.filter(vital=True).order_by("order"),
    }


def _by_area(places: Iterable[Place]) -> list[tuple[Area | None, list[Place]]]:
    return [(area, list(there)) for area, there in groupby(places, key=lambda place: place.area)]


def _shared_origin(areas: list[Area]) -> Origin | None:
    origins = {(area.population_on, area.source) for area in areas}
    return Origin(*origins.pop()) if len(origins) == 1 else None
