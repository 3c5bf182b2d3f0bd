"""The promise: within thirty days of handing in, a named role answers. Here is its clock."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.core.cache import cache
from django.utils.translation import gettext, ngettext

from kominn.allin.models import TIME_TO_ANSWER, Concept

FULL = 100
MOST_ON_FRONT = 3
KNOWN, SECONDS = "promises-broken", 60
WEEK_MARKS = tuple(round(FULL * days / TIME_TO_ANSWER.days) for days in (7, 14, 21, 28))
"""Where a week has passed on a bar of a hundred."""


@dataclass(frozen=True, slots=True)
class Clock:
    """How much of the promised time is left. Words say it; the bar only draws it."""

    by: dt.date
    left: int
    owed_by: str
    """By role; where nobody else is named, the mayor owes it."""

    @property
    def late(self) -> bool:
        return self.left < 0

    @property
    def words(self) -> str:
        if self.late:
            days = -self.left
            return ngettext("%(n)s day too late", "%(n)s days too late", days) % {"n": days}
        if self.left == 0:
            return gettext("The answer is due today")
        return ngettext("%(n)s day left", "%(n)s days left", self.left) % {"n": self.left}

    @property
    def passed(self) -> int:
        """Of a hundred."""
        days = TIME_TO_ANSWER.days
        return round(FULL * min(max(days - self.left, 0), days) / days)

    @property
    def marks(self) -> tuple[int, ...]:
        return WEEK_MARKS


@dataclass(frozen=True, slots=True)
class Waiting:
    """One idea without an answer, as a list tells of it."""

    pk: uuid.UUID
    name: str
    since: dt.date
    clock: Clock


def clock(concept: Concept, today: dt.date) -> Clock:
    """Of a concept that was handed in."""
    by = concept.answer_by
    assert by is not None, "it was handed in"
    return Clock(by, (by - today).days, concept.course.answers or gettext("The mayor"))


def waiting(today: dt.date, *, most: int, late_only: bool = False) -> list[Waiting]:
    """Who has waited longest first."""
    found = Concept.objects.waiting()
    if late_only:
        found = found.overdue(today)
    found = found.select_related("course").defer("canvas")
    return [
        Waiting(one.pk, one.name, one.handed_in_on, clock(one, today))
        for one in found[:most]
        if one.handed_in_on is not None
    ]


def broken(today: dt.date) -> list[Waiting]:
    """The longest overdue, for the front page, which learns of a change within a minute."""
    key = f"{KNOWN}-{today}"
    found: list[Waiting] | None = cache.get(key)
    if found is None:
        found = waiting(today, most=MOST_ON_FRONT, late_only=True)
        cache.set(key, found, SECONDS)
    return found
