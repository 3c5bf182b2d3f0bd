"""Small count rounding: P1 to P5 of every table, the best there is where all can be tried."""

import csv
import doctest
import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import citystats.disclosure.nearest
import citystats.disclosure.small_counts
from citystats.disclosure.attack import with_totals
from citystats.disclosure.small_counts import (
    MOST_CELLS,
    coin_of,
    hellinger_utility,
    range_of,
    round_small,
)
from citystats.disclosure.terms import Caveat

REFERENCE = Path(__file__).parents[4] / "shared/reference/signals"
TABLES = st.integers(1, 4).flatmap(
    lambda ways: arrays.arrays(
        np.int64,
        arrays.array_shapes(min_dims=ways, max_dims=ways, max_side=12 // ways),
        elements=st.integers(0, 9) | st.integers(0, 2),
    )
)
KEYS = st.none() | st.binary(min_size=16, max_size=16)


def coin(key):
    return None if key is None else coin_of(key, b"release")


@settings(max_examples=200, deadline=None)
@given(TABLES, st.sampled_from([2, 3, 5]), KEYS)
def test_of_every_table_no_small_number_is_left_and_sums_add_up(counts, base, key):
    """P1, P2 (sums are made of the shown cells, here added anew), P3 and P4."""
    rounded = round_small(counts, base=base, coin=coin(key))
    shown = with_totals(rounded.counts)
    assert not ((shown > 0) & (shown < base)).any()
    assert (rounded.shown == shown).all()
    assert (np.abs(rounded.counts - counts) < base).all()
    large = (counts >= base) | (counts == 0)
    assert (rounded.counts == counts)[large].all()
    again = round_small(rounded.counts, base=base, coin=coin(b"another key of 16"))
    assert (again.counts == rounded.counts).all()
    assert (round_small(counts, base=base, coin=coin(key)).counts == rounded.counts).all()


SMALL = arrays.arrays(
    np.int64,
    arrays.array_shapes(min_dims=1, max_dims=3, max_side=4),
    elements=st.sampled_from([0, 0, 1, 2, 7]),
).filter(lambda table: ((table > 0) & (table < 3)).sum() <= 9)


@settings(max_examples=60, deadline=None)
@given(SMALL)
def test_no_other_rounding_of_a_small_table_is_nearer(counts):
    """An oracle that shares nothing with it: each rounding made, summed and compared."""
    places = [*map(tuple, np.argwhere((counts > 0) & (counts < 3)).tolist())]
    found = []
    for ups in itertools.product((0, 3), repeat=len(places)):
        other = counts.copy()
        for place, number in zip(places, ups, strict=True):
            other[place] = number
        changes = with_totals(other) - with_totals(counts)
        found.append(
            (abs(changes.ravel()[-1]), np.square(changes).sum(), -hellinger_utility(counts, other))
        )
    ours = round_small(counts).counts
    changes = with_totals(ours) - with_totals(counts)
    assert abs(changes.ravel()[-1]) == min(found)[0]
    assert np.square(changes).sum() == min(found)[1]
    assert -hellinger_utility(counts, ours) == pytest.approx(min(found)[2])


def test_exchanges_come_to_the_best_where_it_is_known(monkeypatch):
    """The way of large tables, made to take the small ones: within a twentieth of the best."""
    rng = np.random.default_rng(3)
    tables = [rng.poisson(1.2, size=(5, 5)) for _ in range(20)]
    squares = {}
    for most in (20, 0):
        monkeypatch.setattr(citystats.disclosure.nearest, "MOST_TRIED", most)
        changes = [with_totals(round_small(one).counts) - with_totals(one) for one in tables]
        squares[most] = sum(int(np.square(one).sum()) for one in changes)
    assert squares[20] <= squares[0] <= 1.05 * squares[20]


def test_without_a_key_one_small_count_tells_more_than_the_rule_and_it_says_so():
    alone = round_small([[1, 9], [9, 9]])
    assert Caveat.NO_KEY in alone.caveats
    assert Caveat.NO_KEY not in round_small([[1, 9]], coin=coin(b"k")).caveats
    assert (alone.counts[0, 0], round_small([[2, 9], [9, 9]]).counts[0, 0]) == (0, 3)


def releases(table, keys=400):
    return {
        tuple(round_small(table, coin=coin(b"%d" % key)).counts.ravel().tolist())
        for key in range(keys)
    }


def test_who_knows_all_reports_but_one_cannot_fix_the_last_cell():
    """P5, on 3 x 3: over keys, a cell of 1 and of 2, and with one report less, give one release."""
    for others in ([9, 0, 4, 0, 9, 0, 0, 4, 0], [1, 0, 2, 0, 9, 1, 0, 0, 0]):
        shown = {}
        for last in range(4):
            table = np.array(others).reshape(3, 3)
            table[2, 2] = last
            shown[last] = releases(table)
        for with_it, without in ((1, 0), (2, 1), (3, 2)):
            assert shown[with_it] & shown[without]
        as_nothing = {one for one in shown[1] & shown[2] & shown[0] if one[-1] == 0}
        as_base = {one for one in shown[1] & shown[2] & shown[3] if one[-1] == 3}
        assert as_nothing, "a shown 0 may be 0, 1 or 2, all other counts being known"
        assert as_base, "a shown 3 may be 1, 2 or 3, all other counts being known"


def test_on_the_average_over_keys_the_total_is_right():
    counts = np.array([[1, 2, 7], [0, 1, 1], [2, 0, 0]])
    mean = np.mean([round_small(counts, coin=coin(b"%d" % key)).counts.sum() for key in range(600)])
    # One draw is at most some 3 from the mean, so the mean of 600 strays by about 0.1.
    assert abs(mean - counts.sum()) < 0.5


def test_the_rule_says_what_a_shown_number_can_be():
    assert [range_of(shown, 3) for shown in (0, 3, 4)] == [(0, 2), (1, 3), (4, 4)]


def reference(name):
    path = REFERENCE / name
    if not path.exists():
        pytest.skip(f"no reference data beside the project: {name}")
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_it_is_as_near_as_the_published_tool():
    """The tool: 17 changed, the largest change of all numbers 2, the total 95 becomes 94."""
    rows = reference("sdc_PLSrounding_inner.csv")
    areas, themes = ([*dict.fromkeys(row[way] for row in rows)] for way in ("area", "theme"))
    counts = np.zeros((len(areas), len(themes)), dtype=np.int64)
    theirs = counts.copy()
    for row in rows:
        place = areas.index(row["area"]), themes.index(row["theme"])
        counts[place], theirs[place] = int(row["original"]), int(row["rounded"])
    told = {row["metric"]: float(row["value"]) for row in reference("sdc_PLSrounding_metrics.csv")}

    ours = round_small(counts).counts
    assert hellinger_utility(counts, theirs) == pytest.approx(told["HDutility"])
    assert hellinger_utility(counts, ours) >= told["HDutility"] - 1e-12
    changes = with_totals(ours) - with_totals(counts)
    assert np.abs(changes).max() <= told["maxdiff"]
    assert ours.sum() == theirs.sum() == 94
    assert np.square(changes).sum() <= np.square(with_totals(theirs) - with_totals(counts)).sum()


@pytest.mark.parametrize(
    ("counts", "base", "sentence"),
    [
        ([], 3, "one to 4 ways"),
        (np.zeros((1,) * 5, dtype=int), 3, "one to 4 ways"),
        ([[-1]], 3, "at least 0"),
        ([[1.5]], 3, "whole numbers"),
        ([[10**10]], 3, "at most 1000000000"),
        ([[1]], 1, "base must be 2"),
        (np.zeros(MOST_CELLS + 1, dtype=int), 3, "at most 20000"),
    ],
)
def test_bad_tables_are_refused_with_a_sentence(counts, base, sentence):
    with pytest.raises(ValueError, match=sentence):
        round_small(counts, base=base)


@pytest.mark.parametrize("module", ["nearest", "small_counts"])
def test_its_examples_hold(module):
    assert doctest.testmod(getattr(citystats.disclosure, module)).failed == 0
