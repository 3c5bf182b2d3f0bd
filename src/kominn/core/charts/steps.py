"""Steps of a map's shade: at most four, of equal width, between round numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from kominn.core.charts.scales import TINIEST, round_step

MOST_STEPS = 4
"""As many shades as can be told apart on paper, in the dark and without colour."""


@dataclass(frozen=True, slots=True)
class Step:
    """From `low` up to, but not, `high`; the last one holds its own end too."""

    number: int
    low: float
    high: float
    last: bool = False


def round_steps(values: Iterable[float]) -> tuple[Step, ...]:
    """Steps that hold every value; none where there are no values."""
    found = list(values)
    if not found:
        return ()
    low, high = min(found), max(found)
    alike = math.isclose(low, high) or high - low < TINIEST
    apart = abs(high) if alike else high - low
    step = round_step(apart / MOST_STEPS if apart >= TINIEST else 1.0)
    while _last(high, step) - _first(low, step) > MOST_STEPS:
        step = round_step(step * 1.01)
    first, last = _first(low, step), max(_last(high, step), _first(low, step) + 1)
    return tuple(
        Step(n - first + 1, n * step, (n + 1) * step, n == last - 1) for n in range(first, last)
    )


def _first(low: float, step: float) -> int:
    return math.floor(low / step + 1e-9)


def _last(high: float, step: float) -> int:
    return math.ceil(high / step - 1e-9)


def step_of(value: float, steps: Iterable[Step]) -> int:
    """Which step holds the value; a value outside of all stands in the nearest."""
    found = 0
    for step in steps:
        if not found or value >= step.low:
            found = step.number
    return found
