"""Funnel limits: how far chance alone carries a share or a rate of that many; pure Python."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

Kind = Literal["share", "rate"]
NEAR, FAR = 0.95, 0.998
REACH = 12.0
"""Standard deviations on each side of the mean; what lies beyond weighs less than a float holds."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How far chance carries a figure of `size`, in the unit of the target."""

    size: float
    far_low: float
    low: float
    high: float
    far_high: float

    def beyond(self, value: float) -> Literal["", "near", "far"]:
        """Within the limits, beyond the near ones (95 %), or beyond the far ones too (99.8 %)."""
        if not self.far_low <= value <= self.far_high:
            return "far"
        return "" if self.low <= value <= self.high else "near"


def limits(size: float, target: float, *, kind: Kind = "share", exact: bool = True) -> Limits:
    """Limits about a target for a figure of that size.

    Parameters
    ----------
    size : float
        How many people, or person-years, the figure is of; above 0. For a share a whole number.
    target : float
        What all are held up against: a share from 0 to 1, or events for each unit of size.
    kind : {"share", "rate"}
        A share of people is binomial; a rate of events is Poisson.
    exact : bool
        Whether quantiles of that distribution are used, made continuous between two whole counts
        as in [1]_; otherwise the normal formula, which is poor where few are expected.

    Returns
    -------
    Limits
        The near ones hold 95 % of what chance gives, the far ones 99.8 %.

    Raises
    ------
    ValueError
        For a size or a target out of range.

    Notes
    -----
    With F the distribution of the count and p the tail, the exact limit is (r - a) / n, where r is
    the least count with F(r) >= p and a = (F(r) - p) / (F(r) - F(r - 1)) [1]_. The normal formula
    is t -+ z sqrt(t (1 - t) / n) for a share and t -+ z sqrt(t / n) for a rate.

    References
    ----------
    .. [1] Spiegelhalter, D. J. (2005). Funnel plots for comparing institutional performance.
       Statistics in Medicine, 24(8), 1185-1202. doi:10.1002/sim.1970

    Examples
    --------
    A tenth of a hundred, by the normal formula:

    >>> found = limits(100, 0.1, exact=False)
    >>> round(found.low, 4), round(found.high, 4)
    (0.0412, 0.1588)
    >>> [limits(1000, 0.1).beyond(value) for value in (0.2, 0.12, 0.11)]
    ['far', 'near', '']
    """
    _check(size, target, kind)
    tails = ((1 - FAR) / 2, (1 - NEAR) / 2, (1 + NEAR) / 2, (1 + FAR) / 2)
    spread = target * (1 - target) if kind == "share" else target
    if spread == 0:
        found = [target] * len(tails)
    elif exact:
        found = [count / size for count in _quantiles(size, target, kind, tails)]
    else:
        reach = math.sqrt(spread / size)
        found = [target + NormalDist().inv_cdf(tail) * reach for tail in tails]
    most = 1.0 if kind == "share" else math.inf
    far_low, low, high, far_high = (min(max(one, 0.0), most) for one in found)
    return Limits(size, far_low, low, high, far_high)


def curve(
    smallest: float,
    largest: float,
    target: float,
    *,
    kind: Kind = "share",
    exact: bool = True,
    points: int = 40,
) -> tuple[Limits, ...]:
    """Limits for sizes from the smallest to the largest, closer together where they bend."""
    if not 0 < smallest <= largest:
        raise ValueError("the sizes must be above 0, and the smallest not above the largest")
    step = (largest / smallest) ** (1 / max(points - 1, 1))
    sizes = [smallest * step**place for place in range(max(points - 1, 1))]
    if kind == "share":
        sizes = [float(max(round(size), 1)) for size in sizes]
    return tuple(
        limits(size, target, kind=kind, exact=exact) for size in sorted({*sizes, float(largest)})
    )


def _check(size: float, target: float, kind: Kind) -> None:
    if not (math.isfinite(size) and size > 0):
        raise ValueError(f"a size must be a number above 0, but got {size}")
    if kind == "share" and size != round(size):
        raise ValueError(f"the size of a share is a whole number, but got {size}")
    if not (math.isfinite(target) and target >= 0 and (kind == "rate" or target <= 1)):
        raise ValueError(f"{target} is not a {kind}")


def _quantiles(size: float, target: float, kind: Kind, tails: Sequence[float]) -> list[float]:
    """The count at each tail, tails growing, continuous between two whole counts."""
    found: list[float] = []
    under = 0.0
    waiting = list(tails)
    last = 0
    for last, chance in _chances(size, target, kind):
        at = under + chance
        while waiting and at >= waiting[0]:
            found.append(last - (at - waiting.pop(0)) / chance)
        if not waiting:
            return found
        under = at
    return found + [float(last)] * len(waiting)


def _chances(size: float, target: float, kind: Kind) -> Iterator[tuple[int, float]]:
    """Each count that has any chance to speak of, with its chance."""
    mean = size * target
    reach = REACH * math.sqrt(mean * (1 - target) if kind == "share" else mean) + REACH
    first, last = max(math.floor(mean - reach), 0), math.ceil(mean + reach)
    if kind == "share":
        last = min(last, round(size))
    for count in range(first, last + 1):
        if kind == "share":
            chance = (
                math.lgamma(size + 1) - math.lgamma(count + 1) - math.lgamma(size - count + 1)
            ) + (count * math.log(target) + (size - count) * math.log1p(-target))
        else:
            chance = count * math.log(mean) - mean - math.lgamma(count + 1)
        yield count, math.exp(chance)
