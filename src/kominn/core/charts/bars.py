"""Bars from nought: each with its name, its figure in words and its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kominn.core.charts.lettering import LINE, fits, room_for, width_of, wrapped
from kominn.core.charts.rows import Row, Summary, all_numbers, summary
from kominn.core.charts.scales import Mark, Scale, marks_along, round_scale

WIDTH = 360
NAME_ROOM = 136
BAR = 14
GAP = 10
STUB = 44
"""How long the hatched or dotted piece is that stands for a figure nobody is shown."""
FOOT = 26
MOST_LETTERS = 34
"""Of a figure in words; with one so long the bars are short, but nothing is cut off."""


@dataclass(frozen=True, slots=True)
class Bar:
    row: Row
    lines: tuple[tuple[int, str], ...]
    x: int
    y: int
    width: int
    height: int
    text_x: int
    text_y: int
    interval: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class BarChart:
    bars: tuple[Bar, ...]
    told: Summary[Row]
    marks: tuple[Mark, ...]
    zero: int
    left: int
    right: int
    foot: int
    height: int
    width: int = WIDTH

    @property
    def has_intervals(self) -> bool:
        return any(bar.interval for bar in self.bars)


def bar_chart(rows: Sequence[Row], *, also: Sequence[float] = ()) -> BarChart | None:
    """Rows from the top in the order given; None where there are none.

    `also`: figures of the charts beside it, so that all of them have the same scale.
    """
    if not rows:
        return None
    texts = [row.text for row in rows if row.value is not None]
    room = room_for(texts, least=width_of(2), most=width_of(MOST_LETTERS))
    above = room > NAME_ROOM or not all(fits(row.name, NAME_ROOM) for row in rows)
    left = 2 if above else NAME_ROOM + 6
    right = WIDTH - room - 8
    scale, marks = round_scale([*all_numbers(rows), *also], left, right, from_zero=True)
    bars: list[Bar] = []
    top = 2
    for row in rows:
        lines = wrapped(row.name, WIDTH - 4 if above else NAME_ROOM)
        bars.append(_bar(row, lines, top, scale, above=above))
        words = len(lines) * LINE
        top += (words + BAR + 4 if above else max(words, BAR)) + GAP
    return BarChart(
        bars=tuple(bars),
        told=summary(rows),
        marks=marks_along(scale, marks, width=WIDTH),
        zero=scale.at(0),
        left=left,
        right=right,
        foot=top,
        height=top + FOOT,
    )


def _bar(row: Row, lines: Sequence[str], top: int, scale: Scale, *, above: bool) -> Bar:
    words = len(lines) * LINE
    y = top + words + 2 if above else top + (max(words, BAR) - BAR) // 2
    first = top + LINE // 2 if above else y + BAR // 2 - (len(lines) - 1) * LINE // 2
    zero = scale.at(0)
    end = zero + STUB if row.value is None else scale.at(row.value)
    interval = None
    if row.low is not None and row.high is not None:
        interval = scale.at(row.low), scale.at(row.high)
    reach = max(zero, end, *(interval or ()))
    if row.value is None and row.mark == "missing":
        reach = zero
    return Bar(
        row=row,
        lines=tuple((first + place * LINE, line) for place, line in enumerate(lines)),
        x=min(zero, end),
        y=y,
        width=abs(end - zero) or 1,
        height=BAR,
        text_x=reach + 6,
        text_y=y + BAR // 2,
        interval=interval,
    )
