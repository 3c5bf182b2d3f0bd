"""The reader who kept last week's table."""

import doctest
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import citystats.disclosure.releases
from citystats.disclosure.attack import Told, possible_ranges, with_totals
from citystats.disclosure.releases import difference
from citystats.disclosure.rounding import round_counts
from citystats.disclosure.suppression import suppress

TABLES = arrays.arrays(np.int64, (2, 2), elements=st.integers(0, 12))


def exactly(counts):
    whole = with_totals(np.array(counts)).astype(float)
    return Told(whole, whole)


def test_two_safe_tables_that_grow_tell_of_the_one_who_came_between():
    """The reason that nothing is told “so far this year”: both weeks show only counts above 5."""
    week = suppress([[6, 9], [8, 7]])
    next_week = suppress([[7, 9], [8, 7]])
    assert not week.hidden.any()
    assert not next_week.hidden.any()

    grown = difference(week.told, next_week.told)
    assert grown.opened()[0, 0]
    assert (grown.between.least[0, 0], grown.between.most[0, 0]) == (1, 1)
    assert grown.n == 9


def test_a_later_table_can_open_an_earlier_one():
    """Left out in spring, 2 of a row; in autumn the row has grown, and they are shown."""
    spring, autumn = suppress([[2, 3, 9]]), suppress([[6, 5, 9]])
    alone, together = spring.ranges(), difference(spring.told, autumn.told).earlier
    assert together.most[0, 0] < alone.most[0, 0] or together.most[0, 0] <= 6


@settings(max_examples=12, deadline=None)
@given(TABLES, TABLES, st.integers(0, 9))
def test_quarters_that_do_not_overlap_leave_nothing_to_subtract(first, second, seed):
    """Each quarter once, rounded by itself, and the half-year as their sum: together they tell of
    neither quarter more than it told alone."""
    rng = Random(seed)
    shown = [
        with_totals(np.array(round_counts(quarter.tolist(), base=5, rng=rng).counts)).astype(float)
        for quarter in (first, second)
    ]
    alone = [Told.rounded(quarter, 5) for quarter in shown]
    half_year = Told(alone[0].least + alone[1].least, alone[0].most + alone[1].most)
    grown = difference(alone[0], half_year.and_also(exactly_nothing_of(half_year)))

    assert not grown.opened()[:-1, :-1].any()
    for quarter, together in zip(alone, (grown.earlier, grown.between), strict=True):
        by_itself = possible_ranges(quarter)
        assert (together.least <= by_itself.least).all()
        assert (together.most >= by_itself.most).all()


def exactly_nothing_of(told):
    return Told(np.zeros_like(told.least), np.full_like(told.most, np.inf))


@settings(max_examples=12, deadline=None)
@given(TABLES, TABLES, st.integers(0, 9))
def test_so_far_this_year_rounded_anew_each_time_hides_one_alone(first, more, seed):
    """Rounding does not save a table told while it grows: the sum of the changes shows how few
    came, at the best within twice the base; so periods must not overlap."""
    rng = Random(seed)
    shown = [
        with_totals(np.array(round_counts(table.tolist(), base=5, rng=rng).counts)).astype(float)
        for table in (first, first + more)
    ]
    grown = difference(*(Told.rounded(table, 5) for table in shown))
    true = with_totals(more)
    assert (grown.between.least <= true).all()
    assert (true <= grown.between.most).all()
    assert (grown.between.width <= 17).all()


@settings(max_examples=12, deadline=None)
@given(TABLES, TABLES)
def test_what_is_told_exactly_is_subtracted_exactly(first, more):
    assume(more.any())
    grown = difference(exactly(first), exactly(first + more))
    assert (grown.between.least == with_totals(more)).all()
    assert (grown.between.most == with_totals(more)).all()


def test_tables_of_different_shape_are_refused():
    with pytest.raises(ValueError, match="one shape"):
        difference(exactly([[1, 2]]), exactly([[1, 2, 3]]))


def test_its_examples_hold():
    assert doctest.testmod(citystats.disclosure.releases).failed == 0
