"""The reader who adds and subtracts."""

import doctest

import numpy as np
import pytest

import citystats.disclosure.attack
from citystats.disclosure.attack import Told, possible_ranges, summing, with_totals
from tests.citystats.disclosure.published import BELOW_4, ONE_AND_TWO, shown_by_the_tool


def told(shown, least=0.0):
    shown = np.array(shown, dtype=float)
    return Told(np.nan_to_num(shown, nan=least), np.nan_to_num(shown, nan=np.inf))


def test_one_number_left_out_of_a_row_is_worked_out():
    nan = np.nan
    ranges = possible_ranges(told([[nan, 7, 9], [3, 4, 7], [5, 11, 16]]))
    assert ranges.width[0, 0] == 1
    assert ranges.least[0, 0] == 2
    assert ranges.narrows(5)[0, 0]
    assert ranges.n == 9


def test_two_left_out_of_a_row_are_worked_out_by_their_columns():
    nan = np.nan
    ranges = possible_ranges(told([[nan, nan, 9], [3, 4, 7], [5, 11, 16]]))
    assert (ranges.width == 1).all()


def test_in_three_ways_whole_numbers_tell_more_than_fractions_do():
    """A known polytope: of a 2 x 2 x 2 table with every two-way sum told, one number is free."""
    table = np.array([[[1, 2], [0, 1]], [[2, 0], [1, 3]]])
    shown = with_totals(table).astype(float)
    shown[:2, :2, :2] = np.nan
    ranges = possible_ranges(told(shown))
    assert ranges.least[0, 0, 0] <= 1 <= ranges.most[0, 0, 0]
    assert (ranges.width[:2, :2, :2] == ranges.width[0, 0, 0]).all()


def test_summing_gives_the_sums():
    table = np.arange(24).reshape(2, 3, 4)
    assert (summing(table.shape) @ table.ravel() == with_totals(table).ravel()).all()


@pytest.mark.parametrize("drawn", [BELOW_4, ONE_AND_TWO], ids=["below 4", "1 and 2"])
def test_what_a_published_tool_left_out_cannot_be_worked_out_here_either(drawn):
    """GaussSuppression promises no exact disclosure; the attack, made apart, agrees."""
    shown = shown_by_the_tool(drawn)
    ranges = possible_ranges(told(shown))
    assert (ranges.width[np.isnan(shown)] >= 2).all()


def test_two_tellings_of_one_table_tell_more_than_one():
    """Rounding the same 7 twice, once to 5 and once to 10: 6 to 9 is left of 1 to 14."""
    twice = Told.rounded(np.array([5.0, 5.0]), 5).and_also(Told.rounded(np.array([10.0, 10.0]), 5))
    ranges = possible_ranges(twice)
    assert (ranges.least[0], ranges.most[0]) == (6, 9)


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="no table of whole numbers"):
        possible_ranges(told([[1, 2, 4], [1, 1, 2], [2, 3, 5]]))


@pytest.mark.parametrize(
    ("least", "most", "sentence"),
    [
        (np.zeros(3), np.zeros(4), "one table"),
        (np.zeros(()), np.zeros(()), "one table"),
        (np.zeros(1), np.zeros(1), "one table"),
        (np.ones(3), np.zeros(3), "empty"),
        (np.full(3, np.nan), np.ones(3), "not a number"),
        (np.zeros((200, 200)), np.ones((200, 200)), "at most 20000"),
    ],
)
def test_bad_tellings_are_refused(least, most, sentence):
    with pytest.raises(ValueError, match=sentence):
        Told(least, most)


def test_its_examples_hold():
    assert doctest.testmod(citystats.disclosure.attack).failed == 0
