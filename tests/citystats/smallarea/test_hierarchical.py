"""Draws from areas with estimates and errors: beside a sum over A, and calibrated."""

import numpy as np
import pytest

from citystats.smallarea.fay_herriot import fay_herriot
from citystats.smallarea.hierarchical import draw_areas
from tests.citystats.smallarea import milk


def test_the_draws_have_the_mean_and_spread_of_a_sum_over_the_variance_between_areas():
    y, d = milk.MEANS[:12], milk.ERRORS[:12] ** 2
    between = np.linspace(1e-5, 3, 300_000)
    totals = between[:, None] + d
    level = (y / totals).sum(axis=1) / (1 / totals).sum(axis=1)
    vague = 1 / (1 / totals).sum(axis=1)
    heights = 0.5 * np.log(vague) - 0.5 * (np.log(totals) + (y - level[:, None]) ** 2 / totals).sum(
        axis=1
    )
    mass = np.exp(heights - heights.max())
    mass /= mass.sum()
    kept = between[:, None] / totals
    means = kept * y + (1 - kept) * level[:, None]
    squares = means**2 + kept * d + (1 - kept) ** 2 * vague[:, None]
    drawn = draw_areas(y, d, rng=np.random.default_rng(1), draws=100_000)
    expected = mass @ means
    assert drawn.mean(axis=0) == pytest.approx(expected, abs=2e-3)
    assert drawn.std(axis=0) == pytest.approx(np.sqrt(mass @ squares - expected**2), rel=0.02)


def test_with_many_areas_they_are_nearly_the_estimates_and_errors_of_fay_herriot():
    d = milk.ERRORS**2
    found = fay_herriot(milk.MEANS, d, milk.COVARIATES)
    drawn = draw_areas(milk.MEANS, d, milk.COVARIATES, rng=np.random.default_rng(2), draws=20_000)
    assert drawn.mean(axis=0) == pytest.approx(found.estimates, abs=0.03)
    assert drawn.std(axis=0) == pytest.approx(np.sqrt(found.mse), rel=0.15)


def test_four_of_five_true_values_lie_within_the_middle_four_fifths():
    rng = np.random.default_rng(3)
    d = np.repeat([0.2, 1.0, 3.0], 5)
    inside = []
    for _ in range(60):
        truth = rng.normal(size=15)
        drawn = draw_areas(truth + rng.normal(size=15) * np.sqrt(d), d, rng=rng, draws=400)
        low, high = np.quantile(drawn, [0.1, 0.9], axis=0)
        inside.append(np.mean((low <= truth) & (truth <= high)))
    assert np.mean(inside) == pytest.approx(0.8, abs=0.06)


def test_areas_that_differ_by_chance_alone_may_still_differ_a_little():
    drawn = draw_areas(np.ones(8), np.ones(8), rng=np.random.default_rng(4), draws=2_000)
    assert 0 < np.median(np.ptp(drawn, axis=1)) < 3


def test_what_cannot_be_estimated_is_refused_in_words():
    with pytest.raises(ValueError, match="above 0"):
        draw_areas(np.ones(5), np.zeros(5), rng=np.random.default_rng(5), draws=10)
