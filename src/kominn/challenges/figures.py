"""What figures say of a challenge: each series with its time, its source, and its gaps."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from citystats.figures.terms import Period
from kominn.challenges.models import Challenge
from kominn.core.charts.bars import BarChart, bar_chart
from kominn.core.charts.lines import Dated, LineChart, line_chart
from kominn.core.charts.rows import Row as BarRow
from kominn.core.templatetags.words import decimal, share
from kominn.indicators.models import Indicator, Observation
from kominn.indicators.series import Point, Series, series_of

FEWEST_POINTS = 2
"""Of one figure there is nothing to draw over time."""


@dataclass(frozen=True, slots=True)
class Row:
    period: Period
    points: Sequence[Point | None]


@dataclass(frozen=True, slots=True)
class Told:
    """A series as a visitor meets it: the newest figure first, then a drawing, then the table.

    `chart` draws it over time; where it is of one time only, `bars` draw the places.
    """

    series: Series
    stale: bool
    chart: LineChart | None
    bars: BarChart | None
    rows: Sequence[Row]

    @property
    def indicator(self) -> Indicator:
        return self.series.indicator

    @property
    def newest(self) -> Point | None:
        return self.series.own.newest

    @property
    def asked(self) -> int | None:
        """Of how many people the newest figure is a share, where the publisher says so."""
        number = self.newest.denominator if self.newest else None
        return None if number is None else round(number)

    @property
    def beside(self) -> list[tuple[str, Point]]:
        """The newest figure of each other place."""
        return [(line.name, line.newest) for line in self.series.lines[1:] if line.newest]


def figures_of(challenge: Challenge, *, own_name: str, today: dt.date) -> list[Told]:
    """Those about groups first, which belong together: three questions, however many there are."""
    found = list(
        challenge.indicators.select_related("dataset__source").order_by(
            "-municipality_only", "order", "slug"
        )
    )
    all_of_them = series_of(found, own_name=own_name)
    of_table = _of_groups_by_table(all_of_them)
    return [_told(one, of_table[one.indicator.dataset_id], today) for one in all_of_them]


def _of_groups_by_table(found: Sequence[Series]) -> dict[int, list[float]]:
    """What one table says of several groups is drawn to one scale."""
    figures: dict[int, list[float]] = defaultdict(list)
    for series in found:
        if series.indicator.municipality_only:
            figures[series.indicator.dataset_id] += [
                point.value
                for line in series.lines
                for point in line.points
                if point.value is not None
            ]
    return figures


def _told(series: Series, of_table: Sequence[float], today: dt.date) -> Told:
    by_line = [{point.period: point for point in line.points} for line in series.lines]
    periods = sorted({period for points in by_line for period in points}, reverse=True)
    rows = [Row(period, [points.get(period) for points in by_line]) for period in periods]
    chart = _chart(series, of_table if series.indicator.municipality_only else ())
    bars = None if chart else _bars(series)
    return Told(series, series.is_stale(today), chart, bars, rows)


def _chart(series: Series, beside: Sequence[float]) -> LineChart | None:
    hidden = Observation.Missing.PROTECTED
    named = [
        (line.name, [Dated(p.period.last, p.value, p.missing == hidden) for p in line.points])
        for line in series.lines
    ]
    enough = any(len(dated) >= FEWEST_POINTS for _name, dated in named)
    # Figures about groups stand side by side: from nought, no difference looks larger than it is.
    of_groups = series.indicator.municipality_only
    return line_chart(named, from_zero=of_groups, beside=beside) if enough else None


def _bars(series: Series) -> BarChart | None:
    told = [(line.name, line.newest) for line in series.lines]
    rows = [
        BarRow(name, point.value, _as_written(series.indicator, point.value), own=place == 0)
        for place, (name, point) in enumerate(told)
        if point is not None
    ]
    return bar_chart(rows) if len(rows) >= FEWEST_POINTS else None


def _as_written(indicator: Indicator, value: float | None) -> str:
    if value is None:
        return ""
    if indicator.unit == Indicator.Unit.SHARE:
        return share(value, 1)
    if indicator.unit == Indicator.Unit.PERCENT:
        return share(value / 100, indicator.decimals)
    sign = "\u00a0‰" if indicator.unit == Indicator.Unit.PER_MILLE else ""
    return decimal(value, indicator.decimals) + sign
