"""What is known of a town: its areas, who borders on whom, and what was counted where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite

from citystats.composite.indicators import Indicator

LEAST_AREAS, MOST_AREAS = 5, 400
MOST_INDICATORS = 40
MOST_PEOPLE = 100_000_000
FEW_PEOPLE = 100


@dataclass(frozen=True, slots=True)
class Count:
    """So many of so many people; `people` may be 0, which says nothing."""

    hits: int
    people: int

    def __post_init__(self) -> None:
        if not 0 <= self.hits <= self.people <= MOST_PEOPLE:
            raise ValueError(f"{self.hits} of {self.people} cannot be")


@dataclass(frozen=True, slots=True)
class Rate:
    """An estimate with its standard error, above 0, in the indicator's unit."""

    estimate: float
    error: float

    def __post_init__(self) -> None:
        if not (isfinite(self.estimate) and isfinite(self.error) and self.error > 0):
            raise ValueError("a rate needs a number, and an error above 0")


@dataclass(frozen=True, slots=True)
class Area:
    """An area by its code; the name is for people to read."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Town:
    """Areas, borders and indicators, checked; all in the order of codes and ids.

    Attributes
    ----------
    areas : tuple of Area
        5 to 400.
    borders : tuple of (int, int)
        Numbers of areas in `areas`, each border once, the lower number first.
    indicators : tuple of Indicator
        1 to 40.
    seen : dict
        From (number of area, number of indicator) to Count or Rate; what is missing is not known.
    """

    areas: tuple[Area, ...]
    borders: tuple[tuple[int, int], ...]
    indicators: tuple[Indicator, ...]
    seen: Mapping[tuple[int, int], Count | Rate]

    @classmethod
    def of(
        cls,
        areas: list[Area],
        borders: list[tuple[str, str]],
        indicators: list[Indicator],
        seen: Mapping[tuple[str, str], Count | Rate],
    ) -> Town:
        """From codes and ids in any order; `seen` goes from (area code, indicator id).

        Raises ValueError, in words, where a code or id is unknown or comes twice, an area
        borders on itself, an indicator mixes counts and rates, or there are too few or many.
        """
        areas, indicators = sorted(areas, key=_code), sorted(indicators, key=_id)
        codes = _numbered([area.code for area in areas], "area")
        ids = _numbered([indicator.id for indicator in indicators], "indicator")
        if not LEAST_AREAS <= len(areas) <= MOST_AREAS:
            raise ValueError(f"{LEAST_AREAS} to {MOST_AREAS} areas are compared, not {len(areas)}")
        if not 1 <= len(indicators) <= MOST_INDICATORS:
            raise ValueError(f"1 to {MOST_INDICATORS} indicators are read, not {len(indicators)}")
        for code in [end for border in borders for end in border] + [area for area, _ in seen]:
            if code not in codes:
                raise ValueError(f"no area has the code {code!r}")
        for first, second in borders:
            if first == second:
                raise ValueError(f"area {first!r} borders on itself")
        for _, identity in seen:
            if identity not in ids:
                raise ValueError(f"no indicator has the id {identity!r}")
        for identity in ids:
            if len({type(each) for (_, known), each in seen.items() if known == identity}) > 1:
                raise ValueError(f"indicator {identity!r} mixes counts and rates")
        return cls(
            tuple(areas),
            tuple(sorted({_sides(codes[first], codes[second]) for first, second in borders})),
            tuple(indicators),
            {(codes[area], ids[identity]): each for (area, identity), each in seen.items()},
        )


def _sides(first: int, second: int) -> tuple[int, int]:
    return min(first, second), max(first, second)


def _code(area: Area) -> str:
    return area.code


def _id(indicator: Indicator) -> str:
    return indicator.id


def _numbered(names: list[str], what: str) -> dict[str, int]:
    for first, second in pairwise(names):
        if first == second:
            raise ValueError(f"{what} {first!r} comes twice")
    return {name: number for number, name in enumerate(names)}
