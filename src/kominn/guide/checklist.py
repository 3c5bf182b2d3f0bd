"""What is to be done before, on and after the first day; a line may be "14 Order food"."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from kominn.core.prose import lines

LINE = re.compile(r"(-?\d{1,3})\s+(.+)")
MOST_DAYS_FROM_IT = 400


@dataclass(frozen=True, slots=True)
class Task:
    """`before` is how many days before the first day it is due; below zero, after it."""

    before: int
    words: str

    @property
    def after(self) -> int:
        return -self.before

    def due(self, first_day: dt.date) -> dt.date:
        return first_day - dt.timedelta(days=self.before)


def tasks(text: str) -> list[Task]:
    """The tasks in the order of their days; a line without a number belongs to the day itself."""
    found = [LINE.fullmatch(line) or line for line in lines(text)]
    read = [Task(0, one) if isinstance(one, str) else Task(_days(one[1]), one[2]) for one in found]
    return sorted(read, key=lambda task: -task.before)


def _days(number: str) -> int:
    return max(-MOST_DAYS_FROM_IT, min(MOST_DAYS_FROM_IT, int(number)))
