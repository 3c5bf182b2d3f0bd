"""An indicator's figures as lines: its own area and those beside it, over old and new codes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import IntegerField, Q, Value
from django.utils.translation import get_language, gettext

from citystats.figures.codes import (
    Changes,
    CodeChange,
    Counted,
    by_new_code,
    codes_before,
    joined,
)
from citystats.figures.terms import Period, read_period
from kominn.indicators import models
from kominn.indicators.models import Indicator, Observation, below_the_municipality
from kominn.portrait.models import Recoding

COUNTRY = "0"
"""The whole country's code, as the offices publish it."""
WRITTEN_IN = ("nb", "nn")
"""The languages of the names of areas, as whoever keeps figures wrote them."""


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of a line; `missing` says why there is none, `whole` whether it is no estimate."""

    period: Period
    value: float | None
    missing: str = ""
    numerator: float | None = None
    denominator: float | None = None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """One area's figures, the oldest first."""

    code: str
    written: str
    points: tuple[Point, ...]

    @property
    def name(self) -> str:
        """As it was written; the country is called by its word in the reader's language."""
        if self.code == COUNTRY and get_language() not in WRITTEN_IN:
            return gettext("The country")
        return self.written

    @property
    def oldest(self) -> Point | None:
        return next((point for point in self.points if point.value is not None), None)

    @property
    def newest(self) -> Point | None:
        return next((point for point in reversed(self.points) if point.value is not None), None)


@dataclass(frozen=True, slots=True)
class Series:
    """An indicator with its lines, the city's own first."""

    indicator: Indicator
    lines: tuple[Line, ...]
    as_known_on: dt.date | None

    @property
    def own(self) -> Line:
        return self.lines[0]

    def is_stale(self, today: dt.date) -> bool:
        """Whether the newest figure is of a time so long ago that it should have been renewed."""
        newest = self.own.newest
        return newest is not None and self.indicator.is_old(newest.period, today)

    def line(self, code: str) -> Line | None:
        """The own line without a code."""
        if not code:
            return self.own
        return next((line for line in self.lines if line.code == code), None)


def series_of(
    indicators: Sequence[Indicator], *, own_name: str, known_on: dt.date | None = None
) -> list[Series]:
    """The lines of each indicator: two queries, however many there are."""
    changes = code_changes()
    asked: list[tuple[Indicator, list[tuple[str, str]]]] = []
    wanted = Q(pk__in=[])
    for indicator in indicators:
        named = [(indicator.own_code, own_name)]
        named += [(one["code"], one["name"]) for one in indicator.beside]
        if indicator.municipality_only:
            named = [one for one in named if not below_the_municipality(one[0])]
        codes = sorted({before for code, _ in named for before in codes_before(code, changes)})
        wanted |= Q(
            dataset_id=indicator.dataset_id, breakdown=indicator.breakdown, area_code__in=codes
        )
        asked.append((indicator, named))
    told = _told(wanted, known_on)
    return [
        Series(
            indicator,
            tuple(
                _line(
                    code,
                    name,
                    told.get((indicator.dataset_id, indicator.breakdown), {}),
                    changes,
                    indicator.scale,
                )
                for code, name in named
            ),
            known_on,
        )
        for indicator, named in asked
    ]


def code_changes() -> Changes:
    """Those of files of codes, and those that our own areas went through: one query.

    Where both tell of a code, the file does.
    """
    rows = list(
        models.CodeChange.objects.values_list(
            "old", "new", "year", "weight", "first_year", "new_since", Value(1)
        ).union(
            Recoding.objects.values_list(
                "old_code",
                "new_code",
                "year",
                "share",
                Value(None, output_field=IntegerField()),
                Value(None, output_field=IntegerField()),
                Value(0),
            ),
            all=True,
        )
    )
    told = {old for old, *_, of_file in rows if of_file}
    kept = [row for row in rows if row[-1] or row[0] not in told]
    return by_new_code(CodeChange(*row[:-1]) for row in sorted(kept, key=lambda row: row[:3]))


Cells = Mapping[str, Mapping[str, tuple[Counted, str]]]
"""By period, then by code: the figure, and why there is none."""


def _told(wanted: Q, known_on: dt.date | None) -> Mapping[tuple[int, str], Cells]:
    found: dict[tuple[int, str], dict[str, dict[str, tuple[Counted, str]]]] = {}
    rows = Observation.objects.filter(wanted).known_on(known_on)
    for (
        dataset,
        breakdown,
        code,
        period,
        value,
        numerator,
        denominator,
        missing,
    ) in rows.values_list(
        "dataset_id",
        "breakdown",
        "area_code",
        "period",
        "value",
        "numerator",
        "denominator",
        "missing",
    ):
        of_period = found.setdefault((dataset, breakdown), {}).setdefault(period, {})
        if missing == Observation.Missing.VANISHED:
            of_period.pop(code, None)
        else:
            of_period[code] = Counted(value, numerator, denominator), missing
    return found


def _line(code: str, name: str, cells: Cells, changes: Changes, scale: float | None) -> Line:
    points: list[Point] = []
    for period, by_code in cells.items():
        values = {one: counted for one, (counted, _) in by_code.items()}
        time = read_period(period)
        figure = _figure(code, values, changes, scale, time)
        if figure is None:
            continue
        own = by_code.get(code)
        why = own[1] if own else _why(by_code.values())
        points.append(
            Point(
                time,
                figure.value,
                "" if figure.value is not None else why,
                figure.numerator,
                figure.denominator,
                figure.whole,
            )
        )
    return Line(code, name, tuple(sorted(points, key=lambda point: point.period)))


def _figure(
    code: str,
    values: Mapping[str, Counted],
    changes: Changes,
    scale: float | None,
    time: Period,
) -> Counted | None:
    """By the codes of the year in which the period ends, else of that in which it begins."""
    for year in dict.fromkeys((time.last.year, time.first.year)):
        figure = joined(code, values, changes, scale=scale, year=year)
        if figure is not None:
            return figure
    return None


def _why(parts: Iterable[tuple[Counted, str]]) -> str:
    return next((missing for _, missing in parts if missing), Observation.Missing.NOT_COLLECTED)
