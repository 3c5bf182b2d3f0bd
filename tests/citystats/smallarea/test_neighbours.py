"""Who borders on whom: closed forms on maps that have them, islands, and maps in parts."""

import doctest

import numpy as np
import pytest

import citystats.smallarea.neighbours
from citystats.smallarea.neighbours import Neighbours, likeness
from tests.citystats.smallarea.maps import everybody, grid, ring, row


def geometric_mean(variances):
    return np.exp(np.mean(np.log(variances)))


def test_the_examples_of_the_docstrings_hold():
    assert doctest.testmod(citystats.smallarea.neighbours).failed == 0


@pytest.mark.parametrize(
    ("drawn", "variances"),
    [
        # Each has a closed form: eigenvalues n for all beside all, and resistances for the others.
        pytest.param(everybody(7), np.full(7, (1 - 1 / 7) / 7), id="all beside all"),
        pytest.param(ring(9), np.full(9, (81 - 1) / (12 * 9)), id="a ring"),
        pytest.param(row(3), np.array([5, 2, 5]) / 9, id="three in a row"),
    ],
)
def test_the_variances_are_those_of_the_closed_form_scaled_to_one(drawn, variances):
    scaled = likeness(drawn)
    assert np.diag(scaled) == pytest.approx(variances / geometric_mean(variances))
    raw = scaled * geometric_mean(variances)
    laplacian = drawn.laplacian()
    assert laplacian @ raw @ laplacian == pytest.approx(laplacian, abs=1e-9)


@pytest.mark.parametrize("drawn", [ring(5), row(17), grid(4, 6), everybody(30)])
def test_on_every_map_the_geometric_mean_of_the_variances_is_one_and_rows_sum_to_zero(drawn):
    scaled = likeness(drawn)
    assert geometric_mean(np.diag(scaled)) == pytest.approx(1)
    assert scaled.sum(axis=1) == pytest.approx(np.zeros(drawn.n), abs=1e-9)
    assert np.linalg.eigvalsh(scaled).min() > -1e-9


def test_each_part_of_a_map_is_scaled_by_itself_and_an_island_leans_on_nobody():
    # A ring of five, a row of three, and an island, their numbers mixed.
    order = [8, 0, 4, 2, 6, 1, 3, 7, 5]
    ends = [*ring(5).pairs, *((a + 5, b + 5) for a, b in row(3).pairs)]
    mixed = Neighbours.of(9, [(order[a], order[b]) for a, b in ends])
    expected = np.zeros((9, 9))
    expected[:5, :5], expected[5:8, 5:8], expected[8, 8] = likeness(ring(5)), likeness(row(3)), 1
    assert likeness(mixed)[np.ix_(order, order)] == pytest.approx(expected)
    assert mixed.islands == 1
    assert len(set(mixed.parts)) == 3


def test_a_border_told_twice_or_from_both_sides_is_one_border():
    assert Neighbours.of(3, [(0, 1), (1, 0), (0, 1)]).pairs == ((0, 1),)
    assert Neighbours.of(4, []).islands == 4


@pytest.mark.parametrize(
    ("n", "pairs", "sentence"),
    [
        (2, [(1, 1)], "area 1 borders on itself"),
        (2, [(0, 2)], "there are only 2"),
        (2, [(-1, 0)], "there are only 2"),
        (0, [], "1 to 400 areas"),
        (401, [], "1 to 400 areas"),
    ],
)
def test_a_map_that_cannot_be_is_refused_in_words(n, pairs, sentence):
    with pytest.raises(ValueError, match=sentence):
        Neighbours.of(n, pairs)
