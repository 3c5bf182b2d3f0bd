"""From figures to whole units of a drawing, with marks at round numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kominn.core.charts.lettering import width_of

MOST_MARKS = 6
TINIEST = 1e-300
"""What differs by less is the same."""
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure on an axis, where it stands, and where its words do."""

    at: int
    value: float
    text_at: int = 0


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale: `low` stands at `start` and `high` at `end` of the drawing."""

    low: float
    high: float
    start: int
    end: int

    def at(self, value: float) -> int:
        """Where the value stands, in whole units: no language's decimal comma can break it."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start))


def round_scale(
    values: Iterable[float], start: int, end: int, *, from_zero: bool
) -> tuple[Scale, tuple[float, ...]]:
    """A scale that holds the values, with at most six marks at 1, 2, 2.5 or 5 times a power of ten.

    Raises
    ------
    ValueError
        Where a value is not finite.
    """
    found = [float(value) for value in values]
    if not all(map(math.isfinite, found)):
        raise ValueError("A value that is not finite has no place on a scale.")
    low, high = min(found, default=0.0), max(found, default=1.0)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if math.isclose(low, high) or high - low < TINIEST:
        widened = abs(high) * 0.1 or 1.0
        low, high = low - (0.0 if from_zero and low == 0 else widened), high + widened
    step = round_step((high - low) / (MOST_MARKS - 1))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    marks = tuple(number * step for number in range(first, last + 1))
    return Scale(marks[0], marks[-1], start, end), marks


def round_step(least: float) -> float:
    """The least round number that is no less."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(times * power for times in STEPS if times * power >= least * (1 - 1e-9))


def marks_along(scale: Scale, marks: Sequence[float], *, width: int) -> tuple[Mark, ...]:
    """Marks of a lower axis, so many that their words do not touch; 0 stays among them.

    Words that would stand outside of the drawing, which is `width` wide, are moved in.
    """
    wide = width_of(max(map(letters, marks)))
    apart = max(abs(scale.at(marks[1]) - scale.at(marks[0])), 1) if len(marks) > 1 else wide
    every = max(-(-(wide + 6) // apart), 1)
    zero = next((place for place, mark in enumerate(marks) if abs(mark) < TINIEST), 0)
    return tuple(
        Mark(scale.at(mark), mark, _inside(scale.at(mark), width_of(letters(mark)) // 2, width))
        for place, mark in enumerate(marks)
        if (place - zero) % every == 0
    )


def letters(mark: float) -> int:
    """How many signs a mark is written with, in any language."""
    return len(f"{mark:,.6f}".rstrip("0").rstrip("."))


def _inside(at: int, half: int, width: int) -> int:
    return max(min(at, width - half), min(half, width // 2))
