"""Who borders on whom, from outlines: areas that share a border share its corners."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

from kominn.portrait.models import Area

DECIMALS = 5
"""Of a degree: about a metre."""
SHARED_CORNERS = 2
"""One corner is a meeting of four, not a border."""


def borders(areas: Iterable[Area]) -> list[tuple[str, str]]:
    """Pairs of codes, each once; areas without an outline border on nobody."""
    at: dict[tuple[float, float], set[str]] = defaultdict(set)
    for area in areas:
        for longitude, latitude in _corners((area.outline or {}).get("coordinates", [])):
            at[round(longitude, DECIMALS), round(latitude, DECIMALS)].add(area.code)
    shared: dict[tuple[str, str], int] = defaultdict(int)
    for codes in at.values():
        for first, second in combinations(sorted(codes), 2):
            shared[first, second] += 1
    return sorted(pair for pair, corners in shared.items() if corners >= SHARED_CORNERS)


def _corners(coordinates: list[Any]) -> Iterator[tuple[float, float]]:
    """Of a polygon or of many, however deep."""
    if coordinates and isinstance(coordinates[0], int | float):
        yield coordinates[0], coordinates[1]
        return
    for inner in coordinates:
        yield from _corners(inner)
