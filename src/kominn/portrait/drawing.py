"""The map of the areas as shapes that a template draws: tiles of equal size, or outlines.

All coordinates are whole numbers in the drawing's own units, so that no language's decimal comma
can break them. Numbers on the map are those of the table beside it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from kominn.portrait.models import Area

TILE = 120
GAP = 6
EDGE = 2
LONG_SIDE = 1000
NUMBER_SIZE = 30
"""Height of a number on the outline map, in its units."""

Position = tuple[float, float]
Project = Callable[[Sequence[float]], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Shape:
    """One area: what to draw, where its number stands, and its name in lines that fit."""

    number: int
    slug: str
    name: str
    path: str
    x: int
    y: int
    size: int = NUMBER_SIZE
    lines: tuple[tuple[int, str], ...] = ()
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class AreaMap:
    """A drawing; `enlarged` shows the part where areas lie too close for their numbers."""

    kind: Literal["tiles", "outlines"]
    left: int
    top: int
    width: int
    height: int
    shapes: tuple[Shape, ...]
    enlarged: AreaMap | None = None
    frame: tuple[int, int, int, int] | None = None

    @property
    def view_box(self) -> str:
        return f"{self.left} {self.top} {self.width} {self.height}"


def area_map(areas: Sequence[Area]) -> AreaMap | None:
    """Outlines when every area has one, else tiles when every area has one, else nothing.

    Areas are numbered from 1 in the order given.
    """
    if not areas:
        return None
    if all(area.drawn for area in areas):
        return _outline_map(areas)
    if all(area.tile_column is not None for area in areas):
        return _tile_map(areas)
    return None


# --- Tiles ----------------------------------------------------------------------------------


def _tile_map(areas: Sequence[Area]) -> AreaMap:
    shapes = tuple(_tile(area, number) for number, area in enumerate(areas, start=1))
    step = TILE + GAP
    return AreaMap(
        kind="tiles",
        left=-EDGE,
        top=-EDGE,
        width=step * (1 + max(area.tile_column or 0 for area in areas)) - GAP + 2 * EDGE,
        height=step * (1 + max(area.tile_row or 0 for area in areas)) - GAP + 2 * EDGE,
        shapes=shapes,
    )


def _tile(area: Area, number: int) -> Shape:
    left, top = (area.tile_column or 0) * (TILE + GAP), (area.tile_row or 0) * (TILE + GAP)
    words = area.name.split()
    # A letter is about 0.56 as wide as high; the longest word decides.
    size = min(17, int((TILE - 12) / (0.56 * max(len(word) for word in words))))
    first = top + TILE // 2 + 18
    return Shape(
        number=number,
        slug=area.slug,
        name=area.name,
        path=f"M{left} {top}h{TILE}v{TILE}h-{TILE}z",
        x=left + TILE // 2,
        y=top + TILE // 2,
        size=size,
        lines=tuple((first + row * (size + 4), word) for row, word in enumerate(words)),
    )


# --- Outlines -------------------------------------------------------------------------------


def _outline_map(areas: Sequence[Area]) -> AreaMap:
    bounds = _around(area.bounds or _bounds(area) for area in areas)
    drawing = _drawing(areas, bounds, roomy=True)
    hidden = [shape for shape in drawing.shapes if not shape.numbered]
    if not hidden:
        return drawing
    close = [area for area, shape in zip(areas, drawing.shapes, strict=True) if not shape.numbered]
    near = _widened(_around(area.bounds or _bounds(area) for area in close))
    if _covers(near, bounds):
        return drawing
    project, *_ = _projection(bounds)
    (left, bottom), (right, top) = project(near[:2]), project(near[2:])
    frame = (left, top, right - left, bottom - top)
    return replace(drawing, enlarged=_drawing(areas, near, roomy=False), frame=frame)


def _drawing(
    areas: Sequence[Area], bounds: tuple[float, float, float, float], *, roomy: bool
) -> AreaMap:
    """`roomy`: an area smaller than its number goes without."""
    project, width, height = _projection(bounds)
    shapes = [_shape(area, number, project) for number, area in enumerate(areas, start=1)]
    large = {area.slug for area in areas if not roomy or _holds_a_number(area, project)}
    margin = NUMBER_SIZE // 3
    return AreaMap(
        kind="outlines",
        left=-margin,
        top=-margin,
        width=width + 2 * margin,
        height=height + 2 * margin,
        shapes=_spaced(shapes, large, width, height),
    )


def _projection(bounds: tuple[float, float, float, float]) -> tuple[Project, int, int]:
    """Equirectangular about the middle latitude: good to a few per mille over a municipality."""
    west, south, east, north = bounds
    shrink = math.cos(math.radians((south + north) / 2))
    across, up = max((east - west) * shrink, 1e-9), max(north - south, 1e-9)
    scale = LONG_SIDE / max(across, up)

    def project(position: Sequence[float]) -> tuple[int, int]:
        longitude, latitude = position[0], position[1]
        return round((longitude - west) * shrink * scale), round((north - latitude) * scale)

    return project, max(round(across * scale), 1), max(round(up * scale), 1)


def _shape(area: Area, number: int, project: Project) -> Shape:
    rings = [[project(position) for position in ring] for ring in _rings(area)]
    x, y = project((area.centre_longitude or 0.0, area.centre_latitude or 0.0))
    path = "".join(_path(ring) for ring in rings) or f"M{x - 2} {y - 2}h4v4h-4z"
    return Shape(number=number, slug=area.slug, name=area.name, path=path, x=x, y=y)


def _path(ring: Sequence[tuple[int, int]]) -> str:
    kept = [ring[0], *(b for a, b in pairwise(ring) if a != b)]
    if len(kept) < 4:
        return ""
    return "M" + "L".join(f"{x} {y}" for x, y in kept[:-1]) + "Z"


def _holds_a_number(area: Area, project: Project) -> bool:
    box = area.bounds or _bounds(area)
    (left, bottom), (right, top) = project(box[:2]), project(box[2:])
    return right - left >= NUMBER_SIZE and bottom - top >= NUMBER_SIZE


def _spaced(
    shapes: Sequence[Shape], large: Container[str], width: int, height: int
) -> tuple[Shape, ...]:
    """Numbers that would stand on one another are left to the enlarged part."""
    room = NUMBER_SIZE * 1.4
    taken: list[Position] = []
    free: set[str] = set()
    for shape in shapes:
        inside = 0 <= shape.x <= width and 0 <= shape.y <= height
        near = any(abs(shape.x - x) < room and abs(shape.y - y) < room for x, y in taken)
        if inside and not near and shape.slug in large:
            taken.append((shape.x, shape.y))
            free.add(shape.slug)
    return tuple(replace(shape, numbered=shape.slug in free) for shape in shapes)


def _rings(area: Area) -> list[list[Sequence[float]]]:
    outline = area.outline or {}
    coordinates = outline.get("coordinates", [])
    polygons = [coordinates] if outline.get("type") == "Polygon" else coordinates
    return [ring for polygon in polygons for ring in polygon]


def _bounds(area: Area) -> tuple[float, float, float, float]:
    positions = [position for ring in _rings(area) for position in ring]
    east_west, north_south = [p[0] for p in positions], [p[1] for p in positions]
    return min(east_west), min(north_south), max(east_west), max(north_south)


def _around(boxes: Iterable[Sequence[float]]) -> tuple[float, float, float, float]:
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def _widened(
    box: tuple[float, float, float, float], share: float = 0.05
) -> tuple[float, float, float, float]:
    west, south, east, north = box
    across, up = (east - west) * share, (north - south) * share
    return west - across, south - up, east + across, north + up


def _covers(near: Sequence[float], whole: Sequence[float]) -> bool:
    """Enlarging is idle where the part is most of the whole."""
    return (near[2] - near[0]) * (near[3] - near[1]) > 0.5 * (whole[2] - whole[0]) * (
        whole[3] - whole[1]
    )
