"""A table shown, frozen, and shown again when it was corrected: nothing tells of one report.

A revision shows a cell as before unless it must not. So who subtracts one release from the other
never learns that one report or two came or went.
"""

from __future__ import annotations

import hmac
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from citystats.disclosure.attack import Counts
from citystats.disclosure.small_counts import Coin, Place, SmallRounded, range_of, round_small

Labels = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """Of a cell: what was shown, and a mark of what was in it that only the secret can make."""

    shown: int
    mark: str


@dataclass(frozen=True, slots=True)
class Frozen:
    """A release as it was. It holds no true count, and stays inside: marks tell what changed."""

    base: int
    cells: Mapping[Labels, Kept]


def mark_of(secret: bytes, labels: Labels, contents: object) -> str:
    """The key of a cell: of its place and what is in it, numbers of reports or only how many.

    Examples
    --------
    >>> mark_of(b"secret", ("Torget", "hate"), 2) == mark_of(b"secret", ("Torget", "hate"), 2)
    True
    >>> mark_of(b"secret", ("Torget", "hate"), 2) == mark_of(b"secret", ("Torget", "hate"), 3)
    False
    """
    return hmac.digest(secret, repr((labels, contents)).encode(), sha256)[:16].hex()


def freeze(
    rounded: SmallRounded, marks: Mapping[Place, str], values: Sequence[Sequence[str]]
) -> Frozen:
    """Keep a release, with the words of each way in the order of its axis."""
    cells = {
        labels_at(values, place): Kept(int(rounded.counts[place]), marks[place])
        for place in np.ndindex(rounded.counts.shape)
    }
    return Frozen(rounded.base, cells)


def labels_at(values: Sequence[Sequence[str]], place: Place) -> Labels:
    return tuple(words[index] for words, index in zip(values, place, strict=True))


def revise(
    counts: Counts,
    earlier: Frozen,
    *,
    values: Sequence[Sequence[str]],
    marks: Mapping[Place, str],
    coin: Coin | None = None,
) -> SmallRounded:
    """Round a corrected table so that it can stand beside the earlier release.

    Parameters
    ----------
    counts : array of int, shape (ways 1, ..., ways k)
        The corrected table.
    earlier : Frozen
        What was shown before; its base is used again.
    values : sequence of sequences of str
        The words of each way, in the order of its axis.
    marks : mapping
        From each place to the mark of what is now in the cell, see `mark_of`.
    coin : callable, optional
        As for `round_small`; another one than the earlier release had.

    Returns
    -------
    SmallRounded

    Notes
    -----
    Cell by cell, with b for the base, s for what was shown and y for what is there now:

    - the same contents: s again;
    - y larger than b, s at least b, and less than b between them: s again;
    - else y is rounded anew, with all others that are: exact if larger than b.

    So a revised number v tells less than one of a first release: 0 is 0 to b - 1; b is 1 to 2b - 1;
    a larger one is v - b + 1 to v + b - 1, and more than b (with base 3: 3 is 1 to 5, 7 is 5 to 9).
    What the two tell together is `between`. A larger change is told, as a change of b reports or
    more.
    """
    base = earlier.base
    kept = np.full(counts.shape, -1, dtype=np.int64)
    for place in np.ndindex(counts.shape):
        before = earlier.cells.get(labels_at(values, place))
        if before is not None and _stays(int(counts[place]), before, marks[place], base):
            kept[place] = before.shown
    anew = round_small(np.where(kept >= 0, kept, counts), base=base, coin=coin)
    return SmallRounded(anew.counts, base, keyed=coin is not None)


def _stays(count: int, before: Kept, mark: str, base: int) -> bool:
    if hmac.compare_digest(before.mark, mark):
        return True
    return count > base and before.shown >= base and abs(count - before.shown) < base


def range_after(shown: int, now: int, base: int) -> tuple[int, int]:
    """The least and the most that a revised cell can stand for, when it was `shown` and is `now`.

    Examples
    --------
    >>> range_after(3, 3, base=3), range_after(7, 7, base=3), range_after(0, 4, base=3)
    ((1, 5), (5, 9), (4, 4))
    """
    if now != shown or now == 0:
        return range_of(now, base)
    if now == base:
        return 1, 2 * base - 1
    return max(base + 1, now - base + 1), now + base - 1


def between(shown: int, now: int, base: int) -> tuple[int, int]:
    """The least and the most by which a cell can have changed, for who has both releases.

    The earlier is taken as a first release, which tells most.

    Examples
    --------
    >>> between(0, 0, base=3), between(7, 7, base=3), between(4, 3, base=3), between(7, 10, base=3)
    ((-2, 2), (-2, 2), (-3, -1), (3, 3))
    """
    was, is_now = range_of(shown, base), range_after(shown, now, base)
    changes = [y - x for x, y in itertools.product(was, is_now)]
    return min(changes), max(changes)
