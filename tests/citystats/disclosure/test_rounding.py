"""Controlled rounding: it adds up, it is near, it is fair, and it cannot be undone."""

import doctest
import itertools
from collections import Counter
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import citystats.disclosure.rounding
from citystats.disclosure.attack import Told, possible_ranges, with_totals
from citystats.disclosure.rounding import round_counts
from citystats.disclosure.terms import Caveat, Method, Which
from tests.citystats.disclosure.published import COUNTS


def tables(most=30, side=7):
    return st.integers(1, side).flatmap(
        lambda width: st.lists(
            st.lists(st.integers(0, most), min_size=width, max_size=width),
            min_size=1,
            max_size=side,
        )
    )


BASES = st.sampled_from([2, 3, 5, 10])


def whole(counts):
    return with_totals(np.array(counts))


@settings(max_examples=300, deadline=None)
@given(tables(), BASES, st.sampled_from(Which), st.integers(0, 9))
def test_every_number_is_near_and_every_sum_is_a_sum(counts, base, which, seed):
    shown = round_counts(counts, base=base, rng=Random(seed), which=which)

    assert (np.abs(whole(shown.counts) - whole(counts)) < base).all()
    assert shown.total == sum(shown.row_totals) == sum(shown.column_totals)
    small = [v for v in whole(shown.counts).ravel() if 0 < v < base]
    assert not small, "no number from 1 to below the base is shown, nor among the sums"
    if which is Which.ALL:
        assert not (whole(shown.counts) % base).any()


@settings(max_examples=100, deadline=None)
@given(tables(), BASES, st.integers(0, 9))
def test_what_is_rounded_already_stays_and_the_same_draw_gives_the_same(counts, base, seed):
    once = round_counts(counts, base=base, rng=Random(seed))
    assert round_counts(once.counts, base=base, rng=Random(seed + 1)).counts == once.counts
    assert round_counts(counts, base=base, rng=Random(seed)) == once


@settings(max_examples=100, deadline=None)
@given(tables(), st.sampled_from(Which))
def test_in_small_mode_only_small_counts_change(counts, which):
    shown = round_counts(counts, base=5, rng=Random(1), which=Which.SMALL)
    for before, after in zip(itertools.chain(*counts), itertools.chain(*shown.counts), strict=True):
        assert after == before if before >= 5 else after in (0, 5)


def test_on_the_average_every_number_and_every_sum_is_right():
    counts, draws = [[1, 2, 4], [0, 3, 7], [6, 1, 1]], 4000
    rng = Random(20)
    mean = sum(whole(round_counts(counts, base=5, rng=rng).counts) for _ in range(draws)) / draws
    # The standard error of a mean is at most 2.5 / sqrt(4000) = 0.04.
    assert np.abs(mean - whole(counts)).max() < 0.2


@settings(max_examples=25, deadline=None)
@given(tables(most=12, side=3), st.integers(0, 9))
def test_a_reader_who_adds_and_subtracts_can_rule_out_nothing_within_the_range(counts, seed):
    shown = round_counts(counts, base=5, rng=Random(seed))
    ranges = possible_ranges(Told.rounded(whole(shown.counts).astype(float), 5))
    for (i, j), value in np.ndenumerate(np.array(shown.counts)):
        assert (ranges.least[i, j], ranges.most[i, j]) == shown.range_of(int(value))


@pytest.mark.parametrize("which", Which)
def test_each_value_of_the_range_may_have_given_just_what_is_shown(which):
    """Not only by sums: the rounding itself gives the same table from each of them."""
    shown = ((5, 0), (10, 5))
    told = round_counts(shown, base=5, rng=Random(0), which=which)
    for i, j in itertools.product(range(2), repeat=2):
        least, most = told.range_of(shown[i][j])
        for value in range(least, most + 1):
            counts = [list(row) for row in shown]
            counts[i][j] = value
            drawn = Counter(
                round_counts(counts, base=5, rng=Random(n), which=which).counts for n in range(80)
            )
            assert drawn[shown], (i, j, value)


def test_beside_the_published_tool_sums_stray_no_further():
    """SmallCountRounding 1.1.0, base 3: largest change 2, the total 95 becomes 94."""
    counts = COUNTS.tolist()
    changes = []
    for seed in range(20):
        shown = round_counts(counts, base=3, rng=Random(seed), which=Which.SMALL)
        changes.append(np.abs(whole(shown.counts) - whole(counts)))
    assert np.max(changes) == 2
    assert 0.4 < np.mean(changes) < 0.7


def test_it_says_what_it_is():
    shown = round_counts([[1, 7]], base=5, rng=Random(1), which=Which.SMALL)
    assert (shown.n, shown.method) == (2, Method.ROUNDING)
    assert shown.caveats == (Caveat.ZERO_IS_NOT_NONE, Caveat.LARGE_ARE_EXACT)
    assert [shown.range_of(v) for v in (0, 5, 7)] == [(0, 4), (1, 5), (7, 7)]
    assert shown.range_of_sum(10) == (6, 14)
    assert round_counts([[1, 7]], base=5, rng=Random(1)).caveats == (Caveat.ZERO_IS_NOT_NONE,)


@pytest.mark.parametrize(
    ("counts", "base", "sentence"),
    [
        ([], 5, "at least one cell"),
        ([[]], 5, "at least one cell"),
        ([[1, 2], [3]], 5, "rows of one length"),
        ([[-1]], 5, "one is -1"),
        ([[1.0]], 5, "one is 1.0"),
        ([[True]], 5, "one is True"),
        ([[1]], 1, "base must be 2"),
        ([[0] * 1001] * 100, 5, "at most 100000"),
    ],
)
def test_bad_tables_are_refused_with_a_sentence(counts, base, sentence):
    with pytest.raises(ValueError, match=sentence):
        round_counts(counts, base=base, rng=Random(1))


def test_its_examples_hold():
    assert doctest.testmod(citystats.disclosure.rounding).failed == 0
