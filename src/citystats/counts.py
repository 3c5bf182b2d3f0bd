"""Tables of counts from CSV files, checked before anything is done with them. Pure Python."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

LARGEST_FILE = 10_000_000
MOST_CELLS = 20_000
MOST_WAYS = 3
LARGEST_COUNT = 1_000_000_000
DELIMITERS = ";,\t"

Place = tuple[int, ...]


class CountsError(ValueError):
    """What is wrong with the file, in a sentence that begins with the line where it has one."""

    def __init__(self, sentence: str, line: int | None = None, column: str = "") -> None:
        place = "" if line is None else f"line {line}"
        place += f", column {column!r}" if column else ""
        super().__init__(f"{place}: {sentence}" if place else sentence)


@dataclass(frozen=True, slots=True)
class CountTable:
    """A table of one to a few ways.

    Attributes
    ----------
    ways : tuple of str
        Names of the columns that say what is counted.
    values : tuple of tuple of str
        For each way its values, in the order of the file.
    counts : dict
        From places (an index for each way) to the number there; what is missing is 0.
    """

    ways: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    counts: dict[Place, int]

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(map(len, self.values))


def read_counts(data: bytes, *, count: str = "") -> CountTable:
    """Read and check a CSV file with one line for each cell.

    Parameters
    ----------
    data : bytes
        UTF-8 with or without a byte-order mark, at most 10 million bytes. The first line names the
        columns; semicolon, comma or tab parts them. A cell that has no line counts 0.
    count : str
        Name of the column with the numbers; without it, the last.

    Returns
    -------
    CountTable
        At most 20,000 cells.

    Raises
    ------
    CountsError
        With a sentence that names the line and what is wrong.
    """
    rows = rows_of(text_of(data))
    header = rows[0][1]
    column = _count_column(header, count)
    ways = tuple(name for place, name in enumerate(header) if place != column)
    if not 1 <= len(ways) <= MOST_WAYS:
        raise CountsError(
            f"names {len(ways)} columns beside the counts; 1 to {MOST_WAYS} are read.", rows[0][0]
        )
    values: list[dict[str, int]] = [{} for _ in ways]
    counts: dict[Place, int] = {}
    for line, row in rows[1:]:
        if len(row) != len(header):
            raise CountsError(f"has {len(row)} fields, but the first line has {len(header)}.", line)
        words = [word for place, word in enumerate(row) if place != column]
        if not all(words):
            raise CountsError("has an empty field.", line)
        cell = tuple(
            seen.setdefault(word, len(seen)) for seen, word in zip(values, words, strict=True)
        )
        if cell in counts:
            raise CountsError(f"counts {', '.join(words)} once more.", line)
        counts[cell] = _number(row[column], line)
    table = CountTable(ways, tuple(tuple(seen) for seen in values), counts)
    _check_size(table)
    return table


def text_of(data: bytes) -> str:
    """UTF-8, with or without a byte-order mark."""
    if len(data) > LARGEST_FILE:
        raise CountsError(f"the file is larger than {LARGEST_FILE / 1e6:.0f} MB.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CountsError("is not UTF-8; save the file as UTF-8.", line) from None


def rows_of(text: str) -> list[tuple[int, list[str]]]:
    """Number and fields of each line that is not empty, at least two."""
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows = []
    try:
        for row in reader:
            words = [word.strip() for word in row]
            if any(words):
                rows.append((reader.line_num, words))
    except csv.Error as error:
        raise CountsError(f"is not CSV ({error}).", reader.line_num) from None
    if len(rows) < 2:
        raise CountsError("the file has no line of counts below the names of the columns.")
    return rows


def _count_column(header: list[str], count: str) -> int:
    if len(set(header)) != len(header) or not all(header):
        raise CountsError("each column needs a name of its own.", 1)
    if count and count not in header:
        raise CountsError(f"no column is named {count!r}.", 1)
    return header.index(count) if count else len(header) - 1


def _number(word: str, line: int) -> int:
    if not (word.isascii() and word.isdigit() and len(word) <= 10 and int(word) <= LARGEST_COUNT):
        raise CountsError(f"{word!r:.40} is not a whole number from 0 to {LARGEST_COUNT}.", line)
    return int(word)


def _check_size(table: CountTable) -> None:
    size = 1
    for ways in table.shape:
        size *= ways
    if size > MOST_CELLS:
        raise CountsError(f"the table has {size} cells; at most {MOST_CELLS} are read.")
