"""Figures from the columns of a CSV or Excel file, by a mapping that is kept for the next time."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from citystats.figures.faults import Fact, Fault, FiguresError, Part, Place, listed, shown
from citystats.figures.terms import (
    LARGEST_NUMBER,
    LONGEST_CODE,
    MOST_FIGURES,
    STANDARD_SIGNS,
    Figure,
    Missing,
    decoded,
    read_period,
    refuse_html,
    refuse_long,
    refuse_unprintable,
)

DELIMITERS = ";,\t"
WIDEST = 500
LARGEST_UNPACKED = 200_000_000
# Between thousands: a space, or one of those that do not break a line.
THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?:\D|$))")
JSON_BEGINS = re.compile(r'\s*(?:\{\s*["}]|\[\s*[\[{"\]])')
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
        With the row and the column where it stands; nothing is half read.
    """
    return read_rows(_rows(data, columns), columns)


def read_rows(rows: Iterator[Row], columns: Columns) -> tuple[CountedFigure, ...]:
    """Figures of rows, the names of their columns first."""
    first, second = next(rows, None), next(rows, None)
    if first is None or second is None:
        raise FiguresError(Fault.NO_ROWS)
    header = _header(first)
    _check_named(columns, header)
    told = _figures(chain([second], rows), header, columns)
    figures = tuple(islice(told, MOST_FIGURES + 1))
    if len(figures) > MOST_FIGURES:
        raise FiguresError(Fault.TOO_MANY, most=MOST_FIGURES)
    if not figures:
        raise FiguresError(Fault.NO_ROW_FITS)
    _refuse_twice(figures)
    return figures


def first_rows(data: bytes, columns: Columns, most: int) -> tuple[list[str], list[Row]]:
    """The columns' names and so many rows below them, for whoever makes the mapping."""
    rows = _rows(data, columns)
    first = next(rows, None)
    if first is None:
        raise FiguresError(Fault.EMPTY)
    return _header(first), list(islice(rows, most))


def _rows(data: bytes, columns: Columns) -> Iterator[Row]:
    return _workbook(data, columns.sheet) if data[:2] == b"PK" else _lines(data, columns)


def _lines(data: bytes, columns: Columns) -> Iterator[Row]:
    text = decoded(data, columns.encoding)
    refuse_html(text)
    if JSON_BEGINS.match(text):
        raise FiguresError(Fault.IS_JSON)
    first = text.lstrip().partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    columns_named = 0
    try:
        for row in reader:
            words = [word.strip() for word in row]
            if not any(words):
                continue
            columns_named = columns_named or len(_filled(words))
            if len(words) < columns_named:
                raise FiguresError(
                    Fault.TOO_FEW_FIELDS,
                    Place(Part.ROW, reader.line_num),
                    count=len(words),
                    columns=columns_named,
                )
            yield reader.line_num, words
    except csv.Error as error:
        raise FiguresError(
            Fault.NOT_CSV, Place(Part.ROW, reader.line_num), said=shown(str(error))
        ) from None


def _workbook(data: bytes, sheet: str) -> Iterator[Row]:
    # Imported late: only whoever reads a workbook pays for loading it, and numpy with it.
    import openpyxl

    _refuse_bomb(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        if sheet and sheet not in book.sheetnames:
            names = listed(book.sheetnames[:10])
            raise FiguresError(Fault.NO_SUCH_SHEET, found=shown(sheet), names=names)
        page = book[sheet] if sheet else book.worksheets[0]
        # What a sheet says of its own size may be wrong.
        page.reset_dimensions()
        for number, cells in enumerate(page.iter_rows(values_only=True), start=1):
            if number > MOST_FIGURES:
                raise FiguresError(Fault.TOO_MANY_ROWS, most=MOST_FIGURES)
            row = [_cell(cell) for cell in cells[:WIDEST]]
            if any(word != "" for word in row):
                yield number, row
    except (FiguresError, MemoryError):
        raise
    except Exception as error:
        # A broken workbook fails in openpyxl in a dozen ways, some of them far into a sheet.
        raise FiguresError(Fault.NO_WORKBOOK) from error


def _refuse_bomb(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
    except zipfile.BadZipFile:
        raise FiguresError(Fault.CUT_OFF) from None
    if size > LARGEST_UNPACKED:
        raise FiguresError(Fault.LARGE_UNPACKED)


def _cell(found: object) -> str | float:
    if found is None:
        return ""
    if isinstance(found, (int, float)) and not isinstance(found, bool):
        return float(found)
    return str(found).strip()


def _filled(words: Sequence[str]) -> Sequence[str]:
    """Without what is empty at the end."""
    return words[: max((n for n, word in enumerate(words, start=1) if word), default=0)]


def _header(row: Row) -> list[str]:
    names = list(_filled([_as_word(word) for word in row[1]]))
    if not names or not all(names) or len(set(names)) != len(names):
        raise FiguresError(Fault.NAMES_OF_COLUMNS, Place(Part.ROW, row[0]))
    for name in names:
        refuse_long(name, LONGEST_CODE, Place(Part.ROW, row[0]))
        refuse_unprintable(name, Place(Part.ROW, row[0]))
    return names


def _as_word(found: str | float) -> str:
    """A year that Excel keeps as a number is 2024 and not 2024.0."""
    if isinstance(found, float):
        return str(int(found)) if found.is_integer() else repr(found)
    return found


def _check_named(columns: Columns, header: Sequence[str]) -> None:
    if not columns.values:
        raise FiguresError(Fault.NO_COLUMN_OF_VALUES)
    if not columns.period and not columns.the_period:
        raise FiguresError(Fault.NO_COLUMN_OF_TIME)
    named = [*columns.values, columns.area, columns.period, *columns.breakdown, *columns.only]
    for name in [*named, columns.numerator, columns.denominator]:
        if name and name not in header:
            raise FiguresError(Fault.NO_SUCH_COLUMN, found=shown(name), names=listed(header))


def _figures(
    rows: Iterable[Row], header: Sequence[str], columns: Columns
) -> Iterator[CountedFigure]:
    at = {name: place for place, name in enumerate(header)}
    signs = STANDARD_SIGNS | NO_NUMBER | dict(columns.signs)
    the_period = read_period(columns.the_period).text if columns.the_period else ""
    number = _number(columns.decimal, signs)
    parted = [name for name in (columns.numerator, columns.denominator) if name]
    # The same few years stand in thousands of rows.
    periods: dict[str | float, str] = {}
    for line, words in rows:
        if len(words) > len(header) and any(word != "" for word in words[len(header) :]):
            raise FiguresError(
                Fault.TOO_MANY_FIELDS,
                Place(Part.ROW, line),
                count=len(words),
                columns=len(header),
            )
        row = [*words, *[""] * (len(header) - len(words))]
        if any(_as_word(row[at[name]]) != word for name, word in columns.only.items()):
            continue
        period = the_period
        if not period:
            said = row[at[columns.period]]
            if said not in periods:
                periods[said] = _period(said, line, columns.period)
            period = periods[said]
        area = _named(row, at, columns.area, line)
        broken = tuple((name, _named(row, at, name, line)) for name in columns.breakdown)
        parts = {name: number(row[at[name]], line, name)[0] for name in parted}
        for name in columns.values:
            value, flag = number(row[at[name]], line, name)
            yield CountedFigure(
                area,
                period,
                (*broken, ("column", name)) if len(columns.values) > 1 else broken,
                value,
                None if value is not None else signs[flag],
                flag,
                _place(line, name),
                parts.get(columns.numerator),
                parts.get(columns.denominator),
            )


def _place(line: int, name: str) -> Place:
    return Place(Part.FIELD, line, name)


def _named(row: Sequence[str | float], at: Mapping[str, int], name: str, line: int) -> str:
    if not name:
        return ""
    word = _as_word(row[at[name]])
    if not word:
        raise FiguresError(Fault.EMPTY_FIELD, _place(line, name))
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
        raise error.at(_place(line, name)) from None


def _number(
    decimal: str, signs: Mapping[str, Missing]
) -> Callable[[str | float, int, str], tuple[float | None, str]]:
    """How a field, its row and its column's name become a number, or nothing and a sign."""
    other = "," if decimal == "." else "."
    ours = re.compile(rf"-?\d{{1,15}}(?:{re.escape(decimal)}\d{{1,25}})?")
    theirs = re.compile(rf"-?\d+{re.escape(other)}\d+")

    def number(found: str | float, line: int, name: str) -> tuple[float | None, str]:
        if isinstance(found, float):
            if not abs(found) <= LARGEST_NUMBER:
                raise FiguresError(Fault.NOT_A_NUMBER, _place(line, name), found=shown(found))
            return found, ""
        if found in signs:
            return None, found
        if ours.fullmatch(found):
            return float(found.replace(",", ".")), ""
        plain = THOUSANDS.sub("", found).replace("−", "-")
        if ours.fullmatch(plain):
            return float(plain.replace(",", ".")), ""
        if theirs.fullmatch(plain):
            fault = Fault.DECIMAL_COMMA if other == "," else Fault.DECIMAL_POINT
            raise FiguresError(fault, _place(line, name), found=shown(found))
        raise FiguresError(Fault.NOT_A_NUMBER, _place(line, name), found=shown(found))

    return number


def _refuse_twice(figures: Iterable[CountedFigure]) -> None:
    seen: dict[tuple[object, ...], CountedFigure] = {}
    for figure in figures:
        key = (figure.area, figure.period, figure.breakdown)
        if key in seen:
            first = seen[key]
            same = (first.value, first.flag) == (figure.value, figure.flag)
            facts: dict[str, Fact] = {"row": first.place.number, "column": first.place.name}
            raise FiguresError(Fault.TWICE if same else Fault.CONTRADICTS, figure.place, **facts)
        seen[key] = figure
