"""Scales with round marks, and lines that break where there is no figure."""

import datetime as dt
import math
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kominn.core.charts.lines import MOST_LINES, Dated, line_chart
from kominn.core.charts.scales import MOST_MARKS, round_scale

VALUES = st.lists(st.floats(-1e12, 1e12, allow_subnormal=False), min_size=1, max_size=8)


@given(VALUES, st.booleans())
def test_every_value_stands_within_its_marks(values, from_zero):
    scale, marks = round_scale(values, 250, 10, from_zero=from_zero)
    assert 2 <= len(marks) <= MOST_MARKS + 2
    assert all(10 <= scale.at(value) <= 250 for value in values)
    assert list(marks) == sorted(set(marks))
    if from_zero:
        assert scale.low <= 0 <= scale.high


@pytest.mark.parametrize(
    ("values", "from_zero", "marks"),
    [
        ([0, 97], True, (0, 20, 40, 60, 80, 100)),
        ([8.1, 12.4], False, (8, 9, 10, 11, 12, 13)),
        ([-3, 4], True, (-4, -2, 0, 2, 4)),
        ([5, 5], False, (4.4, 4.6, 4.8, 5.0, 5.2, 5.4, 5.6)),
        ([], False, (0, 0.2, 0.4, 0.6, 0.8, 1)),
        ([4_594_597, 5_627_400], False, (4_500_000, 4_750_000, 5_000_000, 5_250_000, 5_500_000, 5_750_000)),
    ],
)  # fmt: skip
def test_marks_are_round(values, from_zero, marks):
    _, found = round_scale(values, 250, 10, from_zero=from_zero)
    assert found == pytest.approx(marks)


def test_what_is_not_a_number_has_no_place():
    with pytest.raises(ValueError, match="not finite"):
        round_scale([math.nan], 250, 10, from_zero=False)


def year(number, value=None, *, hidden=False):
    return Dated(dt.date(number, 12, 31), value, hidden)


def test_a_line_breaks_where_there_is_no_figure_and_marks_what_is_hidden():
    chart = line_chart(
        [("Her", [year(2020, 1), year(2021, 2), year(2022, hidden=True), year(2023, 4)])]
    )
    [line] = chart.lines
    assert re.findall("[ML]", line.path) == ["M", "L", "M"]
    assert (len(line.dots), len(line.hidden)) == (3, 1)


def test_one_figure_is_a_dot():
    [line] = line_chart([("Her", [year(2020, 7)])]).lines
    assert (line.path[0], len(line.dots)) == ("M", 1)


def test_where_there_is_no_figure_nothing_is_drawn():
    assert line_chart([]) is None
    assert line_chart([("Her", [year(2020, hidden=True)])]) is None


def test_no_more_lines_than_can_be_told_apart_without_colour():
    chart = line_chart([(str(n), [year(2020, n), year(2021, n)]) for n in range(9)])
    assert len(chart.lines) == MOST_LINES
    assert len({line.pattern for line in chart.lines}) == MOST_LINES


def test_years_do_not_touch():
    chart = line_chart([("Her", [year(y, y) for y in range(1950, 2027)])])
    places = [mark.at for mark in chart.years]
    assert chart.years[-1].value == 2026
    assert min(b - a for a, b in pairwise(places)) >= 40


def test_drawings_side_by_side_have_one_scale():
    def years(*values):
        return [("Lågenvik", [Dated(dt.date(2020 + n, 1, 1), v) for n, v in enumerate(values)])]

    few, many = years(5.0, 7.2), years(24.6, 26.0)
    every = [5.0, 7.2, 24.6, 26.0]
    drawn = [line_chart(one, from_zero=True, beside=every) for one in (few, many)]
    assert drawn[0].values == drawn[1].values
    assert max(mark.value for mark in drawn[0].values) >= 26
