"""The areas as they were on a day."""

from __future__ import annotations

from datetime import date

from django.db.models import Max

from kominn.portrait.models import Area, AreaBefore

DESCRIBED = (
    "code", "name", "population", "population_on", "source",
    "centre_longitude", "centre_latitude", "outline", "bounds", "outline_source",
)  # fmt: skip
"""What a file may say anew of an area."""


def areas_on(day: date) -> list[Area]:
    """The areas of that day by name, as they were then: to be shown, never saved."""
    later = AreaBefore.objects.filter(valid_to__gt=day).order_by("-valid_to")
    then = {row.area_id: row for row in later}
    areas = list(Area.objects.current(day))
    for area in areas:
        if was := then.get(area.pk):
            for name in DESCRIBED:
                setattr(area, name, getattr(was, name))
    return sorted(areas, key=lambda area: area.name)


def codes_ever() -> frozenset[str]:
    """Every code that an area of the city has or had."""
    codes = Area.objects.values_list("code", flat=True)
    return frozenset(codes.union(AreaBefore.objects.values_list("code", flat=True)))


def last_change() -> date | None:
    """The newest day on which an area began, ended or became another."""
    days = [
        *Area.objects.aggregate(Max("valid_from"), Max("valid_to")).values(),
        *AreaBefore.objects.aggregate(Max("valid_to")).values(),
    ]
    return max((day for day in days if day), default=None)
