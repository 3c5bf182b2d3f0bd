"""“You told us, we did”: what people have told, in rounded numbers, beside what was done.

Nothing here is counted now. The numbers are those of tables published once (see
`concerns.publishing`); the page only adds them up, so it tells no more than they do.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kominn.accounts.access import public
from kominn.concerns.statistics import theme_names
from kominn.core.languages import speaks_all_languages
from kominn.core.wording import MOTHER_TONGUE
from kominn.plan.models import Measure
from kominn.plan.states import State
from kominn.portrait.models import Area, City, PublishedCount, PublishedTable

QUARTERS = 4
FEWEST = 10
"""Below it, a number rounded four times to fives says nearly nothing: words stand instead."""

MOST_THEMES = 3
FULL_BAR = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table and its bar."""

    name: str | Promise
    number: int
    width: int
    language: str = ""
    """Of the name, where it is not the reader's."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """What can be told as numbers, the largest first, and what there is too little of.

    The latter stands in its own order: nobody reads out of it which of them had more.
    """

    rows: list[Row]
    too_few: list[str | Promise]


@dataclass(frozen=True, slots=True)
class Place:
    """An area: what was told, what most of it was about, what was done."""

    area: Area
    number: int | None
    themes: list[Row]
    measures: list[Measure]

    @property
    def says_something(self) -> bool:
        return self.number is not None or bool(self.measures)


@dataclass(frozen=True, slots=True)
class Period:
    first: dt.date
    last: dt.date
    published_on: dt.date


@require_safe
@speaks_all_languages
@public
def told_and_done(request: HttpRequest) -> HttpResponse:
    """The latest year of quarters that have been published, or an honest nothing yet."""
    today = timezone.localdate()
    tables = list(
        PublishedTable.objects.of(PublishedTable.Subject.CONCERNS).latest_first()[:QUARTERS]
    )
    counts = list(PublishedCount.objects.filter(table__in=tables).exclude(shown=0))
    measures = list(_done(today))
    areas = list(Area.objects.current(today).by_name())
    wished = request.GET.get("omrade", "")
    chosen = next((area for area in areas if area.slug == wished), None)
    places = [_place(area, counts, measures) for area in areas]
    context = {
        "city": City.objects.current(),
        "period": _period(tables),
        "base": tables[0].base if tables else 0,
        "fewest": FEWEST,
        "total": _tellable(sum(one.shown for one in counts)),
        "by_area": _numbers(
            {**{area.pk: area.name for area in areas}, None: _("No place was told")},
            _sums(counts, "area_id"),
            language=MOTHER_TONGUE,
        ),
        "by_theme": _numbers(_themes(), _sums(counts, "theme")),
        "chosen": _place(chosen, counts, measures) if chosen else None,
        "everywhere": [measure for measure in measures if measure.area is None],
        "places": [place for place in places if place.measures],
        "only_told": [place for place in places if place.number and not place.measures],
        "to_choose": [place.area for place in places if place.says_something],
    }
    return render(request, "portal/told_and_done.html", context)


def _done(today: dt.date) -> Iterable[Measure]:
    """What has begun for a place or a group, with words for everybody; not what was broken off."""
    last_year = today - dt.timedelta(days=366)
    found = Measure.objects.filter(told_public=True, starts_on__lte=today)
    found = found.exclude(state=State.STOPPED).filter(Q(ended_on=None) | Q(ended_on__gte=last_year))
    return found.select_related("kind", "area").order_by("-starts_on", "pk")


def _period(tables: list[PublishedTable]) -> Period | None:
    if not tables:
        return None
    return Period(tables[-1].first_day, tables[0].last_day, tables[0].published_on)


def _sums(counts: list[PublishedCount], key: str) -> Counter[object]:
    sums: Counter[object] = Counter()
    for one in counts:
        sums[getattr(one, key)] += one.shown
    return sums


def _tellable(number: int) -> int | None:
    return number if number >= FEWEST else None


def _themes() -> dict[str, str | Promise]:
    """In words for those outside; what nobody has sorted yet stands last, if it is many."""
    names = {key: name for key, name in theme_names().items() if key}
    return {**names, "": _("Not sorted by theme")}


def _numbers(
    names: Mapping[Any, str | Promise], sums: Counter[object], *, language: str = ""
) -> Numbers:
    most = max(sums.values(), default=0) or 1
    rows = [
        Row(name, number, round(FULL_BAR * number / most), "" if key is None else language)
        for key, name in names.items()
        if (number := _tellable(sums[key]))
    ]
    too_few = [name for key, name in names.items() if key and _tellable(sums[key]) is None]
    return Numbers(sorted(rows, key=lambda row: -row.number), too_few)


def _place(area: Area, counts: list[PublishedCount], measures: list[Measure]) -> Place:
    here = [one for one in counts if one.area_id == area.pk]
    themes = _numbers(_themes(), _sums(here, "theme"))
    return Place(
        area=area,
        number=_tellable(sum(one.shown for one in here)),
        themes=themes.rows[:MOST_THEMES],
        measures=[measure for measure in measures if measure.area == area],
    )
