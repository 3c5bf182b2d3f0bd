"""What concerns ask of the package above, which follows them up. The settings name who answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from kominn.concerns.models import Concern
from kominn.concerns.states import State


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

    def running_in(self, numbers: Iterable[UUID]) -> set[UUID]:
        """Those of these concerns in which a measure runs, in one question."""

    def done_for(self, concern: Concern, today: dt.date) -> list[Done]:
        """Also what came of the one it stands under."""

    def goes_on_under(self, concern: Concern, first: Concern) -> None:
        """The first of those under a concern takes its place: what was begun for all who told the
        same came from that one now, and whether the person was told stands there too."""


def mark_what_runs(concerns: Iterable[Concern]) -> None:
    """So that pages say whether what was decided has begun."""
    followed = [one for one in concerns if one.state == State.FOLLOWED]
    if followed:
        running = casework().running_in(one.pk for one in followed)
        for one in followed:
            one.measures_run = one.pk in running


def casework() -> Casework:
    found: Casework = import_string(settings.CASEWORK)
    return found
