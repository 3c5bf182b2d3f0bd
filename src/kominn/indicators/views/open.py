"""Figures for everybody: each says from when and where, and can be taken along."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language

from kominn.accounts.access import public
from kominn.core.charts.lines import Dated, LineChart, line_chart
from kominn.core.wording import MOTHER_TONGUE
from kominn.indicators import forms
from kominn.indicators.models import Indicator, Observation, Vintage
from kominn.indicators.series import Series, series_of
from kominn.portrait.models import City


@public
def figures(request: HttpRequest) -> HttpResponse:
    """Every indicator with its newest figure."""
    today = timezone.localdate()
    found = Indicator.objects.select_related("dataset__source").order_by("order", "slug")
    lines = series_of(list(found), own_name=City.objects.current().name)
    rows = [{"series": one, "stale": one.is_stale(today)} for one in lines]
    return render(request, "indicators/figures.html", {"rows": rows})


@public
def figure(request: HttpRequest, slug: str) -> HttpResponse:
    asked = forms.AsKnown(request.GET or None)
    day = asked.cleaned_data["kjent"] if asked.is_valid() else None
    series = _series(slug, day)
    context = {
        "series": series,
        "periods": _table(series),
        "chart": _chart(series),
        "stale": series.is_stale(timezone.localdate()),
        "form": asked,
        "day": day,
        "newest": _newest(series, day),
    }
    return render(request, "indicators/figure.html", context, status=422 if asked.errors else 200)


@public
def figure_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The same figures as on the page, for a spreadsheet."""
    series = _series(slug, None)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(["area_code", "area", "period", "value", "missing", "estimate"])
    for line in series.lines:
        for point in line.points:
            value = "" if point.value is None else f"{point.value!r}".replace(".", ",")
            estimate = "" if point.whole else "1"
            writer.writerow(
                [line.code, line.name, point.period.text, value, point.missing, estimate]
            )
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}.csv"'
    return response


@public
def figure_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The same figures as on the page, for a program."""
    series = _series(slug, None)
    source = series.indicator.dataset.source
    told: dict[str, Any] = {
        "indicator": slug,
        "name": series.indicator.name_in(get_language() or MOTHER_TONGUE),
        "unit": series.indicator.unit,
        "source": source.name,
        "licence": source.licence,
        "areas": [
            {
                "code": line.code,
                "name": line.name,
                "figures": [
                    {
                        "period": point.period.text,
                        "value": point.value,
                        "missing": point.missing or None,
                        "estimate": not point.whole,
                    }
                    for point in line.points
                ],
            }
            for line in series.lines
        ],
    }
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})


def _series(slug: str, day: dt.date | None) -> Series:
    indicator = get_object_or_404(Indicator.objects.select_related("dataset__source"), slug=slug)
    [series] = series_of([indicator], own_name=City.objects.current().name, known_on=day)
    return series


def _table(series: Series) -> list[dict[str, Any]]:
    """A row for each period, the newest first, with a cell for each line."""
    by_line = [{point.period: point for point in line.points} for line in series.lines]
    periods = sorted({period for points in by_line for period in points}, reverse=True)
    return [
        {"period": period, "points": [points.get(period) for points in by_line]}
        for period in periods
    ]


def _chart(series: Series) -> LineChart | None:
    protected = Observation.Missing.PROTECTED
    return line_chart(
        [
            (
                line.name,
                [Dated(p.period.last, p.value, p.missing == protected) for p in line.points],
            )
            for line in series.lines
        ]
    )


def _newest(series: Series, day: dt.date | None) -> Vintage | None:
    """The file from which the newest figures come, without its bytes."""
    kept = Vintage.objects.kept().filter(dataset=series.indicator.dataset).defer("raw")
    if day is not None:
        kept = kept.filter(decided_at__date__lte=day)
    return kept.newest_first().first()
