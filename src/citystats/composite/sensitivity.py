"""What other choices, as good as ours, would have said of each area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from citystats.composite.indicators import Indicator
from citystats.composite.need import class_of, lowest
from citystats.composite.scores import composite, domain_means, standings
from citystats.composite.terms import Aggregation, Floats, NeedClass, Normalisation

DRAWS = 500
"""Of the composite's draws as many are used, the same for every choice."""
WEIGHTINGS = 12
CONCENTRATION = 5.0
"""Of the Dirichlet distribution, for each domain: four domains weigh from about 0.1 to 0.45."""


class Factor(Enum):
    """A kind of choice."""

    NORMALISATION = "normalisation"
    AGGREGATION = "aggregation"
    LEFT_OUT = "indicator left out"
    WEIGHTS = "weights of domains"


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice changed, all others as shown.

    Attributes
    ----------
    factor : Factor
    detail : str
        The name of the normalisation or aggregation, an indicator's id, or the domain that counts
        twice.
    changed : tuple of int
        The numbers of the areas that would get another class.
    """

    factor: Factor
    detail: str
    changed: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Sensitivity:
    """How much hangs on choices.

    Attributes
    ----------
    flips : array of float, shape (areas,)
        The share of all combined choices that would give another class than what is shown; not a
        number where a domain is missing.
    opposite : array of float, shape (areas,)
        The share that would say “most” for “other”, or the other way round.
    choices : tuple of Choice
        Each choice by itself.
    first_order : dict
        For each factor its share of the variance of the chances over all combinations, areas
        together; what is left to 1 are choices that matter only together. All are 0 where no
        choice matters.
    combinations : int
    """

    flips: Floats
    opposite: Floats
    choices: tuple[Choice, ...]
    first_order: dict[Factor, float]
    combinations: int


@dataclass(frozen=True, slots=True, eq=False)
class _Options:
    """All that is combined; in each the first is what is shown."""

    normalisations: tuple[Normalisation, ...]
    aggregations: tuple[Aggregation, ...]
    left_out: tuple[int | None, ...]
    weights: Floats

    def shape(self) -> tuple[int, int, int, int]:
        return (
            len(self.normalisations), len(self.aggregations), len(self.left_out), len(self.weights)
        )  # fmt: skip


def sensitivity(
    values: Floats, indicators: Sequence[Indicator], *, fifth: int, rng: np.random.Generator
) -> Sensitivity:
    """Combine all choices and see which areas would have got another class.

    Parameters
    ----------
    values : array of float, shape (draws, areas, indicators)
        As for `standings`; the first 500 draws are used.
    indicators : sequence of Indicator
        Each with a reference.
    fifth : int
        How many areas are a fifth.
    rng : Generator
        For the weights.

    Returns
    -------
    Sensitivity

    Notes
    -----
    Three normalisations, two aggregations, every indicator left out or none, and the domains
    weighed alike, each twice, or by 12 draws of a Dirichlet distribution, in all combinations
    [1]_. The variance of an area's chance over them is split by main effects (Sobol's first-order
    indices, exact as the design is complete [2]_). Draws are the same throughout, so nothing
    here is chance.

    References
    ----------
    .. [1] Saisana, M., Saltelli, A., & Tarantola, S. (2005). Uncertainty and sensitivity analysis
       techniques as tools for the quality assessment of composite indicators. JRSS A 168, 307-323.
    .. [2] Sobol', I. M. (1993). Sensitivity estimates for nonlinear mathematical models.
       Mathematical Modelling and Computational Experiments 1, 407-414.
    """
    values = values[:DRAWS]
    domains, means = domain_means(standings(values, indicators, Normalisation.Z), indicators)
    complete = np.isfinite(means[0]).all(axis=1)
    options = _options(indicators, domains, rng)
    chances = _chances(values[:, complete], indicators, domains, options, fifth)
    classes = np.array([class_of(chance) for chance in chances.ravel()]).reshape(chances.shape)
    shown = classes[0, 0, 0, 0]
    other = classes != shown
    sure = (classes != NeedClass.UNCERTAIN) & (shown != NeedClass.UNCERTAIN)
    shares = np.full((2, len(complete)), np.nan)
    shares[:, complete] = [other.mean(axis=(0, 1, 2, 3)), (other & sure).mean(axis=(0, 1, 2, 3))]
    return Sensitivity(
        flips=shares[0],
        opposite=shares[1],
        choices=_choices(other, np.flatnonzero(complete), indicators, domains, options),
        first_order=_first_order(chances),
        combinations=int(np.prod(options.shape())),
    )


def _options(
    indicators: Sequence[Indicator], domains: Sequence[str], rng: np.random.Generator
) -> _Options:
    count = len(domains)
    twice = (np.ones((count, count)) + np.eye(count)) / (count + 1)
    drawn = rng.dirichlet(np.full(count, CONCENTRATION), size=WEIGHTINGS)
    weights = [np.full((1, count), 1 / count)] + ([twice, drawn] if count > 1 else [])
    left_out = tuple(range(len(indicators))) if len(indicators) > 1 else ()
    return _Options(
        (Normalisation.Z, Normalisation.MIN_MAX, Normalisation.RANK),
        (Aggregation.GEOMETRIC, Aggregation.ARITHMETIC),
        (None, *left_out),
        np.vstack(weights),
    )


def _chances(
    values: Floats,
    indicators: Sequence[Indicator],
    domains: Sequence[str],
    options: _Options,
    fifth: int,
) -> Floats:
    """Shape (normalisations, aggregations, left out, weights, areas)."""
    chances = np.empty((*options.shape(), values.shape[1]))
    for first, normalisation in enumerate(options.normalisations):
        standing = standings(values, indicators, normalisation)
        for third, left_out in enumerate(options.left_out):
            kept = [place for place in range(len(indicators)) if place != left_out]
            names, means = domain_means(
                standing[..., kept], [indicators[place] for place in kept], beyond=0
            )
            weights = options.weights[:, [domains.index(name) for name in names]]
            weights = weights / weights.sum(axis=1, keepdims=True)
            for second, aggregation in enumerate(options.aggregations):
                for fourth, weighting in enumerate(weights):
                    scores = composite(means, weighting, aggregation)
                    chances[first, second, third, fourth] = lowest(scores, fifth).mean(axis=0)
    return chances


def _choices(
    other: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    areas: np.ndarray[tuple[int, ...], np.dtype[np.intp]],
    indicators: Sequence[Indicator],
    domains: Sequence[str],
    options: _Options,
) -> tuple[Choice, ...]:
    rows = [
        (Factor.NORMALISATION, each.name.lower(), other[place, 0, 0, 0])
        for place, each in enumerate(options.normalisations)
    ][1:]
    rows += [
        (Factor.AGGREGATION, each.name.lower(), other[0, place, 0, 0])
        for place, each in enumerate(options.aggregations)
    ][1:]
    rows += [
        (Factor.LEFT_OUT, indicators[left_out].id, other[0, 0, place, 0])
        for place, left_out in enumerate(options.left_out)
        if left_out is not None
    ]
    if len(domains) > 1:
        rows += [
            (Factor.WEIGHTS, domain, other[0, 0, 0, place + 1])
            for place, domain in enumerate(domains)
        ]
    return tuple(Choice(factor, detail, tuple(areas[row].tolist())) for factor, detail, row in rows)


def _first_order(chances: Floats) -> dict[Factor, float]:
    axes = (Factor.NORMALISATION, Factor.AGGREGATION, Factor.LEFT_OUT, Factor.WEIGHTS)
    whole = float(chances.var(axis=(0, 1, 2, 3)).sum())
    shares = {}
    for axis, factor in enumerate(axes):
        others = tuple(each for each in range(4) if each != axis)
        main = float(chances.mean(axis=others).var(axis=0).sum())
        shares[factor] = main / whole if whole > 1e-12 else 0.0
    return shares
