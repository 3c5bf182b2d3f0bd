"""What the readers share: one figure of a published table, why it may be missing, and its time."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from citystats.figures.faults import Fault, FiguresError, Part, Place, shown

LARGEST_FILE = 50_000_000
MOST_FIGURES = 200_000
LONGEST_CODE = 120
FIRST_BYTES = 16
"""Pictures, packed files and old workbooks have one among these that stands in no text."""
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1f]")
LARGEST_NUMBER = 1e300
"""What is larger cannot be added up, or drawn, any more."""


class Missing(StrEnum):
    """Why there is no number. The three are different things: only one of them hides a number."""

    PROTECTED = "protected"
    """There is a number, which the publisher does not show."""
    NOT_COLLECTED = "not_collected"
    """Nobody has the number, or not yet."""
    CANNOT_BE = "cannot_be"
    """There can be no number here."""


STANDARD_SIGNS = {
    ":": Missing.PROTECTED,
    "..": Missing.NOT_COLLECTED,
    "...": Missing.NOT_COLLECTED,
    "…": Missing.NOT_COLLECTED,
    ".": Missing.CANNOT_BE,
}
"""Statistics Norway's standard signs, which the Institute of Public Health uses too."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell of a published table.

    Attributes
    ----------
    area : str
        The area's code or name as published; empty where the table has no areas.
    period : str
        As `read_period` writes it.
    breakdown : tuple of (str, str)
        Code of each other dimension and of its category, in the table's order.
    value : float or None
        In the unit as published; None where `missing` says why.
    missing : Missing or None
    flag : str
        The publisher's own sign, also beside a number (as `p` for preliminary).
    place : Place
        Where it stands, for messages.
    """

    area: str
    period: str
    breakdown: tuple[tuple[str, str], ...]
    value: float | None
    missing: Missing | None
    flag: str
    place: Place


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A stretch of days that a figure is about; both days belong to it."""

    first: dt.date
    last: dt.date
    text: str

    def __str__(self) -> str:
        return self.text


_YEAR = r"(?:1[89]|20|21)\d\d"
_YEARS = re.compile(rf"({_YEAR})\s*[_–-]\s*({_YEAR})")
_PART = re.compile(rf"({_YEAR})\s*([MKQTH])\s*(\d\d?)", re.IGNORECASE)
_SCHOOL = re.compile(rf"({_YEAR})\s*/\s*(\d\d|{_YEAR})")
_MONTHS_OF_A_PART = {"M": 1, "K": 3, "Q": 3, "T": 4, "H": 6}


def read_period(word: str) -> Period:
    """A year, part of a year, school year, day, or a span of years or school years.

    `2020`, `2020M01`, `2020K1` (quarter), `2020T1` (third), `2020H1` (half), `2020-05-17`,
    `2016/17` (August to July), `2018_2020` and `2018-2020`, `2016/17-2018/19`; `2020_2020` is
    `2020`.

    Raises
    ------
    FiguresError
        For anything else, and for a span that ends before it begins.
    """
    text = word.strip()
    if re.fullmatch(_YEAR, text):
        return _years(int(text), int(text))
    if found := _YEARS.fullmatch(text):
        return _years(int(found[1]), int(found[2]))
    if found := _PART.fullmatch(text):
        return _part(int(found[1]), found[2].upper(), int(found[3]), word)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        try:
            day = dt.date.fromisoformat(text)
        except ValueError:
            raise FiguresError(Fault.NO_DAY, found=shown(word)) from None
        return Period(day, day, text)
    schools = [_SCHOOL.fullmatch(part.strip()) for part in re.split(r"[-–]", text)]
    if len(schools) in (1, 2) and all(schools):
        return _school_years([(found[1], found[2]) for found in schools if found], word)
    raise FiguresError(Fault.NO_PERIOD, found=shown(word))


def _years(first: int, last: int) -> Period:
    if last < first:
        raise FiguresError(Fault.ENDS_BEFORE, found=f"{first}-{last}")
    text = str(first) if first == last else f"{first}-{last}"
    return Period(dt.date(first, 1, 1), dt.date(last, 12, 31), text)


def _part(year: int, kind: str, number: int, word: str) -> Period:
    months = _MONTHS_OF_A_PART[kind]
    if not 1 <= number <= 12 // months:
        raise FiguresError(Fault.NO_PART_OF_YEAR, found=shown(word))
    month = number * months
    first = dt.date(year, month - months + 1, 1)
    last = dt.date(year, month, calendar.monthrange(year, month)[1])
    sign = "K" if kind == "Q" else kind
    return Period(
        first, last, f"{year}{sign}{number:02d}" if kind == "M" else f"{year}{sign}{number}"
    )


def _school_years(found: list[tuple[str, str]], word: str) -> Period:
    starts = []
    for start, end in found:
        if int(end) % 100 != (int(start) + 1) % 100 or (
            len(end) == 4 and int(end) != int(start) + 1
        ):
            raise FiguresError(Fault.NO_SCHOOL_YEAR, found=shown(word))
        starts.append(int(start))
    if starts[-1] < starts[0]:
        raise FiguresError(Fault.ENDS_BEFORE, found=shown(word))
    text = "-".join(f"{year}/{(year + 1) % 100:02d}" for year in dict.fromkeys(starts))
    return Period(dt.date(starts[0], 8, 1), dt.date(starts[-1] + 1, 7, 31), text)


def refuse_unprintable(word: str, place: Place) -> None:
    """No name or code holds a line break or a byte that no database takes."""
    if not word.isprintable():
        raise FiguresError(Fault.UNPRINTABLE, place, found=shown(word))


def refuse_long(word: str, most: int, place: Place) -> None:
    """What is written once for each figure has an end."""
    if len(word) > most:
        raise FiguresError(Fault.TOO_LONG, place, found=shown(word))


def refuse_html(text: str) -> None:
    """A page that says why there is no file comes in place of the file."""
    if text[:200].lstrip().lower().startswith(("<!doctype", "<html", "<?xml", "<head")):
        raise FiguresError(Fault.HTML)


def refuse_size(data: bytes) -> None:
    """Before anything is made of it."""
    if len(data) > LARGEST_FILE:
        megabytes, most = round(len(data) / 1e6), round(LARGEST_FILE / 1e6)
        raise FiguresError(Fault.TOO_LARGE, size=megabytes, most=most)


def decoded(data: bytes, encoding: str = "utf-8") -> str:
    """The file's text without a byte-order mark; a fault where it cannot be read."""
    refuse_size(data)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise FiguresError(Fault.UTF_16)
    if data.startswith(b"%PDF") or _NO_TEXT.search(data[:FIRST_BYTES]):
        raise FiguresError(Fault.BINARY)
    try:
        return data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FiguresError(Fault.NOT_UTF_8, Place(Part.LINE, line)) from None
