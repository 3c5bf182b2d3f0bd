"""The map of the areas as shapes that a template draws: tiles of equal size, or outlines.

All coordinates are whole numbers in the drawing's own units, so that no language's decimal comma
can break them. Numbers on the map are those of the table beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kominn.core.charts import area_maps
from kominn.core.charts.area_maps import AreaMap, Outlined
from kominn.portrait.models import Area

TILE = 120
GAP = 6
EDGE = 2


@dataclass(frozen=True, slots=True)
class Tile:
    """One area: its square, where its number stands, and its name in lines that fit."""

    number: int
    name: str
    path: str
    x: int
    y: int
    size: int
    lines: tuple[tuple[int, str], ...]
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class TileMap:
    left: int
    top: int
    width: int
    height: int
    shapes: tuple[Tile, ...]
    kind: str = "tiles"
    enlarged: None = None
    frame: None = None

    @property
    def view_box(self) -> str:
        return f"{self.left} {self.top} {self.width} {self.height}"


def area_map(areas: Sequence[Area]) -> AreaMap | TileMap | None:
    """Outlines when every area has one, else tiles when every area has one, else nothing.

    Areas are numbered from 1 in the order given.
    """
    if not areas:
        return None
    if all(area.drawn for area in areas):
        return area_maps.area_map([_outlined(area) for area in areas])
    if all(area.tile_column is not None for area in areas):
        return _tile_map(areas)
    return None


def _tile_map(areas: Sequence[Area]) -> TileMap:
    shapes = tuple(_tile(area, number) for number, area in enumerate(areas, start=1))
    step = TILE + GAP
    return TileMap(
        left=-EDGE,
        top=-EDGE,
        width=step * (1 + max(area.tile_column or 0 for area in areas)) - GAP + 2 * EDGE,
        height=step * (1 + max(area.tile_row or 0 for area in areas)) - GAP + 2 * EDGE,
        shapes=shapes,
    )


def _tile(area: Area, number: int) -> Tile:
    left, top = (area.tile_column or 0) * (TILE + GAP), (area.tile_row or 0) * (TILE + GAP)
    words = area.name.split()
    # A letter is about 0.56 as wide as high; the longest word decides.
    size = min(17, int((TILE - 12) / (0.56 * max(len(word) for word in words))))
    first = top + TILE // 2 + 18
    return Tile(
        number=number,
        name=area.name,
        path=f"M{left} {top}h{TILE}v{TILE}h-{TILE}z",
        x=left + TILE // 2,
        y=top + TILE // 2,
        size=size,
        lines=tuple((first + row * (size + 4), word) for row, word in enumerate(words)),
    )


def _outlined(area: Area) -> Outlined:
    outline = area.outline or {}
    coordinates = outline.get("coordinates", [])
    polygons = [coordinates] if outline.get("type") == "Polygon" else coordinates
    return Outlined(
        name=area.name,
        value=None,
        rings=[ring for polygon in polygons for ring in polygon],
        centre=(area.centre_longitude or 0.0, area.centre_latitude or 0.0),
        bounds=tuple(area.bounds) if area.bounds else None,
    )
