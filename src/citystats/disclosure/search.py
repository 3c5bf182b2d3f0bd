"""How far apart a number can be, given equations: by tables already found, else by a program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_array, csr_array, vstack
from scipy.sparse.csgraph import connected_components

from citystats.disclosure.attack import Counts, Floats, Mask, summing

ROUGH = 1e-6
SECONDS = 10.0
"""For one integer program; what takes longer is not proven."""
FEW = 6
"""So few numbers are rather asked for one by one."""
SEED = 1


class Unsolved(Exception):
    """The program was not solved in its time."""


@dataclass(slots=True, eq=False)
class Equations:
    """What is told, as bounds of cells and of sums of cells (with weights, for shares).

    Sums whose bounds follow from those of their parts are left out: they tell nothing.
    """

    least: Floats
    most: Floats
    rows: csr_array
    row_least: Floats
    row_most: Floats

    @classmethod
    def of_table(cls, least: Floats, most: Floats) -> Equations:
        """Of a table with its sums, each between two numbers."""
        shape = tuple(size - 1 for size in least.shape)
        inner = (slice(-1),) * least.ndim
        low, high = least[inner].ravel(), most[inner].ravel()
        sums = summing(shape)
        sums.eliminate_zeros()
        tells = (least.ravel() > sums @ low) | (most.ravel() < sums @ np.minimum(high, 1e15))
        tells &= sums.sum(axis=1) > 1
        chosen = np.flatnonzero(tells)
        alone = np.flatnonzero(sums.sum(axis=1) == 1)
        cells = sums[alone].indices
        low, high = low.copy(), high.copy()
        np.maximum.at(low, cells, least.ravel()[alone])  # A way of one value: the sum is the cell.
        np.minimum.at(high, cells, most.ravel()[alone])
        return cls(low, high, sums[chosen], least.ravel()[chosen], most.ravel()[chosen])

    def add(self, weights: Floats, least: float, most: float) -> None:
        self.rows = csr_array(vstack([self.rows, csr_array(weights[None, :])]))
        self.row_least = np.append(self.row_least, least)
        self.row_most = np.append(self.row_most, most)


@dataclass(slots=True, eq=False)
class Search:
    """Tables that agree with the equations, and how far each cell can move in one of them."""

    equations: Equations
    tables: list[tuple[Floats, Floats, Floats]] = field(default_factory=list)
    """Each with the least and the most that any one cell can become, all others as they are."""
    solved: int = 0
    belongs: Counts = field(init=False)

    def __post_init__(self) -> None:
        self.belongs = _hangs_together(self.equations.rows)

    def learn(self, table: Floats) -> None:
        """Keep a table if it agrees."""
        told = self.equations
        sums = told.rows @ table
        agrees = (
            (table >= told.least - ROUGH).all()
            and (table <= told.most + ROUGH).all()
            and (sums >= told.row_least - ROUGH).all()
            and (sums <= told.row_most + ROUGH).all()
        )
        if agrees:
            down, up = self._room(table, sums)
            self.tables.append((table, table - down, table + up))

    def _room(self, table: Floats, sums: Floats) -> tuple[Floats, Floats]:
        """How far one cell may go down or up before a bound of it or of a sum stops it."""
        told = self.equations
        down, up = table - told.least, told.most - table
        rows = told.rows.tocoo()
        above, below = told.row_most - sums, sums - told.row_least
        if rows.nnz:
            row, cell = rows.coords
            weight = np.abs(rows.data)
            risen = np.where(rows.data > 0, above[row], below[row]) / weight
            fallen = np.where(rows.data > 0, below[row], above[row]) / weight
            np.minimum.at(up, cell, risen)
            np.minimum.at(down, cell, fallen)
        return np.floor(np.maximum(down, 0) + ROUGH), np.floor(np.maximum(up, 0) + ROUGH)

    def scout(self, parts: Sequence[Mask], width: float) -> None:
        """Tables in which many at once are high, then low, as long as each time shows of some."""
        rng = np.random.default_rng(SEED)
        waiting = [part for part in parts if not self.seen(part, width)]
        before = len(waiting) + 1
        while FEW < len(waiting) < before:
            weights = rng.uniform(0.5, 1, size=len(waiting))
            side = np.sum(
                [weight * part for weight, part in zip(weights, waiting, strict=True)], axis=0
            )
            self._solve(-side)
            self._solve(side)
            before = len(waiting)
            waiting = [part for part in waiting if not self.seen(part, width)]

    def seen(self, part: Mask, width: float) -> bool:
        """Whether tables that were found show it already."""
        least, most = self._seen(part)
        return most - least >= width

    def reaches(self, part: Mask, width: float) -> bool:
        """Whether the sum of these cells can be two numbers at least so far apart."""
        for sign in (1, -1):
            if self.seen(part, width):
                return True
            self._solve(sign * part.astype(np.float64))
        return self.seen(part, width)

    def _seen(self, part: Mask) -> tuple[float, float]:
        least, most = np.inf, -np.inf
        for table, low, high in self.tables:
            sum_here = table[part].sum()
            least = min(least, sum_here - (table - low)[part].max())
            most = max(most, sum_here + (high - table)[part].max())
        return least, most

    def _solve(self, cost: Floats) -> None:
        """Find the table of least cost. Only what hangs together with what costs is searched."""
        cells = np.isin(self.belongs, self.belongs[cost != 0]) if self.tables else cost == cost
        table = self.tables[0][0].copy() if self.tables else np.zeros_like(cost)
        self.solved += 1
        table[cells] = self._lowest(cost[cells], cells)
        self.learn(table)

    def _lowest(self, cost: Floats, cells: Mask) -> Floats:
        """By the linear program, if its answer is whole; else by the integer one."""
        told = self.equations
        rows = told.rows[:, np.flatnonzero(cells)]
        used = np.flatnonzero(np.diff(rows.indptr))
        far = 1 + 2 * np.where(np.isfinite(told.most), told.most, told.least).sum()
        far += np.abs(told.row_least[np.isfinite(told.row_least)]).sum()
        for integral in (0, 1):
            found = milp(
                cost,
                integrality=np.full(len(cost), integral),
                bounds=Bounds(told.least[cells], np.minimum(told.most[cells], far)),
                constraints=[
                    LinearConstraint(rows[used], told.row_least[used], told.row_most[used])
                ]
                if len(used)
                else [],
                options={"time_limit": SECONDS},
            )
            if found.x is None or found.status != 0:
                raise Unsolved
            whole: Floats = np.rint(found.x)
            if np.abs(found.x - whole).max() < ROUGH:
                return whole
        return whole


def _hangs_together(rows: csr_array) -> Counts:
    """Of each cell, the number of the part of the table that equations tie it to."""
    size = rows.shape[1]
    if not rows.nnz:
        return np.arange(size)
    ties = csr_array(block_array([[None, rows.T], [rows, None]]))
    labels: Counts = connected_components(ties, directed=False)[1]
    return labels[:size]
