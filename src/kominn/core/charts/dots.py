"""A strip of dots: one for each place, such as similar municipalities, the page's own marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from kominn.core.charts.lettering import LINE, shortened, width_of
from kominn.core.charts.rows import Row, Summary, all_numbers, summary
from kominn.core.charts.scales import Mark, marks_along, round_scale

WIDTH = 360
EDGE = 12
LARGE, SMALL = 6, 3
MOST_LARGE = 60
"""Where there are more, the dots are small."""
HEAD = 2 * LINE + 8
FOOT = 26


@dataclass(frozen=True, slots=True)
class Dot:
    row: Row
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Label:
    x: int
    y: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class DotStrip:
    dots: tuple[Dot, ...]
    told: Summary[Row]
    marks: tuple[Mark, ...]
    own: Dot | None
    own_label: Label | None
    country: int | None
    country_label: Label | None
    middle: Row | None
    """The row in the middle, the own one left out; of two the lower."""
    size: int
    foot: int
    height: int
    left: int = EDGE
    right: int = WIDTH - EDGE
    width: int = WIDTH


def dot_strip(
    rows: Sequence[Row], *, country: Row | None = None, also: Sequence[float] = ()
) -> DotStrip | None:
    """None where no row has a figure. The table beside it keeps the order given."""
    known = sorted((row for row in rows if row.value is not None), key=lambda row: row.value or 0.0)
    if not known:
        return None
    numbers = [*all_numbers(known), *(all_numbers([country]) if country else ()), *also]
    scale, marks = round_scale(numbers, EDGE, WIDTH - EDGE, from_zero=False)
    size = LARGE if len(known) <= MOST_LARGE else SMALL
    levels = _levels([scale.at(row.value or 0.0) for row in known], 2 * size + 1)
    foot = HEAD + (2 * size + 1) * (max(levels) + 1) + size
    dots = tuple(
        Dot(row, scale.at(row.value or 0.0), foot - size - 2 - level * (2 * size + 1))
        for row, level in zip(known, levels, strict=True)
    )
    own = next((dot for dot in dots if dot.row.own), None)
    stands = None if country is None or country.value is None else scale.at(country.value)
    return DotStrip(
        dots=dots,
        told=summary(rows),
        marks=marks_along(scale, marks, width=WIDTH),
        own=own,
        own_label=_label(own.row, own.x, LINE // 2) if own else None,
        country=stands,
        country_label=_label(country, stands, LINE // 2 + LINE)
        if country and stands is not None
        else None,
        middle=_middle([row for row in known if not row.own]),
        size=size,
        foot=foot,
        height=foot + FOOT,
    )


def _levels(places: Sequence[int], apart: int) -> list[int]:
    """The lowest level where a dot touches none before it; the places come in order."""
    ends: list[int] = []
    found: list[int] = []
    for place in places:
        level = next((n for n, end in enumerate(ends) if place - end >= apart), len(ends))
        if level == len(ends):
            ends.append(place)
        ends[level] = place
        found.append(level)
    return found


def _label(row: Row, x: int, y: int) -> Label:
    text = shortened(f"{row.name} {row.text}", WIDTH)
    half = width_of(text) // 2
    if x - half < 0:
        return Label(0, y, text, "start")
    if x + half > WIDTH:
        return Label(WIDTH, y, text, "end")
    return Label(x, y, text, "middle")


def _middle(rows: Sequence[Row]) -> Row | None:
    if len(rows) < 2:
        return None
    value = median([row.value or 0.0 for row in rows])
    return max((row for row in rows if (row.value or 0.0) <= value), key=lambda row: row.value or 0)
