"""What may leave: nobody can lay the areas in a row, whoever reads all their pages."""

from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from citystats.shares import FEWEST, STEP, told, wilson
from kominn.support.protection import ALIKE, FEWEST_ALIKE, WIDEST, figures_of
from tests.factories import support

NOTHING = (0, 100)
"""Told in words: it can't be told so that it says anything."""
COUNTS = st.integers(FEWEST, 5000).flatmap(
    lambda people: st.tuples(st.integers(0, people), st.just(people))
)


def ranges(counts):
    """What each of so many areas is told of one figure."""
    result = {
        "indicators": [{"id": "a", "title": "A", "domain": "income"}],
        "counts": [
            {"area": f"N{n}", "indicator": "a", "hits": hits, "people": people}
            for n, (hits, people) in enumerate(counts)
        ],
    }
    codes = [f"N{n}" for n in range(len(counts))]
    return [own for [figure] in figures_of(result, {}, codes).values() if (own := figure.own)]


@given(COUNTS)
def test_a_share_is_told_as_a_range_that_holds_it_and_five_counts_at_least(counted):
    hits, people = counted
    found = told(hits, people)
    assert found.low <= 100 * hits / people <= found.high
    assert found.low % STEP == found.high % STEP == 0
    assert (found.high - found.low) * people / 100 >= STEP


@given(COUNTS)
def test_wilson_s_ends_lie_around_the_share(counted):
    low, high = wilson(*counted)
    assert 0 <= low <= counted[0] / counted[1] + 1e-12
    assert counted[0] / counted[1] - 1e-12 <= high <= 1


@pytest.mark.parametrize("counted", [(0, 99), (5, 0), (-1, 200), (201, 200)])
def test_what_is_counted_among_few_or_cannot_be_is_not_told(counted):
    with pytest.raises(ValueError, match=r"fewer than 100|cannot be"):
        told(*counted)


@given(st.lists(COUNTS, min_size=FEWEST_ALIKE, max_size=12))
def test_no_two_areas_can_be_told_apart_by_a_figure(counts):
    for one, other in combinations(ranges(counts), 2):
        assert max(one.low, other.low) < min(one.high, other.high)


@given(st.lists(COUNTS, min_size=FEWEST_ALIKE, max_size=12))
@example([(0, 100)] * 4 + [(55, 100)] * 5 + [(192, 425), (180, 397)])
def test_every_end_that_is_told_is_told_of_many(counts):
    found = [one for one in ranges(counts) if (one.low, one.high) != NOTHING]
    many = max(FEWEST_ALIKE, len(counts) * ALIKE)
    for ends in ([one.low for one in found], [one.high for one in found]):
        assert all(ends.count(end) >= many for end in ends)


@given(st.lists(COUNTS, min_size=FEWEST_ALIKE, max_size=12))
@example([(0, 100)] * 4 + [(70, 100)] * 2 + [(3900, 4000)] * 3)
def test_a_range_too_wide_is_told_as_none_and_of_many_at_once(counts):
    found = ranges(counts)
    silent = [one for one in found if (one.low, one.high) == NOTHING]
    assert all(one.high - one.low <= WIDEST for one in found if one not in silent)
    assert not silent or len(silent) >= max(FEWEST_ALIKE, len(counts) * ALIKE)


def test_of_each_theme_every_area_is_told_the_same_figure():
    found = figures_of(support.answer(), support.SOURCES, ["N0", "N7"])
    assert [one.id for one in found["N0"]] == [one.id for one in found["N7"]]
    assert [one.domain for one in found["N0"]] == ["income", "participation", "upbringing", "work"]


def test_an_area_where_too_few_are_counted_is_told_nothing():
    answer = support.answer()
    few = [dict(cell, hits=3, people=99) if cell["area"] == "N7" else cell
           for cell in answer["counts"]]  # fmt: skip
    found = figures_of({**answer, "counts": few}, support.SOURCES, ["N7"])
    assert [one.own for one in found["N7"]] == [None] * 4
