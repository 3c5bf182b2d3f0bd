"""Small counts rounded to nothing or the base, in a table of any ways, so that sums stay near.

Only counts from 1 to below the base change, and every sum is the sum of what is shown. So no number
from 1 to below the base stands anywhere, in the table or in its margins.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import numpy.typing as npt

from citystats.disclosure.attack import Counts, Floats, with_totals
from citystats.disclosure.nearest import nearest
from citystats.disclosure.terms import Caveat, Method

MOST_CELLS = 20_000
MOST_WAYS = 4
LARGEST_BASE = 1_000
LARGEST_COUNT = 1_000_000_000
BY_ITSELF = 1 / 4
"""With a key, so often a small count is rounded by a coin of its own, whatever its sums become."""

Place = tuple[int, ...]
Coin = Callable[[Place, str], float]
"""A number from 0 to below 1 for a cell and a question, the same each time it is asked."""


@dataclass(frozen=True, slots=True, eq=False)
class SmallRounded:
    """A table that may be shown; it does not hold the counts it was made from.

    Attributes
    ----------
    counts : array of int, shape (ways 1, ..., ways k)
        The table, in the order given; its sums are sums of these.
    base : int
        Where a count was small, the change is less than this; all other counts are exact.
    keyed : bool
        Whether a secret had a part in it.
    """

    counts: Counts
    base: int
    keyed: bool

    method = Method.SMALL_ROUNDING

    @property
    def n(self) -> int:
        """Cells of the table, sums not among them."""
        return int(self.counts.size)

    @property
    def shown(self) -> Counts:
        """With its sums last along each axis."""
        return with_totals(self.counts)

    @property
    def caveats(self) -> tuple[Caveat, ...]:
        keyless = () if self.keyed else (Caveat.NO_KEY,)
        return (Caveat.ZERO_IS_NOT_NONE, Caveat.LARGE_ARE_EXACT, *keyless)

    def range_of(self, shown: int) -> tuple[int, int]:
        """The least and the most that a shown count (not a sum) can stand for, by the rule alone.

        With base 3: 0 may be 0 to 2, and 3 may be 1 to 3; what is larger is exact.
        """
        return range_of(shown, self.base)


def range_of(shown: int, base: int) -> tuple[int, int]:
    """The least and the most that a shown count can stand for in a table shown once."""
    if shown == 0:
        return 0, base - 1
    return (1, base) if shown == base else (shown, shown)


def round_small(counts: npt.ArrayLike, *, base: int = 3, coin: Coin | None = None) -> SmallRounded:
    """Round the counts from 1 to below the base to 0 or the base, with all sums near.

    Parameters
    ----------
    counts : array of int, shape (ways 1, ..., ways k)
        Number of reports (or of people) in each cell, none negative, without sums; one to four
        ways, at most 20,000 cells.
    base : int
        2 to 1,000; 3 in use at Statistics Norway [1]_.
    coin : callable, optional
        Numbers drawn from a secret, see `coin_of`. Without it the best table is taken, the same
        for everybody who has the counts.

    Returns
    -------
    SmallRounded
        What holds of it:

        - no number from 1 to below the base is shown, in cells or sums;
        - every sum is the sum of its parts;
        - each cell is changed by less than the base;
        - rounding what is rounded changes nothing, and the same call gives the same table.

    Raises
    ------
    ValueError
        For another shape, too large a table, what is not a whole number of at least 0, or a base
        out of range.

    Notes
    -----
    Rounded up is such a number of small counts that the grand total is as near as it can be; which
    ones, so that the squares of all changes, of cells and sums of every kind, add up to as little
    as can be. Up to 20 small counts the best is found among all; among several, the one with the
    highest Hellinger utility. Beyond, one after another is rounded up where it costs least, and
    two are exchanged while that helps: the idea of [1]_.

    Without a key, who knows the program may know more than the rule says. Of one small count in a
    whole table, 1 becomes 0 and 2 becomes 3, always: so 3 is 2 or 3. With a key two things are
    drawn. The number rounded up is one of the two next to the exact one, right on the average. And
    each small count is with one chance in four rounded by a coin of its own. As every one of them
    may have been, *any* way of rounding the small counts may come of any table: a shown 0 may be 0
    to base - 1 and a shown base 1 to base, even for a reader who knows every other count and the
    program, and has only not the key. How likely each is, that reader can still weigh.

    It is no defence for counts from the base up: they are shown, and who knows all reports but one
    learns of that one. `rounding.round_counts` rounds all.

    References
    ----------
    .. [1] Langsrud, Ø., & Heldal, J. (2018). An algorithm for small count rounding of tabular
       data. Privacy in Statistical Databases, UNESCO Chair in Data Privacy.

    Examples
    --------
    >>> shown = round_small([[1, 7], [2, 0]])
    >>> shown.counts.tolist()
    [[0, 7], [3, 0]]
    >>> shown.shown.tolist()
    [[0, 7, 7], [3, 0, 3], [3, 7, 10]]
    """
    table = _checked(counts, base)
    places = np.argwhere((table > 0) & (table < base))
    values = table[tuple(places.T)]
    if not len(values):
        return SmallRounded(table, base, keyed=coin is not None)
    pinned = _pinned(places, values, base, coin)
    up = nearest(
        places,
        values,
        base,
        pinned=pinned,
        ups=_how_many(values, base, coin),
        utility=lambda ups: hellinger_utility(table, _with(table, places, ups * base)),
    )
    return SmallRounded(_with(table, places, up * base), base, keyed=coin is not None)


def hellinger_utility(before: Counts, after: Counts) -> float:
    """How like two tables are with all their sums: 1 is the same, 0 nothing alike.

    One less the Hellinger distance of all numbers shown, divided by the root of what they sum to.

    Examples
    --------
    >>> hellinger_utility(np.array([4, 9]), np.array([4, 9]))
    1.0
    """
    was, now = with_totals(before).ravel(), with_totals(after).ravel()
    if not was.any():
        return 1.0 if not now.any() else 0.0
    apart = np.square(np.sqrt(was) - np.sqrt(now)).sum() / 2
    return float(1 - np.sqrt(apart / was.sum()))


def coin_of(secret: bytes, release: bytes) -> Coin:
    """Numbers that only who has the secret can draw, other ones for each release.

    A cell's number depends on its place and on nothing else of the table; name cells by what they
    are in `release` if their order may change.
    """

    def drawn(place: Place, question: str) -> float:
        told = repr((place, question)).encode()
        digest = hmac.digest(secret, release + b"\0" + told, sha256)
        return int.from_bytes(digest[:7]) / (1 << 56)

    return drawn


def _checked(counts: npt.ArrayLike, base: int) -> Counts:
    if not 2 <= base <= LARGEST_BASE:
        raise ValueError(f"the base must be 2 to {LARGEST_BASE}, but is {base}")
    table = np.asarray(counts)
    if not 1 <= table.ndim <= MOST_WAYS or table.size == 0:
        raise ValueError(
            f"the table must have one to {MOST_WAYS} ways, but its shape is {table.shape}"
        )
    if table.size > MOST_CELLS:
        raise ValueError(f"at most {MOST_CELLS} cells can be rounded, but got {table.size}")
    if not np.issubdtype(table.dtype, np.integer) or (table < 0).any():
        raise ValueError("counts must be whole numbers of at least 0")
    if (table > LARGEST_COUNT).any():
        raise ValueError(f"counts must be at most {LARGEST_COUNT}")
    return table.astype(np.int64)


def _how_many(values: Counts, base: int, coin: Coin | None) -> int:
    """How many are rounded up, so that the total stays near; half a base goes down."""
    down, rest = divmod(int(values.sum()), base)
    if coin is None:
        return down + (2 * rest > base)
    return down + (coin((), "total") * base < rest)


def _pinned(places: Counts, values: Counts, base: int, coin: Coin | None) -> Counts:
    """1 up, 0 down, -1 free."""
    if coin is None:
        return np.full(len(values), -1)
    return np.array(
        [
            int(coin(place, "side") * base < value) if coin(place, "own") < BY_ITSELF else -1
            for place, value in zip(map(tuple, places.tolist()), values.tolist(), strict=True)
        ]
    )


def _with(table: Counts, places: Counts, values: Counts | Floats) -> Counts:
    changed = table.copy()
    changed[tuple(places.T)] = values
    return changed
