"""Binomial counts under normal priors: where the posterior is highest, how wide, how high."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from citystats.smallarea.terms import Counts, Floats

ROUNDS = 60
CLOSE = 1e-9
LARGEST_BATCH = 4_000_000
"""Numbers in one batch of matrices: 32 MB."""


class NotFound(ValueError):
    """No highest point was found; with counts of people this has not been seen."""


@dataclass(frozen=True, slots=True, eq=False)
class Peaks:
    """For each prior the highest point of the posterior and its normal approximation.

    Attributes
    ----------
    logits : array of float, shape (priors, areas)
    curvatures : array of float, shape (priors, areas)
        Of the likelihood at the highest point, from 0 up.
    evidence : array of float, shape (priors,)
        Logarithm of the Laplace approximation to the chance of the data, less a constant.
    """

    logits: Floats
    curvatures: Floats
    evidence: Floats


def log_likelihood(logits: Floats, hits: Counts, people: Counts) -> Floats:
    """Of each area, without the constant; shape of `logits`, areas last."""
    return np.asarray(hits * logits - people * np.logaddexp(0, logits))


def find_peaks(
    hits: Counts, people: Counts, priors: int, covariances: Callable[[slice], Floats], level: float
) -> Peaks:
    """Find the highest point of the posterior under each of many priors.

    Parameters
    ----------
    hits, people : array of int, shape (areas,)
        So many of so many; areas without people say nothing.
    priors : int
        How many there are.
    covariances : callable
        From a slice of the priors to the covariances of the logits there, an array of shape
        (priors there, areas, areas); they may be singular.
    level : float
        Their mean.

    Returns
    -------
    Peaks

    Notes
    -----
    Newton's method in the form that never inverts a prior [1]_, alg. 3.1, shortened where a step
    leads downhill. The posterior is log-concave, so there is one highest point.

    References
    ----------
    .. [1] Rasmussen, C. E., & Williams, C. K. I. (2006). Gaussian Processes for Machine Learning.
       MIT Press.
    """
    size = max(1, LARGEST_BATCH // len(hits) ** 2)
    batches = [
        _peaks(hits, people, covariances(slice(start, start + size)), level)
        for start in range(0, priors, size)
    ]
    return Peaks(
        np.concatenate([batch.logits for batch in batches]),
        np.concatenate([batch.curvatures for batch in batches]),
        np.concatenate([batch.evidence for batch in batches]),
    )


def _peaks(hits: Counts, people: Counts, covariances: Floats, level: float) -> Peaks:
    priors, areas, _ = covariances.shape
    # The logits are level + covariances @ pull; `pull` is the slope of the likelihood at the top.
    pull, offset = np.zeros((priors, areas)), np.zeros((priors, areas))
    height = log_likelihood(level + offset, hits, people).sum(axis=1)
    for _ in range(ROUNDS):
        chance = expit(level + offset)
        root = np.sqrt(people * chance * (1 - chance))
        target = root**2 * offset + hits - people * chance
        whole = np.eye(areas) + root[:, :, None] * covariances * root[:, None, :]
        pushed = root * np.einsum("pij,pj->pi", covariances, target)
        step = target - root * np.linalg.solve(whole, pushed[..., None])[..., 0] - pull
        rise = np.einsum("pij,pj->pi", covariances, step)
        higher = _climb(hits, people, level, (pull, offset, height), (step, rise))
        gained = higher[2] - height
        pull, offset, height = higher
        if (gained <= CLOSE * (1 + np.abs(height))).all() and np.abs(rise).max() < 1e-4:
            break
    else:
        raise NotFound("no highest point of the posterior was found")
    chance = expit(level + offset)
    curvature = people * chance * (1 - chance)
    root = np.sqrt(curvature)
    whole = np.eye(areas) + root[:, :, None] * covariances * root[:, None, :]
    return Peaks(level + offset, curvature, height - 0.5 * np.linalg.slogdet(whole)[1])


def _climb(
    hits: Counts,
    people: Counts,
    level: float,
    start: tuple[Floats, Floats, Floats],
    way: tuple[Floats, Floats],
) -> tuple[Floats, Floats, Floats]:
    """Each prior's step, halved until it does not lead downhill."""
    pull, offset, height = start
    step, rise = way
    length = np.ones((len(pull), 1))
    for _ in range(40):
        there = pull + length * step, offset + length * rise
        reached = log_likelihood(level + there[1], hits, people).sum(axis=1)
        reached -= 0.5 * np.sum(there[0] * there[1], axis=1)
        down = reached < height - CLOSE * (1 + np.abs(height))
        if not down.any():
            return (*there, reached)
        length[down] /= 2
    return pull, offset, height
