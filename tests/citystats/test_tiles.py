"""The tile layout against every possible layout, and the laws it must keep."""

import doctest
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import citystats.tiles
from citystats.tiles import MOST_AREAS, tile_layout

PLACES = st.lists(
    st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=1, max_size=18, unique=True
)


def least_by_trying_all(centres, columns, rows):
    """An independent reckoning: every assignment of areas to cells, on the same stretched places."""
    places = np.asarray(centres, dtype=float)
    low, high = places.min(axis=0), places.max(axis=0)
    scaled = [
        (
            (x - low[0]) / (high[0] - low[0]) * (columns - 1)
            if high[0] > low[0]
            else (columns - 1) / 2,
            (high[1] - y) / (high[1] - low[1]) * (rows - 1) if high[1] > low[1] else (rows - 1) / 2,
        )
        for x, y in places
    ]
    cells = list(itertools.product(range(columns), range(rows)))
    return min(
        sum((x - c) ** 2 + (y - r) ** 2 for (x, y), (c, r) in zip(scaled, taken, strict=True))
        for taken in itertools.permutations(cells, len(scaled))
    )


@settings(max_examples=60, deadline=None)
@given(
    centres=st.lists(
        st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=1, max_size=6, unique=True
    ),
    columns=st.integers(1, 3),
    rows=st.integers(1, 3),
)
def test_no_layout_of_all_that_exist_is_nearer(centres, columns, rows):
    if columns * rows < len(centres) or columns * rows > 8:
        return
    layout = tile_layout(centres, columns=columns, rows=rows)
    assert layout.total_squared_displacement == pytest.approx(
        least_by_trying_all(centres, columns, rows), abs=1e-9
    )


@given(PLACES)
def test_every_area_has_one_cell_of_its_own_inside_the_grid(centres):
    layout = tile_layout(centres)
    assert layout.n == len(set(layout.cells)) == len(centres)
    assert all(0 <= c < layout.columns and 0 <= r < layout.rows for c, r in layout.cells)
    assert 0 <= layout.order_kept <= 1


@given(PLACES, st.randoms())
def test_the_order_of_the_areas_does_not_matter(centres, random):
    shuffled = list(range(len(centres)))
    random.shuffle(shuffled)
    first = tile_layout(centres)
    second = tile_layout([centres[i] for i in shuffled])
    assert tuple(first.cells[i] for i in shuffled) == second.cells
    assert first.total_squared_displacement == pytest.approx(second.total_squared_displacement)


@given(PLACES)
def test_unit_and_origin_do_not_change_how_near_it_gets(centres):
    moved = np.asarray(centres, dtype=float) * 1000 + [500_000, 6_500_000]
    first, second = tile_layout(centres), tile_layout(moved)
    assert (first.columns, first.rows) == (second.columns, second.rows)
    assert first.total_squared_displacement == pytest.approx(
        second.total_squared_displacement, abs=1e-6
    )


def test_a_grid_of_places_keeps_its_shape():
    layout = tile_layout([[0, 0], [1, 0], [2, 0], [0, 1], [1, 1], [2, 1]])
    assert layout.cells == ((0, 1), (1, 1), (2, 1), (0, 0), (1, 0), (2, 0))
    assert layout.total_squared_displacement == 0
    assert layout.order_kept == 1
    assert layout.area_at(0, 0) == 3


def test_an_empty_cell_has_no_area():
    layout = tile_layout([[0, 0], [1, 1], [2, 2]], columns=2, rows=2)
    empty = {(0, 0), (0, 1), (1, 0), (1, 1)} - set(layout.cells)
    assert layout.area_at(*empty.pop()) is None


def test_places_on_a_line_stay_on_a_line():
    assert tile_layout([[3, 0], [1, 0], [2, 0]]).cells == ((2, 0), (0, 0), (1, 0))
    assert tile_layout([[0, 3], [0, 1], [0, 2]]).cells == ((0, 0), (0, 2), (0, 1))


def test_one_far_off_area_does_not_make_the_grid_a_thread():
    layout = tile_layout([[x, y] for x in range(4) for y in range(4)] + [[0, 1000]])
    assert (layout.columns, layout.rows) == (4, 5)


def test_many_areas_in_one_point_still_get_a_cell_each():
    layout = tile_layout([[7, 7]] * 5)
    assert len(set(layout.cells)) == 5


def test_only_rows_given_leaves_columns_to_follow():
    assert tile_layout([[x, 0] for x in range(5)], rows=2).columns == 3


@pytest.mark.parametrize(
    ("centres", "options", "sentence"),
    [
        ([], {}, r"shape \(n, 2\)"),
        ([[1, 2, 3]], {}, r"shape \(n, 2\)"),
        ([[1, float("nan")]], {}, "finite"),
        ([[1, 2], [3, 4]], {"columns": 1, "rows": 1}, "too few for 2 areas"),
        ([[1, 2]], {"columns": 0}, "columns must be between"),
        ([[1, 2]], {"rows": -1}, "rows must be between"),
        (np.zeros((MOST_AREAS + 1, 2)), {}, "but got 2001"),
        (np.zeros((0, 2)), {}, "but got 0"),
    ],
)
def test_bad_input_is_refused_in_a_sentence(centres, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        tile_layout(centres, **options)


def test_the_example_in_the_docstring_holds():
    assert doctest.testmod(citystats.tiles).failed == 0
