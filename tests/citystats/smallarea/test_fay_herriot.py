"""Fay–Herriot: as published, true on average, blind to order and unit."""

import doctest

import numpy as np
import pytest

import citystats.smallarea.fay_herriot
from citystats.smallarea.fay_herriot import Survey, fay_herriot
from citystats.smallarea.terms import Caveat, Estimator
from tests.citystats.smallarea import milk

VARIANCES = milk.ERRORS**2


def test_the_examples_of_the_docstrings_hold():
    assert doctest.testmod(citystats.smallarea.fay_herriot).failed == 0


# --- as published -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", milk.ESTIMATES)
def test_the_milk_of_43_areas_is_estimated_as_published_with_its_errors(name):
    found = fay_herriot(milk.MEANS, VARIANCES, milk.COVARIATES, estimator=Estimator[name])
    assert found.estimates == pytest.approx(milk.ESTIMATES[name], abs=2e-6)
    assert found.mse == pytest.approx(milk.MSE[name], rel=1e-5)


@pytest.mark.parametrize("name", milk.COEFFICIENTS)
def test_the_four_major_areas_of_milk_differ_as_published(name):
    found = fay_herriot(milk.MEANS, VARIANCES, milk.COVARIATES, estimator=Estimator[name])
    coefficients, errors = milk.COEFFICIENTS[name]
    assert found.coefficients == pytest.approx(coefficients, abs=1e-6)
    assert found.errors == pytest.approx(errors, abs=1e-6)


def test_prasad_and_rao_is_the_closed_form_where_all_areas_are_measured_alike():
    # With one D for all and only a mean: A is the variance of the estimates less D, and g3 is
    # 2 D² / ((A + D) m).
    y, d = milk.MEANS, 0.01
    found = fay_herriot(y, np.full(43, d), estimator=Estimator.PRASAD_RAO)
    a = y.var(ddof=1) - d
    assert found.variance == pytest.approx(a)
    assert found.estimates == pytest.approx(y.mean() + a / (a + d) * (y - y.mean()))
    g2, g3 = d**2 / (a + d) / 43, 2 * d**2 / (a + d) / 43
    assert found.mse == pytest.approx(a * d / (a + d) + g2 + 2 * g3)


def test_measured_alike_reml_and_moments_are_the_same_closed_form_and_ml_a_little_less():
    y, d = milk.MEANS, np.full(43, 0.01)
    for estimator in (Estimator.REML, Estimator.MOMENTS):
        assert fay_herriot(y, d, estimator=estimator).variance == pytest.approx(
            y.var(ddof=1) - 0.01
        )
    assert fay_herriot(y, d, estimator=Estimator.ML).variance == pytest.approx(y.var() - 0.01)


# --- true on average ----------------------------------------------------------------------------


@pytest.mark.parametrize("estimator", Estimator)
def test_the_errors_it_tells_are_the_errors_it_makes(estimator):
    # 250 towns of 30 areas whose truth is known. Below 2 % apart by chance; 10 % is allowed.
    rng = np.random.default_rng(5)
    d = np.repeat([0.3, 0.7, 1.5], 10)
    made, told, inside = [], [], []
    for _ in range(250):
        truth = 5 + rng.normal(size=30)
        found = fay_herriot(truth + rng.normal(size=30) * np.sqrt(d), d, estimator=estimator)
        made.append(np.mean((found.estimates - truth) ** 2))
        told.append(np.mean(found.mse))
        low, high = found.interval(0.95)
        inside.append(np.mean((low <= truth) & (truth <= high)))
    assert np.mean(told) == pytest.approx(np.mean(made), rel=0.1)
    assert np.mean(inside) == pytest.approx(0.95, abs=0.015)
    assert np.mean(made) < 0.9 * d.mean()


# --- blind to order and unit --------------------------------------------------------------------


@pytest.mark.parametrize("estimator", Estimator)
def test_neither_order_nor_unit_changes_the_answer(estimator):
    whole = fay_herriot(milk.MEANS, VARIANCES, milk.COVARIATES, estimator=estimator)
    order = np.random.default_rng(2).permutation(43)
    turned = fay_herriot(
        100 * milk.MEANS[order], 1e4 * VARIANCES[order], milk.COVARIATES[order], estimator=estimator
    )
    assert turned.estimates / 100 == pytest.approx(whole.estimates[order], rel=1e-6)
    assert turned.mse / 1e4 == pytest.approx(whole.mse[order], rel=1e-5)


@pytest.mark.parametrize("estimator", Estimator)
def test_areas_that_differ_by_chance_alone_all_get_what_they_have_in_common(estimator):
    y = np.array([0.9, 1.0, 1.1, 1.0, 0.95, 1.05])
    found = fay_herriot(y, np.full(6, 1.0), estimator=estimator)
    assert found.caveats == (Caveat.NO_SPREAD,)
    assert found.estimates == pytest.approx(np.full(6, 1.0))
    assert (found.mse > 0).all()
    assert found.n == 6


def test_the_highest_point_is_found_at_both_ends_of_scale():
    rng = np.random.default_rng(3)
    for true in (1e-4, 1e4):
        y = rng.normal(size=200) * np.sqrt(true + 1e-6)
        found = fay_herriot(y, np.full(200, 1e-6))
        assert found.variance == pytest.approx(y.var(ddof=1) - 1e-6, rel=1e-5)


# --- bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("y", "d", "x", "sentence"),
    [
        (np.ones(5), np.ones(4), None, "one row for each area"),
        (np.ones((5, 1)), np.ones((5, 1)), None, "one row for each area"),
        (np.ones(5), np.zeros(5), None, "above 0"),
        (np.array([1, 2, np.nan, 4, 5]), np.ones(5), None, "must be numbers"),
        (np.ones(3), np.ones(3), None, "need at least 4 areas"),
        (np.ones(9), np.ones(9), np.ones((9, 2)), "follows from the others"),
        (np.ones(5_001), np.ones(5_001), None, "at most 5000 areas"),
    ],
)
def test_what_cannot_be_estimated_is_refused_in_words(y, d, x, sentence):
    with pytest.raises(ValueError, match=sentence):
        Survey.of(y, d, x)
