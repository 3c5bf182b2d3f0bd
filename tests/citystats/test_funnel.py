"""Limits of a funnel: scipy's quantiles say the same, and chance stays within them as often as told."""

import doctest
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from citystats import funnel
from citystats.funnel import curve, limits

KINDS = st.sampled_from(["share", "rate"])


def by_scipy(size, target, tail, kind):
    law = stats.binom(size, target) if kind == "share" else stats.poisson(size * target)
    r = law.ppf(tail)
    a = (law.cdf(r) - tail) / (law.cdf(r) - law.cdf(r - 1))
    return max((r - a) / size, 0)


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 60_000), st.floats(0.001, 0.6), KINDS)
def test_exact_limits_are_those_of_scipy(size, target, kind):
    found = limits(size, target, kind=kind)
    for value, tail in ((found.far_low, 0.001), (found.low, 0.025), (found.high, 0.975), (found.far_high, 0.999)):  # fmt: skip
        assert value == pytest.approx(by_scipy(size, target, tail, kind), abs=1e-6 / size + 1e-9)
    assert found.far_low <= found.low <= found.high <= found.far_high


@given(st.floats(0.01, 0.99), KINDS, st.booleans())
def test_the_funnel_narrows_as_places_grow(target, kind, exact):
    found = curve(100, 50_000, target, kind=kind, exact=exact, points=6)
    widths = [one.far_high - one.far_low for one in found]
    assert widths == sorted(widths, reverse=True)
    assert [one.size for one in found] == sorted({one.size for one in found})


def test_where_many_are_expected_the_normal_formula_says_nearly_the_same():
    exact, normal = limits(50_000, 0.12), limits(50_000, 0.12, exact=False)
    assert exact.high == pytest.approx(normal.high, abs=2e-5)
    assert normal.high == pytest.approx(0.12 + 1.959964 * math.sqrt(0.12 * 0.88 / 50_000), abs=1e-9)


def test_nothing_and_everything_have_no_chance_about_them():
    assert (limits(10, 0).low, limits(10, 0).far_high) == (0, 0)
    assert (limits(10, 1).far_low, limits(10, 1).high) == (1, 1)
    assert limits(3, 0.5).far_low == 0


@pytest.mark.parametrize(
    ("size", "target", "kind"),
    [(0, 0.1, "share"), (2.5, 0.1, "share"), (math.inf, 0.1, "rate"), (9, 1.1, "share"), (9, -1, "rate")],
)  # fmt: skip
def test_what_is_out_of_range_is_refused(size, target, kind):
    with pytest.raises(ValueError, match=r"size|not a"):
        limits(size, target, kind=kind)


def test_the_examples_hold():
    assert doctest.testmod(funnel).failed == 0
