"""Priors: each says what its two numbers promise, on every map."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from citystats.smallarea.neighbours import likeness
from citystats.smallarea.priors import CELLS, Priors, distances
from tests.citystats.smallarea.maps import grid, ring


def test_the_spread_is_above_its_limit_with_the_chance_named():
    assert 1 - Priors(spread=2, spread_chance=0.05).spread_below(2) == pytest.approx(0.05)


@pytest.mark.parametrize("drawn", [ring(20), grid(4, 5)])
@pytest.mark.parametrize(("share", "chance"), [(0.5, 0.5), (0.3, 0.75)])
def test_a_share_is_below_its_limit_with_the_chance_named(drawn, share, chance):
    priors = Priors(share=share, share_chance=chance)
    shares = priors.shares(np.linalg.eigvalsh(likeness(drawn)))
    # The last may be 1 to all digits a float has: the distance grows without end towards 1.
    assert (np.diff(shares) >= 0).all()
    assert 0 < shares[0] < shares[-1] <= 1
    assert np.mean(shares < share) == pytest.approx(chance, abs=1 / CELLS)


def test_the_distance_is_the_root_of_twice_the_divergence_of_two_normals():
    covariances = likeness(ring(6))
    mixed = 0.6 * np.eye(6) + 0.4 * covariances
    draws = np.random.default_rng(0).multivariate_normal(np.zeros(6), mixed, size=200_000)
    ratio = multivariate_normal(cov=mixed).logpdf(draws) - multivariate_normal(
        cov=np.eye(6)
    ).logpdf(draws)
    found = distances(np.array([0.4]), np.linalg.eigvalsh(covariances))[0]
    assert found**2 / 2 == pytest.approx(ratio.mean(), abs=5 * ratio.std() / np.sqrt(len(ratio)))


def test_where_all_are_islands_no_share_is_nearer_than_another():
    assert Priors().shares(np.ones(20)) == pytest.approx((np.arange(CELLS) + 0.5) / CELLS)


@pytest.mark.parametrize("wrong", [{"spread": 0}, {"share": 1.0}, {"level": np.nan}])
def test_a_prior_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r"above 0|between 0 and 1"):
        Priors(**wrong)
