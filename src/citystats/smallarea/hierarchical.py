"""Draws from the Fay–Herriot model, with the variance between areas unknown as it is."""

from __future__ import annotations

import numpy as np

from citystats.smallarea.fay_herriot import Survey
from citystats.smallarea.terms import Floats

POINTS = 400


def draw_areas(
    direct: Floats,
    variances: Floats,
    covariates: Floats | None = None,
    *,
    rng: np.random.Generator,
    draws: int,
) -> Floats:
    """Draw all areas together from what estimates and errors say.

    Parameters
    ----------
    direct, variances, covariates
        As for `fay_herriot`.
    rng : Generator
        The same state gives the same draws.
    draws : int
        From 1.

    Returns
    -------
    array of float, shape (draws, areas)
        In the unit of the direct estimates; rows are in no order.

    Raises
    ------
    ValueError
        As `fay_herriot`.

    Notes
    -----
    Flat priors on the coefficients and on A, the variance between areas; the posterior is proper
    from covariates + 3 areas [1]_. The coefficients are integrated out exactly, A over 400 points
    of B = D / (A + D), D the harmonic mean of the variances; given A all is normal. Where all
    areas seem alike, A is not 0 as in `fay_herriot`, but small with some chance of more.

    References
    ----------
    .. [1] Rao, J. N. K., & Molina, I. (2015). Small Area Estimation, 2nd ed., ch. 10.3. Wiley.
    """
    survey = Survey.of(direct, variances, covariates)
    kept = (np.arange(POINTS) + 0.5) / POINTS
    common = survey.direct.size / float(np.sum(1 / survey.variances))
    between = common * (1 - kept) / kept
    heights = survey.likelihoods(between, restricted=True) - 2 * np.log(kept)
    mass = np.exp(heights - heights.max())
    chosen = rng.choice(POINTS, size=draws, p=mass / mass.sum())
    found = np.empty((draws, survey.direct.size))
    for point in np.unique(chosen):
        here = np.flatnonzero(chosen == point)
        coefficients, spread, _ = survey.regress(float(between[point]))
        root = np.linalg.cholesky(spread)
        fits = coefficients + rng.normal(size=(here.size, coefficients.size)) @ root.T
        weights = between[point] / (between[point] + survey.variances)
        noise = rng.normal(size=(here.size, survey.direct.size))
        found[here] = (
            weights * survey.direct
            + (1 - weights) * (fits @ survey.covariates.T)
            + np.sqrt(weights * survey.variances) * noise
        )
    return found
