"""What stands sealed about one thing, opened and put in words: for the archive, or for a person."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, slots=True, repr=False)
class Passage:
    """One thing said, under its own label; `text` is None where it can't be opened any more.

    `mark` names it for whoever marks it to be left out. `tells_who_told` is never shown to the
    person it is about.
    """

    mark: str
    label: Text
    text: str | None
    by: str = ""
    at: dt.datetime | dt.date | None = None
    tells_who_told: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Chapter:
    """`left_out` is how many passages somebody chose to leave out of it."""

    title: Text
    passages: list[Passage] = field(default_factory=list)
    left_out: int = 0
