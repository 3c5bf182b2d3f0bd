"""The whole family: every mark stands inside its frame, in order, with its words apart."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citystats.funnel import curve
from kominn.core.charts.area_maps import Outlined, area_map
from kominn.core.charts.bars import bar_chart
from kominn.core.charts.dots import dot_strip
from kominn.core.charts.funnels import Spot, funnel_chart
from kominn.core.charts.lettering import LINE, TEXT, fits, shortened, spread, wrapped
from kominn.core.charts.ranges import Measure, range_chart
from kominn.core.charts.rows import Row, summary
from kominn.core.charts.slopes import Change, slope_chart
from kominn.core.charts.steps import MOST_STEPS, round_steps, step_of
from kominn.core.charts.tiles import Tile, tile_map

NUMBER = st.floats(-1e9, 1e9, allow_subnormal=False)
SOME = st.one_of(st.none(), NUMBER)
NAME = st.text("abc ÆøÅ", min_size=1, max_size=60).map(lambda text: text.strip() or "a")
FEW = st.lists(st.tuples(NAME, SOME), min_size=1, max_size=25)


def row(name, value, wide=0.0, **more):
    if value is None:
        return Row(name, None, **more)
    return Row(name, value, f"{value:.1f}", value - wide, value + wide, "fra–til", **more)


@given(FEW, st.floats(0, 1e6))
def test_every_bar_stands_inside_its_frame_and_begins_at_nought(found, wide):
    rows = [row(name, value, wide) for name, value in found]
    chart = bar_chart(rows)
    assert [bar.row for bar in chart.bars] == rows
    for bar in chart.bars:
        known = bar.row.value is not None
        assert chart.zero in (bar.x, bar.x + bar.width) or bar.width == 1
        assert not known or chart.left <= bar.x <= bar.x + bar.width <= chart.right + 1
        assert (
            bar.interval is None or chart.left <= bar.interval[0] <= bar.interval[1] <= chart.right
        )
        assert all(0 <= y <= chart.foot for y, _ in bar.lines)
        assert bar.y + bar.height <= chart.foot
    assert all(a.y + a.height <= b.y for a, b in pairwise(chart.bars))


@pytest.mark.parametrize("value", [7, -12_345, 5_627_400, 1_234_567_890_123, 10**24])
def test_a_huge_figure_is_written_whole_inside_the_frame(value):
    [bar] = bar_chart([Row("Lågenvik", value, f"{value:,}".replace(",", " "))]).bars
    assert bar.text_x + 8 * len(bar.row.text) <= 360


@given(FEW)
def test_lines_of_words_do_not_touch(found):
    chart = bar_chart([row(*one) for one in found])
    places = [y for bar in chart.bars for y, _ in bar.lines]
    assert all(b - a >= TEXT for a, b in pairwise(places))


@given(st.lists(st.tuples(NAME, SOME, SOME), min_size=1, max_size=20), st.booleans())
def test_the_barometer_keeps_all_inside_and_the_country_in_the_middle(found, one_scale):
    rows = [
        Measure(name, value, "1", country=country, least=country, most=country)
        for name, value, country in found
    ]
    chart = range_chart(rows, one_scale=one_scale)
    for one in chart.ranges:
        marks = [one.dot, one.country, *(one.others or ())]
        assert all(chart.left <= mark <= chart.right for mark in marks if mark is not None)
        assert one_scale or one.country in (None, chart.width // 2)
    assert bool(chart.marks) is one_scale


def test_an_interval_says_whether_a_figure_is_another_than_the_country_s():
    def standing(low, high):
        return Measure("a", (low + high) / 2, "", low, high, country=10.0).standing

    assert [standing(11, 13), standing(7, 9), standing(9, 11)] == ["above", "below", "alike"]
    assert Measure("a", 11.0, "", country=10.0).standing == ""
    assert Measure("a", 11.0, "", 10.0, 12.0).standing == ""


@given(st.lists(st.tuples(NAME, NUMBER), min_size=1, max_size=120), SOME)
def test_dots_stand_inside_the_strip_and_never_on_one_another(found, country):
    rows = [Row(name, value, "1", own=place == 0) for place, (name, value) in enumerate(found)]
    chart = dot_strip(rows, country=None if country is None else Row("Landet", country, "1"))
    places = [(dot.x, dot.y) for dot in chart.dots]
    assert len(set(places)) == len(rows) == len(chart.told.rows)
    assert all(chart.left <= x <= chart.right and 0 < y < chart.foot for x, y in places)
    apart = 2 * chart.size
    for n, (x, y) in enumerate(places):
        assert all(math.hypot(x - a, y - b) >= apart for a, b in places[n + 1 :])


def test_the_middle_is_counted_as_people_count():
    rows = [row("a", 1.0), row("b", 3.0), row("c", 3.0), row("d", 9.0), row("e", None)]
    own = row("her", 3.0, own=True)
    chart = dot_strip([*rows, own])
    assert chart.middle.value == 3.0
    assert (chart.told.known, chart.told.missing) == (5, 1)


@given(st.lists(st.tuples(NAME, SOME, SOME), min_size=1, max_size=30))
def test_words_at_the_ends_of_slopes_do_not_touch_and_keep_their_order(found):
    rows = [
        Change(name, after, "1", before=before, before_text="1") for name, before, after in found
    ]
    chart = slope_chart(rows, before="2015", after="2025")
    if chart is None:
        assert all(before is None and after is None for _, before, after in found)
        return
    for point, words in (("start", "start_text"), ("end", "end_text")):
        known = [one for one in chart.slopes if getattr(one, point) is not None]
        known.sort(key=lambda one: getattr(one, words))
        assert all(getattr(b, words) - getattr(a, words) >= LINE for a, b in pairwise(known))
        assert all(getattr(a, point) <= getattr(b, point) for a, b in pairwise(known))
        assert all(0 < getattr(one, words) <= chart.height for one in known)
    assert 0 < chart.left < chart.right < chart.width


def test_what_changed_most_is_told():
    rows = [Change("opp", 5.0, "5", before=4.0), Change("ned", 1.0, "1", before=4.0), Change("likt", 2.0, "2", before=2.0)]  # fmt: skip
    chart = slope_chart(rows, before="før", after="nå")
    assert chart.largest.name == "ned"
    assert [len(chart.risen), len(chart.fallen), len(chart.unchanged)] == [1, 1, 1]


@given(st.lists(st.tuples(NAME, st.floats(0, 1), st.integers(1, 40_000)), min_size=1, max_size=30))
def test_a_funnel_keeps_every_place_inside_and_its_limits_too(found):
    rows = [Spot(name, value, "1", size=size) for name, value, size in found]
    chart = funnel_chart(rows, curve(1, 40_000, 0.2, points=5), middle=0.2, middle_text="20 %")
    for spot in chart.spots:
        assert chart.left <= spot.x <= chart.right
        assert chart.top <= spot.y <= chart.foot
    numbers = [
        int(n) for n in chart.far.replace("M", "").replace("Z", "").replace("L", " ").split()
    ]
    assert all(chart.left <= x <= chart.right for x in numbers[::2])
    assert all(chart.top <= y <= chart.foot for y in numbers[1::2])
    assert chart.labels == ()


def test_places_beyond_the_limits_are_named_and_the_own_one_first():
    rows = [Spot("Utenfor", 0.5, "50 %", size=900, beyond="far"), Spot("Her", 0.2, "20 %", size=5000, own=True)]  # fmt: skip
    chart = funnel_chart(rows, curve(100, 9000, 0.2), middle=0.2, middle_text="20 %")
    assert [label.text for label in chart.labels] == ["Her", "Utenfor"]
    assert ([one.name for one in chart.above], chart.below) == (["Utenfor"], ())


@given(st.lists(NUMBER, min_size=1, max_size=30))
def test_every_value_has_one_of_at_most_four_steps(values):
    steps = round_steps(values)
    assert 1 <= len(steps) <= MOST_STEPS
    assert all(a.high == pytest.approx(b.low) for a, b in pairwise(steps))
    hair = 1e-6 * (steps[-1].high - steps[0].low)
    assert steps[0].low - hair <= min(values) <= max(values) <= steps[-1].high + hair
    numbers = [step_of(value, steps) for value in sorted(values)]
    assert numbers == sorted(numbers)
    assert set(numbers) <= {step.number for step in steps}


@given(st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=20))
def test_tiles_stand_inside_the_map_and_never_on_one_another(cells):
    chart = tile_map([Tile(f"{c}-{r}", c + 1.0, "1", column=c, line=r) for c, r in sorted(cells)])
    assert len({(tile.x, tile.y) for tile in chart.tiles}) == len(cells)
    for tile in chart.tiles:
        assert 0 < tile.x <= chart.width - chart.side
        assert 0 < tile.y <= chart.height - chart.side
    assert [tile.number for tile in chart.tiles] == list(range(1, len(cells) + 1))


def test_two_tiles_on_one_another_are_refused():
    with pytest.raises(ValueError, match="on one another"):
        tile_map([Tile("a", 1.0), Tile("b", 2.0)])


def square(name, west, south, side, **facts):
    ring = [(west, south), (west + side, south), (west + side, south + side), (west, south + side), (west, south)]  # fmt: skip
    return Outlined(name, facts.pop("value", 1.0), "1", rings=[ring], centre=(west + side / 2, south + side / 2), **facts)  # fmt: skip


def test_an_area_that_is_not_shown_has_no_shade_and_small_ones_are_drawn_once_more():
    places = [
        square("stor", 10, 59, 0.2),
        square("skjult", 10.2, 59, 0.2, value=None, why="hidden"),
    ]
    places += [square(f"liten {n}", 10.4 + n * 0.002, 59, 0.001) for n in range(3)]
    drawing = area_map(places)
    assert [shape.step for shape in drawing.shapes] == [1, 0, 1, 1, 1]
    assert drawing.shapes[1].mark == "hidden"
    assert drawing.enlarged is not None
    assert {s.number for s in drawing.enlarged.shapes if s.numbered} >= {3, 4, 5}
    assert 1 not in {s.number for s in drawing.enlarged.shapes}, "far outside of what is enlarged"
    *_, wide, high = drawing.frame
    assert min(wide, high) > 0.04 * min(drawing.width, drawing.height)


@given(st.lists(st.integers(0, 300), max_size=12))
def test_words_are_spread_in_order_and_as_near_as_can_be(places):
    found = spread(places, 16, 0, 300)
    order = sorted(range(len(places)), key=lambda i: places[i])
    assert all(found[b] - found[a] >= 16 for a, b in pairwise(order))
    assert all(0 <= place <= 300 for place in found)
    if all(places[b] - places[a] >= 16 for a, b in pairwise(order)):
        assert list(found) == places


@given(NAME, st.integers(30, 300))
def test_names_are_wrapped_in_two_lines_or_shortened(name, room):
    lines = wrapped(name, room)
    assert 1 <= len(lines) <= 2
    assert all(len(line) <= max(room / 8.5, 1) for line in lines)
    if fits(name, room):
        assert " ".join(lines).split() == name.split()
    assert shortened("Larvik", 400) == "Larvik"


@pytest.mark.parametrize(
    ("facts", "what"),
    [({"value": math.nan}, "not finite"), ({"value": 1.0, "low": 0.0}, "two ends"), ({"value": 1.0, "low": 3.0, "high": 2.0}, "before it begins")],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused_by_name(facts, what):
    with pytest.raises(ValueError, match=f"Larvik: .*{what}"):
        Row("Larvik", **facts)


def test_without_rows_there_is_no_chart():
    assert bar_chart([]) is range_chart([]) is dot_strip([Row("a", None)]) is tile_map([]) is None
    assert area_map([]) is slope_chart([Change("a", None)], before="1", after="2") is None
    assert funnel_chart([Spot("a", None)], (), middle=1, middle_text="1") is None


def test_charts_beside_each_other_can_share_a_scale():
    one, other = bar_chart([row("a", 4.0)], also=[90.0]), bar_chart([row("b", 90.0)], also=[4.0])
    assert [mark.value for mark in one.marks] == [mark.value for mark in other.marks]
    assert summary([row("a", 4.0)]).has_spans
