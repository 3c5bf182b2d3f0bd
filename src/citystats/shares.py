"""A share told so that it points at nobody: never as a point, only as a range in steps of five.

Pure Python on purpose: a web process may tell a share without loading numpy.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, sqrt

STEP = 5
"""Of a hundred."""
FEWEST = 100
"""Among fewer people than this, nothing is told."""
NORMAL_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Told:
    """From `low` to `high` of a hundred, in steps of five, among about so many people (in tens)."""

    low: int
    high: int
    people: int


def wilson(hits: int, people: int, z: float = NORMAL_95) -> tuple[float, float]:
    """The ends of Wilson's score interval for a share.

    References
    ----------
    .. Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
       JASA 22, 209-212.

    Examples
    --------
    >>> [round(end, 4) for end in wilson(10, 100)]
    [0.0552, 0.1744]
    """
    if not 0 <= hits <= people or not people:
        raise ValueError(f"{hits} of {people} cannot be")
    share, square = hits / people, z * z
    middle = (share + square / (2 * people)) / (1 + square / people)
    half = (
        z
        / (1 + square / people)
        * sqrt(share * (1 - share) / people + square / (4 * people * people))
    )
    return max(0.0, middle - half), min(1.0, middle + half)


def told(hits: int, people: int) -> Told:
    """Where the share surely lies (95 %), the ends moved outward to whole steps of five.

    Parameters
    ----------
    hits, people : int
        At least 100 people.

    Returns
    -------
    Told
        A range at least one step wide: among 100 people or more, it holds at least five counts.

    Raises
    ------
    ValueError
        Among fewer than 100 people.

    Examples
    --------
    >>> told(37, 310)
    Told(low=5, high=20, people=310)
    """
    if people < FEWEST:
        raise ValueError(f"counted among {people}, fewer than {FEWEST}")
    low, high = wilson(hits, people)
    steps = 100 / STEP
    # Rounded first, so that an end that is a whole step is not moved by what floats lack.
    first, last = floor(round(low * steps, 9)), ceil(round(high * steps, 9))
    return Told(STEP * first, STEP * max(last, first + 1), people // 10 * 10)
