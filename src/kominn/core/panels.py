"""Squares of the Monday page. A domain answers its own; the portal puts them side by side."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.functional import Promise

Text = str | Promise

MOST = 99


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to do, and where."""

    text: Text
    url: str
    note: Text = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """`count` is None where there is nothing to count; above `MOST` it says “more than”."""

    slug: str
    title: Text
    icon: str
    nothing: Text
    lines: list[Line] = field(default_factory=list)
    count: int | None = None
    url: str = ""
    link: Text = ""
    late: bool = False

    @property
    def count_text(self) -> str:
        if self.count is None:
            return ""
        return f"{MOST}+" if self.count > MOST else str(self.count)
