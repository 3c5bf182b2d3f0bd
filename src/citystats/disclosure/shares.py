"""Shares, such as so many of a hundred, left out where they would tell of a few people.

A share is two counts: those it is of, and the others. Whoever has the share and what it is a share
of has both. So all three are protected together, as a table with one way more: yes and no.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from citystats.disclosure.attack import Counts, Floats, Mask, Ranges
from citystats.disclosure.suppression import Suppressed, suppress
from citystats.disclosure.terms import THRESHOLD, Caveat, Method, Zeros

MOST_WAYS = 2


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """Shares that may be shown, with all together last along each axis; NaN is left out.

    Attributes
    ----------
    shares : array of float, shape (ways 1 + 1, ..., ways k + 1)
        From 0 to 1.
    among : array of float, the same shape
        What each is a share of, as far as that may be shown.
    counts : Suppressed
        The two kinds of counts with their sums, which is what the shares rest on.
    """

    shares: Floats
    among: Floats
    counts: Suppressed

    method = Method.SUPPRESSION

    @property
    def n(self) -> int:
        return int(np.prod([size - 1 for size in self.shares.shape]))

    @property
    def hidden(self) -> Mask:
        return np.isnan(self.shares)

    @property
    def caveats(self) -> tuple[Caveat, ...]:
        return self.counts.caveats

    def ranges(self) -> Ranges:
        """What a reader can work out of yes, no and both, from more than is shown."""
        return self.counts.ranges()


def suppress_shares(
    part: npt.ArrayLike, among: npt.ArrayLike, *, threshold: int = THRESHOLD
) -> Shares:
    """Leave out the shares that tell of a few, and as many others as would give them back.

    Parameters
    ----------
    part : array of int, shape (ways 1, ..., ways k)
        How many of each cell have it; one or two ways.
    among : array of int, the same shape
        How many there are in each cell.
    threshold : int
        A share is left out where fewer than this have it, have it not, or are there at all; also
        where nobody has it or everybody, which tells of each.

    Returns
    -------
    Shares

    Raises
    ------
    ValueError
        For shapes that differ, a part larger than the whole, or what `suppress` refuses.

    Notes
    -----
    The table of yes and no is suppressed with noughts hidden; a share stands only where yes, no
    and both are shown. That shows no more than the suppressed table does, so the attack on the
    latter, `ranges`, proves the shares. Sums over yes and no are what is published as “among”: a
    register that tells of them elsewhere must be handed to the gate as well.

    Examples
    --------
    Three of thirty in the second area; another area goes with it, or the sum would give it back:

    >>> kept = suppress_shares([12, 3, 20, 15], [40, 30, 50, 60])
    >>> kept.hidden.tolist()
    [True, True, False, False, False]
    """
    has, whole = np.asarray(part), np.asarray(among)
    if has.shape != whole.shape or not 1 <= has.ndim <= MOST_WAYS:
        raise ValueError(f"shares need two tables of one shape, of one to {MOST_WAYS} ways")
    for table in (has, whole):
        if not np.issubdtype(table.dtype, np.integer):
            raise ValueError("counts must be whole numbers of at least 0")
    if (has > whole).any():
        place = tuple(np.argwhere(has > whole)[0].tolist())
        raise ValueError(
            f"cell {place}: {has[place]} of {whole[place]} cannot be; is “among” the whole?"
        )
    both: Counts = np.stack([has, whole - has], axis=-1).astype(np.int64)
    kept = suppress(both, threshold=threshold, zeros=Zeros.HIDDEN)
    yes, no, all_of = (kept.shown[..., index] for index in range(3))
    safe = ~(np.isnan(yes) | np.isnan(no) | np.isnan(all_of))
    shares = np.full(safe.shape, np.nan)
    np.divide(yes, all_of, out=shares, where=safe & (np.nan_to_num(all_of) > 0))
    return Shares(shares, all_of, kept)
