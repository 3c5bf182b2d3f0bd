"""The gate: planted leaks are found, each kind of them, and an honest release passes."""

import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import citystats.disclosure.gate
from citystats.disclosure.attack import possible_ranges, with_totals
from citystats.disclosure.gate import Finding, Leak, Release, Said, attack, parts_of
from citystats.disclosure.revisions import freeze, labels_at, mark_of, revise
from citystats.disclosure.rounding import round_counts
from citystats.disclosure.search import Equations, Search
from citystats.disclosure.small_counts import coin_of, round_small
from citystats.disclosure.suppression import suppress
from tests.citystats.disclosure.published import COUNTS

SECRET = b"a secret of sixteen"
CUBES = arrays.arrays(
    np.int64,
    arrays.array_shapes(min_dims=1, max_dims=4, max_side=4),
    elements=st.integers(0, 2) | st.integers(0, 9),
)


def release_of(counts, base=3, release=b"spring"):
    coin = coin_of(SECRET, release)
    return Release.small_rounded(round_small(counts, base=base, coin=coin).counts, base)


def leaks(counts, *releases, said=()):
    return {finding.leak for finding in attack(counts, releases, said).findings}


@settings(max_examples=80, deadline=None)
@given(CUBES, st.sampled_from([3, 5]))
def test_an_honest_release_passes_and_takes_no_program(counts, base):
    verdict = attack(counts, [release_of(counts, base)])
    assert verdict.passes
    assert (verdict.n, verdict.solved) == (with_totals(counts).size, 0)


@settings(max_examples=40, deadline=None)
@given(arrays.arrays(np.int64, (4, 3), elements=st.integers(0, 12)), st.randoms())
def test_a_table_rounded_whole_passes_too(counts, chance):
    shown = round_counts(counts.tolist(), base=5, rng=chance).counts
    assert attack(counts, [Release.rounded(np.array(shown), 5)]).passes


@settings(max_examples=40, deadline=None)
@given(CUBES.filter(lambda counts: counts.ndim == 2), st.data())
def test_whatever_true_number_is_planted_beside_the_release_is_found(counts, data):
    """P6: of any cell or sum, in any text."""
    release = release_of(counts)
    place = data.draw(st.tuples(*[st.integers(0, size) for size in counts.shape]))
    true = int(with_totals(counts)[place])
    text = Said("picture text", parts_of(place, counts.shape), true)
    found = attack(counts, [release], [text])
    if release.shown[place] == true:
        assert found.passes
    else:
        assert Leak.DIFFERENT in {one.leak for one in found.findings}
        assert "picture text" in {one.where for one in found.findings}
        if true < 3:
            assert Leak.NARROWED in {one.leak for one in found.findings}


def test_a_total_that_was_not_rounded_opens_the_one_small_number():
    counts = np.array([[1, 9], [8, 7]])
    release = release_of(counts)
    everything = Said("front page", np.ones((2, 2), dtype=bool), 25)
    found = attack(counts, [release], [everything]).findings
    assert Finding(Leak.DIFFERENT, (2, 2), "front page") in found
    assert Finding(Leak.NARROWED, (0, 0)) in found


def test_two_releases_that_differ_are_refused_and_one_told_twice_is_not():
    counts = np.array([[1, 2, 1], [2, 1, 2]])
    spring = release_of(counts)
    others = [release_of(counts, release=b"%d" % n) for n in range(9)]
    differing = next(one for one in others if (one.shown != spring.shown).any())
    assert {Leak.DIFFERENT, Leak.NARROWED} == leaks(counts, differing, spring)
    assert not leaks(counts, spring, spring)


def test_a_share_that_gives_a_count_away_is_found():
    """One of 12, as 8 %, beside a release that shows 0 of 12 or 3 of 14."""
    counts = np.array([[1, 11], [30, 9]])
    release = release_of(counts)
    among = parts_of((0, 2), counts.shape)
    part = parts_of((0, 0), counts.shape)
    found = attack(counts, [release], [Said("table of shares", part, 0.083, among, 0.001)]).findings
    assert Finding(Leak.DIFFERENT, (0, 0), "table of shares") in found
    assert Finding(Leak.NARROWED, (0, 0)) in found
    ours = float(release.shown[0, 0] / release.shown[0, 2])
    assert attack(counts, [release], [Said("shares", part, round(ours, 3), among, 0.001)]).passes


def test_a_sum_of_cells_that_no_margin_shows_must_come_of_the_release_as_well():
    counts = np.array([[1, 9, 8], [4, 5, 6]])
    two_areas = np.array([[True, True, False], [False, False, False]])
    release = release_of(counts)
    shown = float(release.shown[0, :2].sum())
    assert attack(counts, [release], [Said("map", two_areas, shown)]).passes
    found = attack(counts, [release], [Said("map", two_areas, 10)]).findings
    assert Finding(Leak.DIFFERENT, (), "map") in found
    assert Finding(Leak.NARROWED, (0, 0)) in found


def test_a_small_number_that_is_simply_shown_is_refused():
    counts = np.array([[1, 9], [2, 7]])
    assert leaks(counts, Release.small_rounded(counts, 3)) == {Leak.SMALL, Leak.NARROWED}


def test_a_number_that_is_false_is_refused_but_teaches_the_reader_nothing():
    counts = np.array([[1, 9], [5, 7]])
    wrong = Said("letter", parts_of((2, 2), (2, 2)), 90)
    assert leaks(counts, release_of(counts), said=[wrong]) == {Leak.DIFFERENT}


def test_nought_is_no_proof_of_absence():
    """P7: that there was nobody is a small number too."""
    counts = np.array([[0, 9], [5, 7]])
    release = release_of(counts)
    told = possible_ranges(release.told)
    assert (told.least[0, 0], told.most[0, 0]) == (0, 2)
    another = Release(release.shown, release.told, 3)
    another.told.most[0, 0] = 1
    assert leaks(counts, another) == {Leak.NARROWED}


def test_a_suppressed_table_is_attacked_as_well():
    counts = np.array([[2, 20, 30], [10, 20, 30], [10, 20, 30]])
    kept = suppress(counts, threshold=5)
    assert attack(counts, [Release(kept.shown, kept.told, 5)]).passes
    one_more = Said("download", parts_of((1, 0), counts.shape), 10)
    assert Leak.NARROWED in leaks(counts, Release(kept.shown, kept.told, 5), said=[one_more])


def test_a_corrected_release_beside_the_first_one_passes():
    before = np.array([[1, 2, 7], [4, 0, 9]])
    after = np.array([[1, 2, 8], [4, 1, 14]])
    values = (("a", "b"), ("x", "y", "z"))

    def marks(counts):
        return {
            place: mark_of(SECRET, labels_at(values, place), int(counts[place]))
            for place in np.ndindex(counts.shape)
        }

    first = round_small(before, coin=coin_of(SECRET, b"1"))
    kept = freeze(first, marks(before), values)
    again = revise(after, kept, values=values, marks=marks(after), coin=coin_of(SECRET, b"2"))
    assert attack(after, [Release.corrected(first.counts, again.counts, 3)]).passes


@settings(max_examples=25, deadline=None)
@given(arrays.arrays(np.int64, (2, 2, 2), elements=st.integers(0, 4)), st.data())
def test_it_agrees_with_the_attack_that_solves_two_programs_for_each_number(counts, data):
    """Two searches made apart: width of each cell, with some sums told exactly."""
    release = release_of(counts)
    least, most = release.told.least.copy(), release.told.most.copy()
    whole = with_totals(counts).astype(float)
    for place in data.draw(st.lists(st.tuples(*[st.integers(0, 2)] * 3), max_size=5)):
        least[place] = most[place] = whole[place]
    told = citystats.disclosure.gate.Told(least, most)
    width = possible_ranges(told).width - 1
    search = Search(Equations.of_table(least, most))
    search.learn(counts.ravel().astype(float))
    for place in np.ndindex(3, 3, 3):
        part = parts_of(place, counts.shape).ravel()
        assert search.reaches(part, 2) == (width[place] >= 2), place


def test_of_a_real_size_it_takes_few_programs():
    rng = np.random.default_rng(4)
    counts = rng.poisson(0.8, size=(17, 9, 4))
    release = release_of(counts)
    assert attack(counts, [release]).solved == 0
    exact = [
        Said("old page", parts_of((area, 9, 4), counts.shape), int(counts[area].sum()))
        for area in range(3)
    ]
    assert attack(counts, [release], exact).solved < 40


def test_the_published_example_passes_as_it_would_be_published():
    assert attack(COUNTS, [release_of(COUNTS)]).passes


def test_shapes_that_differ_are_refused():
    with pytest.raises(ValueError, match="shape of the table"):
        attack(np.array([[1, 2]]), [release_of(np.array([[1, 2], [3, 4]]))])


def test_its_examples_hold():
    assert doctest.testmod(citystats.disclosure.gate).failed == 0
