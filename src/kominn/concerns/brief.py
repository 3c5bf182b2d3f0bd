"""What one line of a list shows of a concern: plain values, and nothing of what is sealed.

A square asks for up to a hundred and shows five: whole rows with their area and holder took longer
to put together than to find.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple
from uuid import UUID

from kominn.concerns.states import Theme

COLUMNS = ("id", "theme", "area__name", "due_on", "danger", "news", "holder", "holder__name")


def short(concern: UUID) -> str:
    """What staff call it: part of its random number, nothing that anyone told."""
    return concern.hex[:6].upper()


def columns(concern: str = "") -> tuple[str, ...]:
    """To ask for, of the concern itself or of the one that a row names by a field."""
    return tuple(f"{concern}__{name}" for name in COLUMNS) if concern else COLUMNS


class Brief(NamedTuple):
    """As `COLUMNS` ask for it; `unsent`: a colleague reads the reader's own message first."""

    pk: UUID
    theme: str
    place: str | None
    due_on: dt.date
    danger: str
    news: bool
    holder_id: int | None
    holder: str | None
    unsent: bool = False

    @property
    def short(self) -> str:
        return short(self.pk)

    @property
    def words(self) -> str:
        """Its short name, what it is about and where."""
        theme = str(Theme(self.theme).label) if self.theme else ""
        return " · ".join(word for word in (self.short, theme, self.place) if word)
