"""What every chart is drawn from: a name, a figure with its interval, or why there is none."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

Why = Literal["", "hidden", "few", "missing"]
"""Why there is no figure: not shown to protect persons, too few to say, or nobody has counted.
A figure beside "few" is shown as uncertain."""


@dataclass(frozen=True, slots=True)
class Row:
    """`text` and `span` are the figure and its interval as the reader writes them: 12,3 %.

    `own` is what the page is about. `whole` is what the others are parts of, such as the country:
    it is told, but is never the highest or the lowest of them.
    """

    name: str
    value: float | None
    text: str = ""
    low: float | None = None
    high: float | None = None
    span: str = ""
    why: Why = ""
    own: bool = False
    whole: bool = False

    def __post_init__(self) -> None:
        if not all(map(math.isfinite, self.numbers)):
            raise ValueError(f"{self.name}: a figure that is not finite cannot be drawn.")
        if (self.low is None) != (self.high is None):
            raise ValueError(f"{self.name}: an interval has two ends.")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"{self.name}: the interval ends before it begins.")

    @property
    def numbers(self) -> tuple[float, ...]:
        """All that must have room on the scale."""
        return tuple(n for n in (self.value, self.low, self.high) if n is not None)

    @property
    def mark(self) -> Why:
        """How it is drawn: hatched, dotted, not at all, or plainly."""
        return self.why or ("missing" if self.value is None else "")


Rows = TypeVar("Rows", bound=Row)


@dataclass(frozen=True, slots=True)
class Summary(Generic[Rows]):
    """What a sentence about the rows needs."""

    rows: tuple[Rows, ...]
    own: Rows | None
    highest: Rows | None
    lowest: Rows | None
    hidden: int
    few: int
    missing: int

    @property
    def all_equal(self) -> bool:
        return len({row.value for row in self.rows if row.value is not None}) == 1

    @property
    def wholes(self) -> tuple[Rows, ...]:
        return tuple(row for row in self.rows if row.whole and row.value is not None)

    @property
    def compared(self) -> int:
        """How many there are of which one is the highest."""
        return self.known - len(self.wholes)

    @property
    def known(self) -> int:
        return sum(row.value is not None for row in self.rows)

    @property
    def has_unsure(self) -> bool:
        return any(row.mark == "few" for row in self.rows)

    @property
    def has_spans(self) -> bool:
        return any(row.span for row in self.rows)


def summary(rows: Iterable[Rows]) -> Summary[Rows]:
    found = tuple(rows)
    known = [row for row in found if row.value is not None]
    parts = [row for row in known if not row.whole] or known
    unknown = [row.mark for row in found if row.value is None]
    return Summary(
        rows=found,
        own=next((row for row in found if row.own), None),
        highest=max(parts, key=_value, default=None),
        lowest=min(parts, key=_value, default=None),
        hidden=unknown.count("hidden"),
        few=unknown.count("few"),
        missing=unknown.count("missing"),
    )


def all_numbers(rows: Sequence[Row]) -> list[float]:
    return [number for row in rows for number in row.numbers]


def _value(row: Row) -> float:
    return row.value if row.value is not None else 0.0
