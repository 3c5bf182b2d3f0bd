"""Which small counts to round up, so that all sums stay near: a search among yes and no."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from citystats.disclosure.attack import Counts

Ups = npt.NDArray[np.int64]

MOST_TRIED = 20
"""Up to so many free counts, every way of rounding them is tried."""
MOST_ALIKE = 100
"""Of so many equally near ones, at the most, the most useful is looked for."""
MOST_EXCHANGED = 200
"""So many candidates on each side are looked at for an exchange."""


def nearest(
    places: Counts,
    values: Counts,
    base: int,
    *,
    pinned: Ups,
    ups: int,
    utility: Callable[[Ups], float],
) -> Ups:
    """Choose the counts that become the base; the others become nothing.

    Parameters
    ----------
    places : array of int, shape (n, ways)
        Where in the table each small count stands.
    values : array of int, shape (n,)
        From 1 to below the base.
    base : int
        What is rounded to.
    pinned : array of int, shape (n,)
        1 where a count goes up and 0 where it goes down, whatever comes; -1 where it is free.
    ups : int
        How many go up in all, as near as what is pinned allows.
    utility : callable
        Decides between choices that are equally near.

    Returns
    -------
    array of int, shape (n,)
        1 is up. The sum of squares of the changes of all cells and sums is the least there is for
        up to 20 free counts. Beyond that no exchange of two makes it less, nor do many tries at
        new ways for 14 that are near each other.

    Notes
    -----
    Two cells stand together in a sum over some of the ways if their places agree in the others. So
    of the cell itself and its sums they share two to the power of how many ways agree, and the sum
    of squares is a quadratic form: twice a way agrees counts four times.

    Examples
    --------
    >>> nearest(
    ...     np.array([[0, 0], [0, 1], [1, 0]]), np.array([1, 2, 2]), 3,
    ...     pinned=np.full(3, -1), ups=2, utility=lambda ups: 0.0,
    ... ).tolist()
    [0, 1, 1]
    """
    free = np.flatnonzero(pinned < 0)
    up = np.where(pinned > 0, 1, 0)
    wanted = min(max(ups - int(up.sum()), 0), len(free))
    search = _Search(places, base, up * base - values, up, free)
    if len(free) <= MOST_TRIED:
        return search.best_of_all(wanted, utility)
    search.raise_cheapest(wanted)
    search.exchange()
    search.mend()
    return search.up


SOME = 14
"""So many are rounded anew together."""
LEAST_IDLE, MOST_IDLE = 30, 300
"""After as many times without gain as there are counts, within these, it is enough."""
NEARNESS = 3.0
SEED = 1
"""Chance only decides where the search looks; the same table is always searched the same way."""


@dataclass(slots=True)
class _Search:
    places: Counts
    base: int
    changes: Counts
    """Of each small count, as it is now rounded."""
    up: Ups
    free: Counts
    strain: Counts = field(init=False)
    """Of each small count: the changes of itself and of all its sums together."""

    def __post_init__(self) -> None:
        self.strain = np.zeros(len(self.places), dtype=np.int64)
        for place in np.flatnonzero(self.changes).tolist():
            self.strain += self.changes[place] * self.shared_with(place)

    def shared_with(self, place: int) -> Counts:
        """How many numbers (cell and sums) each small count shares with one of them."""
        agree = self.places == self.places[place]
        return np.asarray(1 << agree.sum(axis=1))

    def turn(self, place: int, up: int) -> None:
        self.strain += (up - self.up[place]) * self.base * self.shared_with(place)
        self.up[place] = up

    # --- All ways of rounding ----------------------------------------------------------------

    def best_of_all(self, wanted: int, utility: Callable[[Ups], float]) -> Ups:
        alike = self._best(self.free, wanted)[:MOST_ALIKE]
        return max(map(self._with_free, alike), key=lambda ups: round(utility(ups), 12))

    def _best(self, some: Ups, wanted: int) -> list[Ups]:
        """The nearest ways for some that are all down: the two halves by themselves, and what they
        cost each other, as one product of matrices."""
        shared = np.array([self.shared_with(place)[some] for place in some.tolist()])
        shared = shared.reshape(len(some), len(some)).astype(np.float64)
        strain = self.strain[some]
        half = len(some) // 2
        first, second = _all_ways(half), _all_ways(len(some) - half)
        costs = []
        for ways, part in ((first, slice(half)), (second, slice(half, None))):
            own = ((ways @ shared[part, part]) * ways).sum(axis=1)
            costs.append(self.base * own + 2 * (ways @ strain[part]))
        together = 2 * self.base * (first @ shared[:half, half:] @ second.T)
        cost = costs[0][:, None] + costs[1][None, :] + together
        count = first.sum(axis=1)[:, None] + second.sum(axis=1)[None, :]
        cost[count != wanted] = np.inf
        alike = np.argwhere(cost == cost.min()).tolist()
        return [
            np.concatenate([first[one], second[other]]).astype(np.int64) for one, other in alike
        ]

    def _with_free(self, ways: Ups) -> Ups:
        up = self.up.copy()
        up[self.free] = ways
        return up

    # --- One after another, then exchanges ---------------------------------------------------

    def raise_cheapest(self, wanted: int) -> None:
        """The base squared times the numbers a cell stands in is the same for all."""
        waiting = np.zeros(len(self.up), dtype=bool)
        waiting[self.free] = True
        largest = np.iinfo(np.int64).max
        for _ in range(wanted):
            cheapest = int(np.where(waiting, self.strain, largest).argmin())
            waiting[cheapest] = False
            self.turn(cheapest, 1)

    def exchange(self) -> None:
        """While it helps: one that is up goes down, and another up."""
        numbers = 1 << self.places.shape[1]
        while True:
            raised = self.free[self.up[self.free] == 1]
            lowered = self.free[self.up[self.free] == 0]
            down = raised[np.argsort(-self.strain[raised], kind="stable")[:MOST_EXCHANGED]]
            up = lowered[np.argsort(self.strain[lowered], kind="stable")[:MOST_EXCHANGED]]
            if not len(up) or not len(down):
                return
            agree = (self.places[up][:, None] == self.places[down][None]).sum(axis=2)
            gain = self.strain[up][:, None] - self.strain[down][None]
            gain = gain + self.base * (numbers - (1 << agree))
            one, other = np.unravel_index(int(gain.argmin()), gain.shape)
            if gain[one, other] >= 0:
                return
            self.turn(int(down[other]), 0)
            self.turn(int(up[one]), 1)

    # --- Some at a time ----------------------------------------------------------------------

    def mend(self) -> None:
        """Again and again the best of all ways for one and some near it, until nothing changes."""
        rng = np.random.default_rng(SEED)
        idle = 0
        while idle < min(max(len(self.free), LEAST_IDLE), MOST_IDLE):
            some = self._near_each_other(rng)
            were = self.up[some]
            for place in some[were == 1].tolist():
                self.turn(place, 0)
            ways = self._best(some, int(were.sum()))
            better = not any((one == were).all() for one in ways)
            idle = 0 if better else idle + 1
            chosen = ways[0] if better else were
            for place in some[chosen == 1].tolist():
                self.turn(place, 1)

    def _near_each_other(self, rng: np.random.Generator) -> Ups:
        """One drawn, those that share most with it first, and chance among equals."""
        middle = int(rng.choice(self.free))
        near = self.shared_with(middle)[self.free] + rng.random(len(self.free)) * NEARNESS
        return self.free[np.argsort(-near)[:SOME]]


def _all_ways(size: int) -> npt.NDArray[np.float64]:
    """Every yes and no of so many, one way a row."""
    return (np.arange(1 << size)[:, None] >> np.arange(size) & 1).astype(np.float64)
