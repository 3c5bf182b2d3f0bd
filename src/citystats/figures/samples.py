"""What a file looks like, for whoever says how it is read: columns or dimensions, some rows."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from citystats.figures.columns import Columns, first_rows
from citystats.figures.faults import Fault, FiguresError, shown
from citystats.figures.jsonstat import read_jsonstat

ROWS_SHOWN = 6
CATEGORIES_SHOWN = 5
LONGEST_CELL = 60
WIDEST_SHOWN = 60

Sample = dict[str, Any]
"""As JSON: `names`, `rows` (each with its number), `encoding`, `decimal`; or `dimensions`."""


def sample_of_columns(data: bytes, sheet: str = "") -> Sample:
    """The first rows of a CSV file or a workbook; its encoding and decimal sign are guessed.

    Raises
    ------
    FiguresError
        For a file without columns that have names of their own.
    """
    for encoding in ("utf-8", "latin-1"):
        try:
            header, rows = first_rows(data, Columns((), encoding=encoding, sheet=sheet), ROWS_SHOWN)
        except FiguresError as error:
            if error.fault == Fault.NOT_UTF_8:
                continue
            raise
        break
    if len(header) > WIDEST_SHOWN:
        raise FiguresError(Fault.TOO_WIDE, most=WIDEST_SHOWN)
    cells = [[shown(cell, LONGEST_CELL) for cell in row[: len(header)]] for _line, row in rows]
    return {
        "names": header,
        "rows": [[line, row] for (line, _row), row in zip(rows, cells, strict=True)],
        "encoding": encoding,
        "decimal": _decimal(cells),
        "sheet": sheet,
    }


def _decimal(rows: list[list[Any]]) -> str:
    found = Counter(
        match[1]
        for row in rows
        for cell in row
        if isinstance(cell, str) and (match := re.fullmatch(r"-?\d+([.,])\d+", cell.strip()))
    )
    return "." if found["."] > found[","] else ","


def sample_of_dimensions(data: bytes) -> Sample:
    """The dimensions of a JSON-stat answer, and which of them it says are time and area."""
    found = read_jsonstat(data)
    return {
        "label": found.label[:200],
        "time": found.time,
        "area": found.area,
        "dimensions": [
            {
                "code": one.code,
                "label": one.label[:LONGEST_CELL],
                "count": len(one.categories),
                "categories": [
                    [shown(category.code), shown(category.label)]
                    for category in one.categories[:CATEGORIES_SHOWN]
                ],
            }
            for one in found.dimensions
        ],
    }
