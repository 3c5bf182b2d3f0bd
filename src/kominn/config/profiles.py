"""Cities to start from: a TOML file in `cities/`, checked whole before anything is stored."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path

from django.db import models

from kominn.config.profile_file import Fields, Part, Profile, ProfileError
from kominn.config.profile_store import store
from kominn.plan.states import Level
from kominn.portrait.models import City, Contact, Place

__all__ = ["ProfileError", "available", "load", "read"]

CITIES = Path(__file__).parent / "cities"
COMMON_KINDS = CITIES / "common" / "measure_kinds.toml"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Kind = Contact.Kind

# An emergency number mistyped in a profile must be impossible.
NATIONAL_NUMBERS = {
    Kind.POLICE_EMERGENCY: "112",
    Kind.MEDICAL_EMERGENCY: "113",
    Kind.FIRE_EMERGENCY: "110",
    Kind.CHILD_ALARM: "116 111",
    Kind.OUT_OF_HOURS_DOCTOR: "116 117",
    Kind.POLICE: "02800",
}
ALWAYS_SHOWN = (Kind.POLICE_EMERGENCY, Kind.CHILD_ALARM, Kind.CHILD_WELFARE)


def available() -> list[str]:
    return sorted(path.stem for path in CITIES.glob("*.toml"))


def load(slug: str) -> None:
    """Put the city in the database. Again is harmless: what is there is brought in step."""
    if slug not in available():
        raise ProfileError(f"There is no city {slug!r}. There are: {', '.join(available())}.")
    store(read(CITIES / f"{slug}.toml"))


def read(path: Path) -> Profile:
    """The profile in this file, or a `ProfileError`."""
    document = _document(path)
    profile = Profile(
        city=_city(Part(path.name, "city", document.value("city", dict, "a table [city]"))),
        contacts=_rows(document, "contacts", _contact),
        areas=_areas(document),
        neighbourhoods=_rows(document, "neighbourhoods", _neighbourhood),
        services=_rows(document, "services", _service),
        places=_rows(document, "places", _place),
        focus_areas=_rows(document, "focus_areas", _focus_area),
        initiatives=_rows(document, "initiatives", _initiative),
        measure_kinds=_measure_kinds(document),
    )
    document.nothing_else()
    _check(document, profile)
    return profile


def _document(path: Path) -> Part:
    try:
        return Part(path.name, "", tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path.name}: not TOML in UTF-8: {error}.") from None
    except OSError as error:
        raise ProfileError(f"{path.name}: {error.strerror}.") from None


def _rows(document: Part, key: str, read_one: Callable[[Part], Fields]) -> list[Fields]:
    rows = []
    for order, part in enumerate(document.parts(key), start=1):
        rows.append({"slug": part.slug("slug"), "order": order} | read_one(part))
        part.nothing_else()
        if rows[-1]["slug"] in {row["slug"] for row in rows[:-1]}:
            raise part.wrong("slug", f"{rows[-1]['slug']!r} is used twice")
    return rows


def _city(part: Part) -> Fields:
    fields: Fields = {
        "slug": part.slug("slug"),
        "name": part.text("name"),
        "kind": _choice(part, "kind", City.Kind),
        "url": part.url("url", ""),
        "about": part.words("about"),
        "population": part.number("population"),
        "population_on": part.day("population_on"),
        "population_source": part.text("population_source"),
        "duty_hours": _duty_hours(part),
        "closed_days": part.texts("closed_days"),
    }
    for entry in fields["closed_days"]:
        if not _is_day(entry):
            raise part.wrong("closed_days", f"{entry!r} is neither MM-DD nor YYYY-MM-DD")
    part.nothing_else()
    return fields


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text if len(text) == 10 else f"2024-{text}")
    except ValueError:
        return False
    return True


def _duty_hours(city: Part) -> Fields:
    part = Part(city.file, "city.duty_hours", city.value("duty_hours", dict, "a table of weekdays"))
    hours = {day: _spans(part, day) for day in WEEKDAYS if day in part.values}
    part.nothing_else()
    if not hours:
        raise part.wrong("", "somebody must read on at least one weekday")
    return hours


def _spans(part: Part, day: str) -> list[list[str]]:
    spans: list[list[str]] = part.value(day, list, 'stretches such as [["09:00", "15:00"]]')
    try:
        times = [dt.time.fromisoformat(text) for span in spans for text in span]
    except (TypeError, ValueError):
        times = []
    if not times or len(times) != 2 * len(spans) or times != sorted(set(times)):
        raise part.wrong(day, 'must be stretches in order, such as [["09:00", "15:00"]]')
    return spans


def _contact(part: Part) -> Fields:
    kind = _choice(part, "kind", Kind)
    fields: Fields = {
        "kind": kind,
        "own_label": part.words("own_label", needed=kind == Kind.OTHER),
        "phone": part.text("phone"),
        "always_open": part.flag("always_open"),
        "hours": part.words("hours", needed=False),
        "vital": part.flag("vital"),
        "invented": part.flag("invented"),
        "source": part.text("source"),
    }
    national = NATIONAL_NUMBERS.get(Kind(kind))
    if national and (fields["phone"] != national or fields["invented"]):
        raise part.wrong("phone", f"must be {national}, the national number")
    # The Norwegian numbering plan gives numbers that begin with 01 to nobody.
    if not national and fields["invented"] != fields["phone"].startswith("01"):
        raise part.wrong("phone", "must begin with 01 where it is invented, and only there")
    return fields


def _areas(document: Part) -> list[Fields]:
    figures = Part(document.file, "area_figures", document.value("area_figures", dict, "a table"))
    common = {"population_on": figures.day("population_on"), "source": figures.text("source")}
    figures.nothing_else()
    rows = [common | row for row in _rows(document, "areas", _area)]
    for row in rows:
        del row["order"]
    for key, values in _must_differ(rows).items():
        twice = next((value for value in values if values.count(value) > 1), None)
        if twice:
            raise document.wrong("areas", f"the {key} {twice!r} is used twice")
    return rows


def _area(part: Part) -> Fields:
    tile, centre = part.pair("tile"), part.pair("centre")
    if tile and not all(isinstance(n, int) and 0 <= n < 100 for n in tile):
        raise part.wrong("tile", "must be column and row, counted from 0")
    if centre and not (-180 <= centre[0] <= 180 and -90 <= centre[1] <= 90):
        raise part.wrong("centre", "must be longitude and latitude in degrees")
    return {
        "code": part.text("code"),
        "name": part.text("name"),
        "population": part.number("population"),
        "tile_column": tile[0] if tile else None,
        "tile_row": tile[1] if tile else None,
        "centre_longitude": centre[0] if centre else None,
        "centre_latitude": centre[1] if centre else None,
    }


def _must_differ(rows: list[Fields]) -> dict[str, list[object]]:
    tiles = [(row["tile_column"], row["tile_row"]) for row in rows]
    return {
        "code": [row["code"] for row in rows],
        "tile": [tile for tile in tiles if tile != (None, None)],
    }


def _neighbourhood(part: Part) -> Fields:
    return {
        "name": part.text("name"),
        "about": part.words("about", needed=False),
        "areas": part.texts("areas"),
        "source": part.text("source"),
    }


def _service(part: Part) -> Fields:
    return {
        "name": part.words("name"),
        "role": part.words("role"),
        "helps_with": part.words("helps_with"),
        "area": part.text("area", ""),
        "contact": part.text("contact", ""),
        "url": part.url("url", ""),
        "source": part.text("source"),
    }


def _place(part: Part) -> Fields:
    return {
        "kind": _choice(part, "kind", Place.Kind),
        "name": part.text("name"),
        "area": part.text("area", ""),
        "address": part.text("address", ""),
        "opening": part.text("opening", ""),
        "note": part.words("note", needed=False),
        "source": part.text("source"),
        "valid_from": part.day("valid_from") if "valid_from" in part.values else None,
        "valid_to": part.day("valid_to") if "valid_to" in part.values else None,
    }


def _focus_area(part: Part) -> Fields:
    return {"name": part.words("name"), "summary": part.words("summary")} | _origin(part)


def _initiative(part: Part) -> Fields:
    return {
        "focus_area": part.slug("focus_area"),
        "name": part.words("name"),
        "summary": part.words("summary"),
        "areas": part.texts("areas"),
        "since": part.text("since", ""),
    } | _origin(part)


def _measure_kinds(document: Part) -> list[Fields]:
    """What every city starts from, and then what only this one has."""
    common = _document(COMMON_KINDS)
    kinds = _rows(common, "measure_kinds", _measure_kind)
    common.nothing_else()
    own = _rows(document, "measure_kinds", _measure_kind)
    for row in own:
        if row["slug"] in _slugs(kinds):
            raise document.wrong("measure_kinds", f"{row['slug']!r} stands in {common.file} too")
        row["order"] += len(kinds)
    return kinds + own


def _measure_kind(part: Part) -> Fields:
    return {
        "level": _choice(part, "level", Level),
        "name": part.words("name"),
        "summary": part.words("summary"),
        "basis": part.words("basis"),
        "legal_basis_code": part.text("legal_basis_code", ""),
        "consent_needed": part.flag("consent_needed"),
        "owner_role": part.words("owner_role"),
        "usual_weeks": part.number("usual_weeks") if "usual_weeks" in part.values else None,
        "evidence": part.words("evidence"),
        "evidence_url": part.url("evidence_url", ""),
    }


def _origin(part: Part) -> Fields:
    origin = {"source_url": part.url("source_url", ""), "invented": part.flag("invented")}
    if bool(origin["source_url"]) == origin["invented"]:
        raise part.wrong("source_url", "is needed, or invented = true, and not both")
    return origin


def _choice(part: Part, key: str, choices: type[models.TextChoices]) -> str:
    found = part.text(key)
    if found not in choices.values:
        raise part.wrong(key, f"must be one of {', '.join(choices.values)}")
    return found


def _check(document: Part, profile: Profile) -> None:
    """What no single row can tell: references, numbers that must be there, invented and real."""
    areas, contacts = _slugs(profile.areas), _slugs(profile.contacts)
    known = {
        "areas": areas,
        "area": areas,
        "contact": contacts,
        "focus_area": _slugs(profile.focus_areas),
    }
    for key in ("neighbourhoods", "services", "places", "initiatives"):
        for n, row in enumerate(getattr(profile, key), start=1):
            for name in known.keys() & row.keys():
                given = row[name] if isinstance(row[name], list) else filter(None, [row[name]])
                for slug in set(given) - known[name]:
                    raise document.wrong(f"{key}[{n}].{name}", f"there is no {slug!r}")
    shown = {row["kind"] for row in profile.contacts if row["vital"]}
    for kind in ALWAYS_SHOWN:
        if kind not in shown:
            raise document.wrong("contacts", f"a vital contact of the kind {kind.value} is needed")
    _check_invented(document, profile)


def _check_invented(document: Part, profile: Profile) -> None:
    demo = profile.city["kind"] == City.Kind.DEMO
    rows = [row for row in profile.contacts if row["kind"] not in NATIONAL_NUMBERS]
    for row in rows + profile.focus_areas + profile.initiatives:
        if row["invented"] != demo:
            kind = (
                "an invented city holds only invented things"
                if demo
                else "a real city holds nothing invented"
            )
            raise document.wrong(row["slug"], kind)


def _slugs(rows: Iterable[Fields]) -> set[str]:
    return {row["slug"] for row in rows}
