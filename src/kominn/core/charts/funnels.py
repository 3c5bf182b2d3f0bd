"""A funnel: each place's figure beside its size, and how far chance alone would carry it.

Fair to the small: a village of two hundred may stand far from the country by chance, a town of
fifty thousand may not. The limits are worked out by `citystats.funnel` and come as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from citystats.funnel import Limits
from kominn.core.charts.lettering import LINE, shortened, width_of
from kominn.core.charts.rows import Row, Summary, summary
from kominn.core.charts.scales import Mark, Scale, letters, marks_along, round_scale

WIDTH, HEIGHT = 360, 280
RIGHT, TOP, BOTTOM = 12, 12, 44
MOST_LABELS = 6
MOST_ROOM = width_of(18)

Beyond = Literal["", "near", "far"]
"""Within the limits, beyond the near ones (95 %), or beyond the far ones too (99.8 %)."""


@dataclass(frozen=True, slots=True)
class Spot(Row):
    """`size` is how many people (or other units) the figure is of."""

    size: float = 0.0
    size_text: str = ""
    beyond: Beyond = ""


@dataclass(frozen=True, slots=True)
class DrawnSpot:
    row: Spot
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Label:
    x: int
    y: int
    text: str
    anchor: str
    own: bool


@dataclass(frozen=True, slots=True)
class FunnelChart:
    spots: tuple[DrawnSpot, ...]
    labels: tuple[Label, ...]
    told: Summary[Spot]
    near: str
    """The area between the near limits, as a path; `far` that between the far ones."""
    far: str
    middle: int
    middle_text: str
    values: tuple[Mark, ...]
    sizes: tuple[Mark, ...]
    above: tuple[Spot, ...]
    below: tuple[Spot, ...]
    left: int
    right: int = WIDTH - RIGHT
    top: int = TOP
    foot: int = HEIGHT - BOTTOM
    width: int = WIDTH
    height: int = HEIGHT


def funnel_chart(
    rows: Sequence[Spot],
    limits: Sequence[Limits],
    *,
    middle: float,
    middle_text: str,
    also: Sequence[float] = (),
) -> FunnelChart | None:
    """`limits` by growing size; `middle` is what all are held up against. None without a figure."""
    known = [row for row in rows if row.value is not None and row.size > 0]
    if not known:
        return None
    least = min(row.size for row in known)
    shown = [one for one in limits if one.size >= least] or list(limits)
    reach = [n for one in shown for n in (one.low, one.high)]
    values = [row.value or 0.0 for row in known]
    foot = HEIGHT - BOTTOM
    up, marks = round_scale([*values, *reach, middle, *also], foot, TOP, from_zero=False)
    left = width_of(max(map(letters, marks))) + 8
    sizes = [row.size for row in known] + [one.size for one in shown]
    across, size_marks = round_scale(sizes, left + 6, WIDTH - RIGHT - 6, from_zero=True)
    spots = tuple(DrawnSpot(row, across.at(row.size), up.at(row.value or 0.0)) for row in known)
    return FunnelChart(
        spots=spots,
        labels=_labels(spots, left),
        told=summary(rows),
        near=_area([(one.size, one.low, one.high) for one in shown], across, up),
        far=_area([(one.size, one.far_low, one.far_high) for one in shown], across, up),
        middle=up.at(middle),
        middle_text=middle_text,
        values=tuple(Mark(up.at(mark), mark) for mark in marks),
        sizes=marks_along(across, size_marks, width=WIDTH),
        above=tuple(row for row in known if row.beyond and (row.value or 0.0) > middle),
        below=tuple(row for row in known if row.beyond and (row.value or 0.0) < middle),
        left=left,
    )


def _area(ends: Sequence[tuple[float, float, float]], across: Scale, up: Scale) -> str:
    """Out along the upper ends and back along the lower ones, within the frame."""
    if len(ends) < 2:
        return ""
    inside = [
        (across.at(size), up.at(max(low, up.low)), up.at(min(high, up.high)))
        for size, low, high in ends
    ]
    out = [f"{x} {max(high, up.end)}" for x, _, high in inside]
    back = [f"{x} {min(low, up.start)}" for x, low, _ in reversed(inside)]
    return "M" + "L".join(out + back) + "Z"


def _labels(spots: Sequence[DrawnSpot], left: int) -> tuple[Label, ...]:
    """The own place, and those beyond the limits as far as their names have room."""
    wanted = sorted(
        (spot for spot in spots if spot.row.own or spot.row.beyond),
        key=lambda spot: (not spot.row.own, spot.row.beyond != "far", spot.row.size),
    )
    taken: list[tuple[int, int, int]] = []
    found: list[Label] = []
    for spot in wanted[: 3 * MOST_LABELS]:
        room = WIDTH - RIGHT - spot.x - 8
        text = shortened(spot.row.name, MOST_ROOM)
        wide = width_of(text)
        if wide <= room:
            x, anchor, begins = spot.x + 8, "start", spot.x + 8
        elif wide <= spot.x - 8 - left:
            x, anchor, begins = spot.x - 8, "end", spot.x - 8 - wide
        else:
            continue
        clear = all(
            abs(y - spot.y) >= LINE or begins > last or begins + wide < first
            for first, last, y in taken
        )
        clear = clear and not any(
            begins < other.x < begins + wide and abs(other.y - spot.y) < LINE // 2
            for other in spots
            if other is not spot
        )
        if clear and len(found) < MOST_LABELS:
            taken.append((begins, begins + wide, spot.y))
            found.append(Label(x, spot.y, text, anchor, spot.row.own))
    return tuple(found)
