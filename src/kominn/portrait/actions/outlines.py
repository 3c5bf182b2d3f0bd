"""Outlines of areas from a file, all of them or none."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count

from django.db import transaction

from citystats.outlines import (
    CODE_PROPERTIES,
    MUNICIPALITY_PROPERTIES,
    NAME_PROPERTIES,
    POPULATION_PROPERTIES,
    Outline,
    OutlineError,
    read_outlines,
)
from citystats.overlaps import Effort, TooIntricate, crossing
from kominn.portrait.models import Area

# West, south, east, north in degrees: from Iceland to Finland, from Denmark to Svalbard.
NORDIC = (-25.0, 54.0, 35.0, 82.0)

MOST_POSITIONS = 200_000
MOST_AREAS = 1_000
MOST_STEPS = 5_000_000
"""Of looking for crossings in one file: a few seconds. Coasts take about five for a position."""
LONGEST_CODE = 20


class AreasError(OutlineError):
    """A sentence that names the feature and says what to do."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which properties of the file hold what; empty means the names that are known."""

    code: str = ""
    name: str = ""
    population: str = ""
    municipality: str = ""
    municipalities: tuple[str, ...] = ()
    """Only areas of these are read; empty means all, where they are of one."""


KNOWN_NAMES = Columns()


@dataclass(frozen=True, slots=True)
class Figures:
    """Day and source without which no number of residents is taken from a file."""

    population_on: dt.date
    source: str


@dataclass(frozen=True, slots=True)
class DrawnArea:
    """One area of the file, checked."""

    outline: Outline
    code: str
    name: str
    population: int | None


@dataclass(frozen=True, slots=True)
class Imported:
    drawn: int
    created: int
    without_outline: tuple[str, ...]


def read_areas(data: bytes, columns: Columns = KNOWN_NAMES) -> list[DrawnArea]:
    """The areas of a GeoJSON file, or an `AreasError`; nothing is stored."""
    try:
        outlines = read_outlines(data)
    except OutlineError as error:
        raise AreasError(error.template, error.feature, **error.facts) from None
    ours = _of_the_municipalities(outlines, columns)
    _refuse_too_fine(ours)
    effort = Effort(MOST_STEPS)
    areas = [_drawn_area(outline, columns, effort) for outline in ours]
    _refuse_twice(areas)
    return areas


def _of_the_municipalities(outlines: Sequence[Outline], columns: Columns) -> list[Outline]:
    """Those of the municipalities that were asked for; where none were, of the only one."""
    names = [columns.municipality] if columns.municipality else MUNICIPALITY_PROPERTIES
    of = [outline.value(names) for outline in outlines]
    there = ", ".join(sorted({f"{name:.20}" for name in of if name})[:12]) or "–"
    asked = columns.municipalities
    if not asked:
        if len({name for name in of if name}) > 1:
            raise AreasError(
                "the file has areas of several municipalities: %(there)s. Say which of them are "
                "yours.",
                there=there,
            )
        return list(outlines)
    for one in asked:
        if one not in of:
            raise AreasError(
                "no area is of the municipality %(asked)s. The file has %(there)s.",
                asked=f"{one:.20}",
                there=there,
            )
    return [outline for outline, name in zip(outlines, of, strict=True) if name in asked]


def _refuse_too_fine(outlines: Sequence[Outline]) -> None:
    if len(outlines) > MOST_AREAS:
        raise AreasError(
            "the file has %(found)s areas; at most %(most)s are read. Say which municipalities are "
            "yours.",
            found=len(outlines),
            most=MOST_AREAS,
        )
    found = sum(len(ring) for outline in outlines for ring in _rings(outline))
    if found > MOST_POSITIONS:
        raise AreasError(
            "the outlines have %(found)s positions; at most %(most)s are read. Simplify the "
            "outlines first.",
            found=found,
            most=MOST_POSITIONS,
        )


def _rings(outline: Outline) -> list[list[list[float]]]:
    coordinates = outline.geometry["coordinates"]
    polygons = [coordinates] if outline.geometry["type"] == "Polygon" else coordinates
    return [ring for polygon in polygons for ring in polygon]


def _drawn_area(outline: Outline, columns: Columns, effort: Effort) -> DrawnArea:
    _refuse_far_away(outline)
    _refuse_crossing(outline, effort)
    code = _property(outline, columns.code, CODE_PROPERTIES)
    if not code:
        raise AreasError(
            "has no code. Say which property holds it; it has: %(names)s.",
            outline.feature,
            names=", ".join(sorted(outline.properties))[:200] or "–",
        )
    if len(code) > LONGEST_CODE:
        raise AreasError(
            "has a code of over 20 letters: %(found)s.", outline.feature, found=f"{code!r:.60}"
        )
    return DrawnArea(
        outline=outline,
        code=code,
        name=_property(outline, columns.name, NAME_PROPERTIES),
        population=_population(outline, columns.population),
    )


def _property(outline: Outline, chosen: str, known: Iterable[str]) -> str:
    found = outline.value([chosen] if chosen else known)
    if chosen and not found:
        raise AreasError("has no property %(name)r.", outline.feature, name=f"{chosen:.60}")
    if not found.isprintable() or len(found) > 100:
        raise AreasError(
            "has a code or name with control characters or over 100 letters: %(found)s.",
            outline.feature,
            found=f"{found!r:.60}",
        )
    return found


def _population(outline: Outline, chosen: str) -> int | None:
    found = _property(outline, chosen, POPULATION_PROPERTIES)
    if not found:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", found):
        raise AreasError(
            "has %(found)s residents; a whole number is needed.",
            outline.feature,
            found=f"{found!r:.40}",
        )
    return int(found)


def _refuse_far_away(outline: Outline) -> None:
    west, south, east, north = outline.bounds
    if _within_nordic(west, south) and _within_nordic(east, north):
        return
    if _within_nordic(south, west) and _within_nordic(north, east):
        raise AreasError(
            "has latitude before longitude; in GeoJSON longitude comes first. Swap them.",
            outline.feature,
        )
    raise AreasError(
        "lies at %(place)s, outside the Nordic countries; the file may be in another coordinate "
        "system. Convert it to WGS 84 (EPSG:4326).",
        outline.feature,
        place=f"{outline.centre[0]:.2f}, {outline.centre[1]:.2f}",
    )


def too_intricate(feature: int | None = None) -> AreasError:
    return AreasError("goes to and fro too often. Simplify the outlines first.", feature)


def _refuse_crossing(outline: Outline, effort: Effort) -> None:
    for ring in _rings(outline):
        try:
            found = crossing(ring, effort)
        except TooIntricate:
            raise too_intricate(outline.feature) from None
        if found:
            raise AreasError(
                "has an outline that crosses itself at %(place)s. Mend it there.",
                outline.feature,
                place=f"{found[0]:.4f}, {found[1]:.4f}",
            )


def _within_nordic(longitude: float, latitude: float) -> bool:
    west, south, east, north = NORDIC
    return west <= longitude <= east and south <= latitude <= north


def _refuse_twice(areas: Sequence[DrawnArea]) -> None:
    seen: dict[str, int] = {}
    for area in areas:
        if area.code in seen:
            raise AreasError(
                "has the code %(code)r of feature %(other)s; join the two into one MultiPolygon.",
                area.outline.feature,
                code=area.code,
                other=seen[area.code],
            )
        seen[area.code] = area.outline.feature


@transaction.atomic
def import_areas(
    drawn: Sequence[DrawnArea],
    *,
    source: str,
    today: dt.date,
    figures: Figures | None = None,
    create: bool = False,
) -> Imported:
    """Give the areas their outlines, by code; with `create` also areas that are not there yet."""
    known = {area.code: area for area in Area.objects.current(today)}
    created = 0
    for entry in drawn:
        area = known.get(entry.code)
        if area is None:
            area = _new_area(entry, known, figures, create)
            created += 1
        _draw(area, entry, source, figures)
    codes = {entry.code for entry in drawn}
    left = sorted(a.name for a in known.values() if a.code not in codes and not a.drawn)
    return Imported(drawn=len(drawn), created=created, without_outline=tuple(left))


def _new_area(
    entry: DrawnArea, known: Mapping[str, Area], figures: Figures | None, create: bool
) -> Area:
    feature = entry.outline.feature
    if not create:
        codes = ", ".join(sorted(known)[:3]) or "none yet"
        raise AreasError(
            "has the code %(code)r, which no area here has (they are like %(codes)s). Name "
            "the right property with --code, or let new areas be added with --create.",
            feature,
            code=entry.code,
            codes=codes,
        )
    if not entry.name or entry.population is None or figures is None:
        raise AreasError(
            "is a new area: it needs a name, a number of residents and --population-on DATE.",
            feature,
        )
    return Area(
        slug=free_slug(entry.name),
        code=entry.code,
        name=entry.name,
        population=entry.population,
        population_on=figures.population_on,
        source=figures.source,
    )


def free_slug(name: str) -> str:
    """nanset-ost for Nanset Øst, nanset-ost-2 where that is taken."""
    plain = name.lower().replace("æ", "ae").replace("ø", "o").replace("å", "a")
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or "omrade"
    taken = set(Area.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    numbered = (f"{slug}-{number}" for number in count(2))
    return next(free for free in chain([slug], numbered) if free not in taken)


def _draw(area: Area, entry: DrawnArea, source: str, figures: Figures | None) -> None:
    area.outline = entry.outline.geometry
    area.bounds = list(entry.outline.bounds)
    area.outline_source = source
    area.centre_longitude, area.centre_latitude = entry.outline.centre
    if figures is not None and entry.population is not None:
        area.population = entry.population
        area.population_on = figures.population_on
        area.source = figures.source
    area.save()


@transaction.atomic
def lay_tiles(cells: Mapping[str, tuple[int, int]]) -> None:
    """Column and row for each area, by slug. All are lifted before the first is laid down."""
    Area.objects.filter(slug__in=cells).update(tile_column=None, tile_row=None)
    for slug, (column, row) in cells.items():
        Area.objects.filter(slug=slug).update(tile_column=column, tile_row=row)
