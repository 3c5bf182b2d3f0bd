"""Two cities that differ only in how many concerns they have, and what is slower in the larger."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from city import City, database, inside, kept_city, machine, parser
from city import keep as keep_it

FEW = 1000
WAYS = {
    "alike": "every kind grows",
    "finished": "only finished ones grow",
    "others": "only what colleagues hold grows",
}
Measured = dict[str, dict[str, Any]]


def asking(about: str | None, ways: list[str]) -> argparse.ArgumentParser:
    wishes = parser(about)
    wishes.add_argument("--many", type=int, default=200_000)
    wishes.add_argument("--ways", choices=WAYS, nargs="+", default=ways)
    wishes.add_argument("--keep", type=Path, help="keep the cities in this folder, and reuse them")
    wishes.add_argument("--rounds", type=int, default=6)
    wishes.add_argument("--only", nargs="+", default=[], help="only pages with one of these words")
    wishes.add_argument("--plans", action="store_true", help="show the large database's plans")
    return wishes


@contextmanager
def both(way: str, many: int, keep: Path | None) -> Iterator[tuple[City, City]]:
    """The small city and the large one, filled."""
    kept = keep and keep.resolve() / database().lower()
    with (
        kept_city(kept and kept / f"{FEW}") as (small, small_stood),
        kept_city(kept and kept / f"{way}-{many}") as (large, large_stood),
    ):
        for city, stood, number in ((small, small_stood, FEW), (large, large_stood, many)):
            if not stood:
                inside(city, "fill", str(FEW), "alike")
                inside(city, "fill", str(number), way)
                keep_it(city)
        print(f"\n{database()}, {WAYS[way]} from {FEW} to {many}: {machine(large)}", flush=True)
        yield small, large


def in_turns(small: City, large: City, rounds: int, *deed: str) -> tuple[Measured, Measured]:
    """The same asked of both, in turns, so that whatever else the machine does meets both."""
    few: Measured = {}
    lots: Measured = {}
    for _ in range(rounds):
        for into, city in ((few, small), (lots, large)):
            for name, measured in inside(city, *deed).items():
                kept = into.setdefault(name, {"queries": measured["queries"]})
                for what in ("page", "database"):
                    kept.setdefault(what, []).extend(measured[what])
    return few, lots
