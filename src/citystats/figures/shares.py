"""How sure a share is that so many answered."""

from __future__ import annotations

from math import sqrt

NORMAL_95 = 1.959964


def wilson(part: float, whole: float) -> tuple[float, float]:
    """The 95 % interval of a share by Wilson's formula, both ends between 0 and 1.

    Raises
    ------
    ValueError
        Where `whole` is not above 0, or `part` not between 0 and it.
    """
    if not 0 <= part <= whole or whole <= 0:
        raise ValueError("A share is of somebody, and of no more than all.")
    share, squared = part / whole, NORMAL_95**2
    middle = share + squared / (2 * whole)
    reach = NORMAL_95 * sqrt(share * (1 - share) / whole + squared / (4 * whole**2))
    return max(0.0, (middle - reach) / (1 + squared / whole)), min(
        1.0, (middle + reach) / (1 + squared / whole)
    )
