"""Priors that hold back: an area differs, and neighbours are alike, only as far as data say so."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, isfinite, log

import numpy as np

from citystats.smallarea.terms import Floats

CELLS = 12
"""The share of likeness is put on as many places, each of the same prior chance."""


@dataclass(frozen=True, slots=True)
class Priors:
    """Penalised-complexity priors of a model for counts, in words that can be argued about.

    Attributes
    ----------
    spread, spread_chance : float
        The standard deviation between areas, on the logit scale, is above `spread` with the
        chance `spread_chance`. 1 and 0.01: nearly all areas within a factor 7 in odds of the mean.
    share, share_chance : float
        Less than `share` of the variance is between neighbourhoods with this chance: 1/2 and 2/3.
    level, level_spread : float
        Mean and standard deviation of the town's level, on the logit scale.
    """

    spread: float = 1.0
    spread_chance: float = 0.01
    share: float = 0.5
    share_chance: float = 2 / 3
    level: float = 0.0
    level_spread: float = 5.0

    def __post_init__(self) -> None:
        if not (0 < self.spread < 100 and 0 < self.level_spread < 100 and isfinite(self.level)):
            raise ValueError("spreads must be above 0 and below 100, and the level a number")
        chances = self.spread_chance, self.share, self.share_chance
        if not all(0 < chance < 1 for chance in chances):
            raise ValueError("chances and the share must lie between 0 and 1")

    @property
    def rate(self) -> float:
        """Of the exponential prior of the standard deviation."""
        return -log(self.spread_chance) / self.spread

    def spread_below(self, spread: float) -> float:
        """The prior chance of a smaller standard deviation."""
        return 1 - exp(-self.rate * spread)

    def shares(self, eigenvalues: Floats) -> Floats:
        """Twelve shares of likeness, each of the same prior chance, shape (12,).

        Parameters
        ----------
        eigenvalues : array of float, shape (areas,)
            Of the scaled covariances of neighbours.

        Notes
        -----
        The distance d of a model from one without likeness is the root of twice its
        Kullback–Leibler divergence, d² = n r (mean - 1) - sum log(1 + r (e - 1)) for a share r
        and eigenvalues e [1]_ [2]_; d is exponential. Where all areas are islands d is 0 for
        each share, which says nothing, and the shares are spread evenly.

        References
        ----------
        .. [1] Simpson, D., Rue, H., Riebler, A., Martins, T. G., & Sørbye, S. H. (2017).
           Penalising model component complexity. Statistical Science 32, 1-28.
        .. [2] Riebler, A., et al. (2016). Statistical Methods in Medical Research 25, 1145-1165.
        """
        chances = (np.arange(CELLS) + 0.5) / CELLS
        # Finer towards both ends, where the distance bends.
        grid = 1 / (1 + np.exp(-np.linspace(-30, 30, 8_001)))
        away = distances(grid, eigenvalues)
        reach = float(distances(np.array([self.share]), eigenvalues)[0])
        if reach < 1e-9:
            return chances
        rate = -log(1 - self.share_chance) / reach
        return np.asarray(np.interp(-np.log(1 - chances) / rate, away, grid))


def distances(shares: Floats, eigenvalues: Floats) -> Floats:
    """How far each share of likeness is from none, shape (shares,), growing from 0."""
    apart = np.maximum(eigenvalues, 0) - 1
    divergence = shares * apart.sum() - np.log1p(shares[:, None] * apart).sum(axis=1)
    return np.asarray(np.sqrt(np.maximum(divergence, 0)))
