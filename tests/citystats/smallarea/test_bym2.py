"""Counts smoothed: beside sums over all that can be, beside another sampler, and calibrated.

Beside NumPyro's no-U-turn sampler (20,000 draws, same priors; not installed with the project) the
means of 30 areas are at most 0.03 posterior standard deviations away, for counts of 0 to 5 among
60 people and of 14 to 70 among 300, and the chance of the worst fifth about 0.01 at most.
"""

import doctest

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import binom, kstest, norm

import citystats.smallarea.bym2
from citystats.smallarea.bym2 import smooth_counts
from citystats.smallarea.laplace import NotFound, find_peaks
from citystats.smallarea.neighbours import Neighbours, likeness
from citystats.smallarea.priors import Priors, distances
from citystats.smallarea.terms import Caveat, Structure
from tests.citystats.smallarea.maps import grid, row


def generator(seed=1):
    return np.random.default_rng(seed)


def test_the_examples_of_the_docstrings_hold():
    assert doctest.testmod(citystats.smallarea.bym2).failed == 0


# --- beside sums over all that can be -----------------------------------------------------------


def means_by_summing(hits, people, priors):
    """Posterior means where areas are alike: given level and spread, each area by itself."""
    levels = np.linspace(-7, 3, 161)
    spreads = np.linspace(0.002, 2.5, 125)
    away = np.linspace(-5, 5, 81)
    logits = levels[:, None, None] + spreads[:, None] * away
    chance = expit(logits)
    density = norm.pdf(away) / norm.pdf(away).sum()
    mass = norm.logpdf(levels, priors.level, priors.level_spread)[:, None] - priors.rate * spreads
    given = []
    for y, n in zip(hits, people, strict=True):
        likely = binom.pmf(y, n, chance) * density
        mass = mass + np.log(likely.sum(axis=2))
        given.append((likely * chance).sum(axis=2) / likely.sum(axis=2))
    mass = np.exp(mass - mass.max())
    return [float((mean * mass).sum() / mass.sum()) for mean in given]


@pytest.mark.parametrize(
    ("hits", "people"),
    [
        ([0, 0, 1, 0, 6, 2], [12, 8, 30, 9, 25, 20]),
        ([3, 40, 31, 28, 39, 33], [4, 90, 100, 100, 95, 110]),
    ],
)
def test_the_means_are_those_of_a_sum_over_all_levels_and_spreads(hits, people):
    found = smooth_counts(np.array(hits), np.array(people), rng=generator(), draws=40_000)
    expected = means_by_summing(hits, people, Priors())
    error = found.draws.std(axis=0) / np.sqrt(found.effective / 2)
    assert (abs(found.mean - expected) < 4 * error + 5e-4).all()
    assert found.structure is Structure.ALIKE
    assert found.caveats == (Caveat.NO_NEIGHBOURS,)


def test_the_evidence_of_one_area_is_that_of_its_integral():
    # Laplace's error for one area with 30 of 100 is about a thousandth.
    hits, people = np.array([30]), np.array([100])
    peaks = find_peaks(hits, people, 1, lambda _: np.array([[[0.49]]]), -1.0)
    logits = np.linspace(-5, 3, 4_001)
    heights = logits * 30 - 100 * np.logaddexp(0, logits)
    whole = np.exp(heights) @ norm.pdf(logits, -1.0, 0.7) * (logits[1] - logits[0])
    assert peaks.evidence[0] == pytest.approx(np.log(whole), abs=0.005)


def test_under_a_prior_that_is_none_no_peak_is_found_and_that_is_said():
    # A variance below 0: every step leads downhill.
    with pytest.raises(NotFound, match="no highest point"):
        find_peaks(np.array([3]), np.array([9]), 1, lambda _: np.full((1, 1, 1), -0.4), 0.0)


# --- neighbours ---------------------------------------------------------------------------------


def test_an_area_nobody_was_asked_in_is_drawn_as_its_neighbours_are():
    # Ten areas of 10 %, ten of 40 %; the sixth in the row was not asked.
    hits, people = np.repeat([40, 160], 10), np.full(20, 400)
    hits[5], people[5] = 0, 0
    leaning = smooth_counts(hits, people, row(20), rng=generator())
    alone = smooth_counts(hits, people, rng=generator())
    assert leaning.structure is Structure.NEIGHBOURS
    assert leaning.mean[5] == pytest.approx(0.1, abs=0.05)
    assert alone.mean[5] > 0.2
    assert np.median(leaning.alike) > 0.8


def test_where_neighbours_are_unlike_little_is_leant_on_them():
    hits, people = np.tile([40, 160], 10), np.full(20, 400)
    assert np.median(smooth_counts(hits, people, row(20), rng=generator()).alike) < 0.3


def test_with_few_areas_none_are_leant_on_and_the_answer_says_so():
    found = smooth_counts(np.arange(14), np.full(14, 50), row(14), rng=generator())
    assert (found.structure, found.caveats) == (Structure.ALIKE, (Caveat.FEW_AREAS,))
    assert not found.alike.any()


def test_islands_and_parts_are_smoothed_too():
    parts = Neighbours.of(18, [*row(8).pairs, *((a + 8, b + 8) for a, b in row(8).pairs)])
    found = smooth_counts(np.arange(18) * 3, np.full(18, 100), parts, rng=generator())
    assert found.structure is Structure.NEIGHBOURS
    assert found.mean == pytest.approx(np.arange(18) * 0.03, abs=0.08)


# --- calibrated ---------------------------------------------------------------------------------


@pytest.mark.parametrize("people", [12, 200])
def test_what_is_drawn_from_the_prior_lies_anywhere_among_the_draws(people):
    # Simulation-based calibration (Talts et al. 2018, arXiv:1804.06788): where spread, likeness,
    # level and areas come from the prior, the true share's place among the draws is uniform.
    drawn, priors = grid(3, 5), Priors(level=-2.0, level_spread=1.0, spread=1.5)
    scaled, rng = likeness(drawn), generator(people)
    lengths, axes = np.linalg.eigh(scaled)
    shares = np.linspace(1e-6, 1 - 1e-6, 20_001)
    away = distances(shares, lengths)
    rate = -np.log(1 - priors.share_chance) / distances(np.array([priors.share]), lengths)[0]
    places = []
    for _ in range(40):
        alike = np.interp(rng.exponential(1 / rate), away, shares)
        own = np.sqrt(1 - alike) * rng.normal(size=15)
        common = np.sqrt(alike) * (axes * np.sqrt(np.maximum(lengths, 0))) @ rng.normal(size=15)
        level = priors.level + priors.level_spread * rng.normal()
        truth = expit(level + rng.exponential(1 / priors.rate) * (own + common))
        found = smooth_counts(
            rng.binomial(people, truth),
            np.full(15, people),
            drawn,
            rng=rng,
            draws=200,
            priors=priors,
        )
        places.append((found.draws < truth).mean(axis=0))
    first, corner, middle = np.array(places)[:, [0, 4, 7]].T
    assert min(kstest(each, "uniform").pvalue for each in (first, corner, middle)) > 0.01
    assert np.mean(np.abs(np.array(places) - 0.5) < 0.4) == pytest.approx(0.8, abs=0.05)


# --- blind to what does not matter --------------------------------------------------------------


def test_the_same_seed_gives_the_same_draws_and_the_order_of_areas_only_noise():
    hits, people = np.array([2, 9, 4, 7, 1, 12]), np.array([40, 60, 50, 55, 45, 70])
    one, two = (smooth_counts(hits, people, rng=generator(4)) for _ in range(2))
    assert (one.draws == two.draws).all()
    turned = smooth_counts(hits[::-1], people[::-1], rng=generator(5))
    error = one.draws.std(axis=0) / np.sqrt(one.effective)
    assert (abs(turned.mean[::-1] - one.mean) < 6 * error).all()
    low, high = one.interval(0.8)
    assert ((one.draws >= low) & (one.draws <= high)).mean() == pytest.approx(0.8, abs=0.01)
    assert one.n == 6


def test_many_areas_of_hardly_anybody_are_drawn_with_a_caveat():
    rng = generator(7)
    hits = rng.binomial(8, np.repeat([0.01, 0.6], 160))
    found = smooth_counts(hits, np.full(320, 8), rng=rng, draws=200)
    assert Caveat.FEW_EFFECTIVE in found.caveats


# --- bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hits", "people", "options", "sentence"),
    [
        ([1] * 5, [2] * 4, {}, "one number for each area"),
        ([0.5] * 5, [1.0] * 5, {}, "whole numbers"),
        ([1] * 4, [2] * 4, {}, "5 to 400 areas"),
        ([3] * 5, [2] * 5, {}, "as many as its people"),
        ([-1] * 5, [2] * 5, {}, "as many as its people"),
        ([0] * 5, [0] * 5, {}, "no area has people"),
        ([1] * 5, [2] * 5, {"draws": 10}, "100 to 100000 draws"),
        ([1] * 5, [2] * 5, {"neighbours": row(6)}, "the map has 6 areas"),
    ],
)
def test_what_cannot_be_smoothed_is_refused_in_words(hits, people, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        smooth_counts(np.array(hits), np.array(people), rng=generator(), **options)
