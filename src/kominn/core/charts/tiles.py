"""A tile map: every place a square of the same size, as near its own place as it can be.

Where each tile stands is worked out by `citystats.tiles`; a large area of few people does not
outweigh a small one of many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kominn.core.charts.lettering import TEXT, shortened
from kominn.core.charts.rows import Row, Summary, summary
from kominn.core.charts.steps import Step, round_steps, step_of

LONG_SIDE = 360
EDGE = 2
GAP = 4
LARGEST = 120
SMALL_TEXT = 9
"""Of a name inside a tile, which only a wide page shows."""


@dataclass(frozen=True, slots=True)
class Tile(Row):
    """Column 0 is west, row 0 is north."""

    column: int = 0
    line: int = 0


@dataclass(frozen=True, slots=True)
class DrawnTile:
    """`number` is its place in the table beside, `step` its shade; 0 without a figure."""

    row: Tile
    number: int
    x: int
    y: int
    step: int
    name: str
    middle: int
    name_y: int
    text_y: int


@dataclass(frozen=True, slots=True)
class TileMap:
    tiles: tuple[DrawnTile, ...]
    told: Summary[Tile]
    steps: tuple[Step, ...]
    side: int
    width: int
    height: int


def tile_map(rows: Sequence[Tile], *, steps: Sequence[Step] | None = None) -> TileMap | None:
    """`steps`: those of the maps beside it, so that a shade means the same on all of them.

    Raises
    ------
    ValueError
        Where two tiles would stand on one another.
    """
    if not rows:
        return None
    if len({(row.column, row.line) for row in rows}) < len(rows):
        raise ValueError("Two tiles would stand on one another.")
    west, north = min(row.column for row in rows), min(row.line for row in rows)
    columns = 1 + max(row.column for row in rows) - west
    lines = 1 + max(row.line for row in rows) - north
    side = max(min((LONG_SIDE - 2 * EDGE + GAP) // columns - GAP, LARGEST), 8)
    found = tuple(steps) if steps is not None else round_steps(_values(rows))
    return TileMap(
        tiles=tuple(
            DrawnTile(
                row=row,
                number=number,
                x=EDGE + (row.column - west) * (side + GAP),
                y=EDGE + (row.line - north) * (side + GAP),
                step=0 if row.value is None else step_of(row.value, found),
                name=shortened(row.name, side * TEXT // SMALL_TEXT - 10),
                middle=EDGE + (row.column - west) * (side + GAP) + side // 2,
                name_y=EDGE + (row.line - north) * (side + GAP) + side - 9,
                text_y=EDGE + (row.line - north) * (side + GAP) + side // 2 + 2,
            )
            for number, row in enumerate(rows, start=1)
        ),
        told=summary(rows),
        steps=found,
        side=side,
        width=max(2 * EDGE + columns * (side + GAP) - GAP, LONG_SIDE),
        height=2 * EDGE + lines * (side + GAP) - GAP,
    )


def _values(rows: Sequence[Row]) -> list[float]:
    return [row.value for row in rows if row.value is not None]
