"""Small counts left out: the attack must fail, on every table that comes."""

import doctest
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import citystats.disclosure.suppression
from citystats.disclosure.attack import with_totals
from citystats.disclosure.suppression import Suppressed, suppress
from citystats.disclosure.terms import Caveat, Method, Zeros
from tests.citystats.disclosure.published import BELOW_4, COUNTS, ONE_AND_TWO, shown_by_the_tool

TABLES = st.one_of(
    arrays.arrays(np.int64, arrays.array_shapes(min_dims=1, max_dims=1, max_side=6), elements=st.integers(0, 12)),
    arrays.arrays(np.int64, arrays.array_shapes(min_dims=2, max_dims=2, max_side=5), elements=st.integers(0, 12)),
    arrays.arrays(np.int64, arrays.array_shapes(min_dims=3, max_dims=3, max_side=3), elements=st.integers(0, 9)),
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(TABLES, st.sampled_from(Zeros), st.integers(2, 6))
def test_a_reader_who_adds_and_subtracts_learns_nothing_of_a_small_count(counts, zeros, threshold):
    kept = suppress(counts, threshold=threshold, zeros=zeros)
    ranges, true = kept.ranges(), with_totals(counts)
    small = true < threshold
    if zeros is Zeros.SHOWN:
        small &= true > 0

    assert kept.hidden[small].all()
    assert (ranges.least[small] <= kept.floor[small]).all()
    assert (ranges.most[small] >= threshold - 1).all()
    assert not ranges.narrows(threshold, kept.floor)[kept.hidden].any()


@settings(max_examples=80, deadline=None)
@given(TABLES, st.sampled_from(Zeros))
def test_what_shields_cannot_be_worked_out_and_what_is_shown_is_true(counts, zeros):
    kept = suppress(counts, zeros=zeros)
    true = with_totals(counts)

    assert (kept.shown[~kept.hidden] == true[~kept.hidden]).all()
    if zeros is Zeros.HIDDEN:
        assert (kept.ranges().width[kept.hidden] >= 2).all()
    assert kept.small + kept.shielding == kept.hidden.sum()
    assert kept.n == counts.size


@settings(max_examples=40, deadline=None)
@given(arrays.arrays(np.int64, (2, 2), elements=st.integers(0, 7)))
def test_the_attack_finds_what_trying_every_table_finds(counts):
    kept = suppress(counts, threshold=3)
    ranges = kept.ranges()
    cells = np.array(list(itertools.product(range(18), repeat=4))).reshape(-1, 2, 2)
    wide = np.concatenate([cells, cells.sum(axis=1, keepdims=True)], axis=1)
    whole = np.concatenate([wide, wide.sum(axis=2, keepdims=True)], axis=2)
    agree = (whole >= kept.told.least) & (whole <= kept.told.most)
    possible = whole[agree.all(axis=(1, 2))]
    assert (possible.min(axis=0) == ranges.least).all()
    limited = np.isfinite(ranges.most)
    assert (possible.max(axis=0)[limited] == ranges.most[limited]).all()


@pytest.mark.parametrize(
    ("threshold", "zeros", "drawn", "small", "narrowed"),
    [(4, Zeros.HIDDEN, BELOW_4, 32, True), (3, Zeros.SHOWN, ONE_AND_TWO, 17, False)],
    ids=["below 4", "1 and 2"],
)
def test_beside_the_published_tool_one_number_more_is_lost_and_no_small_one_narrowed(
    threshold, zeros, drawn, small, narrowed
):
    """GaussSuppression finds the same small ones, and shields only from exact disclosure."""
    kept, theirs = suppress(COUNTS, threshold=threshold, zeros=zeros), shown_by_the_tool(drawn)

    assert kept.small == small
    assert kept.hidden.sum() == np.isnan(theirs).sum() + 1
    assert not kept.ranges().narrows(threshold, kept.floor).any()
    as_if_ours = Suppressed(theirs, 0, 0, threshold, zeros)
    assert as_if_ours.ranges().narrows(threshold, as_if_ours.floor).any() == narrowed


def test_a_single_small_count_takes_three_others_with_it_and_no_sum():
    kept = suppress([[2, 20, 30], [10, 20, 30], [10, 20, 30]])
    assert (kept.small, kept.shielding) == (1, 3)
    assert not kept.hidden[-1].any()
    assert not kept.hidden[:, -1].any()


def test_without_small_counts_everything_is_shown():
    kept = suppress([[5, 6], [0, 9]])
    assert not kept.hidden.any()
    assert kept.caveats == (Caveat.ONE_RELEASE, Caveat.ZEROS_TELL)
    assert kept.method is Method.SUPPRESSION


def test_a_zero_can_be_a_secret_too():
    kept = suppress([[5, 6], [0, 9]], zeros=Zeros.HIDDEN)
    assert kept.hidden[1, 0]
    assert Caveat.ZEROS_TELL not in kept.caveats
    assert Caveat.MOST_IS_HIDDEN in kept.caveats


def test_the_result_holds_none_of_what_it_left_out():
    kept = suppress([[2, 20, 30], [10, 20, 30], [10, 20, 30]])
    assert set(kept.__slots__) == {"shown", "small", "shielding", "threshold", "zeros"}
    assert np.isnan(kept.shown[0, 0])


@pytest.mark.parametrize(
    ("counts", "threshold", "sentence"),
    [
        ([[1, -2]], 5, "at least 0"),
        ([[1.5, 2]], 5, "whole numbers"),
        ([], 5, "one to three ways"),
        (np.ones((2, 2, 2, 2), int), 5, "one to three ways"),
        (np.ones((200, 200), int), 5, "at most 20000"),
        ([[1, 2]], 1, "threshold must be 2"),
        ([[1, 1_000_000]], 5, "at most 1000000 in all"),
    ],
)
def test_bad_tables_are_refused_with_a_sentence(counts, threshold, sentence):
    with pytest.raises(ValueError, match=sentence):
        suppress(counts, threshold=threshold)


def test_its_examples_hold():
    assert doctest.testmod(citystats.disclosure.suppression).failed == 0
