"""Numbers of people as a page may say them: each a multiple of five, up or down by chance.

Left as they are, a small number follows from the others: all, less those that are shown. So every
number is rounded, also the large ones and nought; and where tables count the same people, chance is
drawn anew until all of them together leave more than one value for each small number.

The same number in the same place is rounded the same way each day: whoever reads the page a
hundred times has read it once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

from citystats.disclosure.rounding import round_counts
from citystats.disclosure.terms import THRESHOLD
from kominn.core.serverkey import server_keys

BASE = THRESHOLD
PURPOSE = "ambassadors counted"
MOST_DRAWS = 1000
ANY_NUMBER = (0, 10**6)

Table = Mapping[str, int]
"""Rows by their names, and how many people there are in each; the row "" is not shown."""


def rounded(alike: Mapping[str, Table], *, apart: Mapping[str, Table]) -> dict[str, dict[str, int]]:
    """Tables in `alike` count the same people, those `apart` others."""
    for draw in range(MOST_DRAWS):
        shown = {name: _drawn(name, table, draw) for name, table in {**alike, **apart}.items()}
        left = {name: {row: _range(row, n) for row, n in shown[name].items()} for name in alike}
        if not any(0 < alike[name][row] < BASE for name, row in _known(left)):
            return shown
    raise AssertionError("no draw hides every small number")


def _drawn(name: str, table: Table, draw: int) -> dict[str, int]:
    secret = server_keys().subkey(PURPOSE)
    chance = {row: Random(secret + f"{draw}|{name}|{row}|{n}".encode()) for row, n in table.items()}
    return {row: round_counts([[n]], base=BASE, rng=chance[row]).total for row, n in table.items()}


def _range(row: str, shown: int) -> tuple[int, int]:
    """The least and the most that a shown number can stand for."""
    return (max(0, shown - BASE + 1), shown + BASE - 1) if row else ANY_NUMBER


def _known(tables: Mapping[str, Mapping[str, tuple[int, int]]]) -> Iterator[tuple[str, str]]:
    """The places for which all tables together leave one value: their sums are one number."""
    least = {name: sum(low for low, _high in table.values()) for name, table in tables.items()}
    most = {name: sum(high for _low, high in table.values()) for name, table in tables.items()}
    for name, table in tables.items():
        for row, (low, high) in table.items():
            at_least = max(low, max(least.values()) - (most[name] - high))
            at_most = min(high, min(most.values()) - (least[name] - low))
            if row and at_least >= at_most:
                yield name, row
