"""One scale for all indicators, and one number for all domains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm, rankdata

from citystats.composite.indicators import Indicator, Reference
from citystats.composite.terms import Aggregation, Direction, Floats, Normalisation

TAIL = 0.025
BOUND = float(norm.ppf(1 - TAIL))
"""Distances are cut at 1.96 standard deviations: 2.5 % at each end of the reference year."""
LOWEST, HIGHEST = 1.0, 100.0


@dataclass(frozen=True, slots=True)
class Method:
    """How indicators become one number; the first of each is what is shown.

    Attributes
    ----------
    normalisation : Normalisation
    aggregation : Aggregation
    """

    normalisation: Normalisation = Normalisation.Z
    aggregation: Aggregation = Aggregation.GEOMETRIC


def own_reference(values: Floats) -> Reference:
    """Mean and spread of the areas themselves, where there is no year to compare with.

    Parameters
    ----------
    values : array of float, shape (draws, areas)
        Not a number where an area is not known.
    """
    known = values.mean(axis=0)
    known = known[np.isfinite(known)]
    if known.size < 2 or np.ptp(known) == 0:
        raise ValueError("an indicator that is the same everywhere needs a reference")
    return Reference(0, float(known.mean()), float(known.std(ddof=1)))


def standings(
    values: Floats, indicators: Sequence[Indicator], normalisation: Normalisation
) -> Floats:
    """How each area stands by each indicator: 1 is most need, 100 least.

    Parameters
    ----------
    values : array of float, shape (draws, areas, indicators)
        In each indicator's unit; not a number where an area is not known.
    indicators : sequence of Indicator
        Each with a reference where `normalisation` is Z.
    normalisation : Normalisation

    Returns
    -------
    array of float, shape (draws, areas, indicators)
        From 1 to 100; not a number where `values` is not.

    Notes
    -----
    Z: with z the distance from the reference's mean in its spreads, less need upwards and cut at
    ±1.96, a standing is 1 + 99 (z + 1.96) / 3.92. The ends are fixed by the reference alone: no
    area's standing depends on another's, last year's stays comparable with this year's, and the
    reference mean is 50.5. The geometric mean needs a scale that is above 0 and has a
    meaning at its lowest point; from 1 to 100 is the custom of the OECD and the JRC [1]_.

    References
    ----------
    .. [1] OECD & JRC (2008). Handbook on Constructing Composite Indicators, steps 5 and 6.
    """
    places = np.empty_like(values)
    for number, indicator in enumerate(indicators):
        sign = 1.0 if indicator.direction is Direction.LESS else -1.0
        places[..., number] = _places(sign * values[..., number], indicator, sign, normalisation)
    return np.asarray(LOWEST + (HIGHEST - LOWEST) * places)


def _places(
    values: Floats, indicator: Indicator, sign: float, normalisation: Normalisation
) -> Floats:
    """From 0, most need, to 1."""
    known = np.isfinite(values).all(axis=0)
    if normalisation is Normalisation.Z:
        reference = indicator.reference
        if reference is None:
            raise ValueError(f"indicator {indicator.id!r} has no reference to be compared with")
        distance = (values - sign * reference.mean) / reference.spread
        return np.asarray((np.clip(distance, -BOUND, BOUND) + BOUND) / (2 * BOUND))
    places = np.full_like(values, np.nan)
    if normalisation is Normalisation.RANK:
        ranks = rankdata(values[:, known], axis=1)
        places[:, known] = (ranks - 1) / max(1, known.sum() - 1)
        return places
    middles = values[:, known].mean(axis=0)
    low, high = middles.min(), middles.max()
    places[:, known] = np.clip((values[:, known] - low) / ((high - low) or 1.0), 0, 1)
    return places


def domain_means(
    standing: Floats, indicators: Sequence[Indicator], *, beyond: float = 0.5
) -> tuple[list[str], Floats]:
    """The mean standing in each domain, indicators alike.

    Parameters
    ----------
    standing : array of float, shape (draws, areas, indicators)
    indicators : sequence of Indicator
    beyond : float
        A domain counts for an area where more than this share of its indicators is known there.

    Returns
    -------
    list of str, array of float of shape (draws, areas, domains)
        Domains by the alphabet; not a number where a domain is missing.
    """
    domains = sorted({indicator.domain for indicator in indicators})
    means = np.full((*standing.shape[:2], len(domains)), np.nan)
    for number, domain in enumerate(domains):
        inside = [place for place, each in enumerate(indicators) if each.domain == domain]
        of_domain = standing[..., inside]
        known = np.isfinite(of_domain[0])
        enough = known.sum(axis=1) > beyond * len(inside)
        means[:, enough, number] = np.nanmean(of_domain[:, enough], axis=2)
    return domains, means


def composite(domains: Floats, weights: Floats, aggregation: Aggregation) -> Floats:
    """One number for each area: 1 is most need in everything, 100 least.

    Parameters
    ----------
    domains : array of float, shape (..., domains)
        Standings from 1 to 100.
    weights : array of float, shape (domains,)
        From 0 up, with the sum 1.
    aggregation : Aggregation

    Returns
    -------
    array of float, shape (...)

    Notes
    -----
    The geometric mean is drawn down by the lowest. So it must be taken of standings, where low is
    need: taken of need itself, one good domain would buy off a bad one more easily than the plain
    mean does.

    Examples
    --------
    Very bad in one and very good in the other is more need than halfway in both:

    >>> both = np.array([[1.0, 100.0], [50.5, 50.5]])
    >>> composite(both, np.array([0.5, 0.5]), Aggregation.GEOMETRIC).round(1).tolist()
    [10.0, 50.5]
    >>> composite(both, np.array([0.5, 0.5]), Aggregation.ARITHMETIC).round(1).tolist()
    [50.5, 50.5]
    """
    if aggregation is Aggregation.GEOMETRIC:
        return np.asarray(np.exp(np.log(domains) @ weights))
    return np.asarray(domains @ weights)
