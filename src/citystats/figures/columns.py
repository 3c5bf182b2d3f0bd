"""Figures from the columns of a CSV or Excel file, by a mapping that is kept for the next time."""

from __future__ import annotations

import csv
import io
import math
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from citystats.figures.terms import (
    MOST_FIGURES,
    STANDARD_SIGNS,
    Figure,
    FiguresError,
    Missing,
    decoded,
    read_period,
    refuse_unprintable,
)

DELIMITERS = ";,\t"
WIDEST = 500
LARGEST_UNPACKED = 200_000_000
NO_NUMBER = {"": Missing.NOT_COLLECTED, "NA": Missing.NOT_COLLECTED, "null": Missing.NOT_COLLECTED}


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a file hold what.

    Attributes
    ----------
    values : tuple of str
        Columns with numbers. Where there are several, the column's name is part of the breakdown.
    area, period : str
        Columns with the area and the time; empty where the file has none.
    the_period : str
        The time of every figure, where no column holds it.
    breakdown : tuple of str
        Columns that say what else a figure is about.
    only : Mapping[str, str]
        Rows are read where these columns hold these words; other rows are passed by.
    numerator, denominator : str
        Columns with what a share was made from; empty where the file does not say.
    decimal : str
        "," or ".".
    encoding : str
        "utf-8" or "latin-1", for CSV.
    sheet : str
        Name of the Excel sheet; the first where empty.
    signs : Mapping[str, Missing]
        What the publisher writes in place of a number, beside the standard signs.
    """

    values: tuple[str, ...]
    area: str = ""
    period: str = ""
    the_period: str = ""
    breakdown: tuple[str, ...] = ()
    only: Mapping[str, str] = field(default_factory=dict)
    numerator: str = ""
    denominator: str = ""
    decimal: str = ","
    encoding: str = "utf-8"
    sheet: str = ""
    signs: Mapping[str, Missing] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CountedFigure(Figure):
    """A figure with what it was made from, where the file says so."""

    numerator: float | None = None
    denominator: float | None = None


Row = tuple[int, Sequence[str | float]]


def read_columns(data: bytes, columns: Columns) -> tuple[CountedFigure, ...]:
    """Figures of a CSV file (semicolon, comma or tab) or an Excel workbook (.xlsx).

    Raises
    ------
    FiguresError
        With a sentence that names row and column and says what to do; nothing is half read.
    """
    rows = _workbook(data, columns.sheet) if data[:2] == b"PK" else _lines(data, columns)
    first, second = next(rows, None), next(rows, None)
    if first is None or second is None:
        raise FiguresError("the file has no row below the names of its columns.")
    header = _header(first)
    _check_named(columns, header)
    told = _figures(chain([second], rows), header, columns)
    figures = tuple(islice(told, MOST_FIGURES + 1))
    if len(figures) > MOST_FIGURES:
        raise FiguresError(
            f"the file has more than {MOST_FIGURES} figures. "
            "Ask for fewer years or areas at a time."
        )
    if not figures:
        raise FiguresError("no row fits the mapping. Look at which rows it is to read.")
    _refuse_twice(figures)
    return figures


def column_names(data: bytes, columns: Columns) -> tuple[str, ...]:
    """The names in the first row, for whoever makes the mapping."""
    rows = _workbook(data, columns.sheet) if data[:2] == b"PK" else _lines(data, columns)
    first = next(iter(rows), None)
    if first is None:
        raise FiguresError("the file is empty.")
    return tuple(_header(first))


def _lines(data: bytes, columns: Columns) -> Iterator[Row]:
    text = decoded(data, columns.encoding)
    first = text.lstrip().partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            words = [word.strip() for word in row]
            if any(words):
                yield reader.line_num, words
    except csv.Error as error:
        raise FiguresError(f"is not CSV ({error}).", f"row {reader.line_num}") from None


def _workbook(data: bytes, sheet: str) -> Iterator[Row]:
    # Imported late: only whoever reads a workbook pays for loading it, and numpy with it.
    import openpyxl

    _refuse_bomb(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        if sheet and sheet not in book.sheetnames:
            names = ", ".join(book.sheetnames[:10])
            raise FiguresError(f"the workbook has no sheet {sheet!r:.60}; it has {names}.")
        page = book[sheet] if sheet else book.worksheets[0]
        # What a sheet says of its own size may be wrong.
        page.reset_dimensions()
        for number, cells in enumerate(page.iter_rows(values_only=True), start=1):
            if number > MOST_FIGURES:
                raise FiguresError(f"the sheet has more than {MOST_FIGURES} rows.")
            row = [_cell(cell) for cell in cells[:WIDEST]]
            if any(word != "" for word in row):
                yield number, row
    except FiguresError:
        raise
    except Exception as error:
        # A broken workbook fails in openpyxl in a dozen ways, some of them far into a sheet.
        raise FiguresError("the file is not an Excel workbook that can be read.") from error


def _refuse_bomb(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
    except zipfile.BadZipFile:
        raise FiguresError("the file is cut off, or no Excel workbook; fetch it again.") from None
    if size > LARGEST_UNPACKED:
        raise FiguresError("the workbook is too large when unpacked; save only the sheet needed.")


def _cell(found: object) -> str | float:
    if found is None:
        return ""
    if isinstance(found, (int, float)) and not isinstance(found, bool):
        return float(found)
    return str(found).strip()


def _header(row: Row) -> list[str]:
    names = [_as_word(word) for word in row[1]]
    while names and not names[-1]:
        names.pop()
    if not names or not all(names) or len(set(names)) != len(names):
        raise FiguresError("each column needs a name of its own.", f"row {row[0]}")
    for name in names:
        refuse_unprintable(name, f"row {row[0]}")
    return names


def _as_word(found: str | float) -> str:
    """A year that Excel keeps as a number is 2024 and not 2024.0."""
    if isinstance(found, float):
        return str(int(found)) if found.is_integer() else repr(found)
    return found


def _check_named(columns: Columns, header: Sequence[str]) -> None:
    if not columns.values:
        raise FiguresError("the mapping names no column with numbers.")
    if not columns.period and not columns.the_period:
        raise FiguresError("the mapping names neither a column with the time nor the time itself.")
    named = [*columns.values, columns.area, columns.period, *columns.breakdown, *columns.only]
    for name in [*named, columns.numerator, columns.denominator]:
        if name and name not in header:
            raise FiguresError(
                f"no column is named {name!r:.60}; there are {', '.join(header)[:300]}."
            )


def _figures(
    rows: Iterable[Row], header: Sequence[str], columns: Columns
) -> Iterator[CountedFigure]:
    at = {name: place for place, name in enumerate(header)}
    signs = STANDARD_SIGNS | NO_NUMBER | dict(columns.signs)
    the_period = read_period(columns.the_period).text if columns.the_period else ""
    for line, words in rows:
        if len(words) > len(header) and any(word != "" for word in words[len(header) :]):
            raise FiguresError(
                f"has {len(words)} fields, but there are {len(header)} columns.", f"row {line}"
            )
        row = [*words, *[""] * (len(header) - len(words))]
        if any(_as_word(row[at[name]]) != word for name, word in columns.only.items()):
            continue
        period = the_period or _period(row[at[columns.period]], line, columns.period)
        area = _named(row, at, columns.area, line)
        broken = tuple((name, _named(row, at, name, line)) for name in columns.breakdown)
        parts = [
            _number(row[at[name]], line, name, columns, signs)[0] if name else None
            for name in (columns.numerator, columns.denominator)
        ]
        for name in columns.values:
            value, flag = _number(row[at[name]], line, name, columns, signs)
            yield CountedFigure(
                area=area,
                period=period,
                breakdown=(*broken, ("column", name)) if len(columns.values) > 1 else broken,
                value=value,
                missing=None if value is not None else signs[flag],
                flag=flag,
                place=_place(line, name),
                numerator=parts[0],
                denominator=parts[1],
            )


def _place(line: int, name: str) -> str:
    return f'row {line}, column "{name}"'


def _named(row: Sequence[str | float], at: Mapping[str, int], name: str, line: int) -> str:
    if not name:
        return ""
    word = _as_word(row[at[name]])
    if not word:
        raise FiguresError("is empty.", _place(line, name))
    refuse_unprintable(word, _place(line, name))
    return word


def _period(found: str | float, line: int, name: str) -> str:
    word = _as_word(found)
    # A day that stands for its whole year is how many tools write a year.
    if re.fullmatch(r"\d{4}-01-01(?: 00:00:00)?", word):
        word = word[:4]
    try:
        return read_period(word).text
    except FiguresError as error:
        raise FiguresError(str(error), _place(line, name)) from None


def _number(
    found: str | float, line: int, name: str, columns: Columns, signs: Mapping[str, Missing]
) -> tuple[float | None, str]:
    if isinstance(found, float):
        if not math.isfinite(found):
            raise FiguresError(f"{found!r} is not a number.", _place(line, name))
        return found, ""
    if found in signs:
        return None, found
    plain = re.sub(r"(?<=\d)[  ](?=\d{3}(?:\D|$))", "", found).replace("−", "-")
    point = re.escape(columns.decimal)
    if re.fullmatch(rf"-?\d{{1,15}}(?:{point}\d{{1,25}})?", plain):
        return float(plain.replace(",", ".")), ""
    other = "," if columns.decimal == "." else "."
    if re.fullmatch(rf"-?\d+{re.escape(other)}\d+", plain):
        said, meant = ("comma", "point") if other == "," else ("point", "comma")
        raise FiguresError(
            f"{found!r:.40} has a decimal {said}, but the mapping says {meant}. "
            "Change the mapping.",
            _place(line, name),
        )
    raise FiguresError(f"{found!r:.40} is not a number.", _place(line, name))


def _refuse_twice(figures: Iterable[CountedFigure]) -> None:
    seen: dict[tuple[object, ...], str] = {}
    for figure in figures:
        key = (figure.area, figure.period, figure.breakdown)
        if key in seen:
            raise FiguresError(
                f"tells the same once more as {seen[key]}. Name a column that tells them apart.",
                figure.place,
            )
        seen[key] = figure.place
