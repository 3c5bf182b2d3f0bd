"""The barometer: a dot with its interval, the whole country as a line, and the range of the others.

Where every row has its own unit, each has its own scale, and all of them meet at the country's
line. Where they share one, so do they share a scale, and it has marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kominn.core.charts.lettering import LINE, room_for, width_of, wrapped
from kominn.core.charts.rows import Row, Summary, summary
from kominn.core.charts.scales import Mark, Scale, marks_along, round_scale

WIDTH = 360
EDGE = 10
TRACK = 24
GAP = 12
FOOT = 26

Standing = Literal["above", "below", "alike", ""]
"""Beside the country, as far as the interval can tell; empty without one."""


@dataclass(frozen=True, slots=True)
class Measure(Row):
    """A figure beside the country's, and between the least and the most of those beside it."""

    country: float | None = None
    country_text: str = ""
    least: float | None = None
    most: float | None = None
    others: str = ""

    @property
    def numbers(self) -> tuple[float, ...]:
        own = (self.value, self.low, self.high, self.country, self.least, self.most)
        return tuple(number for number in own if number is not None)

    @property
    def standing(self) -> Standing:
        if self.country is None or self.low is None or self.high is None:
            return ""
        if self.low > self.country:
            return "above"
        return "below" if self.high < self.country else "alike"


@dataclass(frozen=True, slots=True)
class Range:
    row: Measure
    lines: tuple[tuple[int, str], ...]
    y: int
    dot: int | None
    interval: tuple[int, int] | None
    country: int | None
    others: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class RangeChart:
    ranges: tuple[Range, ...]
    told: Summary[Measure]
    marks: tuple[Mark, ...]
    """None of them where each row has its own scale."""
    foot: int
    height: int
    left: int = EDGE
    right: int = WIDTH - EDGE
    width: int = WIDTH

    def standing(self, where: Standing) -> tuple[Measure, ...]:
        return tuple(one.row for one in self.ranges if one.row.standing == where)

    @property
    def above(self) -> tuple[Measure, ...]:
        return self.standing("above")

    @property
    def below(self) -> tuple[Measure, ...]:
        return self.standing("below")

    @property
    def alike(self) -> tuple[Measure, ...]:
        return self.standing("alike")

    @property
    def has_country(self) -> bool:
        return any(one.country is not None for one in self.ranges)

    @property
    def has_others(self) -> bool:
        return any(one.others is not None for one in self.ranges)

    @property
    def has_intervals(self) -> bool:
        return any(one.interval is not None for one in self.ranges)

    @property
    def has_clear(self) -> bool:
        return any(one.row.standing in ("above", "below") for one in self.ranges)


def range_chart(
    rows: Sequence[Measure], *, one_scale: bool = False, also: Sequence[float] = ()
) -> RangeChart | None:
    """Rows from the top in the order given; None where there are none."""
    if not rows:
        return None
    left, right = EDGE, WIDTH - EDGE
    shared, marks = None, tuple[float, ...]()
    if one_scale:
        found = [number for row in rows for number in row.numbers]
        shared, marks = round_scale([*found, *also], left, right, from_zero=False)
    room = room_for([row.text for row in rows], least=width_of(10), most=width_of(16)) + 8
    ranges: list[Range] = []
    top = 2
    for row in rows:
        lines = wrapped(row.name, WIDTH - room)
        ranges.append(_range(row, lines, top, shared or _about_the_country(row)))
        top += len(lines) * LINE + TRACK + GAP
    return RangeChart(
        ranges=tuple(ranges),
        told=summary(rows),
        marks=marks_along(shared, marks, width=WIDTH) if shared else (),
        foot=top - GAP // 2,
        height=top + (FOOT if shared else 0),
    )


def _about_the_country(row: Measure) -> Scale:
    """The country stands in the middle, and what is farthest from it at an edge."""
    low, high = min(row.numbers, default=0.0), max(row.numbers, default=0.0)
    middle = row.country if row.country is not None else (low + high) / 2
    reach = max(high - middle, middle - low) or abs(middle) or 1.0
    return Scale(middle - reach, middle + reach, EDGE, WIDTH - EDGE)


def _range(row: Measure, lines: Sequence[str], top: int, scale: Scale) -> Range:
    first = top + LINE // 2
    return Range(
        row=row,
        lines=tuple((first + place * LINE, line) for place, line in enumerate(lines)),
        y=top + len(lines) * LINE + TRACK // 2,
        dot=None if row.value is None else scale.at(row.value),
        interval=_between(scale, row.low, row.high),
        country=None if row.country is None else scale.at(row.country),
        others=_between(scale, row.least, row.most),
    )


def _between(scale: Scale, low: float | None, high: float | None) -> tuple[int, int] | None:
    return None if low is None or high is None else (scale.at(low), scale.at(high))
