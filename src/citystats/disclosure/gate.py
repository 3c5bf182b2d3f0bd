"""The gate before publishing: everything told of one table, attacked; refused where it gives.

The reader it plays knows the method and the base, has every page, file, picture text and share
there is, adds, subtracts, and knows that people come whole. Only the key and the reports are
unknown.

What a shown number can be, for that reader, with b the base:

======================  ==============================  =====================================
shown                   cell                            sum
======================  ==============================  =====================================
small counts rounded    0: 0 to b - 1; b: 1 to b;       whatever its parts can be
                        v larger: v
the same, corrected     0: 0 to b - 1; b: 1 to 2b - 1;  whatever its parts can be
                        v: v - b + 1 to v + b - 1,
                        and more than b
all counts rounded      v - b + 1 to v + b - 1, and     the same as a cell
                        at least 0
left out                the least and most of the rule  the same
a number that does not  v; and if that is not true,     v; and if that is not true,
come of the release     v - b + 1 to v + b - 1          v - b + 1 to v + b - 1
======================  ==============================  =====================================

With base 3 a shown 0 is 0, 1 or 2; a shown 3 is 1, 2 or 3 where only small counts were rounded, and
1 to 5 where it was corrected or all were.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum

import numpy as np

from citystats.disclosure.attack import Counts, Floats, Mask, Place, Told, with_totals
from citystats.disclosure.revisions import range_after
from citystats.disclosure.search import Equations, Search, Unsolved
from citystats.disclosure.small_counts import range_of

LEAST_WIDTH = 2
"""From the least to the most that a small number can be: as far as from 0 to 2."""


@dataclass(frozen=True, slots=True, eq=False)
class Release:
    """One table as it was published.

    Attributes
    ----------
    shown : array of float, shape (ways 1 + 1, ..., ways k + 1)
        With its sums last along each axis; NaN is left out.
    told : Told
        What each of these numbers can be by the method alone.
    base : int
        What a number that was made another way may have been rounded to.
    """

    shown: Floats
    told: Told
    base: int

    @classmethod
    def small_rounded(cls, counts: Counts, base: int) -> Release:
        """Of cells whose small counts were rounded."""
        return cls._of_cells(counts, base, [range_of(int(shown), base) for shown in counts.flat])

    @classmethod
    def corrected(cls, before: Counts, counts: Counts, base: int) -> Release:
        """Of a table that was shown before and then corrected, see `revisions`."""
        pairs = zip(before.flat, counts.flat, strict=True)
        return cls._of_cells(
            counts, base, [range_after(int(was), int(now), base) for was, now in pairs]
        )

    @classmethod
    def rounded(cls, counts: Counts, base: int) -> Release:
        """Of cells and sums that all were rounded, see `rounding`."""
        shown = with_totals(counts).astype(np.float64)
        return cls(shown, Told.rounded(shown, base), base)

    @classmethod
    def _of_cells(cls, counts: Counts, base: int, ranges: Sequence[tuple[int, int]]) -> Release:
        ends = np.array(ranges, dtype=np.int64).reshape(*counts.shape, 2)
        told = Told(
            with_totals(ends[..., 0]).astype(np.float64),
            with_totals(ends[..., 1]).astype(np.float64),
        )
        return cls(with_totals(counts).astype(np.float64), told, base)


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """One number told somewhere of a part of the table.

    Attributes
    ----------
    where : str
        The page, file, picture text or letter.
    part : array of bool, shape (ways 1, ..., ways k)
        The cells that are counted together.
    number : float
        What is told; of a share, from 0 to 1.
    among : array of bool, optional
        For a share: the cells it is a share of, its own among them.
    unit : float
        For a share: what it is rounded to; .01 is whole per cent.
    """

    where: str
    part: Mask
    number: float
    among: Mask | None = None
    unit: float = 0.01


class Leak(Enum):
    """Why a release is refused, and what to do."""

    SMALL = "a number from 1 to below the base is told; round the table before it is shown"
    DIFFERENT = "this number does not come of the release; make every number from the one release"
    NARROWED = "a small number can be worked out; take back what is told beside the release"
    UNPROVEN = "it could not be shown that this number is safe; publish a coarser table"


@dataclass(frozen=True, slots=True)
class Finding:
    """Why one number may not be told; it does not hold the true count.

    Attributes
    ----------
    leak : Leak
    place : tuple of int
        In the table with its sums; the last index of a way is all together. Empty: not one number
        of the table.
    where : str
        Which page, file or text, if it is one.
    """

    leak: Leak
    place: Place = ()
    where: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    findings: tuple[Finding, ...]
    n: int
    """Cells and sums that were attacked."""
    solved: int
    """Integer programs it took."""

    method = "integer linear programming over everything that is told"

    @property
    def passes(self) -> bool:
        return not self.findings


def attack(counts: Counts, releases: Sequence[Release], said: Iterable[Said] = ()) -> Verdict:
    """Attack everything published of one table.

    Parameters
    ----------
    counts : array of int, shape (ways 1, ..., ways k)
        The true table; at most 20,000 cells with sums. What it counts stays unknown to the reader;
        it says which numbers are small, and which of the told ones are true.
    releases : sequence of Release
        Each time the table was published, the first one first; other numbers are held against the
        last.
    said : iterable of Said
        What pages, files, picture texts and letters tell of it besides.

    Returns
    -------
    Verdict
        Refused is: a number from 1 to below the base anywhere; a number that is not the sum of
        what the release shows; two releases that differ; and every cell or sum whose true value is
        below the base, which by all of this together is closer than least and most 2 apart. Of a
        true nought that means that it can be 2: a shown nought proves nothing.

    Raises
    ------
    ValueError
        For shapes that differ.

    Notes
    -----
    Integer programs by HiGHS, two for each small number at the most [1]_. Most need none: a table
    that agrees with all that is told, moved in one cell as far as it goes, proves that this cell
    can be that; and every table that a program finds is used for all cells.

    References
    ----------
    .. [1] Fischetti, M., & Salazar, J. J. (2001). Solving the cell suppression problem on tabular
       data with linear constraints. Management Science, 47(7), 1008-1027.

    Examples
    --------
    A table rounded to base 3, and a picture text with the true sum of a row that has one small
    number:

    >>> true, row = np.array([[1, 7], [5, 2]]), np.array([[True, True], [False, False]])
    >>> release = Release.small_rounded(np.array([[0, 7], [5, 3]]), 3)
    >>> attack(true, [release]).passes
    True
    >>> [finding.leak.name for finding in attack(true, [release], [Said("text", row, 8)]).findings]
    ['DIFFERENT', 'NARROWED']
    """
    last = releases[-1]
    whole = with_totals(counts)
    _check(whole, releases)
    told = last.told
    findings = _small(last)
    for other in releases[:-1]:
        with suppress(ValueError):  # No table agrees with both: one of them is false.
            told = told.and_also(other.told)
        findings += [Finding(Leak.DIFFERENT, place) for place in _differing(other, last)]
    equations = Equations.of_table(told.least, told.most)
    for one in said:
        if not _comes_of(one, last):
            findings.append(Finding(Leak.DIFFERENT, _place_of(one.part), one.where))
            _learn(equations, one, counts, last.base)
    narrowed, solved = _narrowed(counts, whole, equations, last)
    return Verdict((*findings, *narrowed), int(whole.size), solved)


def _check(whole: Counts, releases: Sequence[Release]) -> None:
    if any(one.shown.shape != whole.shape for one in releases):
        raise ValueError("every release must have the shape of the table with its sums")


def _small(release: Release) -> list[Finding]:
    small = (release.shown > 0) & (release.shown < release.base)
    return [Finding(Leak.SMALL, tuple(place)) for place in np.argwhere(small).tolist()]


def _differing(one: Release, other: Release) -> list[Place]:
    same = (one.shown == other.shown) | np.isnan(one.shown) | np.isnan(other.shown)
    return [tuple(place) for place in np.argwhere(~same).tolist()]


def _place_of(part: Mask) -> Place:
    """Where the table with its sums has this part; empty if it has it nowhere."""
    place = []
    for way in range(part.ndim):
        rest = tuple(other for other in range(part.ndim) if other != way)
        along = np.asarray(part.any(axis=rest)).ravel()
        if along.all() and len(along) > 1:
            place.append(len(along))
        elif along.sum() == 1:
            place.append(int(along.argmax()))
        else:
            return ()
    spread = parts_of(tuple(place), part.shape)
    return tuple(place) if (spread == part).all() else ()


def _sum_shown(part: Mask, release: Release) -> float:
    place = _place_of(part)
    if place:
        return float(release.shown[place])
    inner = release.shown[(slice(-1),) * part.ndim]
    return float(inner[part].sum())


def _comes_of(one: Said, release: Release) -> bool:
    shown = _sum_shown(one.part, release)
    if one.among is None:
        return shown == one.number
    among = _sum_shown(one.among, release)
    return among > 0 and abs(shown / among - one.number) <= one.unit / 2 + 1e-9


def _learn(equations: Equations, one: Said, counts: Counts, base: int) -> None:
    """The truth if it is true; else what it may have been rounded from, if that holds the truth."""
    true = float(counts[one.part].sum())
    if one.among is None:
        about = 0.0 if true == one.number else base - 1.0
        if abs(true - one.number) <= about:
            equations.add(one.part.ravel().astype(float), one.number - about, one.number + about)
        return
    among = float(counts[one.among].sum())
    least, most = one.number - one.unit / 2, one.number + one.unit / 2
    if least * among - 1e-9 <= true <= most * among + 1e-9:
        part, all_of = (mask.ravel().astype(float) for mask in (one.part, one.among))
        equations.add(part - least * all_of, 0.0, np.inf)
        equations.add(part - most * all_of, -np.inf, 0.0)


def _narrowed(
    counts: Counts, whole: Counts, equations: Equations, release: Release
) -> tuple[list[Finding], int]:
    search = Search(equations)
    inner = release.shown[(slice(-1),) * counts.ndim]
    for start in (counts, np.nan_to_num(inner)):
        search.learn(start.ravel().astype(np.float64))
    small = (whole < release.base) & ~(np.isfinite(release.shown) & (release.told.most == 0))
    parts = {
        tuple(place): parts_of(tuple(place), counts.shape).ravel()
        for place in np.argwhere(small).tolist()
    }
    open_yet = {place: part for place, part in parts.items() if not search.seen(part, LEAST_WIDTH)}
    findings = []
    with suppress(Unsolved):
        search.scout([*open_yet.values()], LEAST_WIDTH)
    for place, part in open_yet.items():
        try:
            if not search.reaches(part, LEAST_WIDTH):
                findings.append(Finding(Leak.NARROWED, place))
        except Unsolved:
            findings.append(Finding(Leak.UNPROVEN, place))
    return findings, search.solved


def parts_of(place: Place, shape: tuple[int, ...]) -> Mask:
    """The cells that are counted together at a place of the table with its sums.

    Examples
    --------
    >>> parts_of((1, 2), (2, 2)).tolist()
    [[False, False], [True, True]]
    """
    parts = np.zeros(shape, dtype=bool)
    chosen = tuple(slice(None) if at == size else at for at, size in zip(place, shape, strict=True))
    parts[chosen] = True
    return parts
