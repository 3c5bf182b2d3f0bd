"""From figures to whole units of a drawing, with marks at round numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

MOST_MARKS = 6
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


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
    if math.isclose(low, high):
        widened = abs(high) * 0.1 or 1.0
        low, high = low - (0.0 if from_zero and low == 0 else widened), high + widened
    step = _step((high - low) / (MOST_MARKS - 1))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    marks = tuple(number * step for number in range(first, last + 1))
    return Scale(marks[0], marks[-1], start, end), marks


def _step(least: float) -> float:
    power = 10.0 ** math.floor(math.log10(least))
    return next(times * power for times in STEPS if times * power >= least * (1 - 1e-9))
