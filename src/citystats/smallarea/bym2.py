"""Counts in small areas: so many of so many, leaning on the town and, as far as it helps, on
neighbours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from citystats.smallarea.laplace import Peaks, find_peaks, log_likelihood
from citystats.smallarea.neighbours import MOST_AREAS, Neighbours, likeness
from citystats.smallarea.priors import Priors
from citystats.smallarea.terms import Caveat, Counts, Floats, Places, Structure

DRAWS = 4_000
MOST_DRAWS = 100_000
LEAST_AREAS = 5
ENOUGH_AREAS = 15
"""With fewer, nothing can be learnt of neighbours, and none are leant on."""
ENOUGH_EFFECTIVE = 0.1
"""Of the draws: below, the normal approximation was poor, and the answer says so."""

SMALLEST_SPREAD = 0.01
ROUGH, FINE = 24, 20
UNLIKELY = 12.0
"""Standard deviations e^12 times less likely than the best are not looked at closely."""


@dataclass(frozen=True, slots=True, eq=False)
class Smoothed:
    """Draws from what is known of every area together.

    Attributes
    ----------
    draws : array of float, shape (draws, areas)
        Shares from 0 to 1. A row is one town that agrees with the counts; rows are in no order.
    spreads : array of float, shape (draws,)
        Standard deviation between areas on the logit scale.
    alike : array of float, shape (draws,)
        The share of that variance which is between neighbourhoods; 0 where none are leant on.
    effective : float
        How many independent draws these are worth, at most their number.
    structure : Structure
    caveats : tuple of Caveat
    """

    draws: Floats
    spreads: Floats
    alike: Floats
    effective: float
    structure: Structure
    caveats: tuple[Caveat, ...]

    @property
    def n(self) -> int:
        return int(self.draws.shape[1])

    @property
    def mean(self) -> Floats:
        """Of each area, shape (areas,)."""
        return np.asarray(self.draws.mean(axis=0))

    def interval(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Lower and upper ends with as much beyond each, each of shape (areas,)."""
        ends = np.quantile(self.draws, [(1 - level) / 2, (1 + level) / 2], axis=0)
        return ends[0], ends[1]


def smooth_counts(
    hits: Counts,
    people: Counts,
    neighbours: Neighbours | None = None,
    *,
    rng: np.random.Generator,
    draws: int = DRAWS,
    priors: Priors | None = None,
) -> Smoothed:
    """Draw the share of every area from what the counts of all say together.

    Parameters
    ----------
    hits, people : array of int, shape (areas,)
        `hits` of `people`, 0 <= hits <= people, 5 to 400 areas. Where people is 0, the area is
        drawn from the others alone.
    neighbours : Neighbours, optional
        Who borders on whom. Not leant on with fewer than 15 areas or where nobody borders.
    rng : Generator
        The same state gives the same draws.
    draws : int
        From 100 to 100,000.
    priors : Priors, optional

    Returns
    -------
    Smoothed

    Raises
    ------
    ValueError
        For shapes that do not fit, counts that cannot be, or numbers out of range.

    Notes
    -----
    y_i ~ Binomial(n_i, p_i), logit p_i = a + s (sqrt(1 - r) v_i + sqrt(r) u_i), v independent
    normal and u the scaled intrinsic autoregression of `likeness`: the BYM2 model [1]_.

    The posterior of s and r is integrated over a grid by Laplace's approximation [2]_; given
    both, the logits are drawn from a normal distribution at the highest point. As the prior is
    normal, the true posterior over this one is exactly exp of what the likelihood has beyond its
    second order. Twice as many as asked for are drawn, and half of them kept by that weight
    (importance resampling, the weights truncated [3]_), so only the grid is approximate.
    `effective` tells how much the weights cost.

    References
    ----------
    .. [1] Riebler, A., Sørbye, S. H., Simpson, D., & Rue, H. (2016). Statistical Methods in
       Medical Research 25, 1145-1165.
    .. [2] Rue, H., Martino, S., & Chopin, N. (2009). Approximate Bayesian inference for latent
       Gaussian models by using integrated nested Laplace approximations. JRSS B 71, 319-392.
    .. [3] Ionides, E. L. (2008). Truncated importance sampling. JCGS 17, 295-311.

    Examples
    --------
    One area of six has 4 of 10; it is drawn towards the rest, of whom a tenth are counted:

    >>> hits, people = np.array([4, 10, 11, 9, 10, 10]), np.array([10, 100, 100, 100, 100, 100])
    >>> smoothed = smooth_counts(hits, people, rng=np.random.default_rng(1))
    >>> bool(0.11 < smoothed.mean[0] < 0.25)
    True
    """
    hits, people = _checked(hits, people, draws)
    priors = priors or Priors()
    model, caveats = _model(len(hits), neighbours, priors)
    grid, peaks, mass = _integrate(hits, people, model, priors)
    chosen = _spread_evenly(mass, 2 * draws, rng)
    logits, beyond = _drawn(hits, people, model.covariances(grid), peaks, chosen, rng)
    weights = np.exp(beyond - beyond.max())
    effective = float(weights.sum() ** 2 / np.sum(weights**2)) / 2
    weights = np.minimum(weights, weights.mean() * np.sqrt(len(weights)))
    if effective < ENOUGH_EFFECTIVE * draws:
        caveats = (*caveats, Caveat.FEW_EFFECTIVE)
    kept = rng.permutation(_spread_evenly(weights / weights.sum(), draws, rng))
    return Smoothed(
        draws=expit(logits[kept]),
        spreads=grid.spreads[chosen[kept]],
        alike=grid.shares[chosen[kept]],
        effective=effective,
        structure=model.structure,
        caveats=caveats,
    )


def _checked(hits: Counts, people: Counts, draws: int) -> tuple[Counts, Counts]:
    y, n = np.asarray(hits), np.asarray(people)
    if y.ndim != 1 or y.shape != n.shape:
        raise ValueError("hits and people must have one number for each area")
    if not (y.dtype.kind in "iu" and n.dtype.kind in "iu"):
        raise ValueError("hits and people must be whole numbers")
    if not LEAST_AREAS <= y.size <= MOST_AREAS:
        raise ValueError(f"{LEAST_AREAS} to {MOST_AREAS} areas are smoothed, not {y.size}")
    if not ((y >= 0) & (y <= n)).all():
        raise ValueError("each area must have from 0 hits to as many as its people")
    if not n.any():
        raise ValueError("no area has people")
    if not 100 <= draws <= MOST_DRAWS:
        raise ValueError(f"100 to {MOST_DRAWS} draws are made, not {draws}")
    return y.astype(np.int64), n.astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class _Grid:
    """Points of spread and share, each with its prior mass."""

    spreads: Floats
    shares: Floats
    mass: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Model:
    structure: Structure
    alike: Floats
    shares: Floats
    level_spread: float

    def grid(self, edges: Floats, shares: Floats, priors: Priors) -> _Grid:
        """A spread within every two edges, times each share."""
        below = np.array([priors.spread_below(edge) for edge in edges])
        middles = np.sqrt(np.maximum(edges[:-1], edges[1:] / 4) * edges[1:])
        return _Grid(
            np.repeat(middles, len(shares)),
            np.tile(shares, len(middles)),
            np.repeat(np.diff(below), len(shares)) / len(shares),
        )

    def covariances(self, grid: _Grid) -> _Covariances:
        return _Covariances(self.alike, self.level_spread, grid)


@dataclass(frozen=True, slots=True, eq=False)
class _Covariances:
    alike: Floats
    level_spread: float
    grid: _Grid

    def __call__(self, points: slice) -> Floats:
        spreads = self.grid.spreads[points, None, None] ** 2
        shares = self.grid.shares[points, None, None]
        own = np.eye(len(self.alike))
        return np.asarray(
            spreads * ((1 - shares) * own + shares * self.alike) + self.level_spread**2
        )


def _model(
    n: int, neighbours: Neighbours | None, priors: Priors
) -> tuple[_Model, tuple[Caveat, ...]]:
    if neighbours is not None and neighbours.n != n:
        raise ValueError(f"the map has {neighbours.n} areas, the counts have {n}")
    caveats: tuple[Caveat, ...] = ()
    if neighbours is None or not neighbours.pairs:
        caveats = (Caveat.NO_NEIGHBOURS,)
    elif n < ENOUGH_AREAS:
        caveats = (Caveat.FEW_AREAS,)
    if neighbours is None or caveats:
        return _Model(Structure.ALIKE, np.eye(n), np.zeros(1), priors.level_spread), caveats
    alike = likeness(neighbours)
    shares = priors.shares(np.asarray(np.linalg.eigvalsh(alike), np.float64))
    return _Model(Structure.NEIGHBOURS, alike, shares, priors.level_spread), caveats


def _integrate(
    hits: Counts, people: Counts, model: _Model, priors: Priors
) -> tuple[_Grid, Peaks, Floats]:
    """The posterior mass of spreads and shares: roughly over all, then closely where it lies."""
    farthest = 20 / priors.rate
    edges = np.concatenate([[0.0], np.geomspace(SMALLEST_SPREAD, farthest, ROUGH)])
    few = model.shares[2::4] if len(model.shares) > 1 else model.shares
    rough = model.grid(edges, few, priors)
    heights = _heights(hits, people, model, rough, priors)[1].reshape(ROUGH, len(few)).max(axis=1)
    likely = np.flatnonzero(heights > heights.max() - UNLIKELY)
    first, last = max(likely[0] - 1, 0), min(likely[-1] + 2, ROUGH)
    low = max(edges[first], SMALLEST_SPREAD)
    close = np.geomspace(low, edges[last], FINE)
    if first == 0:
        close = np.concatenate([[0.0], close])
    grid = model.grid(close, model.shares, priors)
    peaks, masses = _heights(hits, people, model, grid, priors)
    mass = np.exp(masses - masses.max())
    return grid, peaks, mass / mass.sum()


def _heights(
    hits: Counts, people: Counts, model: _Model, grid: _Grid, priors: Priors
) -> tuple[Peaks, Floats]:
    covariances = model.covariances(grid)
    peaks = find_peaks(hits, people, len(grid.mass), covariances, priors.level)
    return peaks, np.asarray(peaks.evidence + np.log(grid.mass))


def _spread_evenly(mass: Floats, count: int, rng: np.random.Generator) -> Places:
    """Places drawn by their mass, with as little chance as can be (systematic resampling)."""
    ladder = np.cumsum(mass)
    steps = (np.arange(count) + rng.random()) / count * ladder[-1]
    places = np.searchsorted(ladder, steps, side="right")
    return np.asarray(np.minimum(places, len(mass) - 1), np.intp)


def _drawn(
    hits: Counts,
    people: Counts,
    covariances: _Covariances,
    peaks: Peaks,
    chosen: Places,
    rng: np.random.Generator,
) -> tuple[Floats, Floats]:
    """Logits from the normal approximations, and what the likelihood has beyond second order."""
    logits = np.empty((len(chosen), len(hits)))
    beyond = np.empty(len(chosen))
    for point in np.unique(chosen):
        here = np.flatnonzero(chosen == point)
        top, curvature = peaks.logits[point], peaks.curvatures[point]
        prior = covariances(slice(point, point + 1))[0]
        root = np.sqrt(curvature)
        whole = np.eye(len(hits)) + root[:, None] * prior * root
        reduced = root[:, None] * prior
        posterior = prior - reduced.T @ np.linalg.solve(whole, reduced)
        lengths, axes = np.linalg.eigh((posterior + posterior.T) / 2)
        away = rng.normal(size=(len(here), len(hits))) @ (axes * np.sqrt(np.maximum(lengths, 0))).T
        slope = hits - people * expit(top)
        gained = log_likelihood(top + away, hits, people) - log_likelihood(top, hits, people)
        logits[here] = top + away
        beyond[here] = np.sum(gained - slope * away + curvature * away**2 / 2, axis=1)
    return logits, beyond
