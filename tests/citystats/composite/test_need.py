"""The chance of the fifth with most need: beside plain counting, with ties, and its classes."""

import doctest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import citystats.composite.need
from citystats.composite.need import class_of, lowest, places_of
from citystats.composite.terms import NeedClass

DRAWN = arrays(np.float64, st.tuples(st.integers(1, 8), st.integers(5, 12)),
               elements=st.integers(1, 6).map(float))  # fmt: skip


def test_the_examples_of_the_docstrings_hold():
    assert doctest.testmod(citystats.composite.need).failed == 0


@given(DRAWN)
def test_the_chances_are_those_of_plain_counting_and_sum_to_the_fifth(composites):
    found = places_of(composites)
    expected = np.zeros(composites.shape[1])
    for draw in composites.tolist():
        left = float(found.fifth)
        for level in sorted(set(draw)):
            tied = [area for area, value in enumerate(draw) if value == level]
            expected[tied] += min(left, len(tied)) / len(tied)
            left -= min(left, len(tied))
    assert found.chance == pytest.approx(expected / len(composites))
    assert found.chance.sum() == pytest.approx(found.fifth)
    assert (found.low <= found.median).all()
    assert (found.median <= found.high).all()


def test_a_fifth_is_rounded_down_and_four_areas_have_none():
    assert places_of(np.arange(9.0)[None]).fifth == 1
    assert places_of(np.arange(17.0)[None]).fifth == 3
    with pytest.raises(ValueError, match="4 areas have all domains"):
        places_of(np.array([[1, 2, 3, 4, np.nan]]))


def test_an_area_without_all_domains_has_no_class_and_takes_no_place():
    found = places_of(np.array([[3, np.nan, 1, 2, 5, 4.0]]))
    assert found.n == 5
    assert np.isnan(found.chance[1])
    assert found.classes[1] is NeedClass.INCOMPLETE
    assert found.median.tolist()[2:] == [1, 2, 5, 4]


def test_the_places_are_the_middle_and_the_ends_of_four_fifths_of_the_draws():
    rng = np.random.default_rng(1)
    composites = np.arange(1.0, 11) + rng.normal(size=(4_000, 10))
    found = places_of(composites)
    places = composites.argsort(axis=1).argsort(axis=1) + 1
    inside = (places >= found.low) & (places <= found.high)
    assert (inside.mean(axis=0) >= 0.8).all()
    assert found.median.tolist() == sorted(found.median.tolist())


@pytest.mark.parametrize(
    ("chance", "kind"),
    [
        (0.8, NeedClass.MOST), (0.7999, NeedClass.UNCERTAIN), (0.5, NeedClass.UNCERTAIN),
        (0.21, NeedClass.UNCERTAIN), (0.19, NeedClass.OTHER), (float("nan"), NeedClass.INCOMPLETE),
    ],
)  # fmt: skip
def test_a_class_is_given_only_where_its_chance_is_four_fifths(chance, kind):
    assert class_of(chance) is kind


def test_areas_that_tie_share_what_is_left_of_the_fifth():
    assert lowest(np.array([[1.0, 1, 1, 4, 5]]), 2)[0] == pytest.approx([2 / 3, 2 / 3, 2 / 3, 0, 0])
