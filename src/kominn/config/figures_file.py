"""Figures a city begins with: a TOML file in `cities/figures/`, taken in as any other file is."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

from django.db import transaction

from kominn.config.profile_file import Fields, Part
from kominn.indicators.actions import importing
from kominn.indicators.models import Dataset, Indicator, Source, below_the_municipality
from kominn.indicators.problems import in_english
from kominn.indicators.states import State
from kominn.portrait.history import codes_ever

FIGURES = Path(__file__).parent / "cities" / "figures"


@transaction.atomic
def load_figures(slug: str, *, at: dt.datetime) -> None:
    """Put the city's first figures in the database; those that came in later stay."""
    path = FIGURES / f"{slug}.toml"
    if not path.exists():
        return
    document = Part(path.name, "", tomllib.loads(path.read_text(encoding="utf-8")))
    sources = {row["slug"]: _source(row) for row in map(_source_fields, document.parts("sources"))}
    for part in document.parts("datasets"):
        _dataset(part, sources, rows=part.text("rows", ""), at=at)
    for order, part in enumerate(document.parts("indicators"), start=1):
        _indicator(part, order)
    document.nothing_else()


@transaction.atomic
def load_earlier_figures(slug: str, *, at: dt.datetime) -> None:
    """What invented tables said before they were revised: for the demo, so that a day back shows.

    `load_figures` takes in the newer file after them. A real city's table has no earlier file.
    """
    document = Part(slug, "", tomllib.loads((FIGURES / f"{slug}.toml").read_text(encoding="utf-8")))
    sources = {row["slug"]: _source(row) for row in map(_source_fields, document.parts("sources"))}
    for part in document.parts("datasets"):
        if earlier := part.text("earlier", ""):
            if not sources[part.slug("source")].invented:
                raise part.wrong("earlier", "only an invented table has an earlier file")
            _dataset(part, sources, rows=earlier, at=at)


def _source_fields(part: Part) -> Fields:
    fields = {
        "slug": part.slug("slug"),
        "name": part.text("name"),
        "licence": part.text("licence"),
        "url": part.url("url", ""),
        "short": part.text("short", ""),
        "invented": part.flag("invented"),
    }
    part.nothing_else()
    return fields


def _source(fields: Fields) -> Source:
    values = {name: value for name, value in fields.items() if name != "slug"}
    return Source.objects.update_or_create(slug=fields["slug"], defaults=values)[0]


def _dataset(part: Part, sources: dict[str, Source], *, rows: str, at: dt.datetime) -> None:
    slug, source = part.slug("slug"), part.slug("source")
    if source not in sources:
        raise part.wrong("source", f"there is no source {source!r}")
    earlier = part.text("earlier", "")
    found, created = Dataset.objects.get_or_create(
        slug=slug,
        defaults={
            "source": sources[source],
            "title": part.text("title"),
            "form": part.text("form"),
            "mapping": part.value("mapping", dict, "a table"),
            "address": part.url("address", ""),
            "most_changed_percent": part.value("most_changed_percent", int, "a whole number", 5),
        },
    )
    if rows and (created or _has_only(found, earlier)):
        vintage = importing.read(importing.take_in(found, rows.encode(), by=None, at=at), at=at)
        if vintage.state == State.REFUSED:
            raise part.wrong("rows", in_english(vintage.problem))


def _has_only(dataset: Dataset, earlier: str) -> bool:
    """Whether the demo began the table with its earlier file, and no other has come."""
    if not earlier:
        return False
    return [bytes(one.raw) for one in dataset.vintages.newest_first()[:2]] == [earlier.encode()]


def _indicator(part: Part, order: int) -> None:
    slug, dataset = part.slug("slug"), part.slug("dataset")
    own_code, beside = part.text("own_code"), part.value("beside", list, "a list of areas", [])
    of_groups = part.flag("municipality_only")
    fields = {
        "dataset": Dataset.objects.filter(slug=dataset).first(),
        "breakdown": part.text("breakdown", "[]"),
        "name": part.words("name"),
        "about": part.words("about"),
        "unit": part.text("unit"),
        "decimals": part.value("decimals", int, "a whole number", 0),
        "direction": part.text("direction"),
        "own_code": own_code,
        "beside": beside,
        "stale_after_months": part.number("stale_after_months"),
        "municipality_only": of_groups,
        "counted_on": _counted_on(part),
        "order": order,
    }
    if fields["dataset"] is None:
        raise part.wrong("dataset", f"there is no dataset {dataset!r}")
    for key, choices in (("unit", Indicator.Unit), ("direction", Indicator.Direction)):
        if fields[key] not in choices:
            raise part.wrong(key, f"must be one of {', '.join(choices)}")
    part.nothing_else()
    ours = codes_ever() if of_groups else frozenset()
    for code in (own_code, *(str(one["code"]) for one in beside)) if of_groups else ():
        if below_the_municipality(code, ours):
            raise part.wrong("municipality_only", f"{code!r} is a part of the municipality")
    Indicator.objects.update_or_create(slug=slug, defaults=fields)


def _counted_on(part: Part) -> str:
    """The day of the year that a year's figure is of; empty where it is about the whole year."""
    text = part.text("counted_on", "")
    try:
        if text:
            dt.date.fromisoformat(f"2023-{text}")
    except ValueError:
        raise part.wrong("counted_on", "must be MM-DD") from None
    return text
