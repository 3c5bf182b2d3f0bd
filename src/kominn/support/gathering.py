"""A town's file from figures about the city: what is counted of each area that stands today."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from citystats.figures.terms import Period, read_period
from kominn.core.wording import MOTHER_TONGUE
from kominn.indicators.models import Observation
from kominn.portrait.models import Area
from kominn.support.actions import NotPossible
from kominn.support.borders import borders
from kominn.support.models import Ingredient

FEWEST_AREAS = 5


@dataclass(frozen=True, slots=True)
class Gathered:
    town: bytes
    sources: dict[str, dict[str, str]]


def gather(*, year: int, at: dt.datetime) -> Gathered:
    """The newest counts up to that year; `NotPossible` where there is too little to compare."""
    areas = list(Area.objects.current(timezone.localdate(at)).order_by("code"))
    ingredients = list(
        Ingredient.objects.exclude(indicator__municipality_only=True)
        .select_related("indicator__dataset__source")
        .order_by("domain", "indicator__slug")
    )
    if not ingredients:
        raise NotPossible(_("Say first which figures are counted."), "origin")
    values: list[dict[str, Any]] = []
    sources: dict[str, dict[str, str]] = {}
    for one in ingredients:
        found, period = _newest(one, {area.code for area in areas}, year)
        if len(found) < FEWEST_AREAS:
            words = _(
                "“%(figure)s” is not counted in at least five of today’s areas by %(year)s. Take "
                "in figures with a numerator and a denominator for each area, or use a file."
            )
            raise NotPossible(words % {"figure": one.indicator, "year": year}, "origin")
        slug, dataset = one.indicator.slug, one.indicator.dataset
        values += [{"area": code, "indicator": slug, **cell} for code, cell in found.items()]
        sources[slug] = {"source": dataset.source.name, "date": period}
    town = {
        "areas": [{"code": area.code, "name": area.name} for area in areas],
        "neighbours": borders(areas),
        "indicators": [_described(one) for one in ingredients],
        "values": values,
    }
    return Gathered(json.dumps(town, ensure_ascii=False, indent=1).encode(), sources)


def _described(one: Ingredient) -> dict[str, Any]:
    return {
        "id": one.indicator.slug,
        "title": one.indicator.name_in(get_language() or MOTHER_TONGUE),
        "domain": one.domain,
        "kind": one.kind,
        "direction": "more" if one.more_is_need else "less",
        "reference": {
            "year": one.reference_year,
            "mean": one.reference_mean,
            "spread": one.reference_spread,
        },
    }


def _newest(one: Ingredient, codes: set[str], year: int) -> tuple[dict[str, dict[str, int]], str]:
    """Every area's count in the newest period that ends within the year, and the period."""
    rows = Observation.objects.of(one.indicator.dataset, one.indicator.breakdown)
    told: dict[tuple[str, str], Observation] = {}
    for row in rows.filter(area_code__in=codes).known_on(None):
        told[row.area_code, row.period] = row
    periods: dict[Period, dict[str, dict[str, int]]] = {}
    for (code, word), row in told.items():
        period = read_period(word)
        if period.last.year > year or row.numerator is None or row.denominator is None:
            continue
        cell = {"numerator": round(row.numerator), "denominator": round(row.denominator)}
        periods.setdefault(period, {})[code] = cell
    if not periods:
        return {}, ""
    newest = max(periods, key=lambda period: period.last)
    return periods[newest], newest.text
