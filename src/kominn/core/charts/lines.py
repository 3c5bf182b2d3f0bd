"""Lines over time: the first is the one the page is about, the others stand beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from kominn.core.charts.lettering import width_of
from kominn.core.charts.scales import Mark, Scale, letters, round_scale

WIDTH, HEIGHT = 360, 230
RIGHT, TOP, BOTTOM = 12, 12, 30
MOST_YEARS = 7
MOST_LINES = 4
"""As many as can be told apart without colour."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A figure at a day; `hidden` where there is one that is not shown."""

    day: dt.date
    value: float | None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A broken path where figures are missing, a dot for each figure, and where some are hidden."""

    name: str
    path: str
    dots: tuple[tuple[int, int], ...]
    hidden: tuple[int, ...]
    pattern: int


@dataclass(frozen=True, slots=True)
class LineChart:
    lines: tuple[DrawnLine, ...]
    values: tuple[Mark, ...]
    years: tuple[Mark, ...]
    from_zero: bool
    left: int
    right: int = WIDTH - RIGHT
    foot: int = HEIGHT - BOTTOM
    width: int = WIDTH
    height: int = HEIGHT


def line_chart(
    named: Sequence[tuple[str, Sequence[Dated]]],
    *,
    from_zero: bool = False,
    beside: Sequence[float] = (),
) -> LineChart | None:
    """At most four lines; None where there is nothing to draw. `beside` are figures of drawings
    that stand next to this one: the scale holds them too, so that heights can be compared."""
    kept = [(name, dated) for name, dated in named[:MOST_LINES] if dated]
    found = [one for _, dated in kept for one in dated]
    values = [one.value for one in found if one.value is not None]
    if not values:
        return None
    days = [one.day.toordinal() for one in found]
    first, last = min(days), max(days)
    up, marks = round_scale([*values, *beside], HEIGHT - BOTTOM, TOP, from_zero=from_zero)
    left = min(width_of(max(map(letters, marks))) + 8, WIDTH // 2)
    across = Scale(first, max(last, first + 1), left + 8, WIDTH - RIGHT - 8)
    return LineChart(
        lines=tuple(
            _drawn(name, dated, across, up, pattern)
            for pattern, (name, dated) in enumerate(kept, start=1)
        ),
        values=tuple(Mark(up.at(mark), mark) for mark in marks),
        from_zero=up.low <= 0 <= up.high,
        years=_years([one.day for one in found], across),
        left=left,
    )


def _drawn(name: str, dated: Sequence[Dated], across: Scale, up: Scale, pattern: int) -> DrawnLine:
    path, joined = [], False
    dots: list[tuple[int, int]] = []
    for one in dated:
        if one.value is None:
            joined = False
            continue
        x, y = across.at(one.day.toordinal()), up.at(one.value)
        path.append(f"{'L' if joined else 'M'}{x} {y}")
        dots.append((x, y))
        joined = True
    hidden = tuple(across.at(one.day.toordinal()) for one in dated if one.hidden)
    return DrawnLine(name, "".join(path), tuple(dots), hidden, pattern)


def _years(days: Sequence[dt.date], across: Scale) -> tuple[Mark, ...]:
    """Each year's first figure, thinned so that the numbers do not touch."""
    firsts: dict[int, dt.date] = {}
    for day in sorted(days):
        firsts.setdefault(day.year, day)
    every = -(-len(firsts) // MOST_YEARS)
    kept = list(firsts.items())[::-1][::every][::-1]
    return tuple(Mark(across.at(day.toordinal()), year) for year, day in kept)
