"""From draws of a composite to the chance of belonging to the fifth with most need."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from citystats.composite.terms import Floats, Mask, NeedClass

SURE = 0.8
"""A class is given where its chance is at least this."""
PARTS = 5
MIDDLE = 0.8
"""Of the draws of a place lie within its interval."""


@dataclass(frozen=True, slots=True, eq=False)
class Need:
    """What is known of every area's place. Place 1 is most need.

    Attributes
    ----------
    chance : array of float, shape (areas,)
        Of belonging to the fifth with most need. Not a number where a domain is missing.
    median, low, high : array of float, shape (areas,)
        The place, and the ends of its 80 % interval; halves where areas share a place.
    fifth : int
        How many areas are a fifth: as many as a fifth of the complete areas, rounded down.
    """

    chance: Floats
    median: Floats
    low: Floats
    high: Floats
    fifth: int

    @property
    def n(self) -> int:
        """Areas with all domains."""
        return int(np.isfinite(self.chance).sum())

    @property
    def classes(self) -> tuple[NeedClass, ...]:
        return tuple(map(class_of, self.chance.tolist()))


def class_of(chance: float) -> NeedClass:
    """The class that has a chance of 0.8 or more, if one has."""
    if np.isnan(chance):
        return NeedClass.INCOMPLETE
    if chance >= SURE:
        return NeedClass.MOST
    return NeedClass.OTHER if 1 - chance >= SURE else NeedClass.UNCERTAIN


def places_of(composites: Floats) -> Need:
    """Every area's place among the complete ones, from draws of the composite.

    Parameters
    ----------
    composites : array of float, shape (draws, areas)
        Low is need. Not a number, in every draw, where an area lacks a domain.

    Returns
    -------
    Need

    Raises
    ------
    ValueError
        With fewer than 5 complete areas, of whom no fifth can be told.

    Examples
    --------
    Of five areas that change places in one of four draws:

    >>> draws = np.array([[1.0, 2, 3, 4, 5]] * 3 + [[2.0, 1, 3, 4, 5]])
    >>> places_of(draws).chance.tolist()
    [0.75, 0.25, 0.0, 0.0, 0.0]
    """
    complete: Mask = np.asarray(np.isfinite(composites).all(axis=0))
    fifth = int(complete.sum()) // PARTS
    if not fifth:
        raise ValueError(f"{complete.sum()} areas have all domains; a fifth needs at least {PARTS}")
    known = composites[:, complete]
    places = rankdata(known, axis=1)
    tail = (1 - MIDDLE) / 2
    ends = np.quantile(places, [0.5, tail, 1 - tail], axis=0, method="inverted_cdf")
    rows = np.full((4, composites.shape[1]), np.nan)
    rows[:, complete] = np.vstack([lowest(known, fifth).mean(axis=0), ends])
    return Need(rows[0], rows[1], rows[2], rows[3], fifth)


def lowest(values: Floats, count: int) -> Floats:
    """Whether each area is among the `count` lowest of its draw; parts of 1 where areas tie.

    Parameters
    ----------
    values : array of float, shape (draws, areas)

    Returns
    -------
    array of float, shape (draws, areas)
        Each row has the sum `count`.
    """
    limit = np.partition(values, count - 1, axis=1)[:, count - 1 : count]
    below, equal = values < limit, values == limit
    left = (count - below.sum(axis=1, keepdims=True)) / equal.sum(axis=1, keepdims=True)
    return np.asarray(below + equal * left)
