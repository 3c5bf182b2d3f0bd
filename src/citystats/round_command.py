"""`citystats round`: a table of counts with no number from 1 to below the base in it.

JSON (`--json`), which holds nothing but what may be shown:

    {"method": "small count rounding",
     "base": 3,
     "n": 40,                          cells, sums not among them
     "ways": ["area", "theme"],        in the order of the file
     "layout": "long",                 or "cross": how the file was read
     "sums_in_file": 14,               sums that stood in the file; each was checked
     "absent": 0,                      cells without a line; they count 0
     "ignored": ["difference"],        columns that were left alone
     "keyed": false,                   whether a secret had a part in it
     "caveats": ["zero_is_not_none", "large_are_exact", "no_key"],
     "cells": [
       {"of": {"area": "a1", "theme": "t1"}, "shown": 17, "sum": false},
       {"of": {"area": "a1", "theme": null}, "shown": 36, "sum": true}, ...]}

`cells` has every cell and every sum, of any ways together (null), in the order of the file, sums
last. With `--quality` there is also, for yourself and not to be shown:

     "quality": {"utility": 0.87698..., "changed": 17, "largest_change": 2,
                 "largest_change_of_sums": 2, "total_change": -1, "squares": 32}
"""

from __future__ import annotations

import argparse
import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from citystats.bad_input import BadInput
from citystats.counts import LARGEST_FILE, CountsError
from citystats.disclosure.attack import Counts, with_totals
from citystats.disclosure.revisions import Frozen, Kept, freeze, labels_at, mark_of, revise
from citystats.disclosure.small_counts import (
    Coin,
    Place,
    SmallRounded,
    coin_of,
    hellinger_utility,
    round_small,
)
from citystats.layouts import FoundTable, Layout, Wishes, read_table

SHORTEST_KEY = 16
TOTAL = "Total"


def add_round(command: argparse.ArgumentParser) -> None:
    command.description = __doc__
    command.formatter_class = argparse.RawDescriptionHelpFormatter
    add = command.add_argument
    add("counts", type=Path, metavar="TABLE.csv", help="a line for each cell, or a cross table")
    add("--base", type=int, default=3, help="what small counts are rounded to, or to 0 (3)")
    add("--key", type=Path, metavar="FILE", help="a secret of 16 bytes or more; for publishing")
    add("--keep", type=Path, metavar="EARLIER.json", help="the earlier release this one corrects")
    add("--freeze", type=Path, metavar="KEPT.json", help="keep this release, to correct it later")
    add("--count", metavar="COLUMN", default="", help="column with the numbers")
    add("--by", metavar="COLUMN,COLUMN", default="", help="columns that say what is counted")
    add("--layout", choices=[layout.value for layout in Layout], help="how to read the file")
    add("--total", metavar="WORD", help="the word for a sum; '' if no line is one")
    add("--quality", action="store_true", help="say how near it is; not to be shown")
    shape = command.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="JSON instead of a table")
    shape.add_argument("--csv", action="store_true", help="CSV with sums instead of a table")
    command.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> str:
    found = _found(chosen)
    table = _sorted(found)
    secret = _secret(chosen.key)
    if (chosen.keep or chosen.freeze) and secret is None:
        raise BadInput(f"{chosen.keep or chosen.freeze}: a release is kept with --key.")
    marks = _marks(table, secret) if secret is not None else {}
    try:
        rounded = _rounded(chosen, table, secret, marks)
    except ValueError as error:
        raise BadInput(f"{chosen.counts}: {error}") from None
    if chosen.freeze:
        _write(chosen.freeze, table, freeze(rounded, marks, table.values))
    shown = _Shown(found, table, rounded)
    if chosen.json:
        return _json(shown, quality=chosen.quality)
    return _csv(shown) if chosen.csv else _drawn(shown, quality=chosen.quality)


@dataclass(frozen=True, slots=True)
class _Sorted:
    """The table by the order of words, so that another order of lines gives the same."""

    ways: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    counts: Counts


@dataclass(frozen=True, slots=True)
class _Shown:
    found: FoundTable
    table: _Sorted
    rounded: SmallRounded

    def cells(self) -> Iterator[tuple[tuple[str | None, ...], int]]:
        """Words (None: all together) and number of each cell and sum, in the order of the file."""
        with_sums = self.rounded.shown
        ways = self.found.table.ways
        axes = [self.table.ways.index(way) for way in ways]
        known = self.found.table.values
        index = [{word: n for n, word in enumerate(words)} for words in self.table.values]
        for place in np.ndindex(*(len(words) + 1 for words in known)):
            words = tuple(
                values[at] if at < len(values) else None
                for values, at in zip(known, place, strict=True)
            )
            where = [0] * len(axes)
            for axis, word in zip(axes, words, strict=True):
                where[axis] = -1 if word is None else index[axis][word]
            yield words, int(with_sums[tuple(where)])


def _found(chosen: argparse.Namespace) -> FoundTable:
    wishes = Wishes(
        count=chosen.count,
        by=tuple(word for word in chosen.by.split(",") if word),
        layout=Layout(chosen.layout) if chosen.layout else None,
        total=chosen.total,
    )
    try:
        if chosen.counts.stat().st_size > LARGEST_FILE:
            raise BadInput(f"{chosen.counts}: larger than {LARGEST_FILE / 1e6:.0f} MB")
        return read_table(chosen.counts.read_bytes(), wishes)
    except OSError as error:
        raise BadInput(f"{chosen.counts}: {error.strerror or error}") from None
    except CountsError as error:
        raise BadInput(f"{chosen.counts}: {error}") from None


def _sorted(found: FoundTable) -> _Sorted:
    table = found.table
    order = sorted(range(len(table.ways)), key=lambda way: table.ways[way])
    values = tuple(tuple(sorted(table.values[way])) for way in order)
    counts = np.zeros(tuple(map(len, values)), dtype=np.int64)
    index = [{word: n for n, word in enumerate(words)} for words in values]
    for place, number in table.counts.items():
        words = [table.values[way][place[way]] for way in order]
        counts[tuple(known[word] for known, word in zip(index, words, strict=True))] = number
    return _Sorted(tuple(table.ways[way] for way in order), values, counts)


def _secret(path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        secret = path.read_bytes().strip()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from None
    if len(secret) < SHORTEST_KEY:
        raise BadInput(f"{path}: a key has at least {SHORTEST_KEY} bytes; draw one by chance.")
    return secret


def _marks(table: _Sorted, secret: bytes) -> dict[Place, str]:
    return {
        place: mark_of(secret, labels_at(table.values, place), int(table.counts[place]))
        for place in np.ndindex(table.counts.shape)
    }


def _rounded(
    chosen: argparse.Namespace, table: _Sorted, secret: bytes | None, marks: dict[Place, str]
) -> SmallRounded:
    coin = None if secret is None else _coin(table, secret)
    if chosen.keep is None:
        return round_small(table.counts, base=chosen.base, coin=coin)
    earlier = _read(chosen.keep, table)
    if earlier.base != chosen.base:
        raise BadInput(f"{chosen.keep}: was rounded to base {earlier.base}, not {chosen.base}.")
    return revise(table.counts, earlier, values=table.values, marks=marks, coin=coin)


def _coin(table: _Sorted, secret: bytes) -> Coin:
    """Each cell's chance comes of its words and its count, so that a corrected table draws anew
    where it was corrected."""
    drawn = coin_of(secret, b"citystats round")

    def coin(place: Place, question: str) -> float:
        words = labels_at(table.values, place) if place else ()
        count = int(table.counts[place] if place else table.counts.sum())
        return drawn((), repr((words, count, question)))

    return coin


# --- A release on file ----------------------------------------------------------------------------


def _write(path: Path, table: _Sorted, kept: Frozen) -> None:
    facts = {
        "base": kept.base,
        "ways": table.ways,
        "cells": [[*labels, one.shown, one.mark] for labels, one in kept.cells.items()],
    }
    try:
        path.write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from None


def _read(path: Path, table: _Sorted) -> Frozen:
    try:
        facts: Any = json.loads(path.read_bytes())
        ways, cells = tuple(facts["ways"]), facts["cells"]
        kept = Frozen(
            int(facts["base"]),
            {tuple(map(str, one[:-2])): Kept(int(one[-2]), str(one[-1])) for one in cells},
        )
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from None
    except (ValueError, KeyError, TypeError, IndexError):
        raise BadInput(f"{path}: is not a release kept with --freeze.") from None
    if any(0 < one.shown < kept.base for one in kept.cells.values()):
        raise BadInput(f"{path}: holds a number from 1 to {kept.base - 1}; no release has one.")
    if ways != table.ways:
        raise BadInput(f"{path}: is of {', '.join(ways)}, not of {', '.join(table.ways)}.")
    return kept


# --- What is printed ------------------------------------------------------------------------------


def quality_of(before: Counts, after: Counts) -> dict[str, float | int]:
    changes = with_totals(after) - with_totals(before)
    return {
        "utility": hellinger_utility(before, after),
        "changed": int((before != after).sum()),
        "largest_change": int(np.abs(after - before).max()),
        "largest_change_of_sums": int(np.abs(changes).max()),
        "total_change": int(after.sum() - before.sum()),
        "squares": int(np.square(changes).sum()),
    }


def _json(shown: _Shown, *, quality: bool) -> str:
    found, rounded = shown.found, shown.rounded
    facts: dict[str, object] = {
        "method": rounded.method.value,
        "base": rounded.base,
        "n": rounded.n,
        "ways": found.table.ways,
        "layout": found.layout.value,
        "sums_in_file": found.sums,
        "absent": found.absent,
        "ignored": found.ignored,
        "keyed": rounded.keyed,
        "caveats": [caveat.name.lower() for caveat in rounded.caveats],
    }
    if quality:
        facts["quality"] = quality_of(shown.table.counts, rounded.counts)
    facts["cells"] = [
        {
            "of": dict(zip(found.table.ways, words, strict=True)),
            "shown": number,
            "sum": None in words,
        }
        for words, number in shown.cells()
    ]
    return json.dumps(facts, ensure_ascii=False, indent=2)


def _csv(shown: _Shown) -> str:
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow([*shown.found.table.ways, "count"])
    table.writerows([*(word or TOTAL for word in words), number] for words, number in shown.cells())
    return written.getvalue().rstrip("\n")


def _drawn(shown: _Shown, *, quality: bool) -> str:
    lines = [[*(word or "(all)" for word in words), str(number)] for words, number in shown.cells()]
    columns = [*shown.found.table.ways, "shown"]
    widths = [max(map(len, words)) for words in zip(columns, *lines, strict=True)]
    drawn = [
        "  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip()
        for line in [columns, *lines]
    ]
    base = shown.rounded.base
    said = [f"Numbers from 1 to {base - 1} became 0 or {base}; every sum is the sum of its parts."]
    if shown.found.layout is Layout.CROSS:
        said.append("Read as a cross table; --layout long, if each line is one cell.")
    if shown.found.absent:
        said.append(f"{shown.found.absent} cells have no line; they count 0.")
    if shown.found.ignored:
        said.append(f"Left alone: {', '.join(shown.found.ignored)}.")
    said += [f"Note: {caveat.value}." for caveat in shown.rounded.caveats]
    if quality:
        facts = quality_of(shown.table.counts, shown.rounded.counts)
        told = ", ".join(f"{key} {number:.6g}" for key, number in facts.items())
        said.append(f"Not to be shown: {told}.")
    return "\n".join([*drawn, "", *said])
