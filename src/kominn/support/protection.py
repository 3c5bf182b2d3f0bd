"""What an area may be told of itself in public: few figures, each a range, the same for all areas.

Of each domain one figure, the one counted among most people, so that nobody can choose what an
area is told by; never a chance, a place, a class or a smoothed number, nor a share as a point.
Ranges are 95 % sure and moved outward to steps of five of a hundred. Every range holds the middle
one, so that no two areas can be told apart; and an end of a range is told of no area unless at
least two fifths of them share it. A range so wide that it says nothing is told as none. Whoever
lays all pages side by side finds no list.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from citystats.shares import FEWEST, STEP, Told, told

Fact = Mapping[str, Any]
WHOLE = 100
ALIKE = 2 / 5
"""Of the areas at least so many share an end, and no fewer than three."""
FEWEST_ALIKE = 3
WIDEST = 60
"""Of a hundred: a wider range says nothing to anybody, and is told as none."""


@dataclass(frozen=True, slots=True)
class Figure:
    """An area's own range beside the city's; `own` is None where too few people are counted."""

    id: str
    title: str
    domain: str
    own: Told | None
    city: Told
    source: str
    date: str

    @property
    def says_nothing(self) -> bool:
        return self.own is not None and _is_whole(self.own)

    def as_kept(self) -> dict[str, Any]:
        own = self.own
        return {
            "id": self.id,
            "title": self.title,
            "domain": self.domain,
            "own": None if own is None else [own.low, own.high, own.people],
            "city": [self.city.low, self.city.high, self.city.people],
            "source": self.source,
            "date": self.date,
        }

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> Figure:
        own = kept["own"]
        return cls(
            id=kept["id"],
            title=kept["title"],
            domain=kept["domain"],
            own=None if own is None else Told(*own),
            city=Told(*kept["city"]),
            source=kept["source"],
            date=kept["date"],
        )


def figures_of(
    result: Fact, sources: Mapping[str, Any], codes: Iterable[str]
) -> dict[str, list[Figure]]:
    """For each area that has a profile, the same figures in the same order."""
    counted: dict[str, dict[str, Fact]] = defaultdict(dict)
    for cell in result["counts"]:
        counted[cell["indicator"]][cell["area"]] = cell
    chosen = _one_of_each_domain(result["indicators"], counted)
    ranges = {one["id"]: _alike_at_the_ends(counted[one["id"]]) for one in chosen}
    cities = {one["id"]: _all_together(counted[one["id"]]) for one in chosen}
    return {
        code: [
            _figure(one, ranges[one["id"]].get(code), cities[one["id"]], sources) for one in chosen
        ]
        for code in codes
    }


def _alike_at_the_ends(cells: Mapping[str, Fact]) -> dict[str, Told]:
    """Each area's range, made so wide that it holds the middle and few stand at no end."""
    ranges = {
        code: told(cell["hits"], cell["people"])
        for code, cell in cells.items()
        if cell["people"] >= FEWEST
    }
    alike = max(FEWEST_ALIKE, ceil(len(ranges) * ALIKE))
    if len(ranges) < alike:
        return {}
    low, high = _middle(list(ranges.values()), alike)
    return _without_the_widest(
        {code: _around(each, low, high) for code, each in ranges.items()}, alike
    )


def _middle(ranges: Sequence[Told], alike: int) -> tuple[int, int]:
    """Wide enough that whoever lies at one end of it lies there among many, and nobody at both."""
    ends = (
        sorted((each.low for each in ranges), reverse=True)[alike - 1],
        sorted(each.high for each in ranges)[alike - 1],
    )
    low, high = min(ends), max(ends)
    if low == high:
        low, high = max(low - STEP, 0), min(high + STEP, WHOLE)
    while True:
        lowest = [each.low for each in ranges if each.high <= high and each.low < low]
        highest = [each.high for each in ranges if each.low >= low and each.high > high]
        across = [each for each in ranges if each.low < low and each.high > high]
        if across:
            # Their ends would be theirs alone: the side that takes the fewest steps is widened.
            lower, higher = min(each.low for each in across), max(each.high for each in across)
            low, high = (lower, high) if low - lower <= higher - high else (low, higher)
        elif 0 < len(lowest) < alike:
            low = min(lowest)
        elif 0 < len(highest) < alike:
            high = max(highest)
        else:
            return low, high


def _around(each: Told, low: int, high: int) -> Told:
    """What is told where the middle is from `low` to `high`; it always holds the middle."""
    if each.low < low:
        return replace(each, low=0, high=high)
    if each.high > high:
        return replace(each, low=low, high=WHOLE)
    return replace(each, low=low, high=high)


def _without_the_widest(ranges: Mapping[str, Told], alike: int) -> dict[str, Told]:
    """Nothing is told by a range too wide, nor by one whose end too few would then share.

    Areas of one range go together, and there are three ranges at most: what stands instead tells
    less than they did, and of as many areas as share an end.
    """
    said = {code: each for code, each in ranges.items() if each.high - each.low <= WIDEST}
    while alone := _alone(said.values(), alike):
        said = {code: each for code, each in said.items() if not alone & {each.low, each.high}}
    return {code: said.get(code, replace(each, low=0, high=WHOLE)) for code, each in ranges.items()}


def _alone(ranges: Iterable[Told], alike: int) -> set[int]:
    lows, highs = Counter[int](), Counter[int]()
    for each in ranges:
        lows[each.low] += 1
        highs[each.high] += 1
    return {end for ends in (lows, highs) for end, number in ends.items() if number < alike}


def _is_whole(each: Told) -> bool:
    return (each.low, each.high) == (0, WHOLE)


def _all_together(cells: Mapping[str, Fact]) -> Told:
    return told(
        sum(each["hits"] for each in cells.values()),
        sum(each["people"] for each in cells.values()),
    )


def _one_of_each_domain(
    indicators: Sequence[Fact], counted: Mapping[str, Mapping[str, Fact]]
) -> list[Fact]:
    best: dict[str, Fact] = {}
    for one in sorted(indicators, key=lambda each: str(each["id"])):
        cells = counted.get(one["id"], {}).values()
        if sum(cell["people"] for cell in cells) < FEWEST:
            continue
        now = best.get(one["domain"])
        if now is None or _reach(counted[one["id"]]) > _reach(counted[now["id"]]):
            best[one["domain"]] = one
    return [best[domain] for domain in sorted(best)]


def _reach(cells: Mapping[str, Fact]) -> tuple[int, int]:
    """In how many areas it can be told, and among how many people it is counted."""
    people = [cell["people"] for cell in cells.values()]
    return sum(number >= FEWEST for number in people), sum(people)


def _figure(indicator: Fact, own: Told | None, city: Told, sources: Mapping[str, Any]) -> Figure:
    source = sources.get(indicator["id"]) or sources.get("") or {}
    return Figure(
        id=indicator["id"],
        title=indicator["title"] or indicator["id"],
        domain=indicator["domain"],
        own=own,
        city=city,
        source=source.get("source", ""),
        date=source.get("date", ""),
    )
