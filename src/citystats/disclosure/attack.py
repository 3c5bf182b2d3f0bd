"""The reader who adds and subtracts: what each number can be, given all that is shown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, identity, kron, vstack

Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Place = tuple[int, ...]

MOST_CELLS = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What a publication tells of a table with its sums.

    Attributes
    ----------
    least, most : array of float, shape (ways 1 + 1, ..., ways k + 1)
        The same number twice where it is shown; 0 (or 1) and infinity where it is left out; the
        shown number less and plus base - 1 where it is rounded.
    """

    least: Floats
    most: Floats

    def __post_init__(self) -> None:
        if self.least.shape != self.most.shape or self.least.ndim == 0 or min(self.least.shape) < 2:
            raise ValueError("both ends must have the shape of one table with its sums")
        if self.least.size > MOST_CELLS:
            raise ValueError(f"at most {MOST_CELLS} cells can be searched, not {self.least.size}")
        if not (self.least <= self.most).all():
            raise ValueError("a range is empty or not a number")

    @classmethod
    def rounded(cls, shown: Floats, base: int) -> Self:
        """Of a table with its sums in which every number is rounded to a multiple of a base."""
        return cls(np.maximum(shown - base + 1, 0.0), shown + base - 1.0)

    def and_also(self, other: Told) -> Told:
        """Of one table told twice."""
        return Told(np.maximum(self.least, other.least), np.minimum(self.most, other.most))


@dataclass(frozen=True, slots=True, eq=False)
class Ranges:
    """What a reader can work out.

    Attributes
    ----------
    least, most : array of float, shape of the table with its sums
        The narrowest range of whole numbers for each cell; `most` is infinite where nothing
        limits it.
    """

    least: Floats
    most: Floats

    method = "integer programming over all that is shown"

    @property
    def n(self) -> int:
        return int(self.least.size)

    @property
    def width(self) -> Floats:
        """How many whole numbers stay possible for each cell; 1 is exact."""
        return np.asarray(self.most - self.least + 1)

    def narrows(self, threshold: int, floor: Counts | int = 1) -> Mask:
        """Where a count is known to be small, and closer than “`floor` to `threshold` - 1”.

        A known zero is not counted: whether it may be shown is the choice of `Zeros`.
        """
        small = (self.most >= 1) & (self.most < threshold)
        return np.asarray(small & ((self.least > floor) | (self.most < threshold - 1)))


def with_totals(counts: Counts) -> Counts:
    """The table with its sums over each way and all ways together, last along each axis.

    Examples
    --------
    >>> with_totals(np.array([[1, 2], [3, 4]])).tolist()
    [[1, 2, 3], [3, 4, 7], [4, 6, 10]]
    """
    for axis in range(counts.ndim):
        counts = np.concatenate([counts, counts.sum(axis=axis, keepdims=True)], axis=axis)
    return counts


def summing(shape: tuple[int, ...]) -> csr_array:
    """The matrix that makes a table with its sums, in C order, of the table's own cells."""
    ways = (vstack([identity(size), np.ones((1, size))]) for size in shape)
    return csr_array(reduce(kron, ways))


def possible_ranges(told: Told) -> Ranges:
    """The narrowest range of every cell and sum that a reader can work out.

    Parameters
    ----------
    told : Told
        What is told of a table of one or more ways with its sums, at most 20,000 cells.

    Returns
    -------
    Ranges
        Every end is reached by some table of whole numbers that agrees with all that is told.

    Raises
    ------
    ValueError
        When no table agrees.

    Notes
    -----
    Two integer programs for each cell that is not told exactly. For two-way tables the bounds of
    the linear programs are whole already; for three and more ways they are not, and a reader who
    knows that counts are whole gets narrower ranges [1]_.

    References
    ----------
    .. [1] Hundepool, A. et al. (2012). Statistical Disclosure Control, ch. 4. Wiley.

    Examples
    --------
    Of the row 2, ?, ? with the sum 9 nothing but the sum of the two can be told:

    >>> shown = np.array([[2.0, np.nan, np.nan, 9.0], [2.0, np.nan, np.nan, 9.0]])
    >>> told = Told(np.nan_to_num(shown), np.nan_to_num(shown, nan=np.inf))
    >>> possible_ranges(told).most[0].astype(int).tolist()
    [2, 7, 7, 9]
    """
    shape = told.least.shape
    sums = summing(tuple(size - 1 for size in shape))
    finite = np.where(np.isfinite(told.most), told.most, told.least)
    reader = _Reader(sums, told.least.ravel(), told.most.ravel(), far=100 * (finite.sum() + 1))
    reader.check()
    ends = np.array([reader.range_of(cell) for cell in range(told.least.size)])
    return Ranges(least=ends[:, 0].reshape(shape), most=ends[:, 1].reshape(shape))


@dataclass(slots=True)
class _Reader:
    sums: csr_array
    least: Floats
    most: Floats
    far: float
    """More than all that is told together: what reaches half of it is limited by nothing."""

    def check(self) -> None:
        """At least one table agrees with what is told."""
        self._lowest(np.zeros(self.sums.shape[1]))

    def range_of(self, cell: int) -> tuple[float, float]:
        if self.least[cell] == self.most[cell]:
            return float(self.least[cell]), float(self.least[cell])
        ends = [sign * self._lowest(sign * self.sums[[cell], :].toarray()[0]) for sign in (1, -1)]
        return ends[0], np.inf if ends[1] > self.far / 2 else ends[1]

    def _lowest(self, cost: Floats) -> float:
        found = milp(
            cost,
            integrality=np.ones(len(cost)),
            bounds=Bounds(0, self.far),
            constraints=LinearConstraint(self.sums, self.least, self.most),
        )
        if found.x is None:
            raise ValueError("no table of whole numbers agrees with what is told")
        return float(round(found.fun))
