"""The reader who compares two publications: what came between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from citystats.disclosure.attack import Mask, Ranges, Told, possible_ranges
from citystats.disclosure.terms import THRESHOLD

METHOD = "integer programming over both publications"


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """What two publications tell together.

    Attributes
    ----------
    earlier, between, later : Ranges
        Of the earlier table, of what came after it, and of the later table, which holds both.
    """

    earlier: Ranges
    between: Ranges
    later: Ranges

    method = METHOD

    @property
    def n(self) -> int:
        """Cells of each table, sums among them."""
        return self.between.n

    def opened(self, threshold: int = THRESHOLD) -> Mask:
        """Where so few came between that it may not be told, and the two tell it."""
        return self.between.narrows(threshold)


def difference(earlier: Told, later: Told) -> Difference:
    """Subtract an earlier publication from a later one of the same table, grown since.

    Parameters
    ----------
    earlier, later : Told
        What each tells, of one shape; the later counts all that the earlier counted, and more:
        “so far this year” in one week and the next.

    Returns
    -------
    Difference

    Raises
    ------
    ValueError
        For different shapes, or when no growing table agrees with both.

    Notes
    -----
    The two are the first slice and the sum of a table with one way more, whose second slice is
    not told; `attack.possible_ranges` does the rest [1]_.

    Tables that are each safe are not safe together: 6 so far this year, and 7 the week after, tell
    of one person that week. Publish periods that do not overlap, each once, and keep what was
    shown; then there is nothing to subtract.

    References
    ----------
    .. [1] Hundepool, A. et al. (2012). Statistical Disclosure Control, ch. 4. Wiley.

    Examples
    --------
    >>> week, next_week = np.array([6.0, 9.0, 15.0]), np.array([7.0, 9.0, 16.0])
    >>> grown = difference(Told(week, week), Told(next_week, next_week))
    >>> grown.between.most.astype(int).tolist(), grown.opened().tolist()
    ([1, 0, 1], [True, False, True])
    """
    if earlier.least.shape != later.least.shape:
        raise ValueError("the two publications must tell of tables of one shape")
    nothing, anything = np.zeros_like(later.least), np.full_like(later.most, np.inf)
    found = possible_ranges(
        Told(
            np.stack([earlier.least, nothing, later.least]),
            np.stack([earlier.most, anything, later.most]),
        )
    )
    parts = [Ranges(least, most) for least, most in zip(found.least, found.most, strict=True)]
    return Difference(*parts)
