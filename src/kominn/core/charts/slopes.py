"""Before and after: a line for each place, with its figure at both ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kominn.core.charts.lettering import LINE, room_for, shortened, spread, width_of
from kominn.core.charts.rows import Row, Summary, summary
from kominn.core.charts.scales import Scale

WIDTH = 360
HEAD = 30
EDGE = 12
LEAST_HEIGHT = 150
NAME_ROOM = width_of(20)


@dataclass(frozen=True, slots=True)
class Change(Row):
    """`value` is the figure after; `before` and `before_text` that of before."""

    before: float | None = None
    before_text: str = ""

    @property
    def numbers(self) -> tuple[float, ...]:
        return tuple(n for n in (self.before, self.value, self.low, self.high) if n is not None)

    @property
    def by(self) -> float | None:
        return None if self.value is None or self.before is None else self.value - self.before


@dataclass(frozen=True, slots=True)
class Slope:
    """Where a figure stands, and where its words do, moved so that they do not touch."""

    row: Change
    start: int | None
    end: int | None
    start_text: int
    end_text: int
    label: str


@dataclass(frozen=True, slots=True)
class SlopeChart:
    slopes: tuple[Slope, ...]
    told: Summary[Change]
    before: str
    after: str
    left: int
    right: int
    foot: int
    height: int
    width: int = WIDTH

    @property
    def risen(self) -> tuple[Change, ...]:
        return tuple(one.row for one in self.slopes if (one.row.by or 0) > 0)

    @property
    def fallen(self) -> tuple[Change, ...]:
        return tuple(one.row for one in self.slopes if (one.row.by or 0) < 0)

    @property
    def unchanged(self) -> tuple[Change, ...]:
        return tuple(one.row for one in self.slopes if one.row.by == 0)

    @property
    def largest(self) -> Change | None:
        """What changed most, of two or more."""
        found = [*self.risen, *self.fallen]
        if len(found) + len(self.unchanged) < 2:
            return None
        return max(found, key=lambda row: abs(row.by or 0), default=None)


def slope_chart(
    rows: Sequence[Change], *, before: str, after: str, also: Sequence[float] = ()
) -> SlopeChart | None:
    """`before` and `after`: the two times, such as 2015 and 2025. None without a figure."""
    found = [number for row in rows for number in (row.before, row.value) if number is not None]
    if not found:
        return None
    low, high = min([*found, *also]), max([*found, *also])
    if low == high:
        low, high = low - (abs(low) * 0.1 or 1), high + (abs(high) * 0.1 or 1)
    height = max(LEAST_HEIGHT, LINE * (len(rows) + 1))
    up = Scale(low, high, HEAD + height, HEAD + LINE)
    names = [f"{row.text} {row.name}" for row in rows]
    left = room_for([row.before_text for row in rows], least=width_of(4), most=width_of(14)) + EDGE
    longest = room_for([row.text for row in rows], most=width_of(14)) + NAME_ROOM
    right = WIDTH - room_for(names, least=width_of(6), most=min(longest, 200)) - EDGE
    starts = [up.at(row.before) if row.before is not None else None for row in rows]
    ends = [up.at(row.value) if row.value is not None else None for row in rows]
    start_texts, end_texts = _apart(starts, up), _apart(ends, up)
    return SlopeChart(
        slopes=tuple(
            Slope(
                row,
                start,
                end,
                start_texts[place],
                end_texts[place],
                shortened(names[place], WIDTH - right - EDGE),
            )
            for place, (row, start, end) in enumerate(zip(rows, starts, ends, strict=True))
        ),
        told=summary(rows),
        before=before,
        after=after,
        left=left,
        right=right,
        foot=HEAD + height + LINE // 2,
        height=HEAD + height + LINE,
    )


def _apart(places: Sequence[int | None], up: Scale) -> list[int]:
    known = [place for place in places if place is not None]
    moved = iter(spread(known, LINE, up.end, up.start))
    return [0 if place is None else next(moved) for place in places]
