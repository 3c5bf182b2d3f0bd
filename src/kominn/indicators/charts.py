"""The drawings of an indicator: over time, and its newest figure beside those of others."""

from __future__ import annotations

from typing import Any

from kominn.core.charts.bars import BarChart, bar_chart
from kominn.core.charts.lines import Dated, LineChart, line_chart
from kominn.core.charts.ranges import Measure, RangeChart, range_chart
from kominn.core.charts.rows import Row, Why
from kominn.indicators.answers import interval
from kominn.indicators.models import Indicator, Observation
from kominn.indicators.series import COUNTRY, Line, Point, Series
from kominn.indicators.words import figure

WHY: dict[str, Why] = {Observation.Missing.PROTECTED: "hidden"}


def over_time(series: Series) -> LineChart | None:
    protected = Observation.Missing.PROTECTED
    last_day = series.indicator.last_day
    return line_chart(
        [
            (
                line.name,
                [Dated(last_day(p.period), p.value, p.missing == protected) for p in line.points],
            )
            for line in series.lines
        ]
    )


def side_by_side(series: Series) -> BarChart | None:
    """Everybody's figure of the city's own newest time; None where the city stands alone, or where
    a number of people would be held up against that of the whole country."""
    newest = series.own.newest
    if newest is None or series.indicator.unit == Indicator.Unit.COUNT:
        return None
    rows = [_row(line, newest.period.text, series.indicator) for line in series.lines]
    return bar_chart(rows) if sum(row.value is not None for row in rows) > 1 else None


def barometer(series: Series) -> RangeChart | None:
    """Each area's figure of the city's own newest time with its interval, and the country's as a
    line; None where nobody knows how many a share of the city is of."""
    newest = series.own.newest
    if newest is None or interval(newest, series.indicator) is None:
        return None
    found = [(line, _at(line, newest.period.text)) for line in series.lines]
    country = next((one.value for line, one in found if one and line.code == COUNTRY), None)
    rows = [
        _measure(line, point, country, series.indicator)
        for line, point in found
        if point and point.value is not None and line.code != COUNTRY
    ]
    return range_chart(rows, one_scale=True)


def table_of(series: Series) -> list[dict[str, Any]]:
    """A row for each period, the newest first, with a cell for each line."""
    by_line = [{point.period: point for point in line.points} for line in series.lines]
    periods = sorted({period for points in by_line for period in points}, reverse=True)
    return [
        {"period": period, "points": [points.get(period) for points in by_line]}
        for period in periods
    ]


def _row(line: Line, period: str, indicator: Indicator) -> Row:
    own = line.code == indicator.own_code
    point = _at(line, period)
    whole = line.code == COUNTRY
    if point is None or point.value is None:
        why = WHY.get(point.missing, "") if point else ""
        return Row(line.name, None, why=why, own=own, whole=whole)
    return Row(line.name, point.value, figure(point.value, indicator), own=own, whole=whole)


def _measure(line: Line, point: Point, country: float | None, indicator: Indicator) -> Measure:
    low, high = interval(point, indicator) or (None, None)
    span = f"{figure(low, indicator)}–{figure(high, indicator)}" if low is not None else ""
    return Measure(
        line.name,
        point.value,
        figure(point.value, indicator),
        low,
        high,
        span,
        own=line.code == indicator.own_code,
        country=country,
        country_text=figure(country, indicator) if country is not None else "",
    )


def _at(line: Line, period: str) -> Point | None:
    return next((one for one in line.points if one.period.text == period), None)
