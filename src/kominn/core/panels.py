"""Squares of the Monday page. A domain answers its own; the portal puts them side by side."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.utils.functional import Promise

Text = str | Promise

MOST = 99


@dataclass(frozen=True, slots=True)
class Mark:
    """A word or two beside a line; `tone` as in the component `status`."""

    text: Text
    tone: str = "neutral"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to do or to know, and where."""

    text: Text
    url: str = ""
    note: Text = ""
    late: bool = False
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Todo:
    """What must be done today of a square, in one sentence without a full stop.

    `by` is the nearest day of all it speaks of; `own` is what waits for this reader alone.
    `url` leads straight to the one thing it speaks of; without it, it leads to its square.
    """

    text: Text
    late: bool = False
    danger: bool = False
    by: dt.date | None = None
    own: bool = False
    url: str = ""

    def past(self, today: dt.date) -> bool:
        """Its day has been; what is late without a day is simply for now."""
        return self.late and self.by is not None and self.by < today


@dataclass(frozen=True, slots=True)
class Panel:
    """`count` is None where there is nothing to count; above `MOST` it says “more than”."""

    slug: str
    title: Text
    icon: str
    nothing: Text = ""
    lines: list[Line] = field(default_factory=list)
    todo: list[Todo] = field(default_factory=list)
    count: int | None = None
    url: str = ""
    link: Text = ""
    late: bool = False
    text: Text = ""

    @property
    def must(self) -> list[Todo]:
        """A square that is late and names no deed is named by its title."""
        return self.todo or ([Todo(self.title, late=True)] if self.late else [])

    @property
    def count_text(self) -> str:
        return "" if self.count is None else at_most(self.count)


def at_most(count: int) -> str:
    return f"{MOST}+" if count > MOST else str(count)
