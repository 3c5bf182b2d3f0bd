"""A release and its correction: nobody who subtracts them learns of one report."""

import doctest
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import citystats.disclosure.revisions
from citystats.disclosure.revisions import between, freeze, labels_at, mark_of, range_after, revise
from citystats.disclosure.small_counts import coin_of, range_of, round_small

SECRET = b"a secret of sixteen"
TABLES = arrays.arrays(np.int64, (3, 3), elements=st.integers(0, 9))
VALUES = (("a", "b", "c"), ("x", "y", "z"))


def marks(counts, values=VALUES):
    return {
        place: mark_of(SECRET, labels_at(values, place), int(counts[place]))
        for place in np.ndindex(counts.shape)
    }


def first(counts, key=b"1", values=VALUES):
    shown = round_small(counts, coin=coin_of(SECRET, key))
    return shown, freeze(shown, marks(counts, values), values)


def again(counts, earlier, key=b"2", values=VALUES):
    return revise(
        counts, earlier, values=values, marks=marks(counts, values), coin=coin_of(SECRET, key)
    )


@settings(max_examples=100, deadline=None)
@given(TABLES, TABLES)
def test_a_revision_keeps_what_did_not_change_and_all_that_rounding_promises(before, after):
    shown, kept = first(before)
    revised = again(after, kept)
    same = before == after
    assert (revised.counts == shown.counts)[same].all()
    assert not ((revised.shown > 0) & (revised.shown < 3)).any()
    assert (np.abs(revised.counts - after) < 3).all()
    assert (again(after, kept).counts == revised.counts).all()


@settings(max_examples=100, deadline=None)
@given(TABLES, st.tuples(st.integers(0, 2), st.integers(0, 2)), st.sampled_from([-1, 1]))
def test_one_report_more_or_less_is_not_told(before, place, change):
    """The attack: what each of the two numbers can be by the rule, subtracted."""
    after = before.copy()
    after[place] = max(0, after[place] + change)
    shown, kept = first(before)
    revised = again(after, kept)
    for at in np.ndindex(before.shape):
        least, most = between(int(shown.counts[at]), int(revised.counts[at]), 3)
        assert least <= after[at] - before[at] <= most
        if 1 <= abs(after[at] - before[at]) <= 2:
            assert most - least >= 2


def test_the_rule_covers_all_that_can_come_of_it_and_nothing_small_is_told():
    """One cell, each count before and after, many keys: what can be, by trying."""
    values = (("a",),)
    possible, after_it = {}, {}
    for x, y, key in itertools.product(range(14), range(14), range(12)):
        shown, kept = first(np.array([x]), b"%d" % key, values)
        revised = again(np.array([y]), kept, b"%d" % (99 + key), values)
        pair = int(shown.counts[0]), int(revised.counts[0])
        possible.setdefault(pair, set()).add(y - x)
        after_it.setdefault(pair, set()).add(y)
        assert range_of(pair[0], 3)[0] <= x <= range_of(pair[0], 3)[1]
    for (shown, now), changes in possible.items():
        if max(shown, now) > 10:
            continue  # Its likes beyond 13 were not tried.
        assert between(shown, now, 3) == (min(changes), max(changes)), (shown, now)
        assert range_after(shown, now, 3) == (min(after_it[shown, now]), max(after_it[shown, now]))
        assert max(changes) - min(changes) >= 2 or min(map(abs, changes)) >= 3


def test_of_the_same_contents_a_new_key_draws_nothing_new():
    counts = np.array([[1, 2, 1], [2, 1, 2], [0, 1, 7]])
    shown, kept = first(counts)
    assert all((again(counts, kept, b"%d" % key).counts == shown.counts).all() for key in range(20))


def test_what_was_exchanged_for_another_counts_as_changed():
    """Marks are made of the numbers of reports, where those are known, not only of how many."""
    marks = [mark_of(SECRET, ("a",), contents) for contents in ((1, 2), (1, 3), 2)]
    assert len(set(marks)) == 3


def test_an_area_that_was_not_there_before_is_rounded_anew():
    _, kept = first(np.array([[1, 5, 9]] * 3))
    wider = np.array([[1, 5, 9]] * 4)
    values = (("a", "b", "c", "d"), VALUES[1])
    assert again(wider, kept, values=values).counts.shape == (4, 3)


def test_a_revision_does_not_read_what_another_place_has():
    _, kept = first(np.array([[4, 4, 4]] * 3))
    revised = again(np.array([[6, 4, 4]] * 3), kept)
    assert revised.counts.tolist() == [[4, 4, 4]] * 3


@pytest.mark.parametrize("module", ["revisions"])
def test_its_examples_hold(module):
    assert doctest.testmod(getattr(citystats.disclosure, module)).failed == 0
