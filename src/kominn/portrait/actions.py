"""Outlines of areas from a file, all of them or none; and when the city reads."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citystats.outlines import (
    CODE_PROPERTIES,
    NAME_PROPERTIES,
    POPULATION_PROPERTIES,
    Outline,
    OutlineError,
    read_outlines,
)
from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.audit.actions import record
from kominn.core.worktime import Stretch
from kominn.portrait.hours import AHEAD, WEEKDAYS, duty_hours, mark_of
from kominn.portrait.models import Area, City

# West, south, east, north in degrees: from Iceland to Finland, from Denmark to Svalbard.
NORDIC = (-25.0, 54.0, 35.0, 82.0)

Spans = dict[str, list[list[str]]]
"""Duty hours as the city keeps them: `{"mon": [["09:00", "15:00"]]}`."""


class AreasError(ValueError):
    """A sentence that names the feature and says what to do."""

    def __init__(self, sentence: str, feature: int | None = None) -> None:
        super().__init__(sentence if feature is None else f"feature {feature}: {sentence}")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which properties of the file hold what; empty means the names that are known."""

    code: str = ""
    name: str = ""
    population: str = ""


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


def read_areas(data: bytes, columns: Columns = Columns()) -> list[DrawnArea]:
    """The areas of a GeoJSON file, or an `AreasError`; nothing is stored."""
    try:
        outlines = read_outlines(data)
    except OutlineError as error:
        raise AreasError(str(error)) from None
    areas = [_drawn_area(outline, columns) for outline in outlines]
    _refuse_twice(areas)
    return areas


def _drawn_area(outline: Outline, columns: Columns) -> DrawnArea:
    _refuse_far_away(outline)
    code = _property(outline, columns.code, CODE_PROPERTIES)
    if not code:
        names = ", ".join(sorted(outline.properties)) or "none"
        raise AreasError(
            f"has no code. Name the property with --code; it has: {names}.", outline.feature
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
        raise AreasError(f"has no property {chosen!r}.", outline.feature)
    if not found.isprintable() or len(found) > 100:
        raise AreasError(
            f"has a code or name with control characters or over 100 letters: {found!r:.60}.",
            outline.feature,
        )
    return found


def _population(outline: Outline, chosen: str) -> int | None:
    found = _property(outline, chosen, POPULATION_PROPERTIES)
    if not found:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", found):
        raise AreasError(f"has {found!r:.40} residents; a whole number is needed.", outline.feature)
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
        f"lies at {outline.centre[0]:.2f}, {outline.centre[1]:.2f}, outside the Nordic countries; "
        "the file may be in another coordinate system. Convert it to WGS 84 (EPSG:4326).",
        outline.feature,
    )


def _within_nordic(longitude: float, latitude: float) -> bool:
    west, south, east, north = NORDIC
    return west <= longitude <= east and south <= latitude <= north


def _refuse_twice(areas: Sequence[DrawnArea]) -> None:
    seen: dict[str, int] = {}
    for area in areas:
        if area.code in seen:
            raise AreasError(
                f"has the code {area.code!r} of feature {seen[area.code]}; join the two into one "
                "MultiPolygon.",
                area.outline.feature,
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
            f"has the code {entry.code!r}, which no area here has (they are like {codes}). Name "
            "the right property with --code, or let new areas be added with --create.",
            feature,
        )
    if not entry.name or entry.population is None or figures is None:
        raise AreasError(
            "is a new area: it needs a name, a number of residents and --population-on DATE.",
            feature,
        )
    return Area(
        slug=_free_slug(entry.name),
        code=entry.code,
        name=entry.name,
        population=entry.population,
        population_on=figures.population_on,
        source=figures.source,
    )


def _free_slug(name: str) -> str:
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


# --- Duty hours ----------------------------------------------------------------------------------


class HoursNotPossible(Exception):
    """Hours that cannot be; the text is fit to show."""


class HoursMoved(HoursNotPossible):
    """Somebody else has changed them since."""


@transaction.atomic
def set_duty_hours(
    week: Mapping[str, Sequence[Stretch]], *, instead_of: str, by: User, at: dt.datetime
) -> None:
    """When somebody reads, by weekday; `instead_of` marks those it was written over."""
    city = City.objects.select_for_update().current()
    hours = _as_spans(week)
    if hours == city.duty_hours:
        return
    if instead_of != mark_of(city):
        raise HoursMoved(
            _("A colleague has changed the hours since you opened the page. Look through them.")
        )
    before, city.duty_hours = city.duty_hours, hours
    if not hours:
        raise HoursNotPossible(_("Somebody must read on at least one day of the week."))
    try:
        _check_someone_reads(city, timezone.localdate(at))
    except ClosedTooLong as reason:
        raise HoursNotPossible(str(reason)) from None
    city.save(update_fields=["duty_hours"])
    changed = {
        day: f"{_in_short(before.get(day, []))} → {_in_short(hours.get(day, []))}"
        for day in WEEKDAYS
        if before.get(day) != hours.get(day)
    }
    record("city.hours_set", "city", by=name_of(by), at=at, detail=changed)


def _as_spans(week: Mapping[str, Sequence[Stretch]]) -> Spans:
    """As they are kept: each day's in order, none that ends before it begins or begins before the
    last has ended; what touches is one."""
    found: Spans = {}
    for day in WEEKDAYS:
        spans: list[list[str]] = []
        ended = dt.time.min
        for start, end in sorted(week.get(day, ())):
            if start >= end or (spans and start < ended):
                raise HoursNotPossible(
                    _("Each stretch must end after it begins, and before the next begins.")
                )
            if spans and start == ended:
                spans[-1][1] = f"{end:%H:%M}"
            else:
                spans.append([f"{start:%H:%M}", f"{end:%H:%M}"])
            ended = end
        if spans:
            found[day] = spans
    return found


def _in_short(spans: Sequence[Sequence[str]]) -> str:
    """09:00–11:30 12:00–15:00"""
    return " ".join("–".join(span) for span in spans) or "–"


# --- Closed days ---------------------------------------------------------------------------------

LONGEST_CLOSED = dt.timedelta(days=30)


class ClosedTooLong(Exception):
    """A deed that cannot be done; the text is fit to show."""


@transaction.atomic
def close_on(mark: str, *, by: User, at: dt.datetime) -> None:
    """The municipality is closed on this day: `12-24` every year, `2026-05-15` once."""
    city = City.objects.select_for_update().current()
    if mark in city.closed_days:
        return
    city.closed_days = sorted({*city.closed_days, mark})
    _check_someone_reads(city, timezone.localdate(at))
    city.save(update_fields=["closed_days"])
    record("city.closed_on", "city", by=name_of(by), at=at, detail={"day": mark})


@transaction.atomic
def open_on(mark: str, *, by: User, at: dt.datetime) -> None:
    city = City.objects.select_for_update().current()
    if mark not in city.closed_days:
        return
    city.closed_days = [other for other in city.closed_days if other != mark]
    city.save(update_fields=["closed_days"])
    record("city.opened_on", "city", by=name_of(by), at=at, detail={"day": mark})


def _check_someone_reads(city: City, today: dt.date) -> None:
    """Somebody who tells us something is promised a day; there must be one."""
    hours = duty_hours(city, today)
    latest = today
    for n in range(AHEAD):
        day = today + dt.timedelta(days=n)
        if hours.opening_on(day):
            latest = day
        elif day - latest > LONGEST_CLOSED:
            raise ClosedTooLong(_("The municipality can’t be closed for more than 30 days."))
