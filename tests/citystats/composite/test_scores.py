"""One scale and one number: by hand, at the ends, and which way a bad domain pulls."""

import doctest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import citystats.composite.scores
from citystats.composite.scores import BOUND, composite, domain_means, own_reference, standings
from citystats.composite.terms import Aggregation, Direction, Normalisation
from tests.citystats.composite.towns import indicator


def test_the_examples_of_the_docstrings_hold():
    assert doctest.testmod(citystats.composite.scores).failed == 0


def one(values, direction=Direction.MORE):
    return np.array(values)[None, :, None], [indicator("x", "d", direction=direction)]


def test_the_mean_of_the_reference_stands_halfway_and_one_spread_a_quarter_away():
    # Mean 0.2, spread 0.06; a distance of 1 is 99 / 3.92 = 25.26 points, and need counts down.
    found = standings(*one([0.2, 0.26, 0.14]), Normalisation.Z)[0, :, 0]
    assert found == pytest.approx([50.5, 25.244, 75.756], abs=1e-3)
    assert pytest.approx(1.959964) == BOUND


def test_far_out_is_cut_where_two_and_a_half_percent_lie_beyond():
    edge = 0.2 + 0.06 * BOUND
    found = standings(*one([edge - 1e-9, edge, edge + 0.01, 0.99]), Normalisation.Z)[0, :, 0]
    assert found == pytest.approx([1, 1, 1, 1], abs=1e-5)
    assert standings(*one([0.0]), Normalisation.Z)[0, 0, 0] == 100


def test_the_direction_turns_the_scale_round():
    more = standings(*one([0.1, 0.2, 0.3]), Normalisation.Z)
    less = standings(*one([0.1, 0.2, 0.3], Direction.LESS), Normalisation.Z)
    assert less == pytest.approx(101 - more)


def test_by_range_and_by_rank_the_ends_are_the_areas_own():
    values, known = one([0.3, np.nan, 0.1, 0.2])
    by_range = standings(values, known, Normalisation.MIN_MAX)[0, :, 0]
    assert by_range == pytest.approx([1, np.nan, 100, 50.5], nan_ok=True)
    by_rank = standings(values, known, Normalisation.RANK)[0, :, 0]
    assert by_rank == pytest.approx([1, np.nan, 100, 50.5], nan_ok=True)


def test_a_domain_needs_more_than_half_of_its_indicators():
    known = [
        indicator(name, domain) for name, domain in (("a", "d"), ("b", "d"), ("c", "d"), ("e", "f"))
    ]
    standing = np.array([[[10, 20, 60, 5], [10, np.nan, 60, 5], [np.nan, np.nan, 60, np.nan]]])
    domains, means = domain_means(standing, known)
    assert domains == ["d", "f"]
    assert means[0] == pytest.approx(np.array([[30, 5], [35, 5], [np.nan, np.nan]]), nan_ok=True)
    assert domain_means(standing, known, beyond=0)[1][0, 2, 0] == 60


@given(st.lists(st.floats(1, 100), min_size=2, max_size=5))
def test_the_geometric_mean_lies_between_the_worst_domain_and_the_plain_mean(levels):
    domains, weights = np.array(levels), np.full(len(levels), 1 / len(levels))
    geometric = float(composite(domains, weights, Aggregation.GEOMETRIC))
    assert min(levels) * (1 - 1e-9) <= geometric
    assert geometric <= float(composite(domains, weights, Aggregation.ARITHMETIC)) * (1 + 1e-9)


def test_a_bad_domain_is_not_bought_off():
    weights = np.full(4, 0.25)
    bad = composite(np.array([1.0, 80, 80, 80]), weights, Aggregation.GEOMETRIC)
    even = composite(np.array([45.0, 45, 45, 45]), weights, Aggregation.GEOMETRIC)
    assert bad < even


def test_without_a_reference_the_areas_are_compared_with_each_other_unless_all_are_alike():
    found = own_reference(np.array([[1.0, 2.0, np.nan, 3.0], [1.0, 4.0, np.nan, 3.0]]))
    assert (found.mean, found.spread) == pytest.approx((7 / 3, np.std([1, 3, 3], ddof=1)))
    with pytest.raises(ValueError, match="the same everywhere"):
        own_reference(np.ones((3, 4)))
    with pytest.raises(ValueError, match="no reference"):
        standings(np.ones((1, 1, 1)), [indicator("x", "d", spread=0)], Normalisation.Z)
