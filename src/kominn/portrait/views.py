"""The open page about the city: its areas, neighbourhoods, and who helps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from kominn.accounts.access import public
from kominn.portrait.drawing import area_map
from kominn.portrait.models import THE_ONE_ROW, Area, City, Contact, Neighbourhood, Service


@dataclass(frozen=True, slots=True)
class Origin:
    """Day and source that every number of a table shares."""

    on: date
    source: str


@public
def city(request: HttpRequest) -> HttpResponse:
    here = get_object_or_404(City, pk=THE_ONE_ROW)
    areas = list(Area.objects.current(timezone.localdate()).by_name())
    context = {
        "city": here,
        "areas": areas,
        "map": area_map(areas),
        "residents": sum(area.population for area in areas),
        "origin": _shared_origin(areas),
        "outline_sources": sorted({area.outline_source for area in areas if area.outline_source}),
        "neighbourhoods": Neighbourhood.objects.order_by("order").prefetch_related(
            Prefetch("areas", Area.objects.by_name().only("name"))
        ),
        "services": Service.objects.select_related("contact").order_by("order"),
        "contacts": Contact.objects.filter(vital=True).order_by("order"),
    }
    return render(request, "portrait/city.html", context)


def _shared_origin(areas: list[Area]) -> Origin | None:
    origins = {(area.population_on, area.source) for area in areas}
    return Origin(*origins.pop()) if len(origins) == 1 else None
