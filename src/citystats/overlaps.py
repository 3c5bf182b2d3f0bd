"""How much two outlines share, and where a ring crosses itself.

Pure Python on purpose, as `citystats.outlines` is: a web process may ask without loading numpy.
Areas are in square degrees with longitudes unshrunk; only their ratios mean anything.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

Position = Sequence[float]
Ring = Sequence[Position]

ROWS = 240
"""Scan lines over what two outlines can share: good to about one part in a hundred."""


class TooIntricate(ValueError):
    """Outlines that go to and fro so often that nobody should wait for an answer."""


class Effort:
    """So many steps may be taken, whatever is asked; then it ends with `TooIntricate`."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def spend(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise TooIntricate("the outlines go to and fro too often")


def area_of(geometry: Mapping[str, Any]) -> float:
    """The area of a GeoJSON Polygon or MultiPolygon, holes left out."""
    return sum(
        abs(_twice(ring)) / 2 * (-1 if place else 1)
        for polygon in _polygons(geometry)
        for place, ring in enumerate(polygon)
    )


def shared_area(
    one: Mapping[str, Any],
    other: Mapping[str, Any],
    *,
    rows: int = ROWS,
    effort: Effort | None = None,
) -> float:
    """The area two outlines have in common.

    Scan lines run from west to east; along each the common stretch is exact. A step of `effort` is
    a side that meets one of them.
    """
    south, north = _common(_heights(one), _heights(other))
    west, east = _common(_widths(one), _widths(other))
    if north <= south or east <= west:
        return 0.0
    step = (north - south) / rows
    ours, theirs = (_crossings(outline, south, step, rows, effort) for outline in (one, other))
    return step * sum(
        _common_length(sorted(mine), sorted(yours))
        for mine, yours in zip(ours, theirs, strict=True)
    )


def crossing(ring: Ring, effort: Effort | None = None) -> tuple[float, float] | None:
    """Where two sides of a closed ring cross, if any do. Sides that touch do not cross.

    A step of `effort` is a side beside another.
    """
    sides = sorted(
        (min(a[0], b[0]), max(a[0], b[0]), place, a, b)
        for place, (a, b) in enumerate(pairwise(ring))
    )
    open_: list[tuple[float, float, int, Position, Position]] = []
    for side in sides:
        left = side[0]
        if effort is not None:
            effort.spend(len(open_) + 1)
        open_ = [other for other in open_ if other[1] >= left]
        for other in open_:
            if found := _meeting(side[3], side[4], other[3], other[4]):
                return found
        open_.append(side)
    return None


def _meeting(a: Position, b: Position, c: Position, d: Position) -> tuple[float, float] | None:
    if max(a[1], b[1]) < min(c[1], d[1]) or max(c[1], d[1]) < min(a[1], b[1]):
        return None
    if _turn(a, b, c) * _turn(a, b, d) >= 0 or _turn(c, d, a) * _turn(c, d, b) >= 0:
        return None
    along = _turn(c, d, a) / (_turn(c, d, a) - _turn(c, d, b))
    return a[0] + along * (b[0] - a[0]), a[1] + along * (b[1] - a[1])


def _turn(a: Position, b: Position, c: Position) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _polygons(geometry: Mapping[str, Any]) -> Sequence[Sequence[Ring]]:
    coordinates: Sequence[Any] = geometry["coordinates"]
    return [coordinates] if geometry["type"] == "Polygon" else coordinates


def _rings(geometry: Mapping[str, Any]) -> Iterator[Ring]:
    return (ring for polygon in _polygons(geometry) for ring in polygon)


def _twice(ring: Ring) -> float:
    x, y = ring[0][0], ring[0][1]
    return sum((a[0] - x) * (b[1] - y) - (b[0] - x) * (a[1] - y) for a, b in pairwise(ring))


def _heights(geometry: Mapping[str, Any]) -> tuple[float, float]:
    found = [position[1] for ring in _rings(geometry) for position in ring]
    return min(found), max(found)


def _widths(geometry: Mapping[str, Any]) -> tuple[float, float]:
    found = [position[0] for ring in _rings(geometry) for position in ring]
    return min(found), max(found)


def _common(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    return max(one[0], other[0]), min(one[1], other[1])


def _crossings(
    geometry: Mapping[str, Any], south: float, step: float, rows: int, effort: Effort | None
) -> list[list[float]]:
    """Where each scan line meets a side: in and out by turns, which leaves holes out."""
    found: list[list[float]] = [[] for _ in range(rows)]
    for ring in _rings(geometry):
        for a, b in pairwise(ring):
            low, high = (a, b) if a[1] <= b[1] else (b, a)
            first = max(math.ceil((low[1] - south) / step - 0.5), 0)
            last = min(math.ceil((high[1] - south) / step - 0.5), rows)
            if effort is not None:
                effort.spend(max(last - first, 1))
            for row in range(first, last):
                share = (south + (row + 0.5) * step - low[1]) / (high[1] - low[1])
                found[row].append(low[0] + share * (high[0] - low[0]))
    return found


def _common_length(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Both are borders of stretches, in pairs and in order."""
    total, i, j = 0.0, 0, 0
    while i + 1 < len(ours) and j + 1 < len(theirs):
        left, right = max(ours[i], theirs[j]), min(ours[i + 1], theirs[j + 1])
        total += max(right - left, 0.0)
        if ours[i + 1] <= theirs[j + 1]:
            i += 2
        else:
            j += 2
    return total
