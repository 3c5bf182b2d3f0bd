"""Figures for everybody: each says from when and where, and can be taken along."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext

from kominn.accounts.access import public
from kominn.core import chart_pictures
from kominn.core.languages import speaks_all_languages
from kominn.core.templatetags.words import day as as_day
from kominn.core.wording import MOTHER_TONGUE
from kominn.indicators import charts, taken_along
from kominn.indicators.answers import answers_to
from kominn.indicators.forms_open import AsKnown
from kominn.indicators.models import Indicator, Vintage
from kominn.indicators.series import Series, series_of
from kominn.indicators.words import when
from kominn.portrait.models import City


@public
@speaks_all_languages
def figures(request: HttpRequest) -> HttpResponse:
    """Every indicator with its newest figure."""
    today = timezone.localdate()
    found = Indicator.objects.select_related("dataset__source").order_by("order", "slug")
    city = City.objects.current()
    lines = series_of(list(found), own_name=city.name)
    rows = [{"series": one, "stale": one.is_stale(today)} for one in lines]
    return render(request, "indicators/figures.html", {"city": city, "rows": rows})


@public
@speaks_all_languages
def figure(request: HttpRequest, slug: str) -> HttpResponse:
    asked = AsKnown(request.GET or None)
    day, city = _day(asked), City.objects.current()
    series = _series(slug, day, city)
    context = {
        "city": city,
        "series": series,
        "periods": charts.table_of(series),
        "chart": charts.over_time(series),
        "beside": charts.side_by_side(series),
        "stale": series.is_stale(day or timezone.localdate()),
        "form": asked,
        "day": day,
        "newest": _newest(series, day),
        "answers": answers_to(series.own.newest, series.indicator),
    }
    return render(request, "indicators/figure.html", context, status=422 if asked.errors else 200)


@public
@speaks_all_languages
def figure_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The same figures as on the page, for a spreadsheet."""
    asked = AsKnown(request.GET or None)
    if asked.errors:
        return _not_a_day(asked)
    series = _series(slug, _day(asked))
    told = taken_along.as_rows(series, _newest(series, series.as_known_on))
    response = HttpResponse(told, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}.csv"'
    return response


@public
@speaks_all_languages
def figure_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The same figures as on the page, for a program."""
    asked = AsKnown(request.GET or None)
    if asked.errors:
        return _not_a_day(asked)
    series = _series(slug, _day(asked))
    told = taken_along.as_facts(series, _newest(series, series.as_known_on))
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})


@public
@speaks_all_languages
def figure_png(request: HttpRequest, slug: str) -> HttpResponse:
    """The drawing over time, for a paper or a slide: with its source, on white."""
    asked = AsKnown(request.GET or None)
    if asked.errors:
        return _not_a_day(asked)
    series = _series(slug, _day(asked))
    facts = {"chart": charts.over_time(series), "told": "indicators/_told.html", "series": series}
    told = render_to_string("indicators/_over_time_told.html", facts)
    return _picture(series, "core/charts/_line.html", facts, title=_name(series), told=told)


@public
@speaks_all_languages
def figure_bars_png(request: HttpRequest, slug: str) -> HttpResponse:
    """The city's newest figure beside those of others, and of when they are."""
    asked = AsKnown(request.GET or None)
    if asked.errors:
        return _not_a_day(asked)
    series = _series(slug, _day(asked))
    newest = series.own.newest
    title = f"{_name(series)}, {when(newest.period, series.indicator)}" if newest else ""
    facts = {"chart": charts.side_by_side(series)}
    return _picture(series, "core/charts/_bars.html", facts, title=title, end="-side-om-side")


def _picture(
    series: Series,
    template: str,
    facts: dict[str, Any],
    *,
    title: str,
    told: str = "",
    end: str = "",
) -> HttpResponse:
    try:
        made = chart_pictures.picture(
            template, facts, title=title, told=told, source=_source(series)
        )
    except ValueError:
        raise Http404 from None
    except chart_pictures.Busy:
        return HttpResponse(status=503, headers={"Retry-After": "10"})
    response = HttpResponse(made, content_type="image/png")
    name = f"{series.indicator.slug}{end}.png"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _name(series: Series) -> str:
    return series.indicator.name_in(get_language() or MOTHER_TONGUE)


def _source(series: Series) -> str:
    dataset = series.indicator.dataset
    told = [
        f"{gettext('Source:')} {dataset.source.name}, {dataset.title}.",
        f"{gettext('Licence:')} {dataset.source.licence}.",
    ]
    newest, last = _newest(series, series.as_known_on), series.own.newest
    if last is not None and series.is_stale(series.as_known_on or timezone.localdate()):
        time = when(last.period, series.indicator)
        told.insert(0, f"{capfirst(gettext('the figure is old: from %(time)s') % {'time': time})}.")
    if newest is not None:
        told.append(gettext("Fetched %(fetched)s.") % {"fetched": as_day(newest.fetched_at)})
    return " ".join(told)


def _day(asked: AsKnown) -> dt.date | None:
    """The day whose knowledge was asked for; none is today's."""
    day: dt.date | None = asked.cleaned_data["kjent"] if asked.is_valid() else None
    return day


def _not_a_day(asked: AsKnown) -> HttpResponse:
    """No file with today's figures under another day's name."""
    told = " ".join(str(one) for one in asked.errors["kjent"])
    return HttpResponse(told, status=422, content_type="text/plain; charset=utf-8")


def _series(slug: str, day: dt.date | None, city: City | None = None) -> Series:
    indicator = get_object_or_404(Indicator.objects.select_related("dataset__source"), slug=slug)
    own_name = (city or City.objects.current()).name
    [series] = series_of([indicator], own_name=own_name, known_on=day)
    return series


def _newest(series: Series, day: dt.date | None) -> Vintage | None:
    """The file from which the newest figures come, without its bytes."""
    kept = Vintage.objects.kept().filter(dataset=series.indicator.dataset).defer("raw")
    if day is not None:
        kept = kept.filter(decided_at__date__lte=day)
    return kept.newest_first().first()
