"""Tables of counts as people keep them: a line for each cell, or a cross table; with sums or not.

Pure Python. What a file means is found out by its words; where it could mean two things, options
decide, and what is wrong is said with line and column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from citystats.counts import (
    LARGEST_COUNT,
    MOST_CELLS,
    CountsError,
    CountTable,
    Place,
    rows_of,
    text_of,
)

MOST_WAYS = 4
COUNT_NAMES = (
    "original", "count", "counts", "n", "antall", "antal", "freq", "frequency", "number", "value",
    "verdi", "tall", "tal",
)  # fmt: skip
TOTAL_WORDS = frozenset(
    {"total", "totals", "totalt", "sum", "i alt", "ialt", "alle", "all", "(all)", "samlet", "samla"}
)
NUMBER_LIKE = re.compile(r"[-+]?\d[\d.,\s']*")
YES_OR_NO = frozenset({"true", "false"})

Words = tuple[str, ...]
Names = tuple[str | None, ...]
"""Of a cell, what it is of each way; None is all together."""


class Layout(Enum):
    LONG = "long"
    CROSS = "cross"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the reader of a file need not find out.

    Attributes
    ----------
    count : str
        The column with the numbers; a table so read is long.
    by : tuple of str
        The columns that say what is counted; the others are left alone.
    layout : Layout, optional
        Long or cross.
    total : str, optional
        The word for all together; empty: no line is a sum.
    """

    count: str = ""
    by: Words = ()
    layout: Layout | None = None
    total: str | None = None

    def is_total(self, word: str) -> bool:
        if self.total is not None:
            return bool(self.total) and word == self.total
        return word.casefold() in TOTAL_WORDS


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table without its sums, and what was found beside it.

    Attributes
    ----------
    table : CountTable
        In the order of the file; a cell that has no line counts 0.
    layout : Layout
    ignored : tuple of str
        Columns that say neither what is counted nor how many.
    sums : int
        Lines or fields with sums, each of which agrees with its parts.
    absent : int
        Cells that no line tells of.
    """

    table: CountTable
    layout: Layout
    ignored: Words
    sums: int
    absent: int


@dataclass(frozen=True, slots=True)
class _Field:
    line: int
    column: str
    words: Words
    number: int

    def error(self, sentence: str) -> CountsError:
        return CountsError(sentence, self.line, self.column)


def read_table(data: bytes, wishes: Wishes = Wishes()) -> FoundTable:
    """Read and check a CSV file of counts of one to four ways.

    Parameters
    ----------
    data : bytes
        UTF-8 with or without a byte-order mark, at most 10 million bytes. The first line names the
        columns; semicolon, comma or tab parts them.
    wishes : Wishes
        What is said beforehand. Else the column with the numbers is the one with a name such as
        “count”, “n” or “antall”; or the last, if it alone holds numbers. Where several columns at
        the end do and no two lines begin alike, it is a cross table.

    Returns
    -------
    FoundTable

    Raises
    ------
    CountsError
        With a sentence that names line and column and what to do.
    """
    lines = rows_of(text_of(data))
    header, body = lines[0], lines[1:]
    _check_widths(header[1], body)
    ways, fields, layout, ignored = _fields(header, body, wishes)
    parts, sums = _parts_and_sums(ways, fields, wishes)
    values = tuple(
        tuple(dict.fromkeys(one.words[way] for one in parts)) for way in range(len(ways))
    )
    size = 1
    for known in values:
        size *= len(known)
    if size > MOST_CELLS:
        raise CountsError(f"the table has {size} cells; at most {MOST_CELLS} are read.")
    table = CountTable(ways, values, _placed(parts, values))
    _check_sums(table, sums)
    return FoundTable(table, layout, ignored, len(sums), size - len(parts))


# --- What the columns are -------------------------------------------------------------------------


def _check_widths(header: Sequence[str], body: Sequence[tuple[int, list[str]]]) -> None:
    for line, row in body:
        if len(row) > len(header):
            raise CountsError(
                f"has {len(row)} fields, but the first line has {len(header)}; is there a comma "
                "in a number or a name?",
                line,
            )
        if len(row) < len(header):
            raise CountsError(
                f"has {len(row)} fields, but the first line has {len(header)}; write 0 where "
                "nothing was counted.",
                line,
            )


def _fields(
    header: tuple[int, list[str]], body: Sequence[tuple[int, list[str]]], wishes: Wishes
) -> tuple[Words, list[_Field], Layout, Words]:
    line, names = header
    numeric = [_holds_numbers([row[place] for _, row in body]) for place in range(len(names))]
    named = _count_column(line, names, wishes)
    labels = len(names) - _at_the_end(numeric)
    layout = wishes.layout or (
        Layout.CROSS if named is None and _is_cross(labels, names, body) else Layout.LONG
    )
    if layout is Layout.CROSS:
        labels = labels if 0 < labels < len(names) else 1
        return *_cross(header, body, labels), layout, ()
    _check_names(line, names)
    column = len(names) - 1 if named is None else named
    chosen = _ways(line, names, body, column, numeric, wishes)
    ways = tuple(names[place] for place in chosen)
    fields = [
        _field(at, names[column], tuple(row[place] for place in chosen), row[column], ways)
        for at, row in body
    ]
    left = tuple(name for place, name in enumerate(names) if place not in {*chosen, column})
    return ways, fields, layout, left


def _holds_numbers(words: Sequence[str]) -> bool:
    """Most of them look like numbers, well written or not."""
    return 2 * sum(bool(NUMBER_LIKE.fullmatch(word)) for word in words) > len(words)


def _at_the_end(numeric: Sequence[bool]) -> int:
    found = 0
    while found < len(numeric) and numeric[-1 - found]:
        found += 1
    return found


def _count_column(line: int, names: Sequence[str], wishes: Wishes) -> int | None:
    if wishes.count:
        if wishes.count not in names:
            raise CountsError(f"no column is named {wishes.count!r}.", line)
        return names.index(wishes.count)
    plain = [name.casefold() for name in names]
    return next((plain.index(name) for name in COUNT_NAMES if name in plain), None)


def _is_cross(labels: int, names: Sequence[str], body: Sequence[tuple[int, list[str]]]) -> bool:
    """At least two columns of numbers behind words, or behind years or codes, no two alike."""
    labels = labels or 1
    if labels >= len(names) - 1:
        return False
    begun = [tuple(row[:labels]) for _, row in body]
    return len(set(begun)) == len(begun)


def _check_names(line: int, names: Sequence[str]) -> None:
    if len(set(names)) != len(names) or not all(names):
        raise CountsError("each column needs a name of its own.", line)


def _ways(
    line: int,
    names: Sequence[str],
    body: Sequence[tuple[int, list[str]]],
    column: int,
    numeric: Sequence[bool],
    wishes: Wishes,
) -> list[int]:
    """What says what is counted; numbers, yes and no to the right of the counts are about them."""
    missing = [name for name in wishes.by if name not in names]
    if missing:
        raise CountsError(f"no column is named {missing[0]!r}.", line)
    if wishes.by:
        return [names.index(name) for name in dict.fromkeys(wishes.by) if name != names[column]]
    others = [place for place in range(len(names)) if place != column]
    about = [
        place
        for place in others
        if place > column
        and (numeric[place] or all(row[place].casefold() in YES_OR_NO for _, row in body))
    ]
    chosen = [place for place in others if place not in about] or others
    if not 1 <= len(chosen) <= MOST_WAYS:
        raise CountsError(
            f"names {len(chosen)} columns beside the counts; 1 to {MOST_WAYS} are read. Choose "
            "them with --by.",
            line,
        )
    return chosen


def _cross(
    header: tuple[int, list[str]], body: Sequence[tuple[int, list[str]]], labels: int
) -> tuple[Words, list[_Field]]:
    line, names = header
    values = names[labels:]
    if not all(values) or len(set(values)) != len(values):
        raise CountsError("each column needs a name of its own.", line)
    ways = (*(name or f"row {n}" for n, name in enumerate(names[:labels], 1)), "column")
    if len(ways) > MOST_WAYS:
        raise CountsError(f"has {len(ways)} ways; 1 to {MOST_WAYS} are read.", line)
    if len(set(ways)) != len(ways):
        raise CountsError("each column needs a name of its own.", line)
    fields = [
        _field(at, value, (*row[:labels], value), number, ways)
        for at, row in body
        for value, number in zip(values, row[labels:], strict=True)
    ]
    return ways, fields


def _field(line: int, column: str, words: Words, written: str, ways: Words) -> _Field:
    for word, way in zip(words, ways, strict=True):
        if not word:
            raise CountsError("is empty; write what is counted.", line, way)
    return _Field(line, column, words, _number(written, line, column))


def _number(written: str, line: int, column: str) -> int:
    if not written:
        raise CountsError("is empty; write 0 where nothing was counted.", line, column)
    if written.isascii() and written.isdigit() and len(written) <= 10:
        number = int(written)
        if number <= LARGEST_COUNT:
            return number
    shown = f"{written!r:.40}"
    if NUMBER_LIKE.fullmatch(written) and written.startswith("-"):
        raise CountsError(f"{shown} is below 0; a count is 0 or more.", line, column)
    if NUMBER_LIKE.fullmatch(written) and re.search(r"[.,]", written):
        raise CountsError(
            f"{shown} is not a whole number; write counts without comma, point or share.",
            line,
            column,
        )
    raise CountsError(f"{shown} is not a whole number from 0 to {LARGEST_COUNT}.", line, column)


# --- Parts and sums -------------------------------------------------------------------------------


def _parts_and_sums(
    ways: Words, fields: Sequence[_Field], wishes: Wishes
) -> tuple[list[_Field], list[tuple[Names, _Field]]]:
    only_totals = [
        all(wishes.is_total(one.words[way]) for one in fields) for way in range(len(ways))
    ]
    parts, sums, seen = [], [], set()
    for one in fields:
        names = tuple(
            None if wishes.is_total(word) and not only else word
            for word, only in zip(one.words, only_totals, strict=True)
        )
        if names in seen:
            raise one.error(
                f"counts {', '.join(one.words)} once more; name with --by what tells the lines "
                "apart, or take one away."
            )
        seen.add(names)
        if None in names:
            sums.append((names, one))
        else:
            parts.append(one)
    if not parts:
        raise CountsError("the file holds only sums; their parts are missing.")
    return parts, sums


def _placed(parts: Sequence[_Field], values: Sequence[Words]) -> dict[Place, int]:
    index = [{word: place for place, word in enumerate(known)} for known in values]
    return {
        tuple(known[word] for known, word in zip(index, one.words, strict=True)): one.number
        for one in parts
    }


def _check_sums(table: CountTable, sums: Sequence[tuple[Names, _Field]]) -> None:
    kinds: dict[tuple[bool, ...], dict[Names, int]] = {}
    for names, one in sums:
        kind = tuple(name is None for name in names)
        if kind not in kinds:
            kinds[kind] = dict(_added(table, kind))
        should = kinds[kind].get(names)
        if should is None:
            raise one.error(f"is a sum of {_said(names)}, whose parts are missing.")
        if should != one.number:
            raise one.error(
                f"the sum of {_said(names)} is {one.number}, but its parts add up to {should}; "
                "mend the table, or say with --total which word is the sum, or none."
            )


def _added(table: CountTable, kind: tuple[bool, ...]) -> Iterator[tuple[Names, int]]:
    sums: dict[Names, int] = {}
    for place, number in table.counts.items():
        names = tuple(
            None if all_together else known[index]
            for all_together, known, index in zip(kind, table.values, place, strict=True)
        )
        sums[names] = sums.get(names, 0) + number
    yield from sums.items()


def _said(names: Names) -> str:
    return ", ".join(name for name in names if name is not None) or "everything"
