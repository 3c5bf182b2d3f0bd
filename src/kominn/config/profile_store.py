"""A checked profile into the database, in one transaction and as often as one likes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from django.db import models, transaction
from django.db.models import QuerySet

from kominn.config.profile_file import Fields, Profile, ProfileError
from kominn.plan.models import FocusArea, Initiative, MeasureKind
from kominn.portrait.models import THE_ONE_ROW, Area, AreaFile, City, Neighbourhood, Place, Service

Row = TypeVar("Row", bound=models.Model)

KEPT_ON_PAGES = {"duty_hours", "closed_days"}
"""What the city says on pages of its own once it is there."""


@transaction.atomic
def store(profile: Profile) -> None:
    """Outlines that were imported stay; areas are never deleted, since older figures name them."""
    city = _store_city(profile.city)
    contacts = _put(city.contacts.all(), [row | {"city": city} for row in profile.contacts])
    areas = _store_areas(profile.areas)
    for row in profile.neighbourhoods:
        row = dict(row)
        places = [areas[slug] for slug in row.pop("areas") if slug in areas]
        _one(Neighbourhood, row).areas.set(places)
    _drop_others(Neighbourhood.objects.all(), profile.neighbourhoods)
    services = [
        row | {"area": areas.get(row["area"]), "contact": contacts.get(row["contact"])}
        for row in profile.services
    ]
    _put(Service.objects.all(), services)
    _store_places(profile.places, areas)
    _store_plan(profile, areas)


def _store_city(fields: Fields) -> City:
    here = City.objects.filter(pk=THE_ONE_ROW).first()
    if here and here.slug != fields["slug"]:
        raise ProfileError(
            f"This installation is {here.name}; "
            f"{fields['name']} needs a folder of its own (KOMINN_HOME)."
        )
    if here:
        fields = {name: value for name, value in fields.items() if name not in KEPT_ON_PAGES}
    return City.objects.update_or_create(pk=THE_ONE_ROW, defaults=fields)[0]


def _store_areas(rows: list[Fields]) -> dict[str, Area]:
    """Where the city has taken in a file of areas of its own, the profile says no more of them."""
    if AreaFile.objects.kept().exists():
        return {area.slug: area for area in Area.objects.all()}
    # Tiles may change places: they are all lifted before the first is laid down.
    Area.objects.update(tile_column=None, tile_row=None)
    drawn = set(Area.objects.exclude(outline=None).values_list("slug", flat=True))
    centre = {"centre_longitude", "centre_latitude"}
    return {
        row["slug"]: _one(
            Area, {k: v for k, v in row.items() if row["slug"] not in drawn or k not in centre}
        )
        for row in rows
    }


def _store_places(rows: list[Fields], areas: Mapping[str, Area]) -> None:
    """What the city has written itself stays as it is."""
    own = set(Place.objects.filter(from_profile=False).values_list("slug", flat=True))
    for row in rows:
        if row["slug"] in own:
            continue
        fields = {name: value for name, value in row.items() if name != "order"}
        _one(Place, fields | {"area": areas.get(row["area"]), "from_profile": True})
    _drop_others(Place.objects.filter(from_profile=True), rows)


def _store_plan(profile: Profile, areas: Mapping[str, Area]) -> None:
    focus_areas = {row["slug"]: _one(FocusArea, row) for row in profile.focus_areas}
    for row in profile.initiatives:
        row = row | {"focus_area": focus_areas[row["focus_area"]]}
        places = [areas[slug] for slug in row.pop("areas") if slug in areas]
        _one(Initiative, row).areas.set(places)
    _drop_others(Initiative.objects.all(), profile.initiatives)
    _drop_others(FocusArea.objects.all(), profile.focus_areas)
    # The catalogue is the city's own: what it has changed stays as it is.
    for row in profile.measure_kinds:
        MeasureKind.objects.get_or_create(slug=row["slug"], defaults=row)


def _put(rows: QuerySet[Row], wanted: list[Fields]) -> dict[str, Row]:
    stored = {fields["slug"]: _one(rows.model, fields) for fields in wanted}
    _drop_others(rows, wanted)
    return stored


def _one(model: type[Row], fields: Fields) -> Row:
    values = {name: value for name, value in fields.items() if name != "slug"}
    return model._default_manager.update_or_create(slug=fields["slug"], defaults=values)[0]


def _drop_others(rows: QuerySet[Row], wanted: Iterable[Fields]) -> None:
    rows.exclude(slug__in=[row["slug"] for row in wanted]).delete()
