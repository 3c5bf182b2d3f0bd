"""A map of areas by their outlines: shaded in steps, numbered as in the table beside it.

All coordinates are whole numbers in the drawing's own units, so that no language's decimal comma
can break them. Where areas lie too close for their numbers that part is drawn once more, larger.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kominn.core.charts.rows import Row, Summary, Why, summary
from kominn.core.charts.steps import Step, round_steps, step_of

LONG_SIDE = 1000
NUMBER_SIZE = 30
"""Height of a number on the map, in its units."""

Position = Sequence[float]
Bounds = tuple[float, float, float, float]
Project = Callable[[Position], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Outlined(Row):
    """Rings of longitudes and latitudes, and the point where its number stands."""

    rings: Sequence[Sequence[Position]] = ()
    centre: tuple[float, float] = (0.0, 0.0)
    bounds: Bounds | None = None

    @property
    def around(self) -> Bounds:
        if self.bounds is not None:
            return self.bounds
        positions = [position for ring in self.rings for position in ring] or [self.centre]
        east_west, north_south = [p[0] for p in positions], [p[1] for p in positions]
        return min(east_west), min(north_south), max(east_west), max(north_south)


@dataclass(frozen=True, slots=True)
class Shape:
    """`number` is its place in the table beside, `step` its shade; 0 without a figure."""

    number: int
    name: str
    path: str
    x: int
    y: int
    numbered: bool = True
    step: int = 0
    mark: Why = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class AreaMap:
    """A drawing; `enlarged` shows the part inside `frame`."""

    left: int
    top: int
    width: int
    height: int
    shapes: tuple[Shape, ...]
    told: Summary[Outlined]
    steps: tuple[Step, ...]
    enlarged: AreaMap | None = None
    frame: tuple[int, int, int, int] | None = None
    kind: str = "outlines"

    @property
    def view_box(self) -> str:
        return f"{self.left} {self.top} {self.width} {self.height}"


def area_map(places: Sequence[Outlined], *, steps: Sequence[Step] | None = None) -> AreaMap | None:
    """Areas numbered from 1 in the order given; None where there are none.

    `steps`: those of the maps beside it, so that a shade means the same on all of them.
    """
    if not places:
        return None
    values = [place.value for place in places if place.value is not None]
    found = tuple(steps) if steps is not None else round_steps(values)
    bounds = _around(place.around for place in places)
    drawing = _drawing(places, bounds, found, roomy=True)
    close = [p for p, shape in zip(places, drawing.shapes, strict=True) if not shape.numbered]
    if not close:
        return drawing
    near = _at_least(_widened(_around(place.around for place in close)), bounds)
    if _covers(near, bounds):
        return drawing
    project, *_ = _projection(bounds)
    (left, bottom), (right, top) = project(near[:2]), project(near[2:])
    frame = (left, top, right - left, bottom - top)
    enlarged = _drawing(places, near, found, roomy=False)
    seen = (
        shape
        for place, shape in zip(places, enlarged.shapes, strict=True)
        if _meets(place.around, near)
    )
    return replace(drawing, enlarged=replace(enlarged, shapes=tuple(seen)), frame=frame)


def _drawing(
    places: Sequence[Outlined], bounds: Bounds, steps: tuple[Step, ...], *, roomy: bool
) -> AreaMap:
    """`roomy`: an area smaller than its number goes without."""
    project, width, height = _projection(bounds)
    shapes = [_shape(place, n, project, steps) for n, place in enumerate(places, start=1)]
    large = {
        number
        for number, place in enumerate(places, start=1)
        if not roomy or _holds_a_number(place, project)
    }
    margin = NUMBER_SIZE // 3
    return AreaMap(
        left=-margin,
        top=-margin,
        width=width + 2 * margin,
        height=height + 2 * margin,
        shapes=_spaced(shapes, large, width, height),
        told=summary(places),
        steps=steps,
    )


def _projection(bounds: Bounds) -> tuple[Project, int, int]:
    """Equirectangular about the middle latitude: good to a few per mille over a municipality."""
    west, south, east, north = bounds
    shrink = math.cos(math.radians((south + north) / 2))
    across, up = max((east - west) * shrink, 1e-9), max(north - south, 1e-9)
    scale = LONG_SIDE / max(across, up)

    def project(position: Position) -> tuple[int, int]:
        longitude, latitude = position[0], position[1]
        return round((longitude - west) * shrink * scale), round((north - latitude) * scale)

    return project, max(round(across * scale), 1), max(round(up * scale), 1)


def _shape(place: Outlined, number: int, project: Project, steps: Sequence[Step]) -> Shape:
    x, y = project(place.centre)
    path = "".join(_path([project(position) for position in ring]) for ring in place.rings)
    return Shape(
        number=number,
        name=place.name,
        path=path or f"M{x - 2} {y - 2}h4v4h-4z",
        x=x,
        y=y,
        step=0 if place.value is None else step_of(place.value, steps),
        mark=place.mark,
        text=place.text,
    )


def _path(ring: Sequence[tuple[int, int]]) -> str:
    kept = [ring[0], *(b for a, b in pairwise(ring) if a != b)]
    if len(kept) < 4:
        return ""
    return "M" + "L".join(f"{x} {y}" for x, y in kept[:-1]) + "Z"


def _holds_a_number(place: Outlined, project: Project) -> bool:
    box = place.around
    (left, bottom), (right, top) = project(box[:2]), project(box[2:])
    return right - left >= NUMBER_SIZE and bottom - top >= NUMBER_SIZE


def _spaced(
    shapes: Sequence[Shape], large: Container[int], width: int, height: int
) -> tuple[Shape, ...]:
    """Numbers that would stand on one another are left to the enlarged part."""
    room = NUMBER_SIZE * 1.4
    taken: list[tuple[int, int]] = []
    free: set[int] = set()
    for shape in shapes:
        inside = 0 <= shape.x <= width and 0 <= shape.y <= height
        near = any(abs(shape.x - x) < room and abs(shape.y - y) < room for x, y in taken)
        if inside and not near and shape.number in large:
            taken.append((shape.x, shape.y))
            free.add(shape.number)
    return tuple(replace(shape, numbered=shape.number in free) for shape in shapes)


def _around(boxes: Iterable[Bounds]) -> Bounds:
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def _widened(box: Bounds, share: float = 0.05) -> Bounds:
    west, south, east, north = box
    across, up = (east - west) * share, (north - south) * share
    return west - across, south - up, east + across, north + up


def _at_least(box: Bounds, whole: Bounds, share: float = 0.05) -> Bounds:
    """Not so small that its frame on the whole map would hide what it frames, and inside of it."""
    west, east = _stretched(box[0], box[2], whole[0], whole[2], share)
    south, north = _stretched(box[1], box[3], whole[1], whole[3], share)
    return west, south, east, north


def _stretched(
    low: float, high: float, least: float, most: float, share: float
) -> tuple[float, float]:
    more = max((most - least) * share - (high - low), 0.0) / 2
    low, high = low - more, high + more
    moved = max(least - low, 0.0) - max(high - most, 0.0)
    return low + moved, high + moved


def _meets(box: Bounds, near: Bounds) -> bool:
    """Of what lies elsewhere nothing is drawn: enlarged it can be many screens away."""
    return box[0] <= near[2] and near[0] <= box[2] and box[1] <= near[3] and near[1] <= box[3]


def _covers(near: Bounds, whole: Bounds) -> bool:
    """Enlarging is idle where the part is most of the whole."""
    return (near[2] - near[0]) * (near[3] - near[1]) > 0.5 * (whole[2] - whole[0]) * (
        whole[3] - whole[1]
    )
