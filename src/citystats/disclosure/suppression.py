"""Small counts left out of a table, and as many others as keep them from being worked out."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, identity

from citystats.disclosure.attack import (
    MOST_CELLS,
    Counts,
    Floats,
    Mask,
    Ranges,
    Told,
    possible_ranges,
    summing,
    with_totals,
)
from citystats.disclosure.terms import THRESHOLD, Caveat, Method, Zeros

LARGEST_THRESHOLD = 1_000
MOST_COUNTED = 1_000_000
DEAR = 10.0
"""A sum is this much dearer to leave out than a cell, for each way it is summed over."""


@dataclass(frozen=True, slots=True, eq=False)
class Suppressed:
    """A table that may be shown; it does not hold the counts that were left out.

    Attributes
    ----------
    shown : array of float, shape (ways 1 + 1, ..., ways k + 1)
        The table with its sums last along each axis; NaN is left out. Small counts and those that
        shield them look the same.
    small : int
        How many were left out because they are small.
    shielding : int
        How many were left out so that no small one can be worked out.
    threshold : int
        The least positive count that is shown.
    zeros : Zeros
        Whether zeros are shown.
    """

    shown: Floats
    small: int
    shielding: int
    threshold: int
    zeros: Zeros

    method = Method.SUPPRESSION

    @property
    def n(self) -> int:
        """Cells of the table, sums not among them."""
        return math.prod(size - 1 for size in self.shown.shape)

    @property
    def hidden(self) -> Mask:
        return np.isnan(self.shown)

    @property
    def caveats(self) -> tuple[Caveat, ...]:
        inner = self.hidden[(slice(-1),) * self.shown.ndim]
        zeros_tell = self.zeros is Zeros.SHOWN and bool((self.shown == 0).any())
        return (
            Caveat.ONE_RELEASE,
            *((Caveat.ZEROS_TELL,) if zeros_tell else ()),
            *((Caveat.MOST_IS_HIDDEN,) if inner.mean() > 0.5 else ()),
        )

    @property
    def floor(self) -> Counts:
        """What a left-out number is at least: with zeros shown, as much as it has other cells."""
        inner = self.shown[(slice(-1),) * self.shown.ndim]
        return least_of(inner != 0, self.zeros)

    @property
    def told(self) -> Told:
        return Told(
            np.where(self.hidden, self.floor, self.shown),
            np.where(self.hidden, np.inf, self.shown),
        )

    def ranges(self) -> Ranges:
        """What a reader who adds and subtracts can work out: the attack, from `shown` alone."""
        return possible_ranges(self.told)


def least_of(present: Mask, zeros: Zeros) -> Counts:
    """The least that each cell and sum can be, as the reader knows which cells are not nought."""
    known = present if zeros is Zeros.SHOWN else np.zeros_like(present)
    return with_totals(known.astype(np.int64))


def suppress(
    counts: npt.ArrayLike, *, threshold: int = THRESHOLD, zeros: Zeros = Zeros.SHOWN
) -> Suppressed:
    """Leave out the small counts of a table and what else would give them away.

    Parameters
    ----------
    counts : array of int, shape (ways 1, ..., ways k)
        Number of reports (or of people) in each cell, none negative, without sums; one to three
        ways, at most 20,000 cells and 1,000,000 in all.
    threshold : int
        Counts below it are small; 2 to 1,000.
    zeros : Zeros
        SHOWN: a zero is no secret and is always shown, and a small count is 1 to `threshold` - 1.
        HIDDEN: a zero is as small as a one. Small sums are left out by the same rule.

    Returns
    -------
    Suppressed
        A reader who knows the rule and adds and subtracts cannot rule out any of the values that
        “less than `threshold`” admits for a small count (of a sum of m cells that are not nought,
        with zeros shown: m to `threshold` - 1), and works out no left-out number exactly.

    Raises
    ------
    ValueError
        For another shape, too large a table, what is not a whole number of at least 0, or a
        threshold out of range.

    Notes
    -----
    For each small count two tables must exist that agree with all that is shown, one in which it
    is as low and one in which it is as high as a small count can be. The cheapest change of the
    true table into such a one is found by integer programming, and the cells it touches are left
    out [1]_. A table found serves every small count it shows at an end. Sums are dear, so that they
    go last; large counts are dearer than small.

    Choosing the fewest cells exactly is not tried: it is a hard problem, and this greedy way gives
    the same protection with somewhat more left out.

    References
    ----------
    .. [1] Fischetti, M., & Salazar, J. J. (2001). Solving the cell suppression problem on tabular
       data with linear constraints. Management Science, 47(7), 1008-1027.
       doi:10.1287/mnsc.47.7.1008.9805
    .. [2] Hundepool, A. et al. (2012). Statistical Disclosure Control, ch. 4. Wiley.

    Examples
    --------
    The 2 is small; three more go, or it could be worked out from a row or a column:

    >>> kept = suppress([[2, 20, 30], [10, 20, 30], [10, 20, 30]])
    >>> (kept.small, kept.shielding, kept.hidden[-1, -1])
    (1, 3, np.False_)
    """
    table = _checked(counts, threshold)
    search = _Search(table, threshold, zeros)
    search.run()
    whole = with_totals(table)
    hidden = search.hidden.reshape(whole.shape)
    return Suppressed(
        shown=np.where(hidden, np.nan, whole),
        small=int(search.small.sum()),
        shielding=int((search.hidden & ~search.small).sum()),
        threshold=threshold,
        zeros=zeros,
    )


def _checked(counts: npt.ArrayLike, threshold: int) -> Counts:
    table = np.asarray(counts)
    if not 2 <= threshold <= LARGEST_THRESHOLD:
        raise ValueError(f"the threshold must be 2 to {LARGEST_THRESHOLD}, but is {threshold}")
    if not 1 <= table.ndim <= 3 or table.size == 0:
        raise ValueError(f"the table must have one to three ways, but its shape is {table.shape}")
    if table.size > MOST_CELLS:
        raise ValueError(f"at most {MOST_CELLS} cells can be protected, but got {table.size}")
    if not np.issubdtype(table.dtype, np.integer) or (table < 0).any():
        raise ValueError("counts must be whole numbers of at least 0")
    if table.sum() > MOST_COUNTED:
        raise ValueError(f"at most {MOST_COUNTED} in all can be protected, but got {table.sum()}")
    return table.astype(np.int64)


@dataclass(slots=True)
class _Search:
    """Grows the set of hidden cells until every small one is shielded both ways."""

    table: Counts
    threshold: int
    zeros: Zeros
    values: Counts = field(init=False)
    small: Mask = field(init=False)
    hidden: Mask = field(init=False)
    lowest: Counts = field(init=False)
    highest: Counts = field(init=False)
    floor: Counts = field(init=False)
    prices: Floats = field(init=False)
    balance: csr_array = field(init=False)

    def __post_init__(self) -> None:
        whole = with_totals(self.table)
        self.values = whole.ravel()
        self.floor = least_of(self.table > 0, self.zeros).ravel()
        shown_zeros = (self.values == 0) & (self.zeros is Zeros.SHOWN)
        self.small = (self.values < self.threshold) & ~shown_zeros
        self.hidden = self.small.copy()
        # The true table is one a reader could think of.
        self.lowest, self.highest = self.values.copy(), self.values.copy()
        is_last = (
            index == size
            for index, size in zip(np.indices(whole.shape), self.table.shape, strict=True)
        )
        ways_summed = np.sum([*is_last], axis=0)
        self.prices = (1.0 + np.log1p(self.values)) * DEAR ** ways_summed.ravel()
        self.balance = self._balance()

    def _balance(self) -> csr_array:
        """Changes of sums less the changes of what they sum: nought in every table."""
        inner = np.zeros(tuple(size + 1 for size in self.table.shape), dtype=bool)
        inner[(slice(-1),) * self.table.ndim] = True
        sums = summing(self.table.shape) @ identity(self.table.size, format="csr")
        spread = csr_array(
            (np.ones(inner.sum()), (np.arange(inner.sum()), np.flatnonzero(inner.ravel()))),
            shape=(inner.sum(), inner.size),
        )
        rule = (identity(inner.size, format="csr") - sums @ spread)[~inner.ravel()]
        return csr_array(hstack([rule, -rule]))

    def run(self) -> None:
        most = self.threshold - 1
        small = np.flatnonzero(self.small).tolist()
        for cell in sorted(small, key=lambda cell: -int(self.values[cell])):
            if self.lowest[cell] > self.floor[cell]:
                self._shield(cell, self.floor[cell] - self.values[cell])
            if self.highest[cell] < most:
                self._shield(cell, most - self.values[cell])
        # What shields has two values by now: a table that changes it was found.

    def _shield(self, cell: int, change: int) -> None:
        size = len(self.values)
        up, down = np.full(size, np.inf), (self.values - self.floor).astype(np.float64)
        if self.zeros is Zeros.SHOWN:
            up[self.values == 0] = 0
        up[cell] = down[cell] = 0
        fixed = np.zeros(2 * size)
        fixed[cell if change > 0 else size + cell] = abs(change)
        price = np.where(self.hidden, 1e-4, self.prices)
        found = milp(
            np.concatenate([price, price]),
            integrality=np.ones(2 * size),
            bounds=Bounds(fixed, np.concatenate([up, down]) + fixed),
            constraints=LinearConstraint(self.balance, 0, 0),
        )
        changes = np.rint(found.x[:size] - found.x[size:]).astype(np.int64)
        other = self.values + changes
        self.hidden |= changes != 0
        self.lowest = np.minimum(self.lowest, other)
        self.highest = np.maximum(self.highest, other)
