"""Shares: nobody who has shares and what they are of finds a small count."""

import csv
import doctest
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import citystats.disclosure.shares
from citystats.disclosure.attack import Told, possible_ranges, with_totals
from citystats.disclosure.shares import suppress_shares
from citystats.disclosure.terms import Zeros

REFERENCE = Path(__file__).parents[4] / "shared/reference/signals"
TABLES = st.tuples(st.integers(1, 2), st.integers(1, 3)).flatmap(
    lambda shape: st.tuples(
        *[arrays.arrays(np.int64, shape, elements=st.integers(0, 30)) for _ in range(2)]
    )
)


@settings(max_examples=12, deadline=None)
@given(TABLES, st.sampled_from([3, 5]))
def test_what_is_left_of_shares_gives_no_small_count_back(tables, threshold):
    """The attack apart from what suppressed them: from each share shown its two counts, exactly."""
    has, has_not = tables
    kept = suppress_shares(has, has + has_not, threshold=threshold)
    whole = with_totals(np.stack([has, has_not], axis=-1))
    least, most = np.zeros(whole.shape), np.full(whole.shape, np.inf)
    both_shown = ~kept.hidden
    among_shown = ~np.isnan(kept.among)
    for index in (0, 1):
        least[..., index][both_shown] = most[..., index][both_shown] = whole[..., index][both_shown]
    least[..., 2][among_shown] = most[..., 2][among_shown] = whole[..., 2][among_shown]
    small = whole < threshold
    assert not (small & (least == most)).any()
    ranges = possible_ranges(Told(least, most))
    assert (ranges.least[small] == 0).all()
    assert (ranges.most[small] >= threshold - 1).all()
    right = with_totals(has)[both_shown] / with_totals(has + has_not)[both_shown]
    assert kept.shares[both_shown] == pytest.approx(right)


def test_a_share_goes_where_few_have_it_few_have_it_not_or_few_are_there():
    kept = suppress_shares([2, 28, 1, 15, 20, 25], [30, 30, 3, 30, 40, 50])
    assert kept.hidden[:3].all()
    assert not kept.hidden[-1]
    assert kept.counts.zeros is Zeros.HIDDEN
    assert (kept.n, kept.caveats[0].name) == (6, "ONE_RELEASE")
    assert kept.ranges().width[0, 0] >= 5


@pytest.mark.parametrize(
    ("part", "among", "sentence"),
    [
        ([1, 2], [1], "one shape"),
        ([[[1]]], [[[1]]], "one to 2 ways"),
        ([3], [2], "3 of 2 cannot be"),
        ([0.5], [2.0], "whole numbers"),
        ([-1], [2], "at least 0"),
    ],
)
def test_what_cannot_be_is_refused(part, among, sentence):
    with pytest.raises(ValueError, match=sentence):
        suppress_shares(part, among)


@pytest.mark.parametrize(
    "name", ["sdc_GaussSuppression_maxN3", "sdc_GaussSuppression_maxN2_nozero"]
)
def test_what_a_published_tool_hid_is_safe_in_its_own_file(name):
    """Every hidden number of the file can be at least two: the attack opens none."""
    path = REFERENCE / f"{name}.csv"
    if not path.exists():
        pytest.skip(f"no reference data beside the project: {path.name}")
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    words = [
        [word for word in dict.fromkeys(row[way] for row in rows) if word != "Total"] + ["Total"]
        for way in ("area", "theme")
    ]
    least = np.zeros(tuple(map(len, words)))
    most = np.full(least.shape, np.inf)
    hidden = np.zeros(least.shape, dtype=bool)
    for row in rows:
        place = words[0].index(row["area"]), words[1].index(row["theme"])
        hidden[place] = row["suppressed"] == "TRUE"
        if not hidden[place]:
            least[place] = most[place] = int(row["freq"])
    ranges = possible_ranges(Told(least, most))
    assert hidden.any()
    assert (ranges.width[hidden] >= 2).all()


def test_its_examples_hold():
    assert doctest.testmod(citystats.disclosure.shares).failed == 0
