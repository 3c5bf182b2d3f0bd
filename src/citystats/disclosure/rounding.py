"""Controlled rounding: every count of a table a multiple of a base, and every sum still a sum.

Pure Python on purpose: a web process may round without loading numpy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from citystats.disclosure.terms import Caveat, Method, Which

MOST_CELLS = 100_000
LARGEST_BASE = 1_000

Row = tuple[int, ...]
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Rounded:
    """A table that may be shown; it does not hold the counts it was made from.

    Attributes
    ----------
    counts : tuple of tuple of int
        Shape (rows, columns), in the order given.
    base : int
        Every change, of a count and of a sum, is less than this.
    which : Which
        Whether every count was rounded, or only the small ones.
    """

    counts: tuple[Row, ...]
    base: int
    which: Which

    method = Method.ROUNDING

    @property
    def n(self) -> int:
        """Cells of the table, sums not among them."""
        return sum(map(len, self.counts))

    @property
    def row_totals(self) -> Row:
        return tuple(map(sum, self.counts))

    @property
    def column_totals(self) -> Row:
        return tuple(map(sum, zip(*self.counts, strict=True)))

    @property
    def total(self) -> int:
        return sum(self.row_totals)

    @property
    def caveats(self) -> tuple[Caveat, ...]:
        exact = (Caveat.LARGE_ARE_EXACT,) if self.which is Which.SMALL else ()
        return (Caveat.ZERO_IS_NOT_NONE, *exact)

    def range_of(self, shown: int) -> tuple[int, int]:
        """The least and the most that a shown count can stand for."""
        if self.which is Which.SMALL and shown >= self.base:
            return (1 if shown == self.base else shown), shown
        return self.range_of_sum(shown)

    def range_of_sum(self, shown: int) -> tuple[int, int]:
        return max(0, shown - self.base + 1), shown + self.base - 1


def round_counts(
    counts: Sequence[Sequence[int]], *, base: int, rng: Random, which: Which = Which.ALL
) -> Rounded:
    """Round a two-way table up or down to multiples of a base, so that it still adds up.

    Parameters
    ----------
    counts : sequence of sequences of int, shape (rows, columns)
        Number of reports (or of people) in each cell, none negative; 1 to 100,000 cells. A
        one-way table is one row.
    base : int
        2 to 1,000; 3 and 5 are in use [2]_.
    rng : random.Random
        Which of the two neighbours is taken is drawn from it. Whoever knows its seed can learn
        more of the counts: draw it from a secret, or use `random.SystemRandom`.
    which : Which
        ALL rounds every count. SMALL leaves counts of at least `base` as they are, as Statistics
        Norway's small count rounding does [2]_.

    Returns
    -------
    Rounded
        For each count, each row's and column's sum and the grand total, the shown number differs
        by less than `base` and is right on the average over draws. With ALL, what already is a
        multiple of the base stays.

    Raises
    ------
    ValueError
        For rows of different length, an empty or too large table, what is not a whole number of
        at least 0, or a base out of range.

    Notes
    -----
    The remainders are given a row and a column of slack, so that all sums are multiples of the
    base. While a remainder is left, a closed walk along rows and columns over such cells is
    taken; by turns a same amount is added and taken away, up or down with the odds that keep each
    cell's mean, until a cell has become a multiple [1]_.

    Nothing in the shown table narrows what a count may be. Change one shown count to any value
    within `range_of`, and its sums with it: the table so made is not far from the shown one, and
    rounding it gives the shown one with odds above nought, for it has one remainder only. So a
    reader who adds and subtracts can rule none of them out.

    It is no defence against a reader who already knows every other report: of 6, shown as 10,
    that reader learns that the last one is there. Nor may one table be rounded twice and both be
    shown (see `releases`): round once, and keep what was shown.

    References
    ----------
    .. [1] Cox, L. H. (1987). A constructive procedure for unbiased controlled rounding. Journal
       of the American Statistical Association, 82(398), 520-524.
       doi:10.1080/01621459.1987.10478456
    .. [2] Langsrud, Ø., & Heldal, J. (2018). An algorithm for small count rounding of tabular
       data. Privacy in Statistical Databases, UNESCO Chair in Data Privacy.

    Examples
    --------
    >>> shown = round_counts([[1, 7], [2, 0]], base=5, rng=Random(3))
    >>> [value % 5 for row in shown.counts for value in row]
    [0, 0, 0, 0]
    >>> shown.total == sum(shown.row_totals) == sum(shown.column_totals)
    True
    """
    table = _checked(counts, base)
    left = [[_remainder(value, base, which) for value in row] for row in table]
    rounded = _settle(_with_slack(left, base), base, rng)
    return Rounded(
        counts=tuple(
            tuple(
                value - rest + settled
                for value, rest, settled in zip(row, rests, settled_row, strict=False)
            )
            for row, rests, settled_row in zip(table, left, rounded, strict=False)
        ),
        base=base,
        which=which,
    )


def _checked(counts: Sequence[Sequence[int]], base: int) -> list[list[int]]:
    if not 2 <= base <= LARGEST_BASE:
        raise ValueError(f"the base must be 2 to {LARGEST_BASE}, but is {base}")
    table = [list(row) for row in counts]
    widths = {len(row) for row in table}
    if len(widths) != 1 or 0 in widths:
        raise ValueError("the table must have rows of one length, and at least one cell")
    if sum(map(len, table)) > MOST_CELLS:
        raise ValueError(f"at most {MOST_CELLS} cells can be rounded")
    for row in table:
        for value in row:
            if isinstance(value, bool) or not isinstance(value, int) or value < 0:
                raise ValueError(f"counts must be whole numbers of at least 0, but one is {value}")
    return table


def _remainder(value: int, base: int, which: Which) -> int:
    return 0 if which is Which.SMALL and value >= base else value % base


def _with_slack(left: list[list[int]], base: int) -> list[list[int]]:
    """One more cell in each row and column, so that every sum is a multiple of the base."""
    wide = [[*row, -sum(row) % base] for row in left]
    return [*wide, [-sum(column) % base for column in zip(*wide, strict=True)]]


def _settle(table: list[list[int]], base: int, rng: Random) -> list[list[int]]:
    """Remainders moved along closed walks until each is 0 or the base."""
    rows = [{j for j, value in enumerate(row) if value} for row in table]
    columns = [{i for i, row in enumerate(rows) if j in row} for j in range(len(table[0]))]
    for start, row in enumerate(rows):
        while row:
            walk = _closed_walk(start, rows, columns)
            ups, downs = walk[::2], walk[1::2]
            most_up = _room(table, ups, downs, base)
            most_down = _room(table, downs, ups, base)
            step = most_up if rng.randrange(most_up + most_down) < most_down else -most_down
            for sign, places in ((step, ups), (-step, downs)):
                for i, j in places:
                    table[i][j] += sign
                    if table[i][j] in (0, base):
                        rows[i].discard(j)
                        columns[j].discard(i)
    return table


def _room(table: list[list[int]], up: Sequence[Place], down: Sequence[Place], base: int) -> int:
    return min(
        min(base - table[i][j] for i, j in up),
        min(table[i][j] for i, j in down),
    )


def _closed_walk(start: int, rows: list[set[int]], columns: list[set[int]]) -> list[Place]:
    """Cells by turns in the same row and in the same column, back to where it began.

    A row or column that holds a remainder holds two, as its sum is a multiple of the base.
    """
    seen: dict[tuple[bool, int], int] = {}
    walk: list[Place] = []
    along_row, here, came_by = True, start, -1
    while (along_row, here) not in seen:
        seen[along_row, here] = len(walk)
        cells = rows[here] if along_row else columns[here]
        there = min(cells - {came_by})
        walk.append((here, there) if along_row else (there, here))
        along_row, here, came_by = not along_row, there, here
    return walk[seen[along_row, here] :]
