"""What concerns ask of the package above, which follows them up. The settings name who answers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from kominn.concerns.models import Concern


@dataclass(frozen=True, slots=True)
class Followed:
    """A measure as the concern's page names it; `review_on` where it runs."""

    name: str
    state: str
    review_on: dt.date | None
    keeps_open: str = ""
    """Where it stands, if the concern can't be finished while it runs."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was done for a place or a group, in words that everybody may read."""

    words: str
    place: str


class Casework(Protocol):
    def check_may_close(self, concern: Concern) -> None:
        """Raises `ImpossibleStep` where something runs that would be forgotten."""

    def measures_of(self, concern: Concern) -> list[Followed]: ...

    def done_for(self, concern: Concern, today: dt.date) -> list[Done]:
        """Also what came of the one it stands under."""

    def goes_on_under(self, concern: Concern, first: Concern) -> None:
        """The first of those under a concern takes its place: what was begun for all who told the
        same came from that one now, and whether the person was told stands there too."""


def casework() -> Casework:
    found: Casework = import_string(settings.CASEWORK)
    return found
