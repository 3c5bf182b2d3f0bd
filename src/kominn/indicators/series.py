"""An indicator's figures as lines: its own area and those beside it, over old and new codes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

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
from kominn.indicators.models import Indicator, Observation


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
    name: str
    points: tuple[Point, ...]

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
        if newest is None:
            return False
        months = (
            (today.year - newest.period.last.year) * 12 + today.month - newest.period.last.month
        )
        return months > self.indicator.stale_after_months


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
    rows = models.CodeChange.objects.values_list("old", "new", "year", "weight").order_by("pk")
    return by_new_code(CodeChange(*row) for row in rows)


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
        figure = joined(code, values, changes, scale=scale)
        if figure is None:
            continue
        own = by_code.get(code)
        why = own[1] if own else _why(by_code.values())
        points.append(
            Point(
                read_period(period),
                figure.value,
                "" if figure.value is not None else why,
                figure.numerator,
                figure.denominator,
                figure.whole,
            )
        )
    return Line(code, name, tuple(sorted(points, key=lambda point: point.period)))


def _why(parts: Iterable[tuple[Counted, str]]) -> str:
    return next((missing for _, missing in parts if missing), Observation.Missing.NOT_COLLECTED)
