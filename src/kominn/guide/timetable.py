"""A recipe's timetable as staff write it, one line each: day, hour, minutes, what.

    1 09.30 20 #navnerunde
    1 11.30 45 Lunsj / Lunsj / Lunch

What begins with # is a method card; the rest is in bokmål, nynorsk and English.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kominn.core.prose import lines
from kominn.guide.models import LONGEST, MOST_DAYS, MethodCard, RecipeStep
from kominn.guide.starter_files import LANGUAGES

LINE = re.compile(r"(\d{1,2})\s+(\d{1,2})[.:](\d{2})\s+(\d{1,4})\s+(.+)")
BETWEEN = " / "


@dataclass(frozen=True, slots=True)
class NotALine(Exception):
    """A line that says no step."""

    line: str


def written(steps: Iterable[RecipeStep]) -> str:
    return "\n".join(
        f"{step.day} {step.starts:%H.%M} {step.minutes} "
        + (
            f"#{step.method.slug}"
            if step.method
            else BETWEEN.join(step.name.get(code, "") for code in LANGUAGES)
        )
        for step in steps
    )


def read(text: str, cards: Mapping[str, MethodCard]) -> list[dict[str, Any]]:
    """The steps as `RecipeStep` takes them. Raises `NotALine`."""
    return [_step(line, cards) for line in lines(text)]


def _step(line: str, cards: Mapping[str, MethodCard]) -> dict[str, Any]:
    found = LINE.fullmatch(line)
    if found is None:
        raise NotALine(line)
    day, hour, minute, minutes, what = found.groups()
    card = cards.get(what.removeprefix("#").strip()) if what.startswith("#") else None
    fits = 1 <= int(day) <= MOST_DAYS and 1 <= int(minutes) <= LONGEST
    if not fits or int(hour) > 23 or int(minute) > 59 or (what.startswith("#") and card is None):
        raise NotALine(line)
    named = zip(LANGUAGES, what.split(BETWEEN), strict=False)
    return {
        "day": int(day),
        "starts": dt.time(int(hour), int(minute)),
        "minutes": int(minutes),
        "method": card,
        "name": {} if card else {code: words.strip() for code, words in named if words.strip()},
    }
