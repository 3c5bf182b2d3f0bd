"""Changes of codes from a file, such as an office's table of old and new municipalities."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from citystats.figures.codes import CodeChange, by_new_code
from citystats.figures.columns import Columns, CountedFigure, read_columns
from citystats.figures.faults import Fault, FiguresError


@dataclass(frozen=True, slots=True)
class ChangeColumns:
    """Which columns hold what.

    Attributes
    ----------
    old, new : str
        The code that ended and the one after it. A row with the same code in both is no change,
        but says since when the code is used.
    last_year : str
        The last year of the old code.
    first_year, weight : str
        Its first year, and the share of its residents who live in the new area; may be empty.
    encoding, sheet : str
        As in `Columns`.
    """

    old: str = "orig"
    new: str = "cur"
    last_year: str = "last_year"
    first_year: str = "first_year"
    weight: str = "weighting"
    encoding: str = "utf-8"
    sheet: str = ""


def read_changes(data: bytes, columns: ChangeColumns) -> tuple[CodeChange, ...]:
    """The changes of a CSV file or workbook, checked as a whole.

    Raises
    ------
    FiguresError
        With row and column, or the codes that cannot be so.
    """
    more = [name for name in (columns.new, columns.first_year, columns.weight) if name]
    rows = read_columns(
        data,
        Columns(
            values=(columns.last_year,),
            area=columns.old,
            breakdown=tuple(more),
            the_period="2000",
            encoding=columns.encoding,
            sheet=columns.sheet,
        ),
    )
    read = [_change(row, dict(row.breakdown), columns) for row in rows]
    since = {change.new: change.first_year for change in read if change.old == change.new}
    found = tuple(
        replace(change, new_since=since.get(change.new))
        for change in read
        if change.old != change.new
    )
    if not found:
        raise FiguresError(Fault.NO_CHANGE)
    by_new_code(found)
    return found


def _change(row: CountedFigure, words: dict[str, str], columns: ChangeColumns) -> CodeChange:
    last = row.value
    if last is None and not row.flag:
        raise FiguresError(Fault.EMPTY_FIELD, row.place)
    if last is None or not 1000 <= last < 3000 or not last.is_integer():
        raise FiguresError(Fault.NO_YEAR, row.place, found=row.flag or f"{last:g}")
    first = words.get(columns.first_year)
    if first is not None and not re.fullmatch(r"[12]\d{3}", first):
        raise FiguresError(
            Fault.NO_YEAR, row.place._replace(name=columns.first_year), found=first[:40]
        )
    if first is not None and int(first) > last:
        raise FiguresError(Fault.LATE_BEGIN, row.place, first=first, last=int(last))
    weight = words.get(columns.weight, "1").replace(",", ".")
    if not re.fullmatch(r"[01](?:\.\d{1,12})?", weight) or not 0 < float(weight) <= 1:
        raise FiguresError(
            Fault.NO_WEIGHT, row.place._replace(name=columns.weight), found=weight[:40]
        )
    return CodeChange(
        row.area,
        words[columns.new],
        int(last) + 1,
        float(weight),
        int(first) if first is not None else None,
    )
