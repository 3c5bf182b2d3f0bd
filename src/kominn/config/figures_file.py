"""Figures a city begins with: a TOML file in `cities/figures/`, taken in as any other file is."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

from django.db import transaction

from kominn.config.profile_file import Fields, Part
from kominn.indicators import actions
from kominn.indicators.models import Dataset, Indicator, Source
from kominn.indicators.states import State

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
        _dataset(part, sources, at=at)
    for order, part in enumerate(document.parts("indicators"), start=1):
        _indicator(part, order)
    document.nothing_else()


def _source_fields(part: Part) -> Fields:
    fields = {
        "slug": part.slug("slug"),
        "name": part.text("name"),
        "licence": part.text("licence"),
        "url": part.url("url", ""),
        "invented": part.flag("invented"),
    }
    part.nothing_else()
    return fields


def _source(fields: Fields) -> Source:
    values = {name: value for name, value in fields.items() if name != "slug"}
    return Source.objects.update_or_create(slug=fields["slug"], defaults=values)[0]


def _dataset(part: Part, sources: dict[str, Source], *, at: dt.datetime) -> None:
    slug, source = part.slug("slug"), part.slug("source")
    if source not in sources:
        raise part.wrong("source", f"there is no source {source!r}")
    found, created = Dataset.objects.get_or_create(
        slug=slug,
        defaults={
            "source": sources[source],
            "title": part.text("title"),
            "form": part.text("form"),
            "mapping": part.value("mapping", dict, "a table"),
        },
    )
    rows = part.text("rows", "")
    if created and rows:
        vintage = actions.read(actions.take_in(found, rows.encode(), by=None, at=at), at=at)
        if vintage.state == State.REFUSED:
            raise part.wrong("rows", vintage.problem)


def _indicator(part: Part, order: int) -> None:
    slug, dataset = part.slug("slug"), part.slug("dataset")
    fields = {
        "dataset": Dataset.objects.filter(slug=dataset).first(),
        "breakdown": part.text("breakdown", "[]"),
        "name": part.words("name"),
        "about": part.words("about"),
        "unit": part.text("unit"),
        "decimals": part.value("decimals", int, "a whole number", 0),
        "direction": part.text("direction"),
        "own_code": part.text("own_code"),
        "beside": part.value("beside", list, "a list of areas", []),
        "stale_after_months": part.number("stale_after_months"),
        "order": order,
    }
    if fields["dataset"] is None:
        raise part.wrong("dataset", f"there is no dataset {dataset!r}")
    for key, choices in (("unit", Indicator.Unit), ("direction", Indicator.Direction)):
        if fields[key] not in choices:
            raise part.wrong(key, f"must be one of {', '.join(choices)}")
    part.nothing_else()
    Indicator.objects.update_or_create(slug=slug, defaults=fields)
