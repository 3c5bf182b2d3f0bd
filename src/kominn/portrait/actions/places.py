"""The places people go to: added, changed and ended on a page, or taken in from a file."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kominn.accounts.actions import name_of
from kominn.accounts.models import User
from kominn.audit.actions import record
from kominn.core.fields import plain
from kominn.core.slugs import slug_of
from kominn.portrait.models import Area, Place

FIELDS = ("kind", "name", "area", "address", "opening", "source", "valid_from", "valid_to")
LONGEST = {"name": 100, "address": 200, "opening": 200, "source": 300}
MOST_ROWS = 2_000
NEEDED = ("navn", "type", "kilde")
COLUMNS = {
    "navn": "name",
    "type": "kind",
    "område": "area",
    "adresse": "address",
    "åpent": "opening",
    "kilde": "source",
    "fra": "valid_from",
    "til": "valid_to",
}
KINDS = {
    "barnehage": Place.Kind.KINDERGARTEN,
    "skole": Place.Kind.SCHOOL,
    "klubb": Place.Kind.CLUB,
    "møteplass": Place.Kind.MEETING,
    "helse": Place.Kind.HEALTH,
    "annet": Place.Kind.OTHER,
}


class PlacesError(Exception):
    """A file that cannot be taken in; the text names row and column and is fit to show."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    added: int
    changed: int


@transaction.atomic
def add(*, by: User, at: dt.datetime, **facts: Any) -> Place:
    place = Place.objects.create(slug=_free_slug(facts["name"]), **facts)
    record("place.added", f"place:{place.slug}", by=name_of(by), at=at)
    return place


@transaction.atomic
def change(place: Place, *, by: User, at: dt.datetime, **facts: Any) -> None:
    """Also its end. What the city has said itself, its profile says no more."""
    place = Place.objects.select_for_update().get(pk=place.pk)
    if all(getattr(place, name) == facts[name] for name in FIELDS):
        return
    for name in FIELDS:
        setattr(place, name, facts[name])
    place.from_profile = False
    place.save()
    record("place.changed", f"place:{place.slug}", by=name_of(by), at=at)


@transaction.atomic
def take_in(data: bytes, *, areas: Sequence[Area], by: User, at: dt.datetime) -> TakenIn:
    """A row for each place; one of the same name and kind is changed. All of them or none."""
    rows = _read(data, areas)
    known = {(place.name.casefold(), place.kind): place for place in Place.objects.order_by("-pk")}
    added = 0
    for facts in rows:
        place = known.get((facts["name"].casefold(), facts["kind"]))
        if place is None:
            add(by=by, at=at, **facts)
            added += 1
        else:
            change(place, by=by, at=at, **facts)
    return TakenIn(added, len(rows) - added)


def _read(data: bytes, areas: Sequence[Area]) -> list[dict[str, Any]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PlacesError(
            _("Row %(row)s is not UTF-8; the file is probably Latin-1. Save it as UTF-8.")
            % {"row": line}
        ) from None
    head = text.partition("\n")[0]
    lines = csv.reader(io.StringIO(text), delimiter=max(";,\t", key=head.count), strict=True)
    try:
        names = [name.strip().casefold() for name in next(lines, [])]
        _check_names(names)
        rows = [(lines.line_num, row) for row in lines if any(word.strip() for word in row)]
    except csv.Error:
        raise PlacesError(
            _("Row %(row)s is no CSV: a quotation mark may be missing. Correct it.")
            % {"row": lines.line_num}
        ) from None
    if not rows or len(rows) > MOST_ROWS:
        raise PlacesError(
            _("The file must have between 1 and %(most)s places.") % {"most": MOST_ROWS}
        )
    by_name = {word.casefold(): area for area in areas for word in (area.name, area.code)}
    found = [_facts(number, dict(zip(names, row, strict=False)), by_name) for number, row in rows]
    _refuse_twice(zip((number for number, _row in rows), found, strict=True))
    return found


def _check_names(names: Sequence[str]) -> None:
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise PlacesError(
            _("There is no column %(name)s; it is needed. The columns are: %(names)s.")
            % {"name": missing[0], "names": ", ".join(names)[:200]}
        )


def _facts(number: int, row: Mapping[str, str], areas: Mapping[str, Area]) -> dict[str, Any]:
    words = {COLUMNS[name]: plain(word).strip() for name, word in row.items() if name in COLUMNS}
    for column, field in COLUMNS.items():
        word = words.get(field, "")
        if column in NEEDED and not word:
            raise _wrong(number, column, _("is empty."))
        if len(word) > LONGEST.get(field, 100):
            raise _wrong(number, column, _("is too long."))
    kind = KINDS.get(words["kind"].casefold())
    if kind is None:
        raise _wrong(number, "type", _("is not one of %(kinds)s.") % {"kinds": ", ".join(KINDS)})
    area = areas.get(words.get("area", "").casefold())
    if words.get("area") and area is None:
        raise _wrong(number, "område", _("is no area of today, by name or code."))
    first, last = (_day(number, name, words.get(COLUMNS[name], "")) for name in ("fra", "til"))
    if first and last and last <= first:
        raise _wrong(number, "til", _("comes before the place has opened."))
    return {
        "kind": kind,
        "name": words["name"],
        "area": area,
        "address": words.get("address", ""),
        "opening": words.get("opening", ""),
        "source": words["source"],
        "valid_from": first,
        "valid_to": last,
    }


def _day(number: int, column: str, word: str) -> dt.date | None:
    if not word:
        return None
    try:
        return dt.date.fromisoformat(word)
    except ValueError:
        raise _wrong(number, column, _("is no day; write it as 2027-03-15.")) from None


def _wrong(number: int, column: str, what: object) -> PlacesError:
    return PlacesError(
        _("Row %(row)s, column %(column)s %(what)s")
        % {"row": number, "column": column, "what": what}
    )


def _refuse_twice(rows: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
    seen: dict[tuple[str, str], int] = {}
    for number, facts in rows:
        key = facts["name"].casefold(), facts["kind"]
        if key in seen:
            raise _wrong(
                number,
                "navn",
                _("tells of the same place as row %(other)s.") % {"other": seen[key]},
            )
        seen[key] = number


def _free_slug(name: str) -> str:
    slug = slug_of(name) or "sted"
    begin = slug[:44]
    taken = set(Place.objects.filter(slug__startswith=begin).values_list("slug", flat=True))
    numbered = (f"{begin}-{number}" for number in range(2, MOST_ROWS + 3))
    return slug if slug not in taken else next(one for one in numbered if one not in taken)
